import { text } from 'node:stream/consumers'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLinks } from '../../src/rest/links.ts'

describe('links', () => {
  const links = createLinks(new URL('https://gateway:4000'), new URL('http://controller:8774/compute'))

  it('lead here, whichever of its addresses Nova made them of', () => {
    for (const from of [
      'http://gateway:4000/compute',
      'https://gateway:4000/compute',
      'http://controller:8774/compute',
    ]) {
      expect(links.rewrite(`${from}/v2.1/servers/1`)).toBe('https://gateway:4000/v2.1/servers/1')
      const json = Buffer.from(`{"links": [{"href": "${from}/v2.1/", "rel": "self"}, {"href":"${from}/images/1"}]}`)
      expect(links.rewriteJson(json).toString()).toBe(
        '{"links": [{"href": "https://gateway:4000/v2.1/", "rel": "self"}, {"href":"https://gateway:4000/images/1"}]}',
      )
    }
  })

  it('of other services, and what only looks like one, stay as they are', () => {
    for (const address of [
      'http://glance:9292/images/1',
      'http://controller:8774/computer/v2.1',
      'http://gateway:4000/x',
    ]) {
      expect(links.rewrite(address)).toBe(address)
      const json = `{"href": "${address}", "metadata": {"page": "http://controller:8774/compute/v2.1"}}`
      expect(links.rewriteJson(Buffer.from(json)).toString()).toBe(json)
    }
  })

  it('are found however a body is cut into chunks, and every other byte stays', async () => {
    const link = fc.constantFrom(
      '"href": "http://controller:8774/compute/v2.1/servers/1"',
      '"href":"https://gateway:4000/compute/x"',
      '"href": "http://controller:8774/computer"',
      '"hre',
      '"href": "http://contro',
    )
    const part = fc.oneof(link, fc.string({ unit: 'binary', maxLength: 30 }))
    await fc.assert(
      fc.asyncProperty(
        fc.array(part, { maxLength: 12 }),
        fc.array(fc.nat(60), { minLength: 1 }),
        async (parts, sizes) => {
          const body = Buffer.from(parts.join(''))
          const transform = links.rewriting()
          const read = text(transform)
          let at = 0
          for (let index = 0; at < body.length; index++) {
            const size = (sizes[index % sizes.length] ?? 0) + 1
            transform.write(body.subarray(at, at + size))
            at += size
          }
          transform.end()
          expect(await read).toBe(links.rewriteJson(body).toString())
        },
      ),
    )
  })
})
