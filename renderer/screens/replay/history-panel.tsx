/** False and missed rollbacks over the whole record: by the plan's rules, and by the changed ones. */
import { durationText } from '../../../shared/duration.ts'
import { countHistory, type HistoryCount, type JudgedRun } from '../../../shared/replay.ts'
import { Button, Empty } from '../../parts/controls.tsx'
import { countText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { Time } from '../../parts/time.tsx'
import type { Worded } from '../../words/states.ts'
import { fill } from '../../words/fill.ts'
import { common } from '../../words/common.ts'
import { historyPanel as words } from '../../words/replay.ts'
import styles from './results.module.css'
import type { History, Task } from './use-replay.ts'

const marks: Readonly<Record<JudgedRun['mark'], Worded>> = {
  'false alarm': { tone: 'warn', word: words.vetoedFalseAlarm },
  missed: { tone: 'bad', word: words.pressedNoRuleFired },
  agreed: { tone: 'calm', word: words.pressedWhileOneFired },
  right: { tone: 'calm', word: words.openedRuleNotVetoed },
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

const counted: readonly { readonly title: string; readonly of: (count: HistoryCount) => string }[] = [
  { title: words.runsRulesOpen, of: ({ opens }) => String(opens) },
  { title: words.falsePeopleVetoedThem, of: ({ falseAlarms }) => String(falseAlarms) },
  { title: words.missedPersonPressedFirst, of: ({ missed }) => String(missed) },
  { title: words.beforeThePersonsPress, of: ({ before }) => (before.length === 0 ? '0' : words.byMedian(before.length, durationText(median(before)))) },
  { title: words.rightOnesWouldNot, of: ({ lost }) => String(lost) },
]

function opensText({ opened }: JudgedRun, opensAt: number | undefined): string {
  if (opensAt === undefined) return words.doesNotOpen
  const by = opensAt - opened
  return Math.abs(by) < 2_500 ? words.opensThen : by < 0 ? words.opensBefore(durationText(-by)) : words.opensAfter(durationText(by))
}

function Counted({ history: { runs, left, changes } }: { readonly history: History }) {
  if (runs.length === 0) return <Empty title={words.noRunRecord}>{words.whatPeopleVetoedPressed}</Empty>
  const judged = runs.filter(({ rules }) => rules !== undefined)
  const [present, changed] = [countHistory(runs, 'present'), countHistory(runs, 'changed')]
  const isChanged = changes.length > 0
  return (
    <>
      <table className={styles['table']}>
        <thead><tr><th>{fill(words.ofWithSamples, { count: countText(judged.length, 'run') })}</th><th className={styles['number']}>{words.plan}</th>{isChanged && <th className={styles['number']}>{words.changed}</th>}</tr></thead>
        <tbody>
          {counted.map(({ title, of }) => (
            <tr key={title}><th scope="row">{title}</th><td className={styles['number']}>{of(present)}</td>{isChanged && <td className={styles['number']}>{of(changed)}</td>}</tr>
          ))}
        </tbody>
      </table>
      <table className={styles['table']}>
        <thead><tr><th>{words.run}</th><th>{words.whatPeopleMade}</th><th>{words.plan}</th>{isChanged && <th>{words.changed}</th>}</tr></thead>
        <tbody>
          {runs.map((run) => (
            <tr key={run.run}>
              <th scope="row">{run.drill && 'Drill: '}{run.title}<small><Time at={run.opened} full /></small></th>
              <td><Mark {...marks[run.mark]} size={13} /></td>
              <td>{run.rules ? opensText(run, run.rules.present.opensAt) : words.noSamplesLeft}</td>
              {isChanged && <td>{run.rules ? opensText(run, run.rules.changed.opensAt) : words.noSamplesLeft}</td>}
            </tr>
          ))}
        </tbody>
      </table>
      {left > 0 && <p className={styles['note']}>{fill(words.notLookedAt, { count: countText(left, words.olderRun) })}</p>}
    </>
  )
}

type HistoryPanelProps = { readonly task: Task<History>; readonly onStart: () => void; readonly onCancel: () => void }

export function HistoryPanel({ task, onStart, onCancel }: HistoryPanelProps) {
  return (
    <Panel
      flush title={words.falseAndMissedRollbacks}
      aside={task.state === 'running' ? <><span role="status">{Math.round(task.done * 100)} %</span><Button onPress={onCancel}>{common.cancel}</Button></> : <Button onPress={onStart}>{words.countOverTheRecord}</Button>}
    >
      {task.state === 'done' && <Counted history={task.result} />}
      {task.state === 'idle' && <Empty title={words.notCounted}>{words.everyRunRecordJudged}</Empty>}
      {task.state === 'running' && <Empty title={words.countingAsk} />}
      {task.state === 'failed' && <Empty title={task.failure.what}>{task.failure.todo}</Empty>}
    </Panel>
  )
}
