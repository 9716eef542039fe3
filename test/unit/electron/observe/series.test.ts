import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { quantile } from '../../../../electron/observe/quantile.ts'
import { createSeriesStore, type SeriesStore } from '../../../../electron/observe/series.ts'
import { responseBuckets, statisticsOf, type Measured, type MetricKind, type MissingReason, type Statistic } from '../../../../shared/metrics.ts'

const start = 5_000_000
const at = (slot: number): number => start + slot * 1_000
const environment = 'green'
const names = { gauge: 'cpu_usage', counter: 'db_connection_failures', ratio: 'error_rate', histogram: 'response_time' } as const

/** One slot's figures as the oracle keeps them: the numbers of the sample, in order. */
const measured = (kind: MetricKind, figures: readonly number[]): Measured => {
  const [first = 0, second = 0] = figures
  switch (kind) {
    case 'gauge':
      return { metric: names.gauge, environment, kind, value: first }
    case 'counter':
      return { metric: names.counter, environment, kind, increment: first }
    case 'ratio':
      return { metric: names.ratio, environment, kind, numerator: first, denominator: second }
    case 'histogram':
      return { metric: names.histogram, environment, kind, buckets: figures.slice(0, -1), sum: figures.at(-1) ?? 0 }
  }
}
const width: Record<MetricKind, number> = { gauge: 1, counter: 1, ratio: 2, histogram: responseBuckets.length + 2 }

const gauge = (store: SeriesStore, slot: number, value: number, now = at(slot)) => store.record(measured('gauge', [value]), at(slot), now)
const window = (store: SeriesStore, seconds: number, slot: number, statistic: Statistic = 'avg') =>
  store.window('cpu_usage', environment, statistic, seconds * 1_000, at(slot))

