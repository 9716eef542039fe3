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
import styles from './benchmarks.module.css'
import { CompareFigures } from './compare-figures.tsx'
import { LoadFigures } from './load-figures.tsx'
import { RowsFigures } from './rows-figures.tsx'
import { saveFile } from './save-file.ts'
import { verdictWord } from './words.ts'

function Figures({ figures }: { readonly figures: NonNullable<NonNullable<BenchRecord['finished']>['figures']> }) {
  switch (figures.kind) {
    case 'load': return <LoadFigures figures={figures} />
    case 'rows': return <RowsFigures figures={figures} />
    case 'compare': return <CompareFigures figures={figures} />
  }
}

/** Only what ran to its end, and has a spread, may become what everything is held against. */
export const baselineOf = ({ finished }: BenchRecord) =>
  finished?.ended === 'done' && finished.figures?.kind === 'rows' && finished.figures.median !== undefined && finished.figures.interval ? { metric: finished.figures.metric, value: finished.figures.median } : undefined

export function Result({ record, latest }: { readonly record: BenchRecord; readonly latest: boolean }) {
  const { act } = useActs()
  const mayAct = useMayAct()
  const [asking, setAsking] = useState(false)
  const { started, finished, baseline } = record
  const offered = baselineOf(record)
  const machine = finished?.machine
  const save = (format: 'csv' | 'json') => void act('Export the result', async (client) => saveFile(await client.bench.export({ bench: started.bench, format })), `${started.bench} was handed over as ${format.toUpperCase()}`)
  return (
    <Panel
      title={`${started.title}: ${latest ? 'latest result' : 'earlier result'}`}
      aside={<Time at={started.at} full />}
    >
      <div className={styles['result']}>
        {finished === undefined
          ? <Empty title="Not finished">Its console runs it, or has ended; the next start of that console tells.</Empty>
          : (
            <>
              <p className={styles['verdict']}><Mark {...verdictWord(finished)} size={18} /></p>
              <p className={styles['why']}>{finished.why}</p>
              {finished.figures && <Figures figures={finished.figures} />}
            </>
          )}
        <dl className={styles['facts']}>
          <div><dt>Did</dt><dd>{started.does}{started.onUsers ? ', with users on it' : ''}</dd></div>
          <div><dt>Started</dt><dd>by {started.by}: {started.why}</dd></div>
          {finished && <div><dt>Took</dt><dd>{durationText(finished.ms)}{finished.by === started.by ? '' : `, ended by ${finished.by}`}</dd></div>}
          <div><dt>Settings</dt><dd>{Object.entries(started.settings).map(([name, value]) => `${name} ${value}`).join(', ')} <small>({hashText(started.hash)})</small></dd></div>
          {machine && <div><dt>Measured on</dt><dd>{machine.cpu}, {numberText(machine.cpus)} cores, Node {machine.node.replace(/^v/, '')}; load {numberText(machine.load, 1)} at its start{machine.load > machine.cpus ? ' — this machine was busy with something else' : ''}</dd></div>}
          {baseline && <div><dt>Baseline</dt><dd>{figureText(baseline.metric, baseline.value)} since {dayText(baseline.at)}, by {baseline.by}: {baseline.why}</dd></div>}
        </dl>
        <div className={styles['acts']}>
          <Button onPress={() => save('csv')}>Export CSV</Button>
          <Button onPress={() => save('json')}>Export JSON</Button>
          {mayAct && offered && <Button onPress={() => setAsking(true)}>Set as the baseline…</Button>}
        </div>
      </div>
      {asking && offered && (
        <ReasonDialog
          title={`Set ${figureText(offered.metric, offered.value)} as the baseline?`} action="Set the baseline" onClose={() => setAsking(false)}
          text="Gates, tiles and the rollback's check of performance go by it from now on, as long as the plan keeps its own figure. A run under way keeps the one that it began with."
          onAct={async (reason) => (await act('Set the baseline', (client) => client.bench.baseline({ bench: started.bench, reason }), ({ metric, value }) => `${figureText(metric, value)} is the baseline now`)) !== undefined}
        />
      )}
    </Panel>
  )
}
