/** Drills: what the last ones took, what they prove, what is due, and the next. Plan: "Rollback procedures tested and validated". */
import { nextDue, proofOf } from '../../../shared/drill.ts'
import { durationText } from '../../../shared/duration.ts'
import { isPractice } from '../../../shared/plan.ts'
import { useMayAct } from '../../act.tsx'
import { Empty } from '../../parts/controls.tsx'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { useNow } from '../../now.ts'
import { useView } from '../../store.ts'
import { DueList } from './due.tsx'
import { drillsScreen as words } from '../../words/drills.ts'
import styles from './drills-screen.module.css'
import { LastDrill } from './last-drill.tsx'
import { PastDrills } from './past-drills.tsx'
import { StartDrill } from './start-drill.tsx'
import { TakeLesson } from './take-lesson.tsx'
import { Trend } from './trend.tsx'

function Proof({ wall }: { readonly wall: number }) {
  const drills = useView((view) => view.state?.drills)
  const plan = useView((view) => view.opened?.plan.drills)
  if (drills === undefined || plan === undefined) return <span>{words.planAsksNoDrills}</span>
  const { proven, text } = proofOf(drills, plan, wall)
  const due = nextDue(plan, drills, wall)
  return (
    <>
      <Mark tone={proven ? 'calm' : 'warn'} word={proven ? words.proven(text) : words.notProven(text)} />
      {due <= wall && <Mark tone="warn" word={words.drillDueSince(durationText(wall - due))} />}
    </>
  )
}

/** @param chosen the run of a drill; without it the last one */
export function DrillsScreen({ chosen }: { readonly chosen: string | undefined }) {
  const mayAct = useMayAct()
  const plan = useView((view) => view.opened?.plan)
  const drills = useView((view) => view.state?.drills)
  const { wall } = useNow(10_000)
  if (plan === undefined || drills === undefined) return undefined
  const shown = drills.past.find(({ run }) => run === chosen) ?? drills.past.at(-1)
  return (
    <div className={styles['screen']}>
      <header className={styles['head']}>
        <h1>{words.drills}</h1>
        <Proof wall={wall} />
      </header>
      <div className={styles['grid']}>
        <div className={styles['column']}>
          {shown
            ? <LastDrill drill={shown} isLast={shown === drills.past.at(-1)} />
            : (
              <Panel title={words.noDrillYet}>
                <Empty title={words.wayBackNobodyGone}>
                  <p>{words.drillWholeRollbackPractice}</p>
                  <p>{words.scoredRecordEachStage}</p>
                </Empty>
              </Panel>
            )}
          {drills.past.length > 0 && <PastDrills past={drills.past} shown={shown?.run} />}
        </div>
        <div className={styles['column']}>
          {plan.lab !== undefined && <TakeLesson mayAct={mayAct} />}
          <StartDrill practice={isPractice(plan)} hasLab={plan.lab !== undefined} wanted={plan.drills?.fault ?? 'none'} mayAct={mayAct} />
          {plan.drills && <DueList plan={plan.drills} drills={drills} wall={wall} />}
          {drills.past.length > 0 && <Trend past={drills.past} />}
        </div>
      </div>
    </div>
  )
}
