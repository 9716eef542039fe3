import { expect, test } from 'vitest'
import { moved, moveOf } from '../../../../renderer/parts/moves.ts'

test('arrows go to the neighbour, with Shift ten at once, Home and End to the ends; no other key moves', () => {
  const keys = (shiftKey: boolean) => ['ArrowLeft', 'ArrowRight', 'Home', 'End', 'Escape', 'z'].map((key) => moveOf({ key, shiftKey }))
  expect(keys(false)).toEqual([-1, 1, 'first', 'last', undefined, undefined])
  expect(keys(true)).toEqual([-10, 10, 'first', 'last', undefined, undefined])
})

test('from nowhere one comes in at the newest going back, at the oldest going on', () => {
  expect([moved(undefined, -1, 5), moved(undefined, 10, 5), moved(undefined, 'first', 5), moved(undefined, 'last', 5)]).toEqual([4, 0, 0, 4])
})

test('nobody steps beyond an end, and where there is nothing there is nowhere', () => {
  expect([moved(1, -10, 5), moved(3, 10, 5), moved(2, 1, 5)]).toEqual([0, 4, 3])
  expect(moved(undefined, 'last', 0)).toBeUndefined()
})
