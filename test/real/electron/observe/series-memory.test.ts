import { describe, expect, it } from 'vitest'
import { createSeriesStore } from '../../../../electron/observe/series.ts'
import { environments, metricInfo, metricNames, responseBuckets, type Environment, type Measured, type MetricName } from '../../../../shared/metrics.ts'

const day = 86_400
const measured = (metric: MetricName, environment: Environment, slot: number): Measured => {
  const { kind } = metricInfo(metric)
  switch (kind) {
    case 'gauge':
      return { metric, environment, kind, value: slot % 100 }
    case 'counter':
      return { metric, environment, kind, increment: slot % 3 }
    case 'ratio':
      return { metric, environment, kind, numerator: slot % 2, denominator: 10 }
    case 'histogram':
      return { metric, environment, kind, buckets: [...responseBuckets, Infinity].map((_, index) => (slot + index) % 5), sum: slot % 7 }
  }
}

describe('a day of every metric of both environments', () => {
  const before = process.memoryUsage()
  const store = createSeriesStore({ start: 0 })
  for (let slot = 0; slot < day; slot += 1)
    for (const environment of environments) for (const metric of metricNames) store.record(measured(metric, environment, slot), slot * 1_000, slot * 1_000)
  const now = (day - 1) * 1_000

  it('takes less than 120 MB', () => {
    const { arrayBuffers } = process.memoryUsage()
    expect(metricNames.length * environments.length).toBeGreaterThanOrEqual(40)
    expect((arrayBuffers - before.arrayBuffers) / 1e6).toBeLessThan(120)
  })
  it('still holds its first second', () => {
    expect(store.window('up', 'blue', 'min', day * 1_000, now)).toMatchObject({ filled: day, value: 0 })
  })
})
