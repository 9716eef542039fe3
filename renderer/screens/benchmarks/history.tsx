/** All results of a benchmark over time, as the journal has them. */
import { useMemo } from 'react'
import type { BenchRecord, PlannedBench } from '../../../shared/contract.ts'
import { useActs } from '../../act.tsx'
import { Button, Empty } from '../../parts/controls.tsx'
import { countText, dayText, momentText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { Time } from '../../parts/time.tsx'
import { addressOf } from '../../route.ts'
import { history as words } from '../../words/benchmarks.ts'
import styles from './benchmarks.module.css'
import type { Plot, PlotLine } from './plot.ts'
import { PlotView } from './plot-view.tsx'
import { saveFile } from './save-file.ts'
import { axisOf, pointOf, rowsText, verdictWord } from '../../words/benchmarks-states.ts'

/** The bars of the last result: an earlier baseline had others. */
function barsOf(latest: BenchRecord | undefined): readonly PlotLine[] {
  const figures = latest?.finished?.figures
  if (figures?.kind === 'rows') return [{ value: figures.bar.baseline * figures.bar.pass, text: words.passesFrom(rowsText(figures.bar.baseline * figures.bar.pass)) }, { value: figures.bar.baseline * figures.bar.warn, text: words.failsBelow(rowsText(figures.bar.baseline * figures.bar.warn)) }]
  if (figures?.kind === 'compare') return [{ value: 1 - figures.margin, text: `${Math.round(100 - 100 * figures.margin)} %` }, { value: 1 + figures.margin, text: `${Math.round(100 + 100 * figures.margin)} %` }]
  return []
}

function plotOf(records: readonly BenchRecord[], kind: PlannedBench['kind']): Plot {
  const { text } = axisOf(kind)
  const measured = records.toReversed().flatMap((record) => {
    const point = pointOf(record)
    return point && record.finished ? [{ point, started: record.started, finished: record.finished }] : []
  })
  return {
    apart: true, zero: kind === 'load', xText: (at) => dayText(at).replace(/ \d{4}$/, ''), yText: text,
    bars: barsOf(records.find(({ finished }) => finished?.figures !== undefined)),
    points: measured.map(({ point, started, finished }) => ({
      x: started.at, y: point.value, bad: finished.outcome === 'fail', label: `${momentText(started.at)}: ${text(point.value)}, ${finished.outcome}`,
      ...(point.low !== undefined && { low: point.low }), ...(point.high !== undefined && { high: point.high }),
    })),
  }
}

type HistoryProps = { readonly bench: Pick<PlannedBench, 'id' | 'kind' | 'title'>; readonly records: readonly BenchRecord[]; readonly shown: string | undefined; readonly running: string | undefined }

/** @param records newest first */
export function History({ bench, records, shown, running }: HistoryProps) {
  const { act } = useActs()
  const plot = useMemo(() => plotOf(records, bench.kind), [records, bench.kind])
  const { title, text } = axisOf(bench.kind)
  const latest = records[0] && pointOf(records[0])
  const save = (format: 'csv' | 'json') => void act(words.exportTheHistory, async (client) => saveFile(await client.bench.export({ benchmark: bench.id, format })), words.historyHandedOver(format.toUpperCase()))
  return (
    <Panel
      title={words.history} flush
      aside={records.length > 0 && <><span>{countText(records.length, 'result')}</span><Button look="quiet" onPress={() => save('csv')}>{words.csvOfAll}</Button><Button look="quiet" onPress={() => save('json')}>{words.jsonOfAll}</Button></>}
    >
      {records.length === 0
        ? <Empty title={words.neverRun}>{words.whatMeasuresKeptHere}</Empty>
        : (
          <>
            {plot.points.length > 1 && <div className={styles['over']}><PlotView plot={plot} title={title} label={words.of(title, countText(plot.points.length, 'result'), latest ? words.theLatest(text(latest.value)) : '')} /></div>}
            <table className={styles['table']}>
              <thead><tr><th scope="col">{words.when}</th><th scope="col">{words.verdict}</th><th scope="col">{words.figure}</th><th scope="col">{words.startedBy}</th></tr></thead>
              <tbody>
                {records.map((record) => {
                  const { started, finished } = record
                  const point = pointOf(record)
                  return (
                    <tr key={started.bench} aria-current={started.bench === shown ? 'true' : undefined}>
                      <th scope="row"><a href={addressOf('benchmarks', started.bench)}><Time at={started.at} full /></a></th>
                      <td>{finished ? <Mark {...verdictWord(finished)} size={12} /> : <Mark tone={started.bench === running ? 'busy' : 'unsure'} word={started.bench === running ? 'running' : words.notFinished} size={12} />}</td>
                      <td className={styles['number']}>{point ? text(point.value) : 'none'}</td>
                      <td>{started.by}<small>{started.why}</small></td>
                    </tr>
                  )
                })}
              </tbody>
            </table>
          </>
        )}
    </Panel>
  )
}
