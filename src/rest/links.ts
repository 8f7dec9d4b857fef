import { Transform } from 'node:stream'

/** Turns links to Nova into links to here. */
export type Links = {
  /** An address as a header has it. That of any other service stays as it is. */
  rewrite(address: string): string
  /** The same for every `href` of a JSON text. */
  rewriteJson(json: Buffer): Buffer
  /** The same for a text that is not at hand as a whole, as it passes. */
  rewriting(): Transform
}

/**
 * Nova makes its links of the Host that it is asked by, which is ours, and of the path that it is mounted at, which is not.
 * Where its operator says so, or a proxy before it does not pass on our Host, it makes them of its own address instead.
 *
 * @param here where the client finds us: `https://gateway:4000`
 * @param root Nova's own address, without a version: `http://controller/compute`
 */
export function createLinks(here: URL, root: URL): Links {
  const mount = root.pathname.replace(/\/+$/, '')
  // Of a TLS that ends before us Nova knows only where it is set up to hear of it: so both schemes.
  const prefixes = [`http://${here.host}${mount}`, `https://${here.host}${mount}`, `${root.origin}${mount}`]
  const pattern = [...new Set(prefixes)].map(escaped).join('|')
  const inHeader = new RegExp(`^(?:${pattern})(?=/v\\d|/?$)`)
  const inJson = new RegExp(`("href"\\s{0,4}:\\s{0,4}")(?:${pattern})(?=[/"])`, 'g')
  const longest = '"href"    :    ""'.length + Math.max(...prefixes.map((prefix) => prefix.length))
  // As Latin-1, a byte is a character: what is no link leaves as it came, in whatever encoding.
  const rewriteBytes = (text: string) => Buffer.from(text.replace(inJson, `$1${here.origin}`), 'latin1')

  return {
    rewrite: (address) => address.replace(inHeader, here.origin),
    rewriteJson: (json) => rewriteBytes(json.toString('latin1')),
    rewriting() {
      let kept = ''
      return new Transform({
        transform(chunk: Buffer, _encoding, done) {
          const text = kept + chunk.toString('latin1')
          const cut = safeCut(text, longest)
          kept = text.slice(cut)
          done(null, rewriteBytes(text.slice(0, cut)))
        },
        flush(done) {
          done(null, rewriteBytes(kept))
        },
      })
    },
  }
}

const HREF = '"href"'

/** Where a text can be cut in two without cutting a link that begins in it. */
function safeCut(text: string, longest: number): number {
  const link = text.indexOf(HREF, Math.max(0, text.length - longest - HREF.length))
  return link >= 0 ? link : Math.max(0, text.length - HREF.length)
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
