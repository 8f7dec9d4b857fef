/** `npm run pci-ids -- FILE`: makes pci-ids.json and NOTICE out of a pci.ids file (Debian's package pci.ids has one). */
import { readFileSync, writeFileSync } from 'node:fs'

const [file = '/usr/share/misc/pci.ids'] = process.argv.slice(2)
const text = readFileSync(file, 'utf8')
const names: Record<string, [string, Record<string, string>]> = {}
let products: Record<string, string> | undefined

for (const line of text.split('\n')) {
  // Device classes follow the vendors; subsystems stand behind two tabs.
  if (line.startsWith('C ')) break
  const vendor = /^([0-9a-f]{4}) {2}(.+)$/.exec(line)
  const product = /^\t([0-9a-f]{4}) {2}(.+)$/.exec(line)
  if (vendor?.[1] !== undefined && vendor[2] !== undefined) {
    products = {}
    names[vendor[1]] = [vendor[2].trim(), products]
  } else if (product?.[1] !== undefined && product[2] !== undefined && products !== undefined) {
    products[product[1]] = product[2].trim()
  }
}

const version = /^#\s+Version: (\S+)/m.exec(text)?.[1]
if (version === undefined || Object.keys(names).length < 2000) {
  throw new Error(`${file} is no pci.ids: no version, or only ${Object.keys(names).length} vendors.`)
}
writeFileSync(new URL('./pci-ids.json', import.meta.url), `${JSON.stringify(names)}\n`)
process.stdout.write(`pci.ids ${version}: ${Object.keys(names).length} vendors. Put the version into NOTICE.\n`)
