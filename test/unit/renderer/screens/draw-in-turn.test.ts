import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { drawInTurn, drawNoMore } from '../../../../renderer/screens/live/draw-in-turn.ts'

let frames: (() => void)[] = []
let now = 0
const frame = (): void => frames.splice(0).forEach((draw) => draw())
beforeEach(() => {
  vi.stubGlobal('requestAnimationFrame', (draw: () => void) => frames.push(draw))
  vi.spyOn(performance, 'now').mockImplementation(() => now)
})
afterEach(() => {
  while (frames.length > 0) frame()
})

test('what is drawn takes a few ms of a frame, and the rest its turn in the next', () => {
  const drawn: string[] = []
  for (const name of ['a', 'b', 'c']) drawInTurn({ name }, () => { drawn.push(name); now += 4 })
  frame()
  expect(drawn).toEqual(['a', 'b'])
  frame()
  expect(drawn).toEqual(['a', 'b', 'c'])
  expect(frames).toEqual([])
})
test('of one canvas only the newest picture is drawn, and none once it is gone', () => {
  const drawn: number[] = []
  const [one, gone] = [{}, {}]
  for (const picture of [1, 2, 3]) drawInTurn(one, () => drawn.push(picture))
  drawInTurn(gone, () => drawn.push(9))
  drawNoMore(gone)
  frame()
  expect(drawn).toEqual([3])
})
test('one that fails holds up no other', () => {
  const drawn: string[] = []
  drawInTurn({}, () => { throw new Error('no canvas') })
  drawInTurn({}, () => drawn.push('next'))
  expect(frame).toThrow('no canvas')
  frame()
  expect(drawn).toEqual(['next'])
})
