/** Where the samples come from: the last hours, a past run or incident, a CSV. */
import { FileTrigger } from 'react-aria-components'
import type { Plan } from '../../../shared/plan.ts'
import { largestCsv, type ReplaySource, type ReplaySources } from '../../../shared/contract.ts'
import { Button, Empty, Segments, Select, TextField } from '../../parts/controls.tsx'
import { bytes, countText, dayText, minuteText } from '../../parts/format.ts'
import { Panel } from '../../parts/panel.tsx'
import { Time } from '../../parts/time.tsx'
import { fill } from '../../words/fill.ts'
import { sourcePanel as words } from '../../words/replay.ts'
import styles from './side.module.css'

const kinds = [{ id: 'last', title: words.lastHours }, { id: 'episode', title: words.runOrIncident }, { id: 'csv', title: 'CSV' }] as const
const lasts = [{ id: '15m', title: '15 min', ms: 900_000 }, { id: '1h', title: '1 h', ms: 3_600_000 }, { id: '6h', title: '6 h', ms: 21_600_000 }, { id: '24h', title: '24 h', ms: 86_400_000 }] as const

/** What is chosen; each kind keeps its own while another is looked at. */
export type Choice = {
  readonly kind: (typeof kinds)[number]['id']
  readonly last: (typeof lasts)[number]['id']
  readonly episode?: string
  readonly csv: string
  readonly csvName?: string
  readonly phase: string
}
export const firstChoice: Choice = { kind: 'last', last: '1h', csv: '', phase: 'none' }

/** What the engine is asked for; undefined while nothing is chosen. */
export function sourceOf(choice: Choice, sources: ReplaySources | undefined, now: number): ReplaySource | undefined {
  switch (choice.kind) {
    case 'last':
      return sources?.recorded && { kind: 'range', from: now - (lasts.find(({ id }) => id === choice.last)?.ms ?? 0), to: now }
    case 'episode': {
      const found = sources?.episodes.find(({ kind, id }) => `${kind}/${id}` === choice.episode)
      return found && { kind: found.kind, id: found.id }
    }
    case 'csv':
      return choice.csv.trim() === '' || choice.csv.length > largestCsv ? undefined : { kind: 'csv', text: choice.csv, phase: choice.phase === 'none' ? null : choice.phase }
  }
}

function Recorded({ sources }: { readonly sources: ReplaySources }) {
  if (sources.recorded === undefined) return <p className={styles['note']}>{words.nothingWrittenYetSamples}</p>
  const { from, bytes: size } = sources.recorded
  const { number, unit } = bytes(size)
  return <p className={styles['note']}>{fill(words.recordedSinceDiskTime, { time: <Time at={from} full />, number, unit })}</p>
}

function Csv({ plan, choice, onChange }: { readonly plan: Plan; readonly choice: Choice; readonly onChange: (choice: Choice) => void }) {
  const tooLarge = choice.csv.length > largestCsv
  const take = async (files: FileList | null): Promise<void> => {
    const file = files?.[0]
    if (file) onChange({ ...choice, csv: await file.text(), csvName: file.name })
  }
  return (
    <>
      <div className={styles['file']}>
        <FileTrigger acceptedFileTypes={['.csv', 'text/csv']} onSelect={(files) => void take(files)}><Button>{words.chooseAFileAsk}</Button></FileTrigger>
        <span className={styles['note']}>{choice.csvName ?? words.orPasteItBelow}</span>
      </div>
      <TextField
        label={words.samples} lines value={choice.csv} onChange={(csv) => onChange({ ...choice, csv })} placeholder={'time,metric,environment,value,denominator\n2025-11-24T13:03:22Z,error_rate,green,3,120'}
        hint={choice.csv === '' ? words.csvFormat : countText(choice.csv.trimEnd().split('\n').length, 'line')}
        error={tooLarge ? words.tooLong(choice.csv.length, largestCsv) : undefined}
      />
      <Select label={words.judgedAsIn} options={[{ id: 'none', title: words.noPhase }, ...plan.phases.map(({ id, title }) => ({ id, title }))]} value={choice.phase} onChange={(phase) => onChange({ ...choice, phase })} />
    </>
  )
}

type SourcePanelProps = { readonly plan: Plan; readonly choice: Choice; readonly sources: ReplaySources | undefined; readonly onChange: (choice: Choice) => void }

export function SourcePanel({ plan, choice, sources, onChange }: SourcePanelProps) {
  const episodes = sources?.episodes.filter(({ recorded }) => recorded) ?? []
  const lost = (sources?.episodes.length ?? 0) - episodes.length
  return (
    <Panel title={words.samples}>
      <div className={styles['stack']}>
        <Segments label={words.whereSamplesCome} options={kinds} value={choice.kind} onChange={(kind) => onChange({ ...choice, kind })} />
        {choice.kind === 'last' && (
          <>
            <Segments label={words.howFarBack} options={lasts} value={choice.last} onChange={(last) => onChange({ ...choice, last })} />
            {sources && <Recorded sources={sources} />}
          </>
        )}
        {choice.kind === 'episode' && (episodes.length === 0
          ? <Empty title={words.noneWithSamples}>{words.runDrillIncidentCan}</Empty>
          : (
            <>
              <Select
                label={words.runOrIncident} value={choice.episode ?? ''} onChange={(episode) => onChange({ ...choice, episode })}
                options={episodes.map(({ kind, id, title, from }) => ({ id: `${kind}/${id}`, title: `${dayText(from)} ${minuteText(from)}, ${title}` }))}
              />
              <p className={styles['note']}>{fill(words.spanOfRun, { lost: lost > 0 && words.noSamplesLeft(countText(lost, 'other')) })}</p>
            </>
          ))}
        {choice.kind === 'csv' && <Csv plan={plan} choice={choice} onChange={onChange} />}
      </div>
    </Panel>
  )
}
