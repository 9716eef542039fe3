/** Issue 4: "Health of the watcher: if the console loses its sources it says so loudly". */
import { describe, expect, it } from 'vitest'
import { blindAfter, blindGates, type Sight } from '../../../../electron/judge/blind.ts'
import { rollback } from '../../../../shared/plan.ts'
import { exampleGate } from './examples.ts'

const procedure = rollback.parse({
  deadline: '15m', validation: '2m', target: 'blue', manualTriggers: [], automatedTriggers: [],
  stages: [{ id: 'traffic', title: 'Traffic Routing', from: '2m', to: '5m', steps: [{ id: 'route', title: 'Route', kind: 'route', timeout: '30s', source: 'plan' }] }],
})
const now = 1_000_000
const sight = (changes: Partial<Sight> = {}): Sight => ({
  plan: { gates: [exampleGate()], rollback: procedure }, phase: null, sourceOf: () => 'green-app', began: 0, now,
  sources: [{ target: 'green-app', state: 'timeout', lastGood: now - blindAfter - 1 }], ...changes,
})

describe('a rule that may roll back', () => {
  it('is blind once its source has been silent for too long, and says why', () =>
    expect(blindGates(sight())).toEqual([{ gate: 'error-burst', environment: 'green', source: 'green-app', why: 'no answer in time', silentFor: blindAfter + 1 }]))
  it.each([
    ['a source that answers', { sources: [{ target: 'green-app', state: 'ok', lastGood: 0 }] }],
    ['a source that is only late', { sources: [{ target: 'green-app', state: 'timeout', lastGood: now - blindAfter }] }],
    ['a rule that only alerts', { plan: { gates: [exampleGate({ response: 'alert' })], rollback: procedure } }],
    ['a rule of another phase', { plan: { gates: [exampleGate({ phases: ['phase-1'] })], rollback: procedure } }],
    ['a rule on the environment that a rollback goes to', { plan: { gates: [exampleGate({ environments: ['blue'] })], rollback: procedure } }],
    ['a rule whose figure the plan gives no source', { sourceOf: () => undefined }],
  ] satisfies readonly (readonly [string, Partial<Sight>])[])('is not blind with %s', (_, changes) => expect(blindGates(sight(changes))).toEqual([]))
  it('is blind where its source never answered, after the console has been up for long enough', () => {
    const sources = [{ target: 'green-app', state: 'refused' }] as const
    expect(blindGates(sight({ sources, began: now - blindAfter }))).toEqual([])
    expect(blindGates(sight({ sources, began: now - blindAfter - 1 }))).toHaveLength(1)
  })
})
