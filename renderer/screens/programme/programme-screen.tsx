/** The programme: its days, its phases, and what each decision rests on. Plan: "PHASED DEPLOYMENT STRATEGY", "DETAILED TIMELINE". */
import { useState } from 'react'
import { weekOf } from '../../../shared/calendar.ts'
import { useMayAct } from '../../act.tsx'
import { Button, Empty } from '../../parts/controls.tsx'
import { Mark } from '../../parts/mark.tsx'
import { addressOf } from '../../route.ts'
import { BeginDialog } from './begin-dialog.tsx'
import { Decisions } from './decisions.tsx'
import { PhasePanel } from './phase-panel.tsx'
import { ReportsPage } from './reports-page.tsx'
import styles from './programme-screen.module.css'
import { Risks } from './risks.tsx'
import { Timeline } from './timeline.tsx'
import { usePresent, type Present } from './use-programme.ts'
import { WeekPanel } from './week-panel.tsx'
import { slipText } from './words.ts'

/** No id of a phase looks like this. */
export const reportsItem = '~reports'

function Where({ present: { programme, today, placed, state, plan } }: { readonly present: Present }) {
  if (programme.day1 === undefined || today === undefined) return <Mark tone="off" word="not started: the days stand as the plan has them" />
  const last = placed.at(-1)
  const runs = plan.phases.find(({ id }) => id === state.phase)?.title ?? 'no phase'
  const before = today < (placed[0]?.planned.from ?? 1)
  return (
    <>
      <strong className={styles['today']}>{before ? `starts in ${1 - today} days` : `Day ${today}, week ${weekOf(today)}`}</strong>
      <span>{runs} runs</span>
      {last && <Mark tone={last.slip > 0 ? 'warn' : 'calm'} word={`ends on day ${last.now.to}, ${slipText(last.slip)}`} />}
      <span className={styles['dim']} title="Days begin at midnight UTC.">day 1 is {programme.day1} (UTC)</span>
    </>
  )
}

/** @param chosen id of a phase; without it the present one, or the first */
export function ProgrammeScreen({ chosen }: { readonly chosen: string | undefined }) {
  const mayAct = useMayAct()
  const present = usePresent()
  const [week, setWeek] = useState<number>()
  const [beginning, setBeginning] = useState(false)
  if (present === undefined) return undefined
  const { plan, placed, today, state, programme } = present
  if (chosen === reportsItem) return <ReportsPage present={present} />
  const shown = placed.find(({ phase }) => phase.id === chosen) ?? placed.find(({ phase }) => phase.id === state.phase) ?? placed[0]
  if (shown === undefined) return <div className={styles['screen']}><header className={styles['head']}><h1>Programme</h1></header><Empty title="The plan has no phases">Add them under “phases” in the plan file.</Empty></div>
  const inSight = week ?? weekOf(today ?? shown.now.from)
  return (
    <div className={styles['screen']}>
      <header className={styles['head']}>
        <h1>Programme</h1>
        <Where present={present} />
        <a href={addressOf('programme', reportsItem)} className={styles['aside']}>Reports</a>
        {mayAct && <Button look={programme.day1 === undefined ? 'primary' : 'plain'} onPress={() => setBeginning(true)}>{programme.day1 === undefined ? 'Set the start…' : 'Move the start…'}</Button>}
      </header>
      <Timeline present={present} shown={shown.phase.id} week={inSight} onWeek={setWeek} />
      <div className={styles['grid']}>
        <div className={styles['column']}>
          <PhasePanel key={shown.phase.id} present={present} placed={shown} mayAct={mayAct} />
          <Risks present={present} mayAct={mayAct} />
        </div>
        <div className={styles['column']}>
          <WeekPanel present={present} week={inSight} />
          <Decisions present={present} phase={shown.phase} mayAct={mayAct} />
        </div>
      </div>
      {beginning && <BeginDialog day1={programme.day1} days={plan.schedule.preparationDays} onClose={() => setBeginning(false)} />}
    </div>
  )
}
