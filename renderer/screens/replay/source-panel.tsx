/** Where the samples come from: the last hours, a past run or incident, a CSV. */
import { FileTrigger } from 'react-aria-components'
import type { Plan } from '../../../shared/plan.ts'
import { largestCsv, type ReplaySource, type ReplaySources } from '../../../shared/contract.ts'
import { Button, Empty, Segments, Select, TextField } from '../../parts/controls.tsx'
import { bytes, countText, dayText, minuteText } from '../../parts/format.ts'
import { Panel } from '../../parts/panel.tsx'
import { Time } from '../../parts/time.tsx'
import styles from './side.module.css'

export const kinds = [{ id: 'last', title: 'Last hours' }, { id: 'episode', title: 'Run or incident' }, { id: 'csv', title: 'CSV' }] as const
export const lasts = [{ id: '15m', title: '15 min', ms: 900_000 }, { id: '1h', title: '1 h', ms: 3_600_000 }, { id: '6h', title: '6 h', ms: 21_600_000 }, { id: '24h', title: '24 h', ms: 86_400_000 }] as const

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
  if (sources.recorded === undefined) return <p className={styles['note']}>Nothing is written yet: samples are put on disk once a minute.</p>
  const { from, bytes: size } = sources.recorded
  const { number, unit } = bytes(size)
  return <p className={styles['note']}>Recorded since <Time at={from} full />, {number} {unit} on disk. A time in which no console ran stays empty.</p>
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
        <FileTrigger acceptedFileTypes={['.csv', 'text/csv']} onSelect={(files) => void take(files)}><Button>Choose a file…</Button></FileTrigger>
        <span className={styles['note']}>{choice.csvName ?? 'or paste it below'}</span>
      </div>
      <TextField
        label="Samples" lines value={choice.csv} onChange={(csv) => onChange({ ...choice, csv })} placeholder={'time,metric,environment,value,denominator\n2025-11-24T13:03:22Z,error_rate,green,3,120'}
        hint={choice.csv === '' ? 'Time in ISO 8601 or seconds; value in the metric’s base unit.' : countText(choice.csv.trimEnd().split('\n').length, 'line')}
        error={tooLarge ? `It has ${choice.csv.length} characters, ${largestCsv} fit: cut it.` : undefined}
      />
      <Select label="Judged as in" options={[{ id: 'none', title: 'No phase' }, ...plan.phases.map(({ id, title }) => ({ id, title }))]} value={choice.phase} onChange={(phase) => onChange({ ...choice, phase })} />
    </>
  )
}

type SourcePanelProps = { readonly plan: Plan; readonly choice: Choice; readonly sources: ReplaySources | undefined; readonly onChange: (choice: Choice) => void }

export function SourcePanel({ plan, choice, sources, onChange }: SourcePanelProps) {
  const episodes = sources?.episodes.filter(({ recorded }) => recorded) ?? []
  const lost = (sources?.episodes.length ?? 0) - episodes.length
  return (
    <Panel title="Samples">
      <div className={styles['stack']}>
        <Segments label="Where the samples come from" options={kinds} value={choice.kind} onChange={(kind) => onChange({ ...choice, kind })} />
        {choice.kind === 'last' && (
          <>
            <Segments label="How far back" options={lasts} value={choice.last} onChange={(last) => onChange({ ...choice, last })} />
            {sources && <Recorded sources={sources} />}
          </>
        )}
        {choice.kind === 'episode' && (episodes.length === 0
          ? <Empty title="None with samples">A run, a drill or an incident can be replayed while the samples of its time are kept.</Empty>
          : (
            <>
              <Select
                label="Run or incident" value={choice.episode ?? ''} onChange={(episode) => onChange({ ...choice, episode })}
                options={episodes.map(({ kind, id, title, from }) => ({ id: `${kind}/${id}`, title: `${dayText(from)} ${minuteText(from)}, ${title}` }))}
              />
              <p className={styles['note']}>From ten minutes before it began to two minutes after its end{lost > 0 && `. Of ${countText(lost, 'other')} no samples are left`}.</p>
            </>
          ))}
        {choice.kind === 'csv' && <Csv plan={plan} choice={choice} onChange={onChange} />}
      </div>
    </Panel>
  )
}
