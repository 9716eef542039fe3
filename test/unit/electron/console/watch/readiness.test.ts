import { describe, expect, test } from 'vitest'
import { readinessOf, type ReadinessFacts } from '../../../../../electron/console/watch/readiness.ts'
import { noCheckpoints, type CheckpointState } from '../../../../../shared/checkpoint.ts'
import type { Drill } from '../../../../../shared/drill.ts'
import { noOnCall } from '../../../../../shared/on-call-state.ts'
import type { Run } from '../../../../../shared/rollback.ts'

const run = (startedWall: number, ms: number, state: Run['state'] = 'completed'): Run => ({ state, startedWall, endedWall: startedWall + ms }) as Run

const good: ReadinessFacts = {
  plan: { rollback: { target: 'blue' } as ReadinessFacts['plan']['rollback'], targets: [], gates: [], staging: true, people: { escalation: [], rotation: [], contacts: [] } as unknown as ReadinessFacts['plan']['people'] },
  onCall: noOnCall,
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
  drills: { past: [] },
  wall: 1_000_000,
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

  test('a plan that asks for drills warns until one has proven it, when that failed, and when it is long ago', () => {
    const day = 86_400_000
    const drills = { schedule: { every: 7 * day }, warnAfter: 2 * day, provesFor: 30 * day, fault: 'none', automatic: false } as const
    const past = (more: Partial<Drill>): ReadinessFacts['drills'] => ({ past: [{ run: 'r-1', incident: 'i-1', at: 0, by: 'Ada', fault: 'none', state: 'completed', ms: 90_000, deadline: 900_000, questions: 0, retries: 0, skipped: [], ok: true, stages: [{ id: 'a', title: 'Traffic', until: 300_000, ended: 30_000, steps: 1, done: 1, within: true }], ...more }] })
    const check = (more: Partial<ReadinessFacts>) => checkOf({ plan: { ...good.plan, drills }, wall: day, ...more }, 'drill')
    expect(checkOf({}, 'drill')).toBeUndefined()
    expect(check({ plan: { ...good.plan, drills, staging: false } })).toBeUndefined()
    expect(check({})).toMatchObject({ state: 'warn', detail: 'no drill was run yet' })
    expect(check({ drills: past({}) })).toMatchObject({ state: 'ok', detail: 'last proven 24 h ago, worst stage Traffic at 10 % of its window, the first of its kind' })
    expect(check({ drills: past({}), wall: 3 * day })).toMatchObject({ state: 'warn', detail: expect.stringContaining('the plan warns after 2 d') as string })
    expect(check({ drills: past({ ok: false, state: 'stopped' }) })).toMatchObject({ state: 'warn', detail: 'drill r-1 was stopped' })
  })

  test('a plan that asks for checkpoints says how old the last proven one is, and whether restoring it fits (fault 18)', () => {
    const hour = 3_600_000
    const plan = { ...good.plan, rollback: { target: 'blue', stages: [{ from: 0, to: 300_000, steps: [{ kind: 'restore', timeout: 240_000 }] }] } as unknown as ReadinessFacts['plan']['rollback'], checkpoints: { folder: 'checkpoints', environments: ['blue' as const], keep: { count: 3, age: hour }, beforePhases: true, stale: 24 * hour } }
    const state = (ms: number) => ({ recoveries: [], checkpoints: [{ id: 'c-1', environment: 'blue', state: 'proven', cause: 'person', by: 'Ada', begunAt: 0, taken: { at: 0 }, proof: { at: 0, rows: 1, tables: 1, ms } }] }) as unknown as CheckpointState
    const check = (more: Partial<ReadinessFacts>) => checkOf({ plan, wall: 3 * hour, ...more }, 'checkpoint')
    expect(checkOf({}, 'checkpoint')).toBeUndefined()
    expect(check({ checkpoints: { state: state(12_000), offered: false } })).toMatchObject({ state: 'warn', detail: expect.stringContaining("can't be checkpointed") as string })
    expect(check({ checkpoints: { state: noCheckpoints, offered: true } })).toMatchObject({ state: 'warn', detail: 'no checkpoint of blue was proven by a restore yet' })
    expect(check({ checkpoints: { state: state(12_000), offered: true } })).toMatchObject({ state: 'ok', detail: 'last proven checkpoint 3 h ago, restore takes 12 s, fits in its time-out of 4 min' })
    expect(check({ checkpoints: { state: state(250_000), offered: true } })).toMatchObject({ state: 'warn', detail: 'last proven checkpoint 3 h ago, restore takes 4 min 10 s, does not fit in its time-out of 4 min' })
    expect(check({ checkpoints: { state: state(12_000), offered: true }, wall: 30 * hour })).toMatchObject({ state: 'warn', detail: expect.stringContaining('the plan wants one within 24 h') as string })
  })

  test('commands that nobody has looked at warn', () => {
    expect([checkOf({}, 'commands'), checkOf({ commands: true }, 'commands')?.state, checkOf({ commands: false }, 'commands')?.state]).toEqual([undefined, 'ok', 'warn'])
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
