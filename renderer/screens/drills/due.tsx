/** When the next drill is due, and how long the last one proves the way back. */
import { nextDue, type DrillState } from '../../../shared/drill.ts'
import { durationText } from '../../../shared/duration.ts'
import type { Drills } from '../../../shared/plan.ts'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { Time } from '../../parts/time.tsx'
import { faultText } from '../../parts/words.ts'
import styles from './drills-screen.module.css'

const scheduleText = ({ schedule }: Drills): string => ('every' in schedule ? `every ${durationText(schedule.every)}` : `every ${schedule.weekly.charAt(0).toUpperCase()}${schedule.weekly.slice(1)} at ${schedule.at} UTC`)

export function DueList({ plan, drills, wall }: { readonly plan: Drills; readonly drills: DrillState; readonly wall: number }) {
  const due = nextDue(plan, drills, wall)
  const good = drills.past.findLast(({ ok }) => ok)
  const until = good && good.at + plan.provesFor
  return (
    <Panel title="What is due">
      <dl className={styles['facts']}>
        <dt>Next</dt><dd>{due <= wall ? <Mark tone="warn" word={<>due since <Time full at={due} /></>} size={13} /> : <><Time full at={due} />, in {durationText(due - wall)}</>}</dd>
        <dt>Schedule</dt><dd>{scheduleText(plan)}, with {faultText(plan.fault)}</dd>
        <dt>Starts</dt><dd>{plan.automatic ? 'by itself, where nobody is on the pair' : 'by a person’s press; people are reminded once'}</dd>
        <dt>Last proven</dt><dd>{good ? <><Time full at={good.at} />, {durationText(wall - good.at)} ago</> : 'never'}</dd>
        <dt>Proves until</dt><dd>{until === undefined ? 'nothing is proven' : until < wall ? <Mark tone="warn" word={<>over since <Time full at={until} /></>} size={13} /> : <Time full at={until} />}</dd>
        <dt>Warns after</dt><dd>{durationText(plan.warnAfter)} without one</dd>
      </dl>
    </Panel>
  )
}