describe('a window', () => {
  it('reads a level as last, average, least and greatest', () => {
    const store = createSeriesStore({ start })
    ;[4, 1, 7].forEach((value, slot) => gauge(store, slot, value))
    expect(statisticsOf.gauge.map((statistic) => window(store, 60, 2, statistic).value)).toEqual([7, 4, 1, 7])
    expect(window(store, 2, 2, 'min').value).toBe(1)
    expect(window(store, 1, 2, 'min').value).toBe(7)
  })
  it('weighs busy seconds more than idle ones: a ratio is Σ/Σ', () => {
    const store = createSeriesStore({ start })
    store.record(measured('ratio', [1, 1]), at(0), at(0))
    store.record(measured('ratio', [0, 99]), at(1), at(1))
    expect(store.window('error_rate', environment, 'ratio', 60_000, at(1))).toMatchObject({ value: 0.01, samples: 100, filled: 2 })
  })
  it('has no value for a zero denominator, and says that it is empty', () => {
    const store = createSeriesStore({ start })
    store.record(measured('ratio', [0, 0]), at(0), at(0))
    const found = store.window('error_rate', environment, 'ratio', 60_000, at(0))
    expect(found).toMatchObject({ samples: 0, filled: 1, missing: 0, reason: 'empty' })
    expect(found).not.toHaveProperty('value')
  })
  it('tells zero from nothing', () => {
    const store = createSeriesStore({ start })
    store.record(measured('counter', [0]), at(0), at(0))
    expect(store.window('db_connection_failures', environment, 'sum', 60_000, at(0))).toMatchObject({ value: 0, samples: 1 })
    expect(store.window('db_connection_failures', 'blue', 'sum', 60_000, at(0))).toEqual({ samples: 0, filled: 0, expected: 0, missing: 0, reason: 'stale' })
  })
  it.each(['timeout', 'refused', 'empty', 'nan', 'stale', 'restart'] as const)('keeps %s as the reason of a missing sample', (reason) => {
    const store = createSeriesStore({ start })
    gauge(store, 0, 1)
    store.miss({ metric: 'cpu_usage', environment }, reason, at(1), at(1))
    expect(window(store, 1, 1)).toMatchObject({ samples: 0, reason, missing: 1 })
    expect(window(store, 60, 1)).toMatchObject({ value: 1, reason, missing: 1 })
  })
  it('stores no figure that is not a number', () => {
    const store = createSeriesStore({ start })
    expect([Number.NaN, Infinity].map((value, slot) => gauge(store, slot, value))).toEqual(['nan', 'nan'])
    expect(window(store, 60, 1)).toMatchObject({ samples: 0, reason: 'nan', missing: 2 })
  })
  it('counts seconds that nobody sampled as missing: a sleep is a gap', () => {
    const store = createSeriesStore({ start })
    gauge(store, 0, 1)
    expect(window(store, 1_200, 601)).toMatchObject({ value: 1, missing: 600, reason: 'stale' })
    gauge(store, 601, 3)
    expect(window(store, 1_200, 601)).toMatchObject({ value: 2, missing: 0, samples: 2 })
  })
  it('does not call the present second missing before it was sampled', () => {
    const store = createSeriesStore({ start })
    gauge(store, 0, 1)
    expect(window(store, 60, 1)).toMatchObject({ missing: 0, expected: 1 })
  })
  it('expects fewer samples until it has filled', () => {
    const store = createSeriesStore({ start })
    for (let slot = 0; slot < 100; slot += 1) gauge(store, slot, 1)
    expect(window(store, 60, 9).expected).toBe(10)
    expect(window(store, 60, 99)).toMatchObject({ expected: 60, filled: 60 })
  })
  it('knows a metric that is sampled every five seconds', () => {
    const store = createSeriesStore({ start })
    store.expect('cpu_usage', environment, 5_000, 4_000, at(0))
    for (let slot = 0; slot <= 20; slot += 5) gauge(store, slot, slot)
    expect(window(store, 20, 24)).toMatchObject({ samples: 4, expected: 4, missing: 0, value: 12.5 })
    // Due at 25, an answer may take until 29.
    expect(window(store, 20, 29).missing).toBe(0)
    expect(window(store, 20, 30).missing).toBe(1)
  })
  it('counts what is missing from when the metric was first to be sampled', () => {
    const store = createSeriesStore({ start })
    store.expect('cpu_usage', environment, 1_000, 900, at(100))
    for (const slot of [100, 101, 102]) store.miss({ metric: 'cpu_usage', environment }, 'refused', at(slot), at(slot))
    expect(window(store, 60, 102)).toMatchObject({ samples: 0, missing: 3, expected: 3, reason: 'refused' })
  })
  it('gives a rate by the seconds that hold a sample', () => {
    const store = createSeriesStore({ start })
    store.expect('db_connection_failures', environment, 5_000, 1_000, at(0))
    store.record(measured('counter', [10]), at(0), at(0))
    store.record(measured('counter', [20]), at(10), at(10))
    expect(store.window('db_connection_failures', environment, 'rate', 60_000, at(10)).value).toBe(3)
  })
  it('refuses a statistic that the metric does not have', () => {
    expect(() => createSeriesStore({ start }).window('error_rate', environment, 'p95', 1_000, at(0))).toThrow(/error_rate is a ratio: it has no p95/)
  })
})

describe('a sample', () => {
  it('that is up to three seconds late fills its slot', () => {
    const store = createSeriesStore({ start })
    gauge(store, 4, 1)
    store.miss({ metric: 'cpu_usage', environment }, 'timeout', at(1), at(4))
    expect(gauge(store, 1, 5, at(4))).toBe('stored')
    expect(window(store, 60, 4, 'max').value).toBe(5)
  })
  it('that is later is dropped and counted', () => {
    const store = createSeriesStore({ start })
    expect(gauge(store, 0, 5, at(4))).toBe('late')
    expect(store.dropped()).toEqual({ late: 1, doubles: 0 })
    expect(window(store, 60, 4).samples).toBe(0)
  })
  it('may be late by its time-out besides', () => {
    const store = createSeriesStore({ start })
    store.expect('cpu_usage', environment, 10_000, 4_000, at(0))
    expect([gauge(store, 0, 5, at(7)), gauge(store, 10, 5, at(18))]).toEqual(['stored', 'late'])
  })
  it('never comes back into the ring from further than the ring goes, whatever its time-out', () => {
    const store = createSeriesStore({ start, capacity: 64 })
    store.expect('cpu_usage', environment, 1_000, 3_600_000, at(0))
    for (let slot = 0; slot <= 200; slot += 1) gauge(store, slot, 1)
    expect([gauge(store, 10, 9, at(200)), gauge(store, 136, 9, at(200))]).toEqual(['late', 'late'])
    expect(window(store, 64, 200)).toMatchObject({ filled: 64, value: 1 })
  })
  it('that comes twice changes nothing and is counted', () => {
    const store = createSeriesStore({ start })
    expect([gauge(store, 0, 1), gauge(store, 0, 9)]).toEqual(['stored', 'double'])
    store.miss({ metric: 'cpu_usage', environment }, 'timeout', at(0), at(0))
    expect(window(store, 60, 0)).toMatchObject({ value: 1, samples: 1, missing: 0 })
    expect(store.dropped().doubles).toBe(1)
  })
  it('of another shape than its metric is refused', () => {
    const store = createSeriesStore({ start })
    expect(() => store.record({ metric: 'cpu_usage', environment, kind: 'counter', increment: 1 }, at(0), at(0))).toThrow(/is a gauge/)
    expect(() => store.record({ metric: 'response_time', environment, kind: 'histogram', buckets: [1, 2], sum: 3 }, at(0), at(0))).toThrow(/3 does not fit/)
  })
})

