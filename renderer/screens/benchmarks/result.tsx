/** One result: the verdict and the sentence why, its figures, the health of the generator, and what can be done with it. */
import { useState } from 'react'
import type { BenchRecord } from '../../../shared/contract.ts'
import { durationText } from '../../../shared/duration.ts'
import { useActs, useMayAct } from '../../act.tsx'
import { Button, Empty } from '../../parts/controls.tsx'
import { dayText, figureText, hashText, numberText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import { Time } from '../../parts/time.tsx'
import { fill } from '../../words/fill.ts'
import { result as words } from '../../words/benchmarks.ts'
import styles from './benchmarks.module.css'
import { CompareFigures } from './compare-figures.tsx'
import { LoadFigures } from './load-figures.tsx'
import { RowsFigures } from './rows-figures.tsx'
import { saveFile } from './save-file.ts'
import { verdictWord } from '../../words/benchmarks-states.ts'

function Figures({ figures }: { readonly figures: NonNullable<NonNullable<BenchRecord['finished']>['figures']> }) {
  switch (figures.kind) {
    case 'load': return <LoadFigures figures={figures} />
    case 'rows': return <RowsFigures figures={figures} />
    case 'compare': return <CompareFigures figures={figures} />
  }
}

/** Only what ran to its end, and has a spread, may become what everything is held against. */
const baselineOf = ({ finished }: BenchRecord) =>
  finished?.ended === 'done' && finished.figures?.kind === 'rows' && finished.figures.median !== undefined && finished.figures.interval ? { metric: finished.figures.metric, value: finished.figures.median } : undefined

export function Result({ record, latest }: { readonly record: BenchRecord; readonly latest: boolean }) {
  const { act } = useActs()
  const mayAct = useMayAct()
  const [asking, setAsking] = useState(false)
  const { started, finished, baseline } = record
  const offered = baselineOf(record)
  const machine = finished?.machine
  const save = (format: 'csv' | 'json') => void act(words.exportTheResult, async (client) => saveFile(await client.bench.export({ bench: started.bench, format })), words.wasHandedOverAs(started.bench, format.toUpperCase()))
  return (
    <Panel
      title={`${started.title}: ${latest ? words.latestResult : words.earlierResult}`}
      aside={<Time at={started.at} full />}
    >
      <div className={styles['result']}>
        {finished === undefined
          ? <Empty title={words.notFinished}>{words.consoleRunsItOrEnded}</Empty>
          : (
            <>
              <p className={styles['verdict']}><Mark {...verdictWord(finished)} size={18} /></p>
              <p className={styles['why']}>{finished.why}</p>
              {finished.figures && <Figures figures={finished.figures} />}
            </>
          )}
        <dl className={styles['facts']}>
          <div><dt>{words.did}</dt><dd>{started.does}{started.onUsers ? words.withUsersOnIt : ''}</dd></div>
          <div><dt>{words.started}</dt><dd>{fill(words.by, { by: started.by, why: started.why })}</dd></div>
          {finished && <div><dt>{words.took}</dt><dd>{durationText(finished.ms)}{finished.by === started.by ? '' : words.endedBy(finished.by)}</dd></div>}
          <div><dt>{words.settings}</dt><dd>{Object.entries(started.settings).map(([name, value]) => `${name} ${value}`).join(', ')} <small>({hashText(started.hash)})</small></dd></div>
          {machine && <div><dt>{words.measuredOn}</dt><dd>{fill(words.machine, { cpu: machine.cpu, cpus: numberText(machine.cpus), replace: machine.node.replace(/^v/, ''), load: numberText(machine.load, 1), part: machine.load > machine.cpus ? words.machineWasBusy : '' })}</dd></div>}
          {baseline && <div><dt>{words.baseline}</dt><dd>{fill(words.sinceBy, { figure: figureText(baseline.metric, baseline.value), at: dayText(baseline.at), by: baseline.by, why: baseline.why })}</dd></div>}
        </dl>
        <div className={styles['acts']}>
          <Button onPress={() => save('csv')}>{words.exportCsv}</Button>
          <Button onPress={() => save('json')}>{words.exportJson}</Button>
          {mayAct && offered && <Button onPress={() => setAsking(true)}>{words.setAsTheBaselineAsk}</Button>}
        </div>
      </div>
      {asking && offered && (
        <ReasonDialog
          title={words.setAsTheBaseline(figureText(offered.metric, offered.value))} action={words.setTheBaseline} onClose={() => setAsking(false)}
          text={words.gatesTilesRollbacksCheck}
          onAct={async (reason) => (await act(words.setTheBaseline, (client) => client.bench.baseline({ bench: started.bench, reason }), ({ metric, value }) => words.isTheBaselineNow(figureText(metric, value)))) !== undefined}
        />
      )}
    </Panel>
  )
}
