/** Rollback: before, during and after. Plan: "COMPREHENSIVE ROLLBACK STRATEGY". */
import { clockText } from '../../../shared/duration.ts'
import { runEnded, type Run } from '../../../shared/rollback.ts'
import { useMayAct } from '../../act.tsx'
import { Empty } from '../../parts/controls.tsx'
import { Panel } from '../../parts/panel.tsx'
import { ReadinessList } from '../../parts/readiness-list.tsx'
import { useNow } from '../../now.ts'
import { addressOf } from '../../route.ts'
import { useReplaying, useView } from '../../store.ts'
import { AuthorityPanel } from './authority.tsx'
import { AutomationPanel } from './automation.tsx'
import { CommandsPanel } from './commands.tsx'
import { Latest } from './latest.tsx'
import { PastRuns } from './past-runs.tsx'
import { Questions } from './questions.tsx'
import { Rehearsal } from './rehearsal.tsx'
import { fill } from '../../words/fill.ts'
import { common } from '../../words/common.ts'
import { rollbackScreen as words } from '../../words/rollback.ts'
import styles from './rollback-screen.module.css'
import { RunFacts } from './run-facts.tsx'
import { RunResult } from './run-result.tsx'
import { Stages } from './stages.tsx'
import { Triggers } from './triggers.tsx'

/** After so long (ms) a run is the past: the screen shows what a press would do, not what one did. */
const freshFor = 3_600_000

/** The run to show: the one that the address names, the open one, or one that has just ended. */
function useShown(item: string | undefined): Run | undefined {
  const run = useView((view) => view.state?.run)
  const past = useView((view) => view.state?.pastRuns)
  const { wall } = useNow(60_000)
  const named = past?.find((one) => one.id === item)
  if (named) return named
  if (run === undefined || !runEnded(run)) return run
  return item !== 'now' && wall - (run.endedWall ?? 0) < freshFor ? run : undefined
}

/** @param step id of a step of the open run, of a past run, or "now" for what a press would do */
export function RollbackScreen({ step }: { readonly step: string | undefined }) {
  const mayAct = useMayAct()
  const rollback = useView((view) => view.opened?.plan.rollback)
  const readiness = useView((view) => view.frame?.readiness)
  const open = useView((view) => view.state?.run !== undefined && !runEnded(view.state.run))
  const shown = useShown(step)
  const replaying = useReplaying()
  if (rollback === undefined) return undefined
  const ended = shown !== undefined && runEnded(shown)
  return (
    <div className={styles['screen']}>
      <header className={styles['head']}>
        <h1>{fill(words.rollbackTo, { target: rollback.target })}</h1>
        <span>{fill(words.stagesIn, { stages: rollback.stages.length, clock: clockText(rollback.deadline) })}</span>
        {ended && <a href={addressOf('rollback', open ? undefined : 'now')}>{open ? words.showTheOpenRun : words.showWhatPressWould}</a>}
      </header>
      {shown && !ended && <Questions run={shown} mayAct={mayAct} />}
      <div className={styles['grid']}>
        <div className={styles['column']}>
          {ended && <RunResult run={shown} />}
          {shown ? <Stages run={shown} asked={step} /> : replaying ? <Panel title={words.noRunMoment}><Empty title={common.notRecorded}>{words.whatEachStepWould}</Empty></Panel> : <Rehearsal rollback={rollback} />}
        </div>
        <div className={styles['column']}>
          {shown && <RunFacts run={shown} mayAct={mayAct} />}
          {!replaying && <CommandsPanel mayAct={mayAct} />}
          {shown && <Latest run={shown} />}
          {!open && !replaying && (
            <Panel title={common.ifPressedNow} aside={readiness?.expected === undefined ? words.noRunGo : words.about(clockText(readiness.expected))}>
              <ReadinessList readiness={readiness} />
            </Panel>
          )}
          {!open && <Triggers rollback={rollback} mayAct={mayAct} />}
          <AuthorityPanel />
          <AutomationPanel rollback={rollback} mayAct={mayAct} />
          <PastRuns shown={ended ? shown.id : undefined} />
        </div>
      </div>
    </div>
  )
}
