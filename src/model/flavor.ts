/** What a server is given, as flavors lists it. */
export type Flavor = {
  readonly id: string
  readonly name: string | null
  readonly vcpus: number | null
  readonly memoryMib: number | null
  readonly diskGib: number | null
  readonly ephemeralGib: number | null
  readonly swapMib: number | null
  readonly isPublic: boolean | null
  readonly description: string | null
  readonly extraSpecs: Readonly<Record<string, string>> | null
}
