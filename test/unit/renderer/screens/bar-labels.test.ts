import fc from 'fast-check'
import { expect, test } from 'vitest'
import { placeLabels, type BarLabel } from '../../../../renderer/screens/live/bar-labels.ts'

const area = { left: 40, top: 0, right: 300, bottom: 120 }
const height = 12
const warning = (y: number, width = 110): BarLabel => ({ y, width, end: 'left' })
const rollback = (y: number, width = 110): BarLabel => ({ y, width, end: 'right' })

test('a warning is named above its line at the left, a graver bar at the right', () => {
  expect(placeLabels([warning(40), rollback(90)], area, height)).toEqual([{ left: 44, top: 28 }, { left: 186, top: 78 }])
})
test('under the upper edge it is named below its line', () => {
  expect(placeLabels([warning(5)], area, height)).toEqual([{ left: 44, top: 7 }])
})
test('two that stand close are named away from each other, so that neither line strikes through a name', () => {
  expect(placeLabels([warning(50), rollback(56)], area, height)).toEqual([{ left: 44, top: 38 }, { left: 186, top: 58 }])
})
test('where both ends are one place they still do not overlap', () => {
  const narrow = { ...area, right: 170 }
  const [one, other] = placeLabels([warning(4), rollback(9)], narrow, height)
  expect([one?.top, other?.top]).toEqual([6, 18])
})
test('where there is no room a name is left out', () => {
  expect(placeLabels([warning(5), warning(6)], { ...area, bottom: 14 }, height)[1]).toBeUndefined()
})
test('whatever the bars, no name overlaps another or leaves the plot, and where there is room none is left out', () => {
  const label = fc.record({ y: fc.integer({ min: 0, max: 120 }), width: fc.integer({ min: 20, max: 250 }), end: fc.constantFrom('left' as const, 'right' as const) })
  fc.assert(fc.property(fc.array(label, { maxLength: 5 }), (labels) => {
    const places = placeLabels(labels, area, height)
    const boxes = places.map((place, index) => ({ ...place, width: labels[index]?.width ?? 0 }))
    for (const [index, { left = 0, top = 0, width }] of boxes.entries()) {
      expect(places[index]).toBeDefined()
      expect(left).toBeGreaterThanOrEqual(area.left)
      expect(left + width).toBeLessThanOrEqual(area.right)
      expect(top).toBeGreaterThanOrEqual(area.top)
      expect(top + height).toBeLessThanOrEqual(area.bottom)
      for (const other of boxes.slice(index + 1)) {
        const apart = left + width <= (other.left ?? 0) || (other.left ?? 0) + other.width <= left || top + height <= (other.top ?? 0) || (other.top ?? 0) + height <= top
        expect(apart).toBe(true)
      }
    }
  }))
})
