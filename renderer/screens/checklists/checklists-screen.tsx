/** Checklists: what is done, by whom, and what shows it. Plan: "DEPLOYMENT PLAYBOOK CHECKLIST". */
import { itemKey } from '../../../shared/checklist.ts'
import type { Checklist, Plan } from '../../../shared/plan.ts'
import { useMayAct } from '../../act.tsx'
import { Empty } from '../../parts/controls.tsx'
import { countText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { addressOf } from '../../route.ts'
import { useView } from '../../store.ts'
import { useSurveyDates } from '../../survey-dates.ts'
import { ChecklistPanel } from './checklist-panel.tsx'
import { fill } from '../../words/fill.ts'
import { checklistsScreen as words } from '../../words/checklists.ts'
import styles from './checklists-screen.module.css'
import { dueChecklists, progressOf } from './progress.ts'

type Told = { readonly list: Checklist; readonly done: number; readonly due: boolean; readonly phases: Plan['phases'] }

function ListNote({ list, done, due, phases }: Told) {
  const left = list.items.length - done
  if (left === 0) return <Mark tone="calm" word="complete" size={12} />
  if (due) return <Mark tone="warn" word={words.openDueNow(countText(left, 'item'))} size={12} />
  return <Mark tone="off" word={list.phase === undefined ? words.beforeTheFirstPhase : (phases.find((one) => one.id === list.phase)?.title ?? list.phase)} size={12} />
}

/** The next phase does not begin while one that runs has open items, unless a decision says why not. */
function Holds({ plan, phase, left }: { readonly plan: Plan; readonly phase: string; readonly left: number }) {
  const next = plan.phases[plan.phases.findIndex(({ id }) => id === phase) + 1]
  if (next === undefined || left === 0) return undefined
  return <span>{fill(words.theyHold, { title: <a href={addressOf('programme', phase)}>{next.title}</a> })}</span>
}

function Due({ left, phase }: { readonly left: number; readonly phase: string | undefined }) {
  if (phase === undefined) return <span>{words.noPhaseRunsNothing}</span>
  if (left === 0) return <Mark tone="calm" word={words.runsAllDueTicked(phase)} />
  return <Mark tone="warn" word={words.runsAnd(phase, countText(left, words.itemDueOpen, words.itemsDueOpen))} />
}

/** @param chosen id of a checklist; without it that of the present phase, or the first */
export function ChecklistsScreen({ chosen }: { readonly chosen: string | undefined }) {
  const mayAct = useMayAct()
  const plan = useView((view) => view.opened?.plan)
  const ticks = useView((view) => view.state?.checklists) ?? {}
  const phase = useView((view) => view.state?.phase) ?? null
  const surveys = useSurveyDates()
  if (plan === undefined) return undefined
  const { checklists, phases } = plan
  const due = dueChecklists(plan, phase)
  const left = due.flatMap((list) => list.items.filter((item) => ticks[itemKey(list.id, item.id)]?.tick === undefined)).length
  const shown = checklists.find((list) => list.id === chosen) ?? checklists.find((list) => phase !== null && list.phase === phase) ?? checklists[0]
  if (shown === undefined) return <div className={styles['screen']}><h1>{words.checklists}</h1><Empty title={words.planNoChecklists}>{words.addThemUnderChecklists}</Empty></div>
  return (
    <div className={styles['screen']}>
      <header className={styles['head']}>
        <h1>{words.checklists}</h1>
        <Due left={left} phase={phases.find((one) => one.id === phase)?.title} />
        {phase !== null && <Holds plan={plan} phase={phase} left={due.filter((list) => list.phase === phase).flatMap((list) => list.items.filter((item) => ticks[itemKey(list.id, item.id)]?.tick === undefined)).length} />}
      </header>
      <div className={styles['grid']}>
        <nav className={styles['lists']} aria-label={words.checklistsOfThePlan}>
          {checklists.map((list) => {
            const { done, of } = progressOf(list, ticks)
            return (
              <a key={list.id} href={addressOf('checklists', list.id)} aria-current={list.id === shown.id ? 'page' : undefined} className={styles['list']}>
                <span className={styles['title']}>{list.title}</span>
                <span className={styles['count']}>{fill(words.of, { done, of })}</span>
                <span className={styles['track']}><span style={{ transform: `scaleX(${done / of})` }} /></span>
                <span className={styles['note']}><ListNote list={list} done={done} due={due.includes(list)} phases={phases} /></span>
              </a>
            )
          })}
        </nav>
        <ChecklistPanel key={shown.id} list={shown} ticks={ticks} due={due.includes(shown)} mayAct={mayAct} surveys={surveys} />
      </div>
    </div>
  )
}
