/**
 * Whether the environment that a rollback goes to could carry everyone, from what was measured: that it has, in the last day;
 * or that what it carries now leaves room for the rest. Pure but for the reading. Plan: "Resource Monitoring".
 */
import { environments, type Environment, type MetricName } from '../../../shared/metrics.ts'
import type { SeriesStore } from '../../observe/series.ts'

/** `needed` and `held` in requests a second; `projected` the highest of CPU, memory and pool in use, 0 to 1, with everyone on it. */
export type Capacity = { readonly needed: number; readonly held: number; readonly projected?: { readonly metric: MetricName; readonly value: number } }

const day = 86_400_000
const minute = 60_000
/** Samples that a minute must have to count. */
const halfFilled = 30
/** What grows with the requests that are served. Memory is mostly there before anyone asks: it is not scaled. */
const growing = ['cpu_usage', 'db_pool_usage'] as const satisfies readonly MetricName[]

/** Undefined until requests were measured in both. */
export function capacityOf(series: Pick<SeriesStore, 'window' | 'start'>, target: Environment, now: number): Capacity | undefined {
  const rates = environments.map((environment) => ({ environment, rate: series.window('requests', environment, 'rate', minute, now).value }))
  if (rates.some(({ rate }) => rate === undefined)) return undefined
  const needed = rates.reduce((sum, { rate = 0 }) => sum + rate, 0)
  const own = rates.find(({ environment }) => environment === target)?.rate ?? 0
  // Minute by minute: a second's peak is nothing that was held.
  let held = 0
  for (let end = now; end > Math.max(series.start, now - day); end -= minute) {
    const { value = 0, filled } = series.window('requests', target, 'rate', minute, end)
    if (filled >= halfFilled) held = Math.max(held, value)
  }
  const projections = own > 0
    ? growing.flatMap((metric) => {
        const value = series.window(metric, target, 'avg', minute, now).value
        return value === undefined ? [] : [{ metric, value: (value * needed) / own }]
      })
    : []
  const [projected] = projections.toSorted((a, b) => b.value - a.value)
  return { needed, held, ...(projected && { projected }) }
}
