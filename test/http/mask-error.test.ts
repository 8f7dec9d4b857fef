import { GraphQLError } from 'graphql'
import { expect, it } from 'vitest'
import { Forbidden, Unauthenticated, UpstreamError } from '../../src/errors.ts'
import { createMaskError } from '../../src/http/mask-error.ts'

function masked(error: unknown): { sent: unknown; logged: object[] } {
  const logged: object[] = []
  const keep = (attributes: object) => void logged.push(attributes)
  const result = createMaskError({ debug: keep, info: keep, warn: keep, error: keep }, { maxBodyBytes: 1000 })(error)
  return { sent: JSON.parse(JSON.stringify(result)), logged }
}

it('sends our own errors with their code and details', () => {
  const cause = new UpstreamError('UPSTREAM_TIMEOUT', 'Nova did not answer in 10 s.', {
    upstream: 'nova',
    requestId: 'req-1',
  })
  const { sent, logged } = masked(new GraphQLError(cause.message, { path: ['servers'], originalError: cause }))
  expect(sent).toEqual({
    message: 'Nova did not answer in 10 s.',
    path: ['servers'],
    extensions: { code: 'UPSTREAM_TIMEOUT', upstream: 'nova', requestId: 'req-1' },
  })
  expect(logged).toEqual([])
})

it('keeps the number of places that an error stands for', () => {
  const cause = new UpstreamError('UPSTREAM_TIMEOUT', 'Slow.', { upstream: 'nova' })
  const collapsed = new GraphQLError(cause.message, { originalError: cause, path: ['a'], extensions: { affected: 7 } })
  expect(masked(collapsed).sent).toMatchObject({ extensions: { code: 'UPSTREAM_TIMEOUT', affected: 7 } })
})

it('sends nothing of an unexpected error but an id, which the log has beside the error', () => {
  const cause = new TypeError('mysql://user:secret@host/nova is no function')
  const { sent, logged } = masked(new GraphQLError(cause.message, { path: ['servers'], originalError: cause }))
  expect(JSON.stringify(sent)).not.toContain('secret')
  expect(sent).toMatchObject({ path: ['servers'], extensions: { code: 'INTERNAL_SERVER_ERROR' } })
  expect(logged).toMatchObject([{ err: cause, errorId: expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown }])
})

it('answers with 401 where nobody is signed in, and with 200 where one field is denied', () => {
  expect(masked(new Unauthenticated('No token.')).sent).toMatchObject({
    extensions: { code: 'UNAUTHENTICATED', http: { status: 401 } },
  })
  const denied = new Forbidden('No.', { rule: 'r' })
  expect(masked(new GraphQLError('No.', { path: ['pciDevices'], originalError: denied })).sent).toEqual({
    message: 'No.',
    path: ['pciDevices'],
    extensions: { code: 'FORBIDDEN', rule: 'r' },
  })
})

it("gives graphql-js's own errors a code", () => {
  expect(masked(new GraphQLError('Syntax Error: Unexpected }')).sent).toMatchObject({
    extensions: { code: 'GRAPHQL_PARSE_FAILED' },
  })
  expect(masked(new GraphQLError('Cannot query field "x"')).sent).toMatchObject({
    extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
  })
  expect(masked(new GraphQLError('Variable "$first" got invalid value')).sent).toMatchObject({
    extensions: { code: 'BAD_USER_INPUT' },
  })
})
