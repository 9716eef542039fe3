/** When the next drill is due, and how long the last one proves the way back. */
import { nextDue, type DrillState } from '../../../shared/drill.ts'
import { durationText } from '../../../shared/duration.ts'
import type { Drills } from '../../../shared/plan.ts'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { Time } from '../../parts/time.tsx'
import { faultText } from '../../words/states.ts'
import { fill } from '../../words/fill.ts'
import { due as words } from '../../words/drills.ts'
import styles from './drills-screen.module.css'

const scheduleText = ({ schedule }: Drills): string => ('every' in schedule ? words.every(durationText(schedule.every)) : words.everyAtUtc(schedule.weekly.charAt(0).toUpperCase(), schedule.weekly.slice(1), schedule.at))

export function DueList({ plan, drills, wall }: { readonly plan: Drills; readonly drills: DrillState; readonly wall: number }) {
  const due = nextDue(plan, drills, wall)
  const good = drills.past.findLast(({ ok }) => ok)
  const until = good && good.at + plan.provesFor
  return (
    <Panel title={words.whatIsDue}>
      <dl className={styles['facts']}>
        <dt>{words.next}</dt><dd>{due <= wall ? <Mark tone="warn" word={<>{fill(words.dueSince, { time: <Time full at={due} /> })}</>} size={13} /> : <>{fill(words.dueIn, { time: <Time full at={due} />, duration: durationText(due - wall) })}</>}</dd>
        <dt>{words.schedule}</dt><dd>{fill(words.withIt, { schedule: scheduleText(plan), fault: faultText(plan.fault) })}</dd>
        <dt>{words.starts}</dt><dd>{plan.automatic ? words.itselfWhereNobodyPair : words.personsPressPeopleReminded}</dd>
        <dt>{words.lastProven}</dt><dd>{good ? <>{fill(words.ago, { time: <Time full at={good.at} />, duration: durationText(wall - good.at) })}</> : 'never'}</dd>
        <dt>{words.provesUntil}</dt><dd>{until === undefined ? words.nothingIsProven : until < wall ? <Mark tone="warn" word={<>{fill(words.overSince, { time: <Time full at={until} /> })}</>} size={13} /> : <Time full at={until} />}</dd>
        <dt>{words.warnsAfter}</dt><dd>{fill(words.withoutOne, { duration: durationText(plan.warnAfter) })}</dd>
      </dl>
    </Panel>
  )
}
