/** False and missed rollbacks over the whole record: by the plan's rules, and by the changed ones. */
import { durationText } from '../../../shared/duration.ts'
import { countHistory, type HistoryCount, type JudgedRun } from '../../../shared/replay.ts'
import { Button, Empty } from '../../parts/controls.tsx'
import { countText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { Time } from '../../parts/time.tsx'
import type { Worded } from '../../parts/words.ts'
import styles from './results.module.css'
import type { History, Task } from './use-replay.ts'

const marks: Readonly<Record<JudgedRun['mark'], Worded>> = {
  'false alarm': { tone: 'warn', word: 'vetoed: false alarm' },
  missed: { tone: 'bad', word: 'pressed, no rule fired' },
  agreed: { tone: 'calm', word: 'pressed while one fired' },
  right: { tone: 'calm', word: 'opened by a rule, not vetoed' },
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

const counted: readonly { readonly title: string; readonly of: (count: HistoryCount) => string }[] = [
  { title: 'Runs that the rules open', of: ({ opens }) => String(opens) },
  { title: 'False: people vetoed them', of: ({ falseAlarms }) => String(falseAlarms) },
  { title: 'Missed: a person pressed first', of: ({ missed }) => String(missed) },
  { title: 'Before the person’s press', of: ({ before }) => (before.length === 0 ? '0' : `${before.length}, by ${durationText(median(before))} (median)`) },
  { title: 'Right ones that would not open', of: ({ lost }) => String(lost) },
]

function opensText({ opened }: JudgedRun, opensAt: number | undefined): string {
  if (opensAt === undefined) return 'does not open'
  const by = opensAt - opened
  return Math.abs(by) < 2_500 ? 'opens then' : by < 0 ? `opens ${durationText(-by)} before` : `opens ${durationText(by)} after`
}

function Counted({ history: { runs, left, changes } }: { readonly history: History }) {
  if (runs.length === 0) return <Empty title="No run on the record">What people vetoed and pressed is counted once there is a rollback or a drill.</Empty>
  const judged = runs.filter(({ rules }) => rules !== undefined)
  const [present, changed] = [countHistory(runs, 'present'), countHistory(runs, 'changed')]
  const isChanged = changes.length > 0
  return (
    <>
      <table className={styles['table']}>
        <thead><tr><th>Of {countText(judged.length, 'run')} with samples</th><th className={styles['number']}>Plan</th>{isChanged && <th className={styles['number']}>Changed</th>}</tr></thead>
        <tbody>
          {counted.map(({ title, of }) => (
            <tr key={title}><th scope="row">{title}</th><td className={styles['number']}>{of(present)}</td>{isChanged && <td className={styles['number']}>{of(changed)}</td>}</tr>
          ))}
        </tbody>
      </table>
      <table className={styles['table']}>
        <thead><tr><th>Run</th><th>What people made of it</th><th>Plan</th>{isChanged && <th>Changed</th>}</tr></thead>
        <tbody>
          {runs.map((run) => (
            <tr key={run.run}>
              <th scope="row">{run.drill && 'Drill: '}{run.title}<small><Time at={run.opened} full /></small></th>
              <td><Mark {...marks[run.mark]} size={13} /></td>
              <td>{run.rules ? opensText(run, run.rules.present.opensAt) : 'no samples left'}</td>
              {isChanged && <td>{run.rules ? opensText(run, run.rules.changed.opensAt) : 'no samples left'}</td>}
            </tr>
          ))}
        </tbody>
      </table>
      {left > 0 && <p className={styles['note']}>{countText(left, 'older run')} not looked at.</p>}
    </>
  )
}

type HistoryPanelProps = { readonly task: Task<History>; readonly onStart: () => void; readonly onCancel: () => void }

export function HistoryPanel({ task, onStart, onCancel }: HistoryPanelProps) {
  return (
    <Panel
      flush title="False and missed rollbacks"
      aside={task.state === 'running' ? <><span role="status">{Math.round(task.done * 100)} %</span><Button onPress={onCancel}>Cancel</Button></> : <Button onPress={onStart}>Count over the record</Button>}
    >
      {task.state === 'done' && <Counted history={task.result} />}
      {task.state === 'idle' && <Empty title="Not counted">Every run on the record is judged again by all rules that roll back, as the plan has them and as changed here.</Empty>}
      {task.state === 'running' && <Empty title="Counting…" />}
      {task.state === 'failed' && <Empty title={task.failure.what}>{task.failure.todo}</Empty>}
    </Panel>
  )
}
