/** The replay over recorded samples turns as the live judge did: one logic, at every second. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createJudge } from '../../../../electron/judge/judge.ts'
import { recordedRouting, replay, type Replayed, type ReplayOptions } from '../../../../electron/judge/replay.ts'
import { createSeriesStore, type SeriesStore } from '../../../../electron/observe/series.ts'
import type { Gate, Plan } from '../../../../shared/plan.ts'
import { exampleGate } from './examples.ts'

const second = 1_000
const start = Date.UTC(2025, 10, 24)
const gates = [
  exampleGate({ window: '5s', for: '4s', minimum: 1 }),
  exampleGate({ id: 'cpu', metric: 'cpu_usage', statistic: 'avg', window: '3s', for: '0s', keepFiringFor: '4s', threshold: { value: 0.5 }, response: 'alert' }),
]
const planOf = (of: readonly Gate[]): Plan => ({ gates: of, baselines: {}, targets: [], rollback: { target: 'blue' } }) as unknown as Plan

/** One second of green: errors of ten requests, CPU, or nothing. */
type Second = { readonly errors: number; readonly cpu: number } | 'silent' | 'timeout'
const seconds = fc.array(fc.oneof(
  { weight: 6, arbitrary: fc.record({ errors: fc.constantFrom(0, 1, 2, 5), cpu: fc.constantFrom(0.2, 0.6) }) },
  { weight: 1, arbitrary: fc.constant('silent' as const) }, { weight: 1, arbitrary: fc.constant('timeout' as const) }), { minLength: 10, maxLength: 120 })

function put(store: SeriesStore, one: Second, at: number): void {
  if (one === 'silent') return
  if (one === 'timeout') {
    for (const metric of ['error_rate', 'cpu_usage', 'up'] as const) store.miss({ metric, environment: 'green' }, 'timeout', at, at)
    return
  }
  store.record({ metric: 'error_rate', environment: 'green', kind: 'ratio', numerator: one.errors, denominator: 10 }, at, at)
  store.record({ metric: 'cpu_usage', environment: 'green', kind: 'gauge', value: one.cpu }, at, at)
  store.record({ metric: 'up', environment: 'green', kind: 'gauge', value: 1 }, at, at)
}

const run = (options: Partial<ReplayOptions> & { readonly store: SeriesStore; readonly length: number; readonly of?: readonly Gate[] }): Replayed => {
  const { store, length, of = gates, ...more } = options
  const steps = replay({
    plan: planOf(of), read: store.window, watched: store.watched, spans: [{ from: start, to: start + (length - 1) * second }], lead: start, from: start,
    to: start + (length - 1) * second, phaseAt: () => null, routingAt: () => undefined, points: 50, ...more,
  })
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

const recorded = (of: readonly Second[]): SeriesStore => {
  const store = createSeriesStore({ start, capacity: of.length + 1, spans: [{ from: start, to: start + (of.length - 1) * second }] })
  of.forEach((one, index) => put(store, one, start + index * second))
  return store
}

describe('a replay', () => {
  it('turns at the same seconds, to the same states, with the same values as the live judge', () => {
    fc.assert(fc.property(seconds, (all) => {
      const live = createSeriesStore({ start })
      let now = start
      const judge = createJudge({ plan: planOf(gates), read: live.window, watched: live.watched, clock: { mono: () => now, wall: () => now, boot: 'live' } })
      const turns = all.flatMap((one, index) => {
        now = start + index * second
        put(live, one, now)
        return judge.tick(now, { phase: null }).turns.map(({ gate, from, to, status }) => ({ gate: gate.id, at: now, from, to, value: status.evaluation.value, activeSince: status.activeSince }))
      })
      const again = run({ store: recorded(all), length: all.length })
      const found = gates.flatMap(({ id }) => (again.gates.get(`${id}/green`)?.turns ?? []).map(({ at, from, to, value, activeSince }) => ({ gate: id, at, from, to, value, activeSince })))
      const order = (a: { at: number; gate: string }, b: { at: number; gate: string }): number => a.at - b.at || a.gate.localeCompare(b.gate)
      expect(found.toSorted(order)).toEqual(turns.toSorted(order))
      expect(again.ticks).toBe(all.length)
    }), { numRuns: 200 })
  })

  const bad = (from: number, to: number, length: number): readonly Second[] =>
    Array.from({ length }, (_, index) => ({ errors: index >= from && index < to ? 5 : 0, cpu: 0.2 }))

  it('opens one rollback for a bad time, with its causes, and another for the next', () => {
    const all = bad(20, 40, 120).map((one, index) => (index >= 80 && index < 100 ? { errors: 5, cpu: 0.2 } : one))
    const { openings } = run({ store: recorded(all), length: 120 })
    expect(openings.map(({ gate, kind, causes }) => ({ gate, kind, causes }))).toEqual([1, 2].map(() => ({ gate: 'error-burst', kind: 'rollback', causes: ['error-burst'] })))
    expect(openings.map(({ at, exposedSince }) => (at - exposedSince) / second)).toEqual([4, 4])
  })
  it('opens none where no users went, as the shares of traffic say', () => {
    const store = recorded(bad(20, 40, 60))
    for (let index = 0; index < 60; index += 1) store.record({ metric: 'traffic_share', environment: 'green', kind: 'gauge', value: 0 }, start + index * second, start + index * second)
    expect(run({ store, length: 60, routingAt: recordedRouting(store.window, 5_000) }).openings).toEqual([])
    expect(run({ store, length: 60 }).openings).toHaveLength(1)
  })
  it('judges no second in which nobody watched, and takes windows up where they were', () => {
    const all = bad(10, 60, 60)
    const spans = [{ from: start, to: start + 13 * second }, { from: start + 30 * second, to: start + 59 * second }]
    const store = createSeriesStore({ start, capacity: 61, spans })
    all.forEach((one, index) => { if (index <= 13 || index >= 30) put(store, one, start + index * second) })
    const found = run({ store, length: 60, spans })
    expect(found.ticks).toBe(14 + 30)
    const turns = found.gates.get('error-burst/green')?.turns ?? []
    expect(turns.some(({ at }) => at > start + 13 * second && at < start + 30 * second)).toBe(false)
    // Pending since second 11, the first beyond the bar; not yet full again before second 35, and down time is not counted as sustained.
    expect(turns.filter(({ to }) => to === 'firing').map(({ at, activeSince = 0 }) => [(at - start) / second, (activeSince - start) / second])).toEqual([[36, 11]])
  })
  it('says in which state the range begins, and lists no turn before it', () => {
    const { gates: found } = run({ store: recorded(bad(5, 60, 60)), length: 60, from: start + 30 * second })
    expect(found.get('error-burst/green')).toMatchObject({ first: 'firing', turns: [] })
  })
  it('keeps what was held against the bar, with gaps as gaps', () => {
    const all: readonly Second[] = [...bad(0, 0, 10), ...Array.from({ length: 20 }, () => 'silent' as const), ...bad(0, 10, 10)]
    const { line } = run({ store: recorded(all), length: 40, points: 40 }).gates.get('error-burst/green') ?? { line: { t: [], min: [], max: [], avg: [] } }
    expect([line.avg[8], line.avg[20], line.max.at(-1)]).toEqual([0, null, 0.5])
  })
})
