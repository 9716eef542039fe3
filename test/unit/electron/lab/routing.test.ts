import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chooseEnvironment, type Routing } from '../../../../electron/lab/routing.ts'

const free = { blue: false, green: false }
const routing = (weights: readonly [number, number], drained: Routing['drained'] = free): Routing => ({
  weights: { blue: weights[0], green: weights[1] },
  flags: new Map([['pilot', 'green']]),
  drained,
})

test.each([
  ['a flag goes before the sticky cookie', [100, 0], free, 'pilot', 'blue', 'green'],
  ['a flag leads to an environment of weight 0', [100, 0], free, 'pilot', undefined, 'green'],
  ['a sticky cookie leads to an environment of weight 0', [100, 0], free, 'zoe', 'green', 'green'],
  ['who is new follows the weights', [0, 100], free, 'zoe', undefined, 'green'],
  ['who has no name follows the weights', [100, 0], free, undefined, undefined, 'blue'],
  ['a drain moves the flagged', [100, 0], { blue: false, green: true }, 'pilot', undefined, 'blue'],
  ['a drain moves the sticky', [0, 100], { blue: false, green: true }, 'zoe', 'green', 'blue'],
  ['a drain moves the new even against the weights', [100, 0], { blue: true, green: false }, 'zoe', undefined, 'green'],
] as const)('%s', (_, weights, drained, user, sticky, expected) => {
  expect(chooseEnvironment(routing(weights, drained), { user, sticky }, 0.5)).toBe(expected)
})

test('the share of new users is the share of the weight', () => {
  const weight = fc.integer({ min: 0, max: 256 })
  fc.assert(
    fc.property(weight, weight, (blue, green) => {
      fc.pre(blue + green > 0)
      const steps = blue + green
      let toBlue = 0
      for (let step = 0; step < steps; step += 1)
        if (chooseEnvironment(routing([blue, green]), { user: undefined, sticky: undefined }, step / steps) === 'blue') toBlue += 1
      // A step may fall to either side of the border by rounding.
      expect(Math.abs(toBlue - blue)).toBeLessThanOrEqual(blue === 0 || green === 0 ? 0 : 1)
    }),
  )
})
