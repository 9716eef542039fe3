/** A/B tests: blue and green counted side by side, with an interval that may be looked at as often as one likes. */
import { useState } from 'react'
import type { Arm } from '../../../shared/always-valid.ts'
import type { Experiment } from '../../../shared/pilot.ts'
import { experimentOutcomes } from '../../../shared/pilot-entries.ts'
import { useActs, useMayAct } from '../../act.tsx'
import { useNow } from '../../now.ts'
import { Button, controlStyles, Empty, Segments, TextField } from '../../parts/controls.tsx'
import { agoText, numberText, percentText } from '../../parts/format.ts'
import { EnvironmentName, Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import { useView } from '../../store.ts'
import { fill } from '../../words/fill.ts'
import { testsPanel as words } from '../../words/pilots.ts'
import styles from './pilots-screen.module.css'
import type { Present } from './use-pilots.ts'
import { endedTest, verdictWords } from '../../words/pilots-states.ts'

const outcomeWords = {
  requests: { good: words.requestsThatWorked, note: words.requestsOneUserNot },
  sessions: { good: words.sessionOperationsThatWorked, note: words.thoseOneUserNot },
  workflows: { good: words.timedWorkflowsWentWell, note: words.theyRecordedScreen },
} as const

function StartDialog({ onClose }: { readonly onClose: () => void }) {
  const { act } = useActs()
  const [title, setTitle] = useState('')
  const [outcome, setOutcome] = useState<Experiment['outcome']>('requests')
  const start = async (reason: string): Promise<boolean> => title.trim().length >= 3 && (await act(words.theTest, (client) => client.pilots.startExperiment({ title: title.trim(), outcome, reason }), words.countsFromNowOn(title.trim()))) !== undefined
  return (
    <ReasonDialog title={words.beginATest} text={words.whoEnvironmentDecidedFlags} action={words.begin} onAct={start} onClose={onClose}>
      <TextField label={words.title} value={title} onChange={setTitle} />
      <div><span className={styles['label']}>{words.whatIsCounted}</span><Segments label={words.whatIsCounted} options={experimentOutcomes.map((id) => ({ id, title: id }))} value={outcome} onChange={setOutcome} /></div>
    </ReasonDialog>
  )
}

const points = (difference: number): string => `${difference < 0 ? '−' : '+'}${numberText(Math.abs(difference) * 100, 1)}`

function ArmRow({ of, arm }: { readonly of: 'blue' | 'green'; readonly arm: Arm }) {
  return (
    <tr>
      <th scope="row"><EnvironmentName of={of} /></th>
      <td className={styles['number']}>{numberText(arm.of)}</td>
      <td className={styles['number']}>{numberText(arm.good)}</td>
      <td className={styles['number']}>{arm.of === 0 ? '—' : percentText(arm.good / arm.of, 2)}</td>
    </tr>
  )
}

function Test({ experiment, present }: { readonly experiment: Experiment; readonly present: Present }) {
  const { act } = useActs()
  const mayAct = useMayAct()
  const { wall } = useNow(10_000)
  const [ending, setEnding] = useState(false)
  const live = present.now?.experiments.find((one) => one.experiment === experiment.experiment)
  // The last ramp alone is known here: there may have been one before it.
  const ramp = useView((view) => view.state?.forward)
  const moved = ramp !== undefined && (ramp.endedWall ?? wall) >= experiment.startedAt && ramp.startedWall < (experiment.ended?.at ?? Number.POSITIVE_INFINITY)
  const shown = experiment.ended ? endedTest(experiment.ended.counts, experiment) : live
  return (
    <Panel flush title={experiment.title} aside={<><span>{experiment.ended ? words.ended(agoText(wall - experiment.ended.at)) : words.countsSince(agoText(wall - experiment.startedAt))}</span>{mayAct && !experiment.ended && live?.elsewhere === undefined && <Button onPress={() => setEnding(true)}>{words.endItAsk}</Button>}</>}>
      {live?.elsewhere !== undefined ? <Empty title={words.countedAt(live.elsewhere)}>{words.itsCountsLieThere}</Empty> : shown === undefined ? <Empty title={words.notReadYet} /> : (
        <>
          <table className={styles['table']}>
            <thead><tr><th>{words.environment}</th><th className={styles['number']}>{words.exposed}</th><th className={styles['number']}>{words.good}</th><th className={styles['number']}>{words.rate}</th></tr></thead>
            <tbody><ArmRow of="blue" arm={shown.counts.blue} /><ArmRow of="green" arm={shown.counts.green} /></tbody>
          </table>
          <div className={styles['verdict']} role="status" aria-label={words.verdictOf(experiment.title)}>
            <Mark {...verdictWords[shown.verdict]} size={14} />
            <span>{fill(words.greenLessBluePoints, { points: points(shown.low), points2: points(shown.high), alpha: percentText(1 - experiment.alpha, 0), margin: numberText(experiment.margin * 100, 1) })}</span>
            {moved && <Mark tone="warn" word={words.rampChangedShareWhile} size={13} />}
            <small>{outcomeWords[experiment.outcome].good}. {outcomeWords[experiment.outcome].note}</small>
          </div>
        </>
      )}
      {ending && <ReasonDialog title={words.end(experiment.title)} text={words.countsFrozenRecordVerdict} action={words.endIt} onAct={async (reason) => (await act(words.endingTheTest, (client) => client.pilots.endExperiment({ experiment: experiment.experiment, reason }), words.theTestHasEnded)) !== undefined} onClose={() => setEnding(false)} />}
    </Panel>
  )
}

export function TestsPanel({ present }: { readonly present: Present }) {
  const mayAct = useMayAct()
  const [starting, setStarting] = useState(false)
  const { experiments } = present.pilots
  return (
    <div className={styles['column']}>
      <div className={styles['row']}>
        {mayAct && <Button look="primary" isDisabled={present.plan.pilots === undefined} onPress={() => setStarting(true)}>{words.beginATestAsk}</Button>}
        <span className={controlStyles['hint']}>{words.lookOftenYouLike}</span>
      </div>
      {experiments.length === 0 && <Panel title={words.abTests}><Empty title={words.noTestYet}>{words.blueGreenCountedSide}</Empty></Panel>}
      <div className={styles['cards']}>{experiments.map((one) => <Test key={one.experiment} experiment={one} present={present} />)}</div>
      {starting && <StartDialog onClose={() => setStarting(false)} />}
    </div>
  )
}
