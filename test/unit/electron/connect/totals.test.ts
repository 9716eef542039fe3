import { expect, it } from 'vitest'
import { createTotals } from '../../../../electron/connect/totals.ts'

const started = () => {
  let mono = 0
  const totals = createTotals({ clock: { mono: () => mono, wall: () => 0, boot: 'test' }, every: 1_000 })
  return { totals, pass: (ms: number) => void (mono += ms) }
}

it('totals count from the sample before; a smaller one is a reset and counts from zero', () => {
  const { totals, pass } = started()
  expect(totals.grow('a', 100)).toMatchObject({ reason: 'empty' })
  pass(1_000)
  expect(totals.grow('a', 103)).toEqual({ by: 3 })
  pass(1_000)
  expect(totals.grow('a', 2)).toEqual({ by: 2 })
  expect(totals.grow('b', 5)).toMatchObject({ reason: 'empty' })
})
it('growth over more than three missed samples is dropped, and counting goes on', () => {
  const { totals, pass } = started()
  totals.grow('a', 0)
  pass(4_500)
  expect(totals.grow('a', 8)).toEqual({ by: 8 })
  pass(4_501)
  expect(totals.grow('a', 9)).toMatchObject({ reason: 'stale' })
  pass(1_000)
  expect(totals.grow('a', 10)).toEqual({ by: 1 })
})
it('a restart is said once for each, and counted from', () => {
  const { totals, pass } = started()
  totals.grow('a', 100)
  pass(1_000)
  totals.restart()
  expect(totals.grow('a', 200)).toMatchObject({ reason: 'restart' })
  pass(1_000)
  expect(totals.grow('a', 201)).toEqual({ by: 1 })
  expect(totals.grow('new', 1)).toMatchObject({ reason: 'empty' })
})
