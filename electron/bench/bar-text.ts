/** The bars of a benchmark in words, with the baselines in use. Pure. */
import type { Benchmark, Plan } from '../../shared/plan.ts'
import { limitsOf, rowsBar } from './planned.ts'

const percent = (ratio: number): string => `${Number((100 * ratio).toFixed(2))} %`
const rows = (value: number): string => `${Math.round(value).toLocaleString('en-GB')} rows/s`

export function barText(one: Benchmark, plan: Pick<Plan, 'baselines' | 'gates' | 'phases'>): readonly string[] {
  if (one.kind === 'load')
    return limitsOf(one, plan).map(({ metric, statistic, bad, value }) =>
      metric === 'error_rate' ? `error rate ${bad === 'above' ? 'at most' : 'at least'} ${percent(value)}` : `${statistic} ${bad === 'above' ? 'within' : 'at least'} ${Math.round(value * 1_000)} ms`)
  if (one.kind === 'compare') return [`equal within ${percent(one.margin)}; a difference counts at p below ${one.alpha}`]
  const { baseline, pass, warn, margin } = rowsBar(one, plan)
  return [`passes from ${rows(pass * baseline)} on (${percent(pass)} of ${rows(baseline)})`, `fails below ${rows(warn * baseline)} (${percent(warn)})`, ...(margin > 0 ? [`margin ${percent(margin)}`] : [])]
}
