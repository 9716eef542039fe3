import type { BenchRecorded } from '../../../shared/bench.ts'
import { environments } from '../../../shared/metrics.ts'
import { numberText, percentText } from '../../parts/format.ts'
import { EnvironmentName } from '../../parts/mark.tsx'
import { fill } from '../../words/fill.ts'
import { compareFigures as words } from '../../words/benchmarks.ts'
import styles from './benchmarks.module.css'
import { Errors, Figures } from './figures.tsx'
import { msText, rowsText } from '../../words/benchmarks-states.ts'

export function CompareFigures({ figures }: { readonly figures: Extract<BenchRecorded, { kind: 'compare' }> }) {
  const { unit, ratio, interval, p, effect, margin, alpha, errors } = figures
  const text = unit === 'ms' ? msText : rowsText
  return (
    <>
      <Figures told={[
        { name: words.greenShareBlue, value: ratio === undefined ? 'no data' : percentText(ratio), note: interval && words.interval(percentText(interval.low), percentText(interval.high)) },
        { name: words.countsAsEqual, value: words.to(percentText(1 - margin, 0), percentText(1 + margin, 0)) },
        { name: words.byChanceAlone, value: p === undefined ? 'no data' : p < 0.001 ? words.pVerySmall : `p ${p.toPrecision(2)}`, note: words.countsBelow(alpha) },
        { name: words.sizeOfTheEffect, value: effect ?? 'no data' },
      ]} />
      <table className={styles['table']}>
        <thead><tr><th scope="col">{words.environment}</th><th scope="col">{words.median}</th><th scope="col">{words.middleHalf}</th><th scope="col">{words.leastToMost}</th><th scope="col">{words.values}</th></tr></thead>
        <tbody>
          {environments.map((environment) => {
            const spread = figures[environment]
            return (
              <tr key={environment}>
                <th scope="row"><EnvironmentName of={environment} /></th>
                {spread
                  ? <><td>{text(spread.p50)}</td><td>{fill(words.toText, { text: text(spread.p25), text2: text(spread.p75) })}</td><td>{fill(words.toText, { text: text(spread.min), text2: text(spread.max) })}</td><td>{numberText(spread.count)}</td></>
                  : <td colSpan={4}>{words.noData}</td>}
              </tr>
            )
          })}
        </tbody>
      </table>
      {environments.map((environment) => <Errors key={environment} errors={errors[environment]} title={words.errorsOf(environment)} />)}
    </>
  )
}
