/** One week: what is to be done, what falls due, and who is allotted to it. */
import { daysOfActivity, daysOfWeek, overlap, placeMilestones } from '../../../shared/calendar.ts'
import { titleOfDate } from '../../../shared/survey-calendar.ts'
import { percentText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { addressOf } from '../../route.ts'
import { dateWords } from '../../words/pilots-states.ts'
import { fill } from '../../words/fill.ts'
import { weekPanel as words } from '../../words/programme.ts'
import styles from './programme-screen.module.css'
import type { Present } from './use-programme.ts'
import { datesText, daysText } from '../../words/programme-states.ts'

export function WeekPanel({ present: { placed, programme: { day1 }, today, surveys }, week }: { readonly present: Present; readonly week: number }) {
  const days = daysOfWeek(week)
  const here = placed.filter(({ now }) => overlap(now, days))
  const activities = here.flatMap((one) => one.phase.activities.map(({ when, text }) => ({ when: daysOfActivity(when, one), text }))).filter(({ when }) => overlap(when, days))
  const milestones = placeMilestones(here).filter(({ day }) => day >= days.from && day <= days.to)
  const asked = surveys.filter(({ day }) => day >= days.from && day <= days.to)
  const roles = here.flatMap(({ phase }) => phase.resources.map((one) => ({ ...one, phase: phase.title })))
  return (
    <Panel title={words.week(week)} aside={day1 === undefined ? daysText(days) : `${daysText(days)} · ${datesText(day1, days)}`}>
      <div className={styles['stack']}>
        {here.length === 0 && <p className={styles['said']}>{words.noPhaseLiesWeek}</p>}
        {activities.length > 0 && (
          <section>
            <h3>{words.toDo}</h3>
            <ul className={styles['list']}>{activities.map(({ when, text }) => <li key={text}><span>{text}</span><small>{daysText(when)}</small></li>)}</ul>
          </section>
        )}
        <section>
          <h3>{words.milestones}</h3>
          {milestones.length === 0 ? <p className={styles['said']}>{words.noneInThisWeek}</p> : (
            <ul className={styles['list']}>{milestones.map(({ title, day }) => <li key={title}><span>{title}</span><small>{fill(words.day, { day, part: today !== undefined && day < today ? ', past' : day === today ? ', today' : '' })}</small></li>)}</ul>
          )}
        </section>
        {asked.length > 0 && (
          <section>
            <h3>{words.surveys}</h3>
            <ul className={styles['list']}>{asked.map((one) => <li key={one.key}><a href={addressOf('pilots', 'surveys')}>{titleOfDate(one)}</a><small><Mark tone={dateWords[one.state].tone} word={words.dateOn(one.day, dateWords[one.state].word)} size={12} /></small></li>)}</ul>
          </section>
        )}
        {roles.length > 0 && (
          <section>
            <h3>{words.allotted}</h3>
            <ul className={styles['list']}>{roles.map(({ role, allocation, note, phase }) => <li key={`${phase}${role}`}><span>{role}{note !== undefined && ` (${note})`}{here.length > 1 && <small className={styles['dim']}> {phase}</small>}</span><small>{typeof allocation === 'number' ? percentText(allocation, 0) : allocation}</small></li>)}</ul>
          </section>
        )}
      </div>
    </Panel>
  )
}
