/** The days of the programme: phases as planned and as they are, milestones, today; the weeks choose what stands below. */
import { daysOfWeek, placeMilestones, weekOf, type Days, type Placed } from '../../../shared/calendar.ts'
import { titleOfDate } from '../../../shared/survey-calendar.ts'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { addressOf } from '../../route.ts'
import { cx } from '../../parts/cx.ts'
import { dateWords } from '../../words/pilots-states.ts'
import { fill } from '../../words/fill.ts'
import { timeline as say } from '../../words/programme.ts'
import styles from './timeline.module.css'
import type { Present } from './use-programme.ts'
import { daysText, phaseWord, slipText } from '../../words/programme-states.ts'

/** Days that a bar's words need. */
const fits = 13

type Span = { readonly first: number; readonly last: number }
const place = ({ first, last }: Span, { from, to }: Days): React.CSSProperties => {
  const all = last - first + 1
  return { left: `${((from - first) / all) * 100}%`, width: `${((to - from + 1) / all) * 100}%` }
}

function Row({ placed, span, present, shown }: { readonly placed: Placed; readonly span: Span; readonly present: Present; readonly shown: boolean }) {
  const { phase, planned, now, slip, extended } = placed
  const { state, programme } = present
  const runs = state.phase === phase.id
  const word = phaseWord(programme.lives[phase.id], placed, runs, state.hold?.phase === phase.id)
  const words = now.to - now.from >= fits ? 'in' : span.last - now.to < fits ? 'before' : 'after'
  const moved = planned.from !== now.from || planned.to !== now.to
  return (
    <li className={styles['row']} data-shown={shown || undefined}>
      <a className={styles['name']} href={addressOf('programme', phase.id)} aria-current={shown ? 'true' : undefined}>
        <span>{phase.title}</span>
        <Mark {...word} size={12} />
      </a>
      <div className={styles['days']}>
        {moved && <span className={styles['planned']} style={place(span, planned)} title={say.planned(daysText(planned))} />}
        <span data-words={words} className={cx(styles['bar'], runs && styles['runs'], !placed.started && styles['ahead'])} style={place(span, now)} title={`${phase.title}: ${daysText(now)}`}>
          <span>{daysText(now)}{slip !== 0 && `, ${slipText(slip)}`}{extended > 0 && say.extendedD(extended)}</span>
        </span>
        {placeMilestones([placed]).map(({ title, day, planned: was }) => (
          <span key={title} role="img" aria-label={say.milestoneDay(day, title)} title={say.day(day, was === day ? '' : say.plannedWas(was), title)} className={styles['milestone']} style={{ left: place(span, { from: day, to: day }).left }} />
        ))}
        {present.surveys.filter(({ date }) => date.phase === phase.id).map((one) => (
          <span key={one.key} role="img" data-state={one.state} aria-label={say.surveyDay(one.day, titleOfDate(one), dateWords[one.state].word)} title={say.dateOn(one.day, titleOfDate(one), dateWords[one.state].word)} className={styles['survey']} style={{ left: place(span, { from: one.day, to: one.day }).left }} />
        ))}
      </div>
    </li>
  )
}

type TimelineProps = { readonly present: Present; readonly shown: string; readonly week: number; readonly onWeek: (week: number) => void }

export function Timeline({ present, shown, week, onWeek }: TimelineProps) {
  const { placed, today, plan } = present
  const ends = placed.flatMap(({ planned, now }) => [planned.to, now.to])
  // Whole weeks, so that a week's button is as wide as its days.
  const first = daysOfWeek(weekOf(Math.min(...placed.flatMap(({ planned, now }) => [planned.from, now.from])))).from
  const last = daysOfWeek(weekOf(Math.max(...ends, Math.min(today ?? 0, Math.max(...ends) + 14)))).to
  const span = { first, last }
  const weeks = Array.from({ length: weekOf(last) - weekOf(first) + 1 }, (_, index) => weekOf(first) + index)
  return (
    <Panel flush title={say.timeline} aside={say.daysPlannedFromTo(plan.schedule.totalDays, plan.schedule.from.toLowerCase(), plan.schedule.to.toLowerCase())}>
      <div className={styles['timeline']}>
        <div className={styles['row']}>
          <span className={styles['scaleName']}>{say.week}</span>
          <div className={styles['scale']} role="group" aria-label={say.weeksOfTheProgramme}>
            {weeks.map((one) => (
              <button key={one} type="button" className={styles['week']} aria-pressed={one === week} aria-label={say.weekOne(one)} onClick={() => onWeek(one)}>{one}</button>
            ))}
          </div>
        </div>
        <ol className={styles['rows']}>
          {placed.map((one) => <Row key={one.phase.id} placed={one} span={span} present={present} shown={one.phase.id === shown} />)}
        </ol>
        {today !== undefined && today >= first && today <= last && (
          <div className={styles['over']} aria-hidden="true"><div className={styles['overDays']}><span className={styles['today']} style={{ left: place(span, { from: today, to: today }).left }} /></div></div>
        )}
      </div>
      <p className={styles['key']}>
        <span>{fill(say.asItIs, { i: <i className={styles['keyBar']} /> })}</span><span>{fill(say.plannedWhereMoved, { i: <i className={styles['keyPlanned']} /> })}</span><span>{fill(say.milestone, { i: <i className={styles['keyMilestone']} /> })}</span>
        {present.surveys.length > 0 && <><span>{fill(say.survey, { i: <i className={styles['keySurvey']} /> })}</span><span>{fill(say.surveyDueMissed, { i: <i className={styles['keySurvey']} data-state="due" /> })}</span></>}
        {today !== undefined && <span>{fill(say.todayDay, { i: <i className={styles['keyToday']} />, today })}</span>}
      </p>
    </Panel>
  )
}
