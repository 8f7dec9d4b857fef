import { describe, expect, it } from 'vitest'
import { askedMicroversion, negotiate } from '../../src/rest/microversion.ts'

const NEW = 'openstack-api-version'
const OLD = 'x-openstack-nova-api-version'

describe('the version that a request names', () => {
  it.each([
    [{}, null],
    [{ [NEW]: 'compute 2.53' }, '2.53'],
    [{ [NEW]: 'Compute   2.53' }, '2.53'],
    [{ [NEW]: 'placement 1.2, compute 2.53' }, '2.53'],
    [{ [NEW]: 'compute 2.53, compute 2.88' }, '2.88'],
    [{ [NEW]: 'compute 2.53 please' }, '2.53 please'],
    [{ [NEW]: 'compute' }, null],
    [{ [NEW]: 'placement 1.2' }, null],
    [{ [NEW]: 'placement 1.2', [OLD]: '2.10' }, '2.10'],
    [{ [NEW]: 'compute 2.53', [OLD]: '2.10' }, '2.53'],
    [{ [OLD]: '2.10, 2.11' }, '2.11'],
    [{ [OLD]: '' }, ''],
  ])('of %o is %s', (headers, version) => {
    expect(askedMicroversion(headers)).toBe(version)
  })

  const range = () => Promise.resolve({ min: '2.1', max: '2.93' })

  it.each(['', '2', '2.053', '2.53 please', 'Latest', '0.1', '-2.1'])(
    'is refused with 400 where it is "%s"',
    async (version) => {
      await expect(negotiate({ [OLD]: version, [NEW]: `compute ${version}` }, range)).rejects.toMatchObject({
        status: 400,
        headers: {},
        message: `API Version String ${version} is of invalid format. Must be of format MajorNum.MinorNum.`,
      })
    },
  )

  it.each(['2.0', '2.94', '1.1', '3.1'])(
    'is refused with 406 where Nova does not serve %s, which the answer names',
    async (version) => {
      await expect(negotiate({ [NEW]: `compute ${version}` }, range)).rejects.toMatchObject({
        status: 406,
        headers: { [NEW]: `compute ${version}`, [OLD]: version },
      })
    },
  )
})
