import { describe, expect, it } from 'vitest'
import { preflightOf, type PreflightFacts } from '../../../../../electron/console/benches/preflight.ts'
import type { Routing } from '../../../../../shared/contract.ts'
import { tbsPlan } from '../../../shared/plan/tbs-plan.ts'

const plan = tbsPlan()
const routing: Routing = {
  id: 'x', weights: { blue: 100, green: 0 }, flags: { blue: 0, green: 0 }, drained: { blue: false, green: false }, inFlight: { blue: 0, green: 0 }, sticky: { blue: 0, green: 0 },
  healthy: { blue: true, green: true }, share: { blue: 1, green: 0 }, age: 500,
}
const facts: PreflightFacts = { plan, routing, run: undefined, active: undefined, usual: undefined }
const of = (id: string, more: Partial<PreflightFacts> = {}) => {
  const one = plan.benchmarks.find((benchmark) => benchmark.id === id)
  if (one === undefined) throw new Error(`the plan has no benchmark ${id}`)
  return preflightOf(one, { ...facts, ...more })
}

describe('users are on a target', () => {
  it.each([
    ['by share', { share: { blue: 0.8, green: 0.2 } }, true],
    ['by weight', { weights: { blue: 50, green: 50 } }, true],
    ['by flag', { flags: { blue: 0, green: 3 } }, true],
    ['not at all', {}, false],
    ['as far as is known from an answer too old', { age: 6_000 }, undefined],
  ] as const)('%s', (_, change, users) => {
    const { targets, needsYes } = of('rows', { routing: { ...routing, ...change } })
    expect([targets[0]?.users, needsYes]).toEqual([users, users !== false])
  })
  it('while nobody has said where they go, it needs a yes', () => {
    expect(of('rows', { routing: undefined })).toMatchObject({ needsYes: true, targets: [{ users: undefined }] })
  })
  it('always, on the way in', () => {
    expect(of('users')).toMatchObject({ needsYes: true, targets: [{ id: 'balancer', users: true }] })
  })
})

it('it says how long it takes: by the plan, by the baseline, as it took before, or that it is not known', () => {
  expect(of('users').expectedMs).toBe(30_000)
  expect(of('rows').expectedMs).toBeCloseTo((7 * 60_000 * 1_000) / 37_303)
  expect(of('compare').expectedMs).toBeUndefined()
  expect(of('compare', { usual: 2_700 }).expectedMs).toBe(2_700)
})

it('is refused during a rollback and beside another', () => {
  expect(of('rows', { run: { id: 'r-1' } }).refused).toMatch(/rollback r-1/)
  expect(of('rows', { active: { title: 'Users' } }).refused).toMatch(/one at a time/)
})
