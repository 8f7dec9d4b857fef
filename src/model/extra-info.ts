/** `pci_devices.extra_info`, decoded. What a release or a driver does not tell is null. */
export type ExtraInfo = {
  /** All of it, with the JSON that Nova puts into strings decoded too. Null when there is none, or it is no JSON object. */
  readonly raw: Readonly<Record<string, unknown>> | null
  /** What a network card's function can do: `['rx', 'tx', 'sg', …]`. Virtual functions only. */
  readonly networkFeatures: readonly string[] | null
  /** Serial number of the card, from its vital product data. */
  readonly serialNumber: string | null
  /** MAC address of the physical function. */
  readonly macAddress: string | null
  readonly liveMigratable: boolean | null
  /** Name of the physical function's network interface. */
  readonly parentInterface: string | null
}

/** Never throws: a device must not be lost for a text that Nova itself only passes on. */
export function decodeExtraInfo(text: string | null): ExtraInfo {
  const raw = decodeObject(text)
  const capabilities = readObject(raw?.capabilities)
  return {
    raw,
    networkFeatures: readTexts(capabilities?.network),
    serialNumber: readText(readObject(capabilities?.vpd)?.card_serial_number),
    macAddress: readText(raw?.mac_address) ?? readText(readObject(capabilities?.sriov)?.pf_mac_address),
    liveMigratable: readFlag(raw?.live_migratable),
    parentInterface: readText(raw?.parent_ifname),
  }
}

/** The one key that counting needs, of a text that mostly has none of it. */
export function parentInterfaceOf(text: string | null): string | null {
  return text?.includes('parent_ifname') ? readText(readObject(parseJson(text))?.parent_ifname) : null
}

type Dict = Readonly<Record<string, unknown>>

function decodeObject(text: string | null): Dict | null {
  const object = readObject(text === null ? null : parseJson(text))
  if (object === null) return null
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, decodeNested(value)]))
}

/** Nova's object field holds strings only, so that it writes structures as JSON in a string. */
function decodeNested(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value
  return parseJson(value) ?? value
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function readObject(value: unknown): Dict | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null
}

function readText(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

function readTexts(value: unknown): string[] | null {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : null
}

function readFlag(value: unknown): boolean | null {
  const text = typeof value === 'string' ? value.toLowerCase() : value
  if (text === true || text === 'true') return true
  return text === false || text === 'false' ? false : null
}
