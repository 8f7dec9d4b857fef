/** Whether a text is a PCI address as Nova writes it, `dddd:bb:ss.f`; capitals are forgiven. */
export function isPciAddress(text: string): boolean {
  return /^[0-9a-f]{4}:[0-9a-f]{2}:[01][0-9a-f]\.[0-7]$/i.test(text)
}
