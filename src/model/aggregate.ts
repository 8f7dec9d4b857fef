/** Hosts that an operator has put together, as os-aggregates lists them. */
export type Aggregate = {
  readonly id: string
  readonly databaseId: number | null
  readonly name: string | null
  readonly availabilityZone: string | null
  /** Service hosts. */
  readonly hosts: readonly string[]
  readonly metadata: Readonly<Record<string, string>>
}
