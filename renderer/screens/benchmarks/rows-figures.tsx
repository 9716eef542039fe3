import type { BenchRecorded } from '../../../shared/bench.ts'
import { countText, numberText, percentText } from '../../parts/format.ts'
import { Errors, Figures } from './figures.tsx'
import { msText, rowsText } from '../../words/benchmarks-states.ts'
import { rowsFigures as words } from '../../words/benchmarks.ts'
import styles from './benchmarks.module.css'

export function RowsFigures({ figures: { median, interval, cold, spread, bar, failedRounds, errors, queries } }: { readonly figures: Extract<BenchRecorded, { kind: 'rows' }> }) {
  return (
    <>
      <Figures told={[
        { name: words.median, value: median === undefined ? 'no data' : rowsText(median), note: interval && words.interval(numberText(interval.low), numberText(interval.high)) },
        { name: words.ofTheBaseline, value: median === undefined ? 'no data' : percentText(median / bar.baseline), note: words.margin(rowsText(bar.baseline), percentText(bar.margin, 0)) },
        { name: words.firstRoundCold, value: cold === undefined ? 'no data' : rowsText(cold) },
        { name: words.rounds, value: spread ? numberText(spread.count) : '0', note: failedRounds > 0 ? words.failed(countText(failedRounds, 'round')) : spread && words.to(numberText(spread.min), numberText(spread.max)) },
      ]} />
      <Errors errors={errors} />
      <table className={styles['table']}>
        <thead><tr><th scope="col">{words.query}</th><th scope="col">{words.rows}</th><th scope="col">{words.median}</th><th scope="col">{words.rowsASecond}</th><th scope="col">{words.failedWord}</th></tr></thead>
        <tbody>
          {queries.map((query) => (
            <tr key={query.name}><th scope="row">{query.name}</th><td>{query.rows === undefined ? 'no data' : numberText(query.rows)}</td><td>{query.medianMs === undefined ? 'no data' : msText(query.medianMs)}</td><td>{query.medianRowsPerSecond === undefined ? 'no data' : rowsText(query.medianRowsPerSecond)}</td><td>{numberText(query.failed)}</td></tr>
          ))}
        </tbody>
      </table>
    </>
  )
}
