/**
 * Every trouble of a source, from the page that it answers to what the gate says: the real reader, store and judge on a given
 * clock. Faults 5, 6, 19 and 20 of trust.md; semantics 2-4 of the design. What the parts do alone is tested with them.
 */
import { describe, expect, it } from 'vitest'
import { readMetrics, metricMap, type Before } from '../../../../electron/connect/metric-map.ts'
import { readPage } from '../../../../electron/connect/open-metrics.ts'
import { createJudge } from '../../../../electron/judge/judge.ts'
import { createSeriesStore } from '../../../../electron/observe/series.ts'
import type { Environment, MissingReason } from '../../../../shared/metrics.ts'
import { target } from '../../../../shared/plan.ts'
import { exampleGate } from './examples.ts'

const s = 1_000
const environment: Environment = 'green'
const map = metricMap.parse({ error_rate: { ratio: 'http_requests_total{code="500"}', of: 'http_requests_total' }, cpu_usage: { gauge: 'cpu' } })
const targets = [target.parse({ id: 'green', kind: 'app', environment })]

/** An application whose errors and requests are counted; half of its requests fail. */
function source(gates: readonly ReturnType<typeof exampleGate>[]) {
  const store = createSeriesStore({ start: 0 })
  let [mono, wallOffset] = [0, 1_000_000]
  const clock = { mono: () => mono, wall: () => mono + wallOffset, boot: 'boot' }
  const judge = createJudge({ plan: { gates: [...gates], baselines: {}, targets }, read: store.window, clock, watched: (_, now) => now })
  let before: Before['page'] | undefined
  let [failed, ok] = [0, 0]
  const states: string[] = []
  const scrape = ({ at = mono, cut, text }: { readonly at?: number; readonly cut?: MissingReason; readonly text?: string } = {}): void => {
    const page = readPage(text ?? `http_requests_total{code="500"} ${failed}\nhttp_requests_total{code="200"} ${ok}\ncpu 0.97\n`, { ended: false })
    const { measured, missing } = readMetrics(map, environment, page, cut === undefined ? { ...(before && { before: { page: before, seconds: 1 } }) } : { cut })
    before = page
    store.record({ metric: 'up', environment, kind: 'gauge', value: 1 }, at, mono)
    for (const one of measured) store.record(one, at, mono)
    for (const { metric, reason } of missing) if (reason !== 'none') store.miss({ metric, environment }, reason, at, mono)
  }
  const answers = { scrape, counted: (errors: number, others: number) => { failed += errors; ok += others } }
  return {
    store, judge, ...answers,
    /** One second: what the source does in it, then the judge. Gives the first gate's view. */
    second: (act: () => void = () => { answers.counted(50, 50); scrape() }) => {
      act()
      const { views } = judge.tick(mono, { phase: null })
      const [view] = views
      if (view === undefined) throw new Error('no gate')
      states.push(view.status.state)
      mono += s
      return view.status
    },
    miss: (reason: Exclude<MissingReason, 'none'>) => () => {
      for (const metric of ['up', 'error_rate', 'cpu_usage'] as const) store.miss({ metric, environment }, reason, mono, mono)
    },
    restart: () => { [failed, ok] = [0, 0] },
    wallSet: (ms: number) => { wallOffset += ms },
    sleep: (ms: number) => { mono += ms },
    mono: () => mono,
    states,
  }
}
const errors = (changes = {}) => exampleGate({ window: '5s', for: '10s', minimum: 20, ...changes })
const level = (changes = {}) => exampleGate({ metric: 'cpu_usage', statistic: 'last', threshold: { value: 0.9 }, window: '5s', for: '10s', minimum: 1, ...changes })
const bad = (one: ReturnType<typeof source>, seconds: number): void => { for (let second = 0; second < seconds; second += 1) one.second() }

