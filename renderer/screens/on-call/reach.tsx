/** Whether each level of the escalation can be reached: tried by messages, each with its proof or failure and its age. */
import { durationText } from '../../../shared/duration.ts'
import { reachNow, type Reached } from '../../../shared/reach.ts'
import { useActs, useMayAct } from '../../act.tsx'
import { Button, Empty } from '../../parts/controls.tsx'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { Ago } from '../../parts/time.tsx'
import { useTitles } from '../../parts/titles.ts'
import type { Tone } from '../../parts/words.ts'
import styles from './on-call-screen.module.css'
import type { Present } from './use-on-call.ts'

const words: Readonly<Record<Reached['state'], { readonly tone: Tone; readonly word: string }>> = {
  reached: { tone: 'calm', word: 'reached' }, trying: { tone: 'busy', word: 'being tried' }, 'not reached': { tone: 'bad', word: 'not reached' },
  old: { tone: 'warn', word: 'too long ago' }, 'not tried': { tone: 'unsure', word: 'not tried' }, 'no channel': { tone: 'bad', word: 'no channel' },
}

export function ReachPanel({ present: { plan, onCall: { duties, reach }, now } }: { readonly present: Present }) {
  const { act } = useActs()
  const mayAct = useMayAct()
  const titleOf = useTitles()
  const levels = reachNow(plan, duties.overrides, reach, now.wall)
  const within = plan.people.paging.reachedWithin
  const press = (): void => void act('The trial', (client) => client.onCall.tryReach(), ({ messages, without }) =>
    `${messages} ${messages === 1 ? 'message goes' : 'messages go'} out${without.length === 0 ? '' : `; ${without.join(', ')} ${without.length === 1 ? 'has' : 'have'} no channel`}`)
  return (
    <Panel flush title="Can they be reached?" aside={mayAct && levels.length > 0 ? <Button onPress={press}>Try them now</Button> : undefined}>
      {levels.length === 0
        ? <Empty title="The plan has no levels of escalation">Nobody is called by the clock.</Empty>
        : (
          <ul>
            {levels.map((level) => (
              <li key={level.duty} className={styles['item']}>
                <div className={styles['grow']}>
                  <div className={styles['line']}><strong className={styles['grow']}>{level.title}</strong><Mark {...words[level.state]} size={13} /></div>
                  {(level.state !== 'not reached' || level.trials.length === 0) && <p className={styles['small']}>{level.text}</p>}
                  {level.trials.map((trial) => (
                    <p key={trial.message} className={styles['small']}>{titleOf('channel', trial.channel)}: {trial.result === undefined ? 'no answer yet' : trial.result.sent ? 'went out' : `failed, ${trial.result.detail}`}, <Ago at={trial.result?.at ?? trial.at} /></p>
                  ))}
                </div>
              </li>
            ))}
          </ul>
        )}
      {within !== undefined && <p className={styles['foot']}>A phase of real systems begins once every level was reached within {durationText(within)}, or despite it with a reason. What counts is that a channel took the message, not that somebody read it.</p>}
    </Panel>
  )
}
