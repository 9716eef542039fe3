import { expect, it } from 'vitest'
import { errorBudget, type Availability } from '../../../../electron/judge/budget.ts'
import { reading } from './examples.ts'

const day = 86_400_000
const plan = { objective: 0.999, window: day }
const spend = (changes: Partial<Availability> = {}) =>
  errorBudget(plan, { up: reading(1, { samples: 86_400 }), every: 1_000, errors: reading(0.015), errorBaseline: 0.015, switches: 0, ...changes })

it('99.9 % of 24 h allows 86 s', () => {
  expect(spend().allowed).toBeCloseTo(86_400, 3)
  expect(spend()).toMatchObject({ spent: 0, observed: day })
})
it('a minute down spends a minute', () => expect(spend({ up: reading(1 - 60 / 86_400, { samples: 86_400 }) }).spent).toBeCloseTo(60_000, 3))
it('counts our own switches and drills', () => {
  const budget = spend({ switches: 90_000 })
  expect(budget.spent).toBe(90_000)
  expect(budget.left).toBeCloseTo(-3_600, 3)
})
it('counts failed requests beyond the baseline, weighed by the time up', () => {
  expect(spend({ errors: reading(0.025) }).parts.errors).toBeCloseTo(864_000, 3)
  expect(spend({ errors: reading(0.005) }).parts.errors).toBe(0)
  expect(spend({ errors: reading(0.025), up: reading(0.5, { samples: 86_400 }) }).parts).toMatchObject({ down: day / 2 })
  expect(spend({ errors: reading(0.025), up: reading(0.5, { samples: 86_400 }) }).parts.errors).toBeCloseTo(432_000, 3)
})
it('what was not measured counts neither as up nor as down', () => {
  expect(spend({ up: reading(0.5, { samples: 3_600 }), errors: reading(undefined) })).toMatchObject({ observed: 3_600_000, spent: 1_800_000 })
  expect(spend({ up: reading(undefined, { samples: 0 }), errors: reading(undefined), switches: 7 })).toMatchObject({ observed: 0, spent: 7 })
})
it('a slower source stands for more time', () => expect(spend({ up: reading(0.5, { samples: 720 }), every: 5_000 }).observed).toBe(3_600_000))
