import { describe, expect, test } from 'vitest'
import { readinessOf, type ReadinessFacts } from '../../../../electron/console/readiness.ts'
import type { Run } from '../../../../shared/rollback.ts'

const run = (startedWall: number, ms: number, state: Run['state'] = 'completed'): Run => ({ state, startedWall, endedWall: startedWall + ms }) as Run

const good: ReadinessFacts = {
  plan: { rollback: { target: 'blue' } as ReadinessFacts['plan']['rollback'], targets: [], gates: [] },
  sources: [{ target: 'blue', kind: 'app', environment: 'blue', state: 'ok', misses: 0, identity: { id: 'html-js-4.7.2', detail: {} } }],
  views: [],
  targetUp: 1,
  routing: {
    id: 'b1', weights: { blue: 100, green: 0 }, flags: { blue: 0, green: 12 }, drained: { blue: false, green: false }, inFlight: { blue: 0, green: 0 },
    sticky: { blue: 6, green: 12 }, healthy: { blue: true, green: true }, share: { blue: 0.4, green: 0.6 }, age: 300,
  },
  routingFailure: undefined,
  drifted: false,
  written: { at: 90_000 },
  archive: { lag: 0.4, differing: 0 },
  capacity: { needed: 9, held: 12 },
  journal: 'durable',
  pastRuns: [run(0, 9_000), run(100_000, 5_000), run(200_000, 7_000), run(300_000, 1_000, 'stopped')],
  now: 100_000,
}
const checkOf = (facts: Partial<ReadinessFacts>, id: string) => readinessOf({ ...good, ...facts }).checks.find((check) => check.id === id)

describe('if the button were pressed now', () => {
  test('it is ready where blue answers, is healthy and the balancer takes orders', () => {
    const readiness = readinessOf(good)
    expect(readiness.ready).toBe(true)
    expect(readiness.checks.every(({ state }) => state === 'ok')).toBe(true)
    expect(checkOf({}, 'target')?.detail).toContain('html-js-4.7.2')
  })

  test('another one than the plan expects blocks it, and one that is not known yet is said', () => {
    const expecting = (identity: string, target = 'blue') => ({ plan: { ...good.plan, targets: [{ id: target, kind: 'app', every: 1_000, timeout: 900, expect: { identity } }] } })
    expect(checkOf({}, 'identity')).toBeUndefined()
    expect(checkOf(expecting('html-js-4.7.2'), 'identity')).toMatchObject({ state: 'ok' })
    expect(checkOf(expecting('html-js-5'), 'identity')).toMatchObject({ state: 'block', detail: 'blue answers as html-js-4.7.2, expected html-js-5' })
    expect(checkOf(expecting('b-1', 'balancer'), 'identity')).toMatchObject({ state: 'warn', detail: 'not known yet: balancer' })
  })

  test('how long it would take is the median of the completed runs, and says when it was last proven', () => {
    expect(readinessOf(good)).toMatchObject({ expected: 7_000, provenAt: 207_000 })
    expect(readinessOf({ ...good, pastRuns: [] })).not.toHaveProperty('expected')
  })

  test.each<[string, Partial<ReadinessFacts>, string, 'warn' | 'block']>([
    ['blue does not answer', { sources: [{ target: 'blue', kind: 'app', environment: 'blue', state: 'refused', detail: 'nothing listens', misses: 3 }] }, 'target', 'block'],
    ['no application of blue is connected', { sources: [] }, 'target', 'block'],
    ['blue says that it is not healthy', { targetUp: 0 }, 'target', 'block'],
    ['the health of blue is not known', { targetUp: undefined }, 'target', 'block'],
    ['the balancer was never read', { routing: undefined }, 'balancer', 'block'],
    ['the balancer has not answered for long', { routing: { ...good.routing, age: 6_000 } as ReadinessFacts['routing'] }, 'balancer', 'block'],
    ['the balancer refuses orders', { written: { at: 1, error: { message: 'answered 401' } } }, 'write-path', 'block'],
    ['the write path was not tried yet', { written: undefined }, 'write-path', 'warn'],
    ['the archives differ', { archive: { lag: 0, differing: 8 } }, 'archive', 'warn'],
    ['the archives are not known', { archive: undefined }, 'archive', 'warn'],
    ['someone moved users after a rollback', { drifted: true }, 'drift', 'warn'],
    ['the journal is not durable', { journal: { error: 'disk full' } }, 'journal', 'warn'],
  ])('%s', (_, facts, id, state) => {
    expect(checkOf(facts, id)?.state).toBe(state)
    expect(readinessOf({ ...good, ...facts }).ready).toBe(state !== 'block')
  })
})

describe('blue can carry everyone', () => {
  const capacity = (given: ReadinessFacts['capacity']) => checkOf({ capacity: given }, 'capacity')
  test.each<[string, ReadinessFacts['capacity'], 'ok' | 'warn', RegExp]>([
    ['it has, within the last day', { needed: 9, held: 12 }, 'ok', /9\.0 requests\/s now; it carried 12 requests\/s/],
    ['what it carries leaves room', { needed: 20, held: 8, projected: { metric: 'cpu_usage', value: 0.5 } }, 'ok', /would be 50 %/],
    ['what it carries leaves none', { needed: 20, held: 8, projected: { metric: 'db_pool_usage', value: 0.8 } }, 'warn', /would be 80 %/],
    ['nothing is measured of it', { needed: 20, held: 8 }, 'warn', /not known/],
    ['no requests were measured yet', undefined, 'warn', /not known/],
  ])('%s', (_, given, state, detail) => expect(capacity(given)).toMatchObject({ state, detail: expect.stringMatching(detail) as string }))
})

describe('a target that does not let the console in', () => {
  const refusing = (kind: string, state: 'auth' | 'tls') => checkOf({ sources: [...good.sources, { target: 'x', kind, state, detail: 'wrong password', misses: 1 }] }, 'credentials')
  test.each([['haproxy', 'auth', 'block'], ['app', 'tls', 'block'], ['mysql', 'auth', 'warn'], ['prometheus', 'tls', 'warn']] as const)('%s, %s: %s', (kind, state, expected) =>
    expect(refusing(kind, state)).toMatchObject({ state: expected, detail: 'x: wrong password' }))
})