describe.each([
  ['times out', 'timeout', 'error', 'inconclusive'],
  ['refuses', 'refused', 'error', 'inconclusive'],
  ['is not reachable', 'unreachable', 'error', 'inconclusive'],
  ['wants other credentials', 'auth', 'error', 'inconclusive'],
  ['answers nonsense', 'invalid', 'error', 'inconclusive'],
  ['answers with nothing', 'empty', 'no data', 'inconclusive'],
  ['is too old', 'stale', 'no data', 'inconclusive'],
] as const)('a source that %s', (_, reason, short, long) => {
  it(`is ${short}, then ${long}; a pending window stands still, then ends; nothing fires`, () => {
    const one = source([level()])
    bad(one, 6)
    const found = Array.from({ length: 30 }, () => one.second(one.miss(reason)))
    // `up` is silent as well, and for longer than three samples the environment counts as not answering.
    expect(found.map(({ evaluation }) => evaluation.outcome).slice(0, 5)).toEqual([short, short, expect.stringMatching(`${short}|${long}`), long, long])
    expect(found.map(({ state }) => state)).toEqual([...Array.from({ length: 3 }, () => 'pending'), ...Array.from({ length: 27 }, () => 'no data')])
  })
  it('never resolves what fires', () => {
    const one = source([level({ for: '0s' })])
    bad(one, 6)
    for (let second = 0; second < 100; second += 1) expect(one.second(one.miss(reason)).state).toBe('firing')
  })
})

it('a source that never answered has no data, and passes nothing', () => {
  const one = source([level()])
  const last = Array.from({ length: 20 }, () => one.second(() => undefined)).at(-1)
  expect(last).toMatchObject({ state: 'no data', evaluation: { outcome: 'inconclusive', samples: 0 } })
  expect(last?.evaluation).not.toHaveProperty('value')
})

describe.each([['NaN', 'NaN'], ['infinite', '+Inf'], ['infinite below', '-Inf']])('a figure that is %s', (_, text) => {
  it('is an error for its second: the window before it stands, and the next figure goes on with it', () => {
    const one = source([level()])
    bad(one, 6)
    const page = `http_requests_total{code="500"} 1\nhttp_requests_total{code="200"} 1\ncpu ${text}\n`
    expect(one.second(() => one.scrape({ text: page }))).toMatchObject({ state: 'pending', sustained: 5 * s, evaluation: { outcome: 'error', cause: 'not a number (NaN)' } })
    expect(one.second()).toMatchObject({ state: 'pending', sustained: 6 * s })
  })
})

it('a counter that falls counts from zero: no negative rate, no spike, no lost second', () => {
  const one = source([errors()])
  bad(one, 8)
  one.restart()
  // 50 of 100 again after the reset: neither minus thousands nor all that was ever counted.
  expect(one.second()).toMatchObject({ state: 'pending', evaluation: { value: 0.5, samples: 500, outcome: 'fail' } })
  expect(one.store.window('error_rate', environment, 'ratio', s, one.mono() - s)).toMatchObject({ value: 0.5, samples: 100 })
})

it('a target that restarted has nothing to count from: one second without a verdict, and the time of the window stands still', () => {
  const one = source([errors()])
  bad(one, 10)
  one.restart()
  expect(one.second(() => one.scrape({ cut: 'restart' }))).toMatchObject({ state: 'pending', evaluation: { outcome: 'no data', cause: 'the process had restarted' } })
  const before = one.states.length
  bad(one, 12)
  // The window of 5 s filled at 5 s: pending then, 10 s sustained by 15 s, and one more for the second that was lost.
  expect(one.states.indexOf('firing')).toBe(16)
  expect(before).toBe(11)
})

it('an empty result is no zero: a ratio of nothing has no value', () => {
  const one = source([errors({ minimum: 0 })])
  bad(one, 1)
  const found = Array.from({ length: 8 }, () => one.second(() => one.scrape()))
  expect(found.at(-1)?.evaluation).toMatchObject({ outcome: 'no data', samples: 0 })
  expect(found.at(-1)?.state).toBe('no data')
})

