import { expect, test } from 'vitest'
import { capacityOf } from '../../../../../electron/console/watch/capacity.ts'
import { createSeriesStore } from '../../../../../electron/observe/series.ts'

/** Seconds of a store, each with requests of both and the CPU of blue. */
function filled(seconds: number, at: (second: number) => { readonly blue: number; readonly green: number; readonly cpu?: number }) {
  const store = createSeriesStore({ start: 0 })
  for (let second = 0; second < seconds; second += 1) {
    const { blue, green, cpu } = at(second)
    const now = second * 1_000
    store.record({ metric: 'requests', environment: 'blue', kind: 'counter', increment: blue }, now, now)
    store.record({ metric: 'requests', environment: 'green', kind: 'counter', increment: green }, now, now)
    if (cpu !== undefined) store.record({ metric: 'cpu_usage', environment: 'blue', kind: 'gauge', value: cpu }, now, now)
  }
  return capacityOf(store, 'blue', seconds * 1_000)
}

test('what is asked of both is needed; what blue uses now is scaled to all of it', () => {
  const capacity = filled(600, () => ({ blue: 4, green: 12, cpu: 0.1 }))
  expect(capacity?.needed).toBeCloseTo(16)
  expect(capacity?.held).toBeCloseTo(4)
  expect(capacity?.projected).toMatchObject({ metric: 'cpu_usage', value: expect.closeTo(0.4) as number })
})
test('what blue carried within the day counts, by the minute and not by a second\'s peak', () => {
  const capacity = filled(1_200, (second) => ({ blue: second < 300 ? 20 : second === 900 ? 500 : 0, green: second < 300 ? 0 : 16 }))
  expect(capacity?.held).toBeGreaterThanOrEqual(19)
  expect(capacity?.held).toBeLessThan(21)
  expect(capacity).not.toHaveProperty('projected')
})
test('without requests of one of them nothing is known', () => {
  const store = createSeriesStore({ start: 0 })
  store.record({ metric: 'requests', environment: 'blue', kind: 'counter', increment: 1 }, 0, 0)
  expect(capacityOf(store, 'blue', 1_000)).toBeUndefined()
})
