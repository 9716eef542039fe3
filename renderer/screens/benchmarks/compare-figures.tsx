import type { BenchRecorded } from '../../../shared/bench.ts'
import { environments } from '../../../shared/metrics.ts'
import { numberText, percentText } from '../../parts/format.ts'
import { EnvironmentName } from '../../parts/mark.tsx'
import styles from './benchmarks.module.css'
import { Errors, Figures } from './figures.tsx'
import { msText, rowsText } from './words.ts'

export function CompareFigures({ figures }: { readonly figures: Extract<BenchRecorded, { kind: 'compare' }> }) {
  const { unit, ratio, interval, p, effect, margin, alpha, errors } = figures
  const text = unit === 'ms' ? msText : rowsText
  return (
    <>
      <Figures told={[
        { name: 'Green as a share of blue', value: ratio === undefined ? 'no data' : percentText(ratio), note: interval && `${percentText(interval.low)} to ${percentText(interval.high)} with 95\u00A0% certainty` },
        { name: 'Counts as equal', value: `${percentText(1 - margin, 0)} to ${percentText(1 + margin, 0)}` },
        { name: 'By chance alone', value: p === undefined ? 'no data' : p < 0.001 ? 'p below 0.001' : `p ${p.toPrecision(2)}`, note: `counts below ${alpha}` },
        { name: 'Size of the effect', value: effect ?? 'no data' },
      ]} />
      <table className={styles['table']}>
        <thead><tr><th scope="col">Environment</th><th scope="col">Median</th><th scope="col">Middle half</th><th scope="col">Least to most</th><th scope="col">Values</th></tr></thead>
        <tbody>
          {environments.map((environment) => {
            const spread = figures[environment]
            return (
              <tr key={environment}>
                <th scope="row"><EnvironmentName of={environment} /></th>
                {spread
                  ? <><td>{text(spread.p50)}</td><td>{text(spread.p25)} to {text(spread.p75)}</td><td>{text(spread.min)} to {text(spread.max)}</td><td>{numberText(spread.count)}</td></>
                  : <td colSpan={4}>no data</td>}
              </tr>
            )
          })}
        </tbody>
      </table>
      {environments.map((environment) => <Errors key={environment} errors={errors[environment]} title={`Errors of ${environment}`} />)}
    </>
  )
}
