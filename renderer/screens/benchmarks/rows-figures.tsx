import type { BenchRecorded } from '../../../shared/bench.ts'
import { countText, numberText, percentText } from '../../parts/format.ts'
import { Errors, Figures } from './figures.tsx'
import { msText, rowsText } from './words.ts'
import styles from './benchmarks.module.css'

export function RowsFigures({ figures: { median, interval, cold, spread, bar, failedRounds, errors, queries } }: { readonly figures: Extract<BenchRecorded, { kind: 'rows' }> }) {
  return (
    <>
      <Figures told={[
        { name: 'Median', value: median === undefined ? 'no data' : rowsText(median), note: interval && `${numberText(interval.low)} to ${numberText(interval.high)} with 95\u00A0% certainty` },
        { name: 'Of the baseline', value: median === undefined ? 'no data' : percentText(median / bar.baseline), note: `${rowsText(bar.baseline)}, margin ${percentText(bar.margin, 0)}` },
        { name: 'First round, cold', value: cold === undefined ? 'no data' : rowsText(cold) },
        { name: 'Rounds', value: spread ? numberText(spread.count) : '0', note: failedRounds > 0 ? `${countText(failedRounds, 'round')} failed` : spread && `${numberText(spread.min)} to ${numberText(spread.max)}` },
      ]} />
      <Errors errors={errors} />
      <table className={styles['table']}>
        <thead><tr><th scope="col">Query</th><th scope="col">Rows</th><th scope="col">Median</th><th scope="col">Rows a second</th><th scope="col">Failed</th></tr></thead>
        <tbody>
          {queries.map((query) => (
            <tr key={query.name}><th scope="row">{query.name}</th><td>{query.rows === undefined ? 'no data' : numberText(query.rows)}</td><td>{query.medianMs === undefined ? 'no data' : msText(query.medianMs)}</td><td>{query.medianRowsPerSecond === undefined ? 'no data' : rowsText(query.medianRowsPerSecond)}</td><td>{numberText(query.failed)}</td></tr>
          ))}
        </tbody>
      </table>
    </>
  )
}