it('several series where one is expected are an error, whatever they say', () => {
  const judge = createJudge({
    plan: { gates: [level({ for: '0s' })], baselines: {}, targets }, watched: (_, now) => now, clock: { mono: () => 0, wall: () => 0, boot: 'boot' },
    read: (metric) => (metric === 'up' ? { value: 1, samples: 1, missing: 0 } : { value: 0.99, samples: 2, missing: 0, series: 2 }),
  })
  expect(judge.tick(60 * s, { phase: null }).views[0]?.status).toMatchObject({ state: 'no data', evaluation: { outcome: 'error', cause: '2 series answered where one is expected' } })
})

describe('a sample that comes', () => {
  it('late, within three seconds: its own second is judged without it, and the window holds it afterwards', () => {
    const one = source([errors({ threshold: { value: 0.4 } })])
    bad(one, 8)
    const due = one.mono()
    expect(one.second(() => undefined).state).toBe('pending')
    expect(one.second(() => { one.counted(50, 50); one.scrape({ at: due }) }).state).toBe('pending')
    bad(one, 1)
    expect(one.store.dropped()).toEqual({ late: 0, doubles: 0 })
    expect(one.store.window('error_rate', environment, 'ratio', 4 * s, one.mono() - s).filled).toBe(3)
  })
  it('later than that: dropped, counted, and no second of its own', () => {
    const one = source([errors()])
    bad(one, 8)
    one.second(() => { one.counted(50, 50); one.scrape({ at: one.mono() - 6 * s }) })
    expect(one.store.dropped().late).toBeGreaterThan(0)
  })
  it('twice: the first stands, and nothing is counted double', () => {
    const one = source([errors()])
    bad(one, 8)
    const once = one.store.window('error_rate', environment, 'ratio', 5 * s, one.mono() - s).samples
    one.second(() => { one.counted(50, 50); one.scrape(); one.counted(0, 900); one.scrape() })
    expect(one.store.window('error_rate', environment, 'ratio', 5 * s, one.mono() - s).samples).toBe(once)
    expect(one.store.dropped().doubles).toBeGreaterThan(0)
  })
})

describe('a clock that jumps', () => {
  const firesAt = (disturb: (one: ReturnType<typeof source>) => void): number => {
    const one = source([errors()])
    bad(one, 10)
    disturb(one)
    bad(one, 30)
    return one.states.indexOf('firing')
  }
  const undisturbed = firesAt(() => undefined)

  it.each([['forward', 3_600_000], ['back', -3_600_000]])('on the wall, an hour %s, changes no window', (_, ms) =>
    expect(firesAt((one) => one.wallSet(ms))).toBe(undisturbed))
  it('by a sleep of five minutes: the window waits, nothing of the sleep is sustained, and it must fill again', () => {
    const one = source([errors()])
    bad(one, 10)
    one.sleep(300 * s)
    const woken = one.second()
    expect(woken.state).toBe('pending')
    expect(woken.sustained).toBeLessThanOrEqual(5 * s)
    bad(one, 30)
    expect(one.states.indexOf('firing')).toBe(undisturbed + 1)
  })
  it('by a sleep of more than an hour: begins anew', () => {
    const one = source([errors()])
    bad(one, 10)
    one.sleep(3_700 * s)
    expect(one.second()).toMatchObject({ sustained: 0, activeSince: one.mono() - s })
  })
})

describe('consecutive minutes', () => {
  // "Error rate >5% for 5 consecutive minutes": one good minute between bad ones begins the count anew.
  const minutes = (list: readonly boolean[]): readonly string[] => {
    const one = source([errors({ window: '30s', for: '5m', threshold: { value: 0.05 } })])
    for (const isBad of list) for (let second = 0; second < 60; second += 1) one.second(() => { one.counted(isBad ? 50 : 0, 50); one.scrape() })
    return one.states
  }
  it('four bad, one good, four bad do not fire', () => expect(minutes([true, true, true, true, false, true, true, true, true])).not.toContain('firing'))
  it('six bad in a row do, five minutes after the window had filled', () => {
    const states = minutes([true, true, true, true, true, true])
    // The first scrape has nothing to count from.
    expect([states.indexOf('pending'), states.indexOf('firing')]).toEqual([30, 330])
  })
})
