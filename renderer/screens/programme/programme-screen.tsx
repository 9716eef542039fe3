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
import { fill } from '../../words/fill.ts'
import { programmeScreen as words } from '../../words/programme.ts'
import styles from './programme-screen.module.css'
import { Risks } from './risks.tsx'
import { Timeline } from './timeline.tsx'
import { usePresent, type Present } from './use-programme.ts'
import { WeekPanel } from './week-panel.tsx'
import { slipText } from '../../words/programme-states.ts'

/** No id of a phase looks like this. */
const reportsItem = '~reports'

function Where({ present: { programme, today, placed, state, plan } }: { readonly present: Present }) {
  if (programme.day1 === undefined || today === undefined) return <Mark tone="off" word={words.notStartedDaysStand} />
  const last = placed.at(-1)
  const runs = plan.phases.find(({ id }) => id === state.phase)?.title ?? words.noPhase
  const before = today < (placed[0]?.planned.from ?? 1)
  return (
    <>
      <strong className={styles['today']}>{before ? words.startsInDays(1 - today) : words.dayWeek(today, weekOf(today))}</strong>
      <span>{fill(words.runs, { runs })}</span>
      {last && <Mark tone={last.slip > 0 ? 'warn' : 'calm'} word={words.endsOnDay(last.now.to, slipText(last.slip))} />}
      <span className={styles['dim']} title={words.daysBeginMidnightUtc}>{fill(words.day1IsUtc, { day1: programme.day1 })}</span>
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
  if (shown === undefined) return <div className={styles['screen']}><header className={styles['head']}><h1>{words.programme}</h1></header><Empty title={words.planNoPhases}>{words.addThemUnderPhases}</Empty></div>
  const inSight = week ?? weekOf(today ?? shown.now.from)
  return (
    <div className={styles['screen']}>
      <header className={styles['head']}>
        <h1>{words.programme}</h1>
        <Where present={present} />
        <a href={addressOf('programme', reportsItem)} className={styles['aside']}>{words.reports}</a>
        {mayAct && <Button look={programme.day1 === undefined ? 'primary' : 'plain'} onPress={() => setBeginning(true)}>{programme.day1 === undefined ? words.setTheStartAsk : words.moveTheStartAsk}</Button>}
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
