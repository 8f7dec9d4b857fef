import type { Plugin } from 'graphql-yoga'

/** Below that, a text that goes out together with the head is the cheaper one. */
const LONG = 16_384

/**
 * Makes bytes of a long answer, once. As a text it would be read to be counted, joined with the head, and read again to be sent:
 * each time the whole of it, and each time a copy.
 */
export function useBytes(): Plugin {
  return {
    onYogaInit({ yoga: { fetchAPI } }) {
      fetchAPI.Response = class extends fetchAPI.Response {
        constructor(body?: BodyInit | null, init?: ResponseInit) {
          super(typeof body === 'string' && body.length > LONG ? Buffer.from(body) : body, init)
        }
      }
    },
  }
}
