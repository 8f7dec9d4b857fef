import { expect, it } from 'vitest'
import { createPeekLoader } from '../../src/loaders/peek-loader.ts'

function counted() {
  const asked: string[][] = []
  const loader = createPeekLoader(async (keys: readonly string[]) => {
    asked.push([...keys])
    await Promise.resolve()
    return keys.map((key) => (key === 'bad' ? new Error('bad key') : key === 'none' ? null : key.toUpperCase()))
  })
  return { asked, loader }
}

it('asks once for all the keys of a level', async () => {
  const { asked, loader } = counted()
  expect(await Promise.all([loader.get('a'), loader.get('b'), loader.get('a')])).toEqual(['A', 'B', 'A'])
  expect(asked).toEqual([['a', 'b']])
})

it('hands out what has arrived without a promise, null too', async () => {
  const { asked, loader } = counted()
  await loader.prefetch(['a', 'none'])
  expect(loader.get('a')).toBe('A')
  expect(loader.get('none')).toBeNull()
  expect(loader.peek('b')).toBeUndefined()
  expect(asked).toEqual([['a', 'none']])
})

it('fails a bad key alone, and each time that it is asked', async () => {
  const { loader } = counted()
  await loader.prefetch(['a', 'bad'])
  expect(loader.get('a')).toBe('A')
  expect(() => loader.get('bad')).toThrow('bad key')
  expect(() => loader.get('bad')).toThrow('bad key')
})

it('asks once for what a level and single fields want at the same moment', async () => {
  const { asked, loader } = counted()
  const level = loader.prefetch(['a', 'b'])
  const [one, other] = await Promise.all([loader.get('b'), loader.get('c'), level])
  expect([one, other, loader.get('a')]).toEqual(['B', 'C', 'A'])
  expect(asked).toEqual([['a', 'b', 'c']])
})

it('waits for a batch that is on its way, and asks only for the rest', async () => {
  const { asked, loader } = counted()
  const first = loader.prefetch(['a'])
  await new Promise(setImmediate)
  await Promise.all([first, loader.prefetch(['a', 'b'])])
  expect(asked).toEqual([['a'], ['b']])
  expect(loader.prefetch(['a', 'b'])).toBeUndefined()
})

it('does not ask a dead source again for every field', async () => {
  let calls = 0
  const loader = createPeekLoader((_keys: readonly string[]): Promise<string[]> => {
    calls++
    return Promise.reject(new Error('gone'))
  })
  await loader.prefetch(['a', 'b'])
  await expect(Promise.all(['a', 'b', 'a'].map(async (key) => loader.get(key)))).rejects.toThrow('gone')
  expect(calls).toBe(1)
})

it('keeps what another call brought along, but not over what it has', async () => {
  const { asked, loader } = counted()
  loader.prime('c', 'brought')
  loader.prime('c', 'later')
  expect(loader.get('c')).toBe('brought')
  await loader.prefetch(['d'])
  expect(asked).toEqual([['d']])
})
