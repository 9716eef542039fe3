/** One drill: each stage against its window. */
import { shareOf, type Drill, type StageTime } from '../../../shared/drill.ts'
import { clockText, tookText } from '../../../shared/duration.ts'
import { countText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { Time } from '../../parts/time.tsx'
import { useTitles } from '../../parts/titles.ts'
import { faultText } from '../../words/states.ts'
import { addressOf } from '../../route.ts'
import { fill } from '../../words/fill.ts'
import { lastDrill as words } from '../../words/drills.ts'
import styles from './drills-screen.module.css'

function StageRow({ stage }: { readonly stage: StageTime }) {
  const { title, until, ended, within, steps, done } = stage
  return (
    <tr>
      <th scope="row">{title}</th>
      <td className={styles['wide']}><span className={styles['track']}><span data-within={within} style={{ transform: `scaleX(${Math.min(1, shareOf(stage))})` }} /></span></td>
      <td className={styles['number']}>{ended === undefined ? words.of(done, countText(steps, 'step')) : words.ofTook(tookText(ended), clockText(until))}</td>
      <td><Mark tone={within ? 'calm' : 'bad'} word={within ? 'within' : ended === undefined ? 'not ended' : ended > until ? 'over' : 'incomplete'} size={13} /></td>
    </tr>
  )
}

export function LastDrill({ drill, isLast }: { readonly drill: Drill; readonly isLast: boolean }) {
  const titleOf = useTitles()
  const { run, at, by, fault, ms, deadline, stages, questions, retries, skipped, ok, state } = drill
  return (
    <Panel flush title={`${isLast ? words.lastDrill : words.drill} ${run}`} aside={<><Time at={at} full /> <a href={addressOf('rollback', run)}>{words.itsSteps}</a></>}>
      <div className={styles['figures']}>
        <div><span>{words.took}</span><strong>{tookText(ms)}</strong><small>{fill(words.ofClock, { clock: clockText(deadline) })}</small></div>
        <div><span>{words.asked}</span><strong>{questions}</strong><small>{questions === 1 ? 'question' : 'questions'}</small></div>
        <div><span>{words.repeated}</span><strong>{retries}</strong><small>{retries === 1 ? 'attempt' : 'attempts'}</small></div>
        <div><span>{words.leftOut}</span><strong>{skipped.length}</strong><small>{skipped.length === 1 ? 'step' : 'steps'}</small></div>
        <div><span>{words.score}</span><Mark tone={ok ? 'calm' : 'bad'} word={<strong>{ok ? words.withinAllWindows : state === 'completed' ? words.notWithin : state}</strong>} /><small>{fill(words.withBy, { fault: faultText(fault), by: titleOf('gate', by) })}</small></div>
      </div>
      <table className={styles['stages']}>
        <thead><tr><th>{words.stage}</th><th>{words.shareWindowsEnd}</th><th className={styles['number']}>{words.endedAt}</th><th>{words.score}</th></tr></thead>
        <tbody>{stages.map((stage) => <StageRow key={stage.id} stage={stage} />)}</tbody>
      </table>
      {skipped.length > 0 && <p className={styles['text']}>{fill(words.leftOutSkipped, { skipped: skipped.join(', ') })}</p>}
    </Panel>
  )
}
