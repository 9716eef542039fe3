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
import styles from './pilots-screen.module.css'
import type { Present } from './use-pilots.ts'
import { endedTest, verdictWords } from './words.ts'

const outcomeWords = {
  requests: { good: 'requests that worked', note: 'Requests of one user are not independent of each other: take the interval as that of the requests, not of the users.' },
  sessions: { good: 'session operations that worked', note: 'Those of one user are not independent of each other.' },
  workflows: { good: 'timed workflows that went well', note: 'As they are recorded on this screen.' },
} as const

function StartDialog({ onClose }: { readonly onClose: () => void }) {
  const { act } = useActs()
  const [title, setTitle] = useState('')
  const [outcome, setOutcome] = useState<Experiment['outcome']>('requests')
  const start = async (reason: string): Promise<boolean> => title.trim().length >= 3 && (await act('The test', (client) => client.pilots.startExperiment({ title: title.trim(), outcome, reason }), `“${title.trim()}” counts from now on`)) !== undefined
  return (
    <ReasonDialog title="Begin an A/B test" text="Who is on which environment is decided by flags and shares; from now on what happens there is counted. Keep the split as it is until the test ends: a share that changes mixes the hours into the difference." action="Begin" onAct={start} onClose={onClose}>
      <TextField label="Title" value={title} onChange={setTitle} />
      <div><span className={styles['label']}>What is counted</span><Segments label="What is counted" options={experimentOutcomes.map((id) => ({ id, title: id }))} value={outcome} onChange={setOutcome} /></div>
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
    <Panel flush title={experiment.title} aside={<><span>{experiment.ended ? `ended ${agoText(wall - experiment.ended.at)}` : `counts since ${agoText(wall - experiment.startedAt)}`}</span>{mayAct && !experiment.ended && <Button onPress={() => setEnding(true)}>End it…</Button>}</>}>
      {shown === undefined ? <Empty title="Not read yet" /> : (
        <>
          <table className={styles['table']}>
            <thead><tr><th>Environment</th><th className={styles['number']}>Exposed</th><th className={styles['number']}>Good</th><th className={styles['number']}>Rate</th></tr></thead>
            <tbody><ArmRow of="blue" arm={shown.counts.blue} /><ArmRow of="green" arm={shown.counts.green} /></tbody>
          </table>
          <div className={styles['verdict']} role="status" aria-label={`Verdict of ${experiment.title}`}>
            <Mark {...verdictWords[shown.verdict]} size={14} />
            <span>green less blue: {points(shown.low)} to {points(shown.high)} points, at {percentText(1 - experiment.alpha, 0)} however often it is looked at; up to {numberText(experiment.margin * 100, 1)} points count as alike</span>
            {moved && <Mark tone="warn" word="A ramp changed the share while this counted: hours and users are mixed into the difference" size={13} />}
            <small>{outcomeWords[experiment.outcome].good}. {outcomeWords[experiment.outcome].note}</small>
          </div>
        </>
      )}
      {ending && <ReasonDialog title={`End “${experiment.title}”`} text="Its counts are frozen on the record with the verdict as it stands." action="End it" onAct={async (reason) => (await act('Ending the test', (client) => client.pilots.endExperiment({ experiment: experiment.experiment, reason }), 'The test has ended')) !== undefined} onClose={() => setEnding(false)} />}
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
        {mayAct && <Button look="primary" isDisabled={present.plan.pilots === undefined} onPress={() => setStarting(true)}>Begin an A/B test…</Button>}
        <span className={controlStyles['hint']}>Look as often as you like: the chance of a false verdict is kept over all looks together.</span>
      </div>
      {experiments.length === 0 && <Panel title="A/B tests"><Empty title="No test yet">Blue and green are counted side by side from the moment a test begins.</Empty></Panel>}
      <div className={styles['cards']}>{experiments.map((one) => <Test key={one.experiment} experiment={one} present={present} />)}</div>
      {starting && <StartDialog onClose={() => setStarting(false)} />}
    </div>
  )
}
