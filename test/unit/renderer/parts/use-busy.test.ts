import { expect, test } from 'vitest'
import { oneAtATime } from '../../../../renderer/parts/use-busy.ts'

function begun() {
  const told: boolean[] = []
  return { told, one: oneAtATime((busy) => void told.push(busy)) }
}

test('it is busy from the press to the answer, and a second press meanwhile begins nothing', async () => {
  const { told, one } = begun()
  const { promise, resolve } = Promise.withResolvers<string>()
  const first = one.begin(() => promise)
  let second = 0
  expect(await one.begin(() => Promise.resolve((second += 1)))).toBeUndefined()
  expect(told).toEqual([true])
  resolve('done')
  expect(await first).toBe('done')
  expect(second).toBe(0)
  expect(told).toEqual([true, false])
})

test('work that fails ends too, its error is its caller’s, and the next press begins', async () => {
  const { told, one } = begun()
  await expect(one.begin(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(told).toEqual([true, false])
  expect(await one.begin(() => Promise.resolve(1))).toBe(1)
})

test('a part that is gone hears nothing more; one that came again does', async () => {
  const { told, one } = begun()
  const leave = one.come()
  const { promise, resolve } = Promise.withResolvers<undefined>()
  const first = one.begin(() => promise)
  leave()
  resolve(undefined)
  await first
  expect(told).toEqual([true])
  one.come()
  await one.begin(() => Promise.resolve())
  expect(told).toEqual([true, true, false])
})
