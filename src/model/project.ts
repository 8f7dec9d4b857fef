/** A project, as Keystone shows it to the caller. Every field but the id is null where the caller may not read it. */
export type Project = {
  readonly id: string
  readonly name: string | null
  readonly description: string | null
  readonly domainId: string | null
  readonly enabled: boolean | null
}
