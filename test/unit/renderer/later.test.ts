import { setImmediate as turn } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { later } from '../../../renderer/later.ts'

test('a part is fetched once, and asked for again until it is there', async () => {
  const warned = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
  const answers = [Promise.reject(new Error('the console is gone')), Promise.resolve('the other screens')]
  const waits: { readonly ms: number; readonly then: () => void }[] = []
  let fetched = 0
  const part = later(() => {
    fetched += 1
    return answers[fetched - 1] ?? Promise.reject(new Error('asked too often'))
  }, { after: (ms, then) => void waits.push({ ms, then }) })
  let heard = 0
  part.subscribe(() => (heard += 1))
  part.load()
  part.load()
  await turn()
  expect([part.get(), fetched, heard, waits.map(({ ms }) => ms)]).toEqual([undefined, 1, 0, [2_000]])
  waits[0]?.then()
  await turn()
  part.load()
  expect([part.get(), fetched, heard]).toEqual(['the other screens', 2, 1])
  expect(warned).toHaveBeenCalledTimes(1)
  warned.mockRestore()
})