type Act =
  | { readonly act: 'value'; readonly back: number; readonly figures: readonly number[] }
  | { readonly act: 'miss'; readonly reason: Exclude<MissingReason, 'none'> }
  | { readonly act: 'skip'; readonly slots: number }

const acts = (kind: MetricKind): fc.Arbitrary<readonly Act[]> =>
  fc.array(
    fc.oneof(
      { weight: 12, arbitrary: fc.record({ act: fc.constant('value' as const), back: fc.constantFrom(0, 0, 0, 0, 1, 2, 5), figures: fc.array(fc.nat(20), { minLength: width[kind], maxLength: width[kind] }) }) },
      { weight: 3, arbitrary: fc.record({ act: fc.constant('miss' as const), reason: fc.constantFrom('timeout' as const, 'refused' as const, 'nan' as const) }) },
      { weight: 1, arbitrary: fc.record({ act: fc.constant('skip' as const), slots: fc.constantFrom(1, 2, 40, 64, 300) }) },
    ),
    { minLength: 1, maxLength: 260, size: 'max' },
  )

/** The same acts on the store and on a plain map of slots. Gives the map and the last slot. */
const play = (store: SeriesStore, kind: MetricKind, list: readonly Act[]) => {
  const slots = new Map<number, readonly number[]>()
  let now = -1
  for (const act of list) {
    if (act.act === 'skip') {
      now += act.slots
      continue
    }
    now += 1
    if (act.act === 'miss') {
      store.miss({ metric: names[kind], environment }, act.reason, at(now), at(now))
      continue
    }
    const slot = Math.max(0, now - act.back)
    store.record(measured(kind, act.figures), at(slot), at(now))
    if (now - slot <= 3 && !slots.has(slot)) slots.set(slot, act.figures)
  }
  // A second that nothing was recorded in yet does not count; the next one certainly does.
  store.miss({ metric: names[kind], environment }, 'empty', at(now + 1), at(now + 1))
  return { slots, now: now + 1 }
}

const sum = (list: readonly number[]): number => list.reduce((total, one) => total + one, 0)

/** The statistic by filtering an array. */
const naive = (kind: MetricKind, statistic: Statistic, held: readonly (readonly number[])[]): { readonly value: number | undefined; readonly samples: number } => {
  if (held.length === 0) return { value: undefined, samples: 0 }
  const column = (index: number): number[] => held.map((figures) => figures[index] ?? 0)
  const first = column(0)
  switch (kind) {
    case 'gauge':
      return { value: { last: first.at(-1), avg: sum(first) / first.length, min: Math.min(...first), max: Math.max(...first) }[statistic as 'last'], samples: first.length }
    case 'counter':
      return { value: statistic === 'sum' ? sum(first) : sum(first) / first.length, samples: first.length }
    case 'ratio': {
      const denominator = sum(column(1))
      return denominator === 0 ? { value: undefined, samples: 0 } : { value: sum(first) / denominator, samples: denominator }
    }
    case 'histogram': {
      const merged = Array.from({ length: responseBuckets.length + 1 }, (_, index) => sum(column(index)))
      const samples = sum(merged)
      if (samples === 0) return { value: undefined, samples: 0 }
      const q = { p50: 0.5, p95: 0.95, p99: 0.99 }[statistic as 'p50']
      return { value: statistic === 'avg' ? sum(column(responseBuckets.length + 1)) / samples : quantile(q, merged)?.value, samples }
    }
  }
}

