/** One phase: its criteria with what each rests on, the rule's verdict, what holds the next, and what may be done. */
import { useState } from 'react'
import { hindrancesOf } from '../../../shared/hindrance.ts'
import { useActs } from '../../act.tsx'
import { Button } from '../../parts/controls.tsx'
import { countText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import { addressOf } from '../../route.ts'
import { Time } from '../../parts/time.tsx'
import type { Placed } from '../../../shared/calendar.ts'
import type { Criterion } from '../../../shared/plan.ts'
import { CriteriaTable } from './criteria-table.tsx'
import { DecideDialog } from './decide-dialog.tsx'
import { fill } from '../../words/fill.ts'
import { common } from '../../words/common.ts'
import { phasePanel as words } from '../../words/programme.ts'
import styles from './programme-screen.module.css'
import { PhaseTraffic } from './phase-traffic.tsx'
import { RecordDialog } from './record-dialog.tsx'
import { StartDialog } from './start-dialog.tsx'
import { useStandings, type Present } from './use-programme.ts'
import { datesText, daysText, phaseWord, verdictWords } from '../../words/programme-states.ts'

type Asking = 'decide' | 'start' | 'hold' | 'release' | Criterion

export function PhasePanel({ present, placed, mayAct }: { readonly present: Present; readonly placed: Placed; readonly mayAct: boolean }) {
  const { act } = useActs()
  const [asking, setAsking] = useState<Asking>()
  const { phase, now } = placed
  const { programme, state, plan, wall } = present
  const standings = useStandings(phase, present)
  const { verdict, text } = standings
  const runs = state.phase === phase.id
  const hold = state.hold?.phase === phase.id ? state.hold : undefined
  const next = plan.phases[plan.phases.indexOf(phase) + 1]
  const nextLife = next && programme.lives[next.id]
  const isPast = nextLife !== undefined && nextLife.spans.length > 0 && !nextLife.replaced
  const ways = next && !isPast && programme.day1 !== undefined ? hindrancesOf({ plan, programme, checklists: state.checklists, onCall: state.onCall, wall }, next.id) : []
  const close = (): void => setAsking(undefined)
  return (
    <Panel
      flush title={phase.title}
      aside={<><span>{programme.day1 === undefined ? daysText(now) : `${daysText(now)} · ${datesText(programme.day1, now)}`}</span><Mark {...phaseWord(programme.lives[phase.id], placed, runs, hold !== undefined)} size={13} /></>}
    >
      <div className={styles['intro']}>
        <p>{phase.objective}{phase.users && <>. <span className={styles['dim']}>{phase.users.min === phase.users.max ? phase.users.min : words.to(phase.users.min, phase.users.max)} {phase.users.title}; {phase.users.commitment.toLowerCase()}.</span></>}</p>
        {mayAct && (
          <div className={styles['buttons']}>
            {!runs && <Button onPress={() => setAsking('start')}>{words.beginThisPhaseAsk}</Button>}
            {runs && !hold && <Button onPress={() => setAsking('hold')}>{words.holdAsk}</Button>}
            {hold && <Button onPress={() => setAsking('release')}>{common.releaseAsk}</Button>}
            {verdict && placed.started && !isPast && <Button look="primary" onPress={() => setAsking('decide')}>{words.decideAsk}</Button>}
          </div>
        )}
      </div>
      {hold && <p className={styles['band']} role="status"><Mark tone="bad" word={<strong>{words.held}</strong>} size={13} /> {fill(common.isHeldSince, { text: hold.text, time: <Time at={hold.at} /> })}</p>}
      {state.checkpoints.waits?.phase === phase.id && <p className={styles['band']} role="status"><Mark tone="busy" word={<strong>{words.waitsForItsCheckpoint}</strong>} size={13} />{fill(words.itBeginsOnceThat, { link: <a href={addressOf('checkpoints')}>{common.takenAndProven}</a> })}</p>}
      {phase.criteria.length === 0
        ? <p className={styles['band']}>{words.phaseNoCriteriaEnds}</p>
        : <CriteriaTable standings={standings.standings} decides={phase.decision?.criteria ?? []} wall={wall} mayAct={mayAct} onRecord={setAsking} />}
      {verdict && phase.decision && (
        <div className={styles['verdict']} role="status" aria-label={words.theRulesVerdict}>
          <Mark {...verdictWords[verdict.state]} word={<strong>{fill(words.theRule, { word: verdict.state === 'undecided' ? words.isUndecided : verdictWords[verdict.state].word })}</strong>} />
          <span>{text}.{isPast && words.standsNowDecisionFroze}</span>
          {verdict.state === 'undecided' && <span className={styles['dim']}>{fill(words.bestCaseWorstCase, { part: verdict.best ? 'passes' : 'fails', part2: verdict.worst ? 'passes' : 'fails' })}</span>}
        </div>
      )}
      {next && ways.length > 0 && (
        <div className={styles['holds']}>
          <Mark tone="warn" word={words.whatHolds(next.title)} size={13} />
          <ul>{ways.map((way) => <li key={way}>{way}</li>)}</ul>
        </div>
      )}
      {next && !isPast && programme.day1 !== undefined && ways.length === 0 && <p className={styles['band']}><Mark tone="calm" word={words.nothingHolds(next.title)} size={13} /></p>}
      <PhaseTraffic phase={phase} present={present} runs={runs} />
      {phase.triggers.length > 0 && <details className={styles['more']}><summary>{fill(words.ofThisPhase, { count: countText(phase.triggers.length, words.rollbackTrigger) })}</summary><ul>{phase.triggers.map(({ title }) => <li key={title}>{title}</li>)}</ul></details>}
      {asking === 'decide' && <DecideDialog present={present} phase={phase} standings={standings} onClose={close} />}
      {asking === 'start' && <StartDialog present={present} phase={phase} onClose={close} />}
      {asking === 'hold' && (
        <ReasonDialog
          title={words.hold(phase.title)} text={words.programmeDoesNotGo} label={words.whyIsItHeld} action={words.holdWord} onClose={close}
          onAct={async (reason) => (await act(words.theHold, (client) => client.programme.hold({ reason }), words.isHeld(phase.title))) !== undefined}
        />
      )}
      {asking === 'release' && (
        <ReasonDialog
          title={words.release(phase.title)} label={common.whyMayItGoOn} action={common.release} onClose={close}
          onAct={async (reason) => (await act(common.theRelease, (client) => client.programme.release({ reason }), words.goesOn(phase.title))) !== undefined}
        />
      )}
      {typeof asking === 'object' && <RecordDialog criterion={asking} onClose={close} />}
    </Panel>
  )
}
