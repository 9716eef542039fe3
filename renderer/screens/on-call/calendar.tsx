/** Four weeks of each duty: who has it when, and who stands in. */
import { turnsBetween, type Turn } from '../../../shared/on-call.ts'
import { zonedText } from '../../../shared/phone-tree.ts'
import type { Rotation } from '../../../shared/plan.ts'
import { addDays, dayIn, instantOf, weekdayOf } from '../../../shared/zoned.ts'
import { Panel } from '../../parts/panel.tsx'
import { useTitles } from '../../parts/titles.ts'
import { calendar as words } from '../../words/on-call.ts'
import styles from './on-call-screen.module.css'
import type { Present } from './use-on-call.ts'

const days = 28

/** Monday of this week, at the reader's own clocks. */
function firstDay(wall: number, zone: string): string {
  const today = dayIn(zone, wall)
  return addDays(today, -((weekdayOf(today) + 6) % 7))
}

const readersZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone

function Bar({ turn, from, to, rotation }: { readonly turn: Turn; readonly from: number; readonly to: number; readonly rotation: Rotation }) {
  const titleOf = useTitles()
  const name = titleOf('contact', turn.contact)
  const instead = turn.instead === undefined ? '' : words.insteadOf(titleOf('contact', turn.instead))
  const share = (at: number): string => `${(100 * (at - from)) / (to - from)}%`
  return (
    <li className={styles['bar']} data-stands-in={turn.override !== undefined || undefined} style={{ left: share(turn.from), width: `calc(${(100 * (turn.to - turn.from)) / (to - from)}% - 2px)` }} title={words.turn(name, instead, zonedText(rotation.zone, turn.from), zonedText(rotation.zone, turn.to), turn.override ? `\n${turn.override.why}` : '')}>
      <span>{name}{instead}</span>
    </li>
  )
}

export function CalendarPanel({ present: { plan, onCall, now } }: { readonly present: Present }) {
  const zone = readersZone()
  const first = firstDay(now.wall, zone)
  const [from, to] = [instantOf(zone, first, '00:00'), instantOf(zone, addDays(first, days), '00:00')]
  const dates = Array.from({ length: days }, (_, index) => addDays(first, index))
  const today = dayIn(zone, now.wall)
  return (
    <Panel title={words.fourWeeks} aside={words.daysOf(zone)}>
      <div className={styles['calendar']}>
        <div />
        <ol className={styles['dates']} aria-hidden="true">
          {dates.map((date) => <li key={date} data-today={date === today || undefined} data-week={weekdayOf(date) === 1 || undefined}>{Number(date.slice(8))}</li>)}
        </ol>
        {plan.people.rotation.map((rotation) => (
          <div key={rotation.duty} className={styles['row']}>
            <span className={styles['rowName']}>{rotation.title}</span>
            <ol className={styles['track']} aria-label={words.turnsAs(rotation.title)}>
              {turnsBetween(rotation, onCall.duties.overrides, from, to).map((turn) => <Bar key={turn.from} turn={turn} from={from} to={to} rotation={rotation} />)}
              <li aria-hidden="true" className={styles['now']} style={{ left: `${(100 * (now.wall - from)) / (to - from)}%` }} />
            </ol>
          </div>
        ))}
      </div>
    </Panel>
  )
}