describe.each(Object.keys(names) as MetricKind[])('windows of a %s equal a filter over all samples', (kind) => {
  it('whatever was late, double, missing or overwritten by the ring', () => {
    const capacity = 128
    fc.assert(
      fc.property(acts(kind), fc.integer({ min: 1, max: capacity }), (list, seconds) => {
        const store = createSeriesStore({ start, capacity })
        const { slots, now } = play(store, kind, list)
        const inWindow = [...slots].filter(([slot]) => slot > now - seconds && slot <= now).toSorted(([a], [b]) => a - b)
        for (const statistic of statisticsOf[kind]) {
          const found = store.window(names[kind], environment, statistic, seconds * 1_000, at(now))
          expect({ value: found.value, samples: found.samples, filled: found.filled }).toEqual({
            ...naive(kind, statistic, inWindow.map(([, figures]) => figures)), filled: inWindow.length,
          })
        }
      }),
      { numRuns: 80 },
    )
  })
})

describe('the missing samples in a row', () => {
  it('equal the seconds since the last value', () => {
    fc.assert(
      fc.property(acts('gauge'), (list) => {
        const store = createSeriesStore({ start, capacity: 1_000_000 })
        const { slots, now } = play(store, 'gauge', list)
        const last = Math.max(-1, ...slots.keys())
        expect(window(store, 60, now).missing).toBe(now - last)
      }),
      { numRuns: 60 },
    )
  })
})

describe.each(Object.keys(names) as MetricKind[])('a line of a %s', (kind) => {
  it('has the least, the greatest and the mean of each point, and null where there is nothing', () => {
    fc.assert(
      fc.property(acts(kind), fc.integer({ min: 1, max: 300 }), fc.integer({ min: 2, max: 40 }), (list, seconds, points) => {
        const store = createSeriesStore({ start, capacity: 300 })
        const { slots, now } = play(store, kind, list)
        const from = Math.max(0, now - seconds + 1)
        for (const statistic of statisticsOf[kind]) {
          const line = store.range(names[kind], environment, statistic, at(from), at(now), points)
          expect(line.t.length).toBeLessThanOrEqual(points)
          expect(line.t[0]).toBe(at(from))
          line.t.forEach((t, index) => {
            const until = line.t[index + 1] ?? at(now + 1)
            const held = [...slots].filter(([slot]) => at(slot) >= t && at(slot) < until).toSorted(([a], [b]) => a - b).map(([, figures]) => figures)
            const each = held.flatMap((figures) => naive(kind, statistic, [figures]).value ?? [])
            expect(line.min[index]).toBe(each.length > 0 ? Math.min(...each) : null)
            expect(line.max[index]).toBe(each.length > 0 ? Math.max(...each) : null)
            const mean = naive(kind, kind === 'gauge' ? 'avg' : kind === 'counter' ? 'rate' : statistic, held).value
            expect(line.avg[index]).toBe(each.length > 0 ? mean : null)
          })
        }
      }),
      { numRuns: 60 },
    )
  })
})

describe('a line', () => {
  it('keeps its points in their places while time goes on', () => {
    const store = createSeriesStore({ start })
    for (let slot = 0; slot < 200; slot += 1) gauge(store, slot, slot)
    const early = store.range('cpu_usage', environment, 'avg', at(50), at(150), 11)
    const later = store.range('cpu_usage', environment, 'avg', at(53), at(153), 11)
    expect(later.t.slice(1, -1)).toEqual(early.t.slice(1, later.t.length - 1))
  })
  it('does not fall apart into dots where samples come every five seconds', () => {
    const store = createSeriesStore({ start })
    store.expect('cpu_usage', environment, 5_000, 1_000, at(0))
    for (let slot = 0; slot <= 60; slot += 5) gauge(store, slot, 1)
    expect(store.range('cpu_usage', environment, 'avg', at(0), at(60), 500).avg).not.toContain(null)
  })
  it('of a series that nothing was recorded in is one gap', () => {
    const line = createSeriesStore({ start }).range('up', 'blue', 'avg', at(0), at(9), 20)
    expect(line.min).toEqual(Array.from({ length: 10 }, () => null))
  })
})
