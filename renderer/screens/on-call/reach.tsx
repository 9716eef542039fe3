/** Whether each level of the escalation can be reached: tried by messages, each with its proof or failure and its age. */
import { durationText } from '../../../shared/duration.ts'
import { reachNow, type Reached } from '../../../shared/reach.ts'
import { useActs, useMayAct } from '../../act.tsx'
import { Button, Empty } from '../../parts/controls.tsx'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { Ago } from '../../parts/time.tsx'
import { useTitles } from '../../parts/titles.ts'
import type { Tone } from '../../words/states.ts'
import { fill } from '../../words/fill.ts'
import { reach as say } from '../../words/on-call.ts'
import styles from './on-call-screen.module.css'
import type { Present } from './use-on-call.ts'

const words: Readonly<Record<Reached['state'], { readonly tone: Tone; readonly word: string }>> = {
  reached: { tone: 'calm', word: 'reached' }, trying: { tone: 'busy', word: say.beingTried }, 'not reached': { tone: 'bad', word: say.notReached },
  old: { tone: 'warn', word: say.tooLongAgo }, 'not tried': { tone: 'unsure', word: say.notTried }, 'no channel': { tone: 'bad', word: say.noChannel },
}

export function ReachPanel({ present: { plan, onCall: { duties, reach }, now } }: { readonly present: Present }) {
  const { act } = useActs()
  const mayAct = useMayAct()
  const titleOf = useTitles()
  const levels = reachNow(plan, duties.overrides, reach, now.wall)
  const within = plan.people.paging.reachedWithin
  const press = (): void => void act(say.theTrial, (client) => client.onCall.tryReach(), ({ messages, without }) =>
    say.out(messages, messages === 1 ? say.messageGoes : say.messagesGo, without.length === 0 ? '' : say.noChannelWithout(without.join(', '), without.length === 1 ? 'has' : 'have')))
  return (
    <Panel flush title={say.canTheyBeReached} aside={mayAct && levels.length > 0 ? <Button onPress={press}>{say.tryThemNow}</Button> : undefined}>
      {levels.length === 0
        ? <Empty title={say.planNoLevelsEscalation}>{say.nobodyCalledClock}</Empty>
        : (
          <ul>
            {levels.map((level) => (
              <li key={level.duty} className={styles['item']}>
                <div className={styles['grow']}>
                  <div className={styles['line']}><strong className={styles['grow']}>{level.title}</strong><Mark {...words[level.state]} size={13} /></div>
                  {(level.state !== 'not reached' || level.trials.length === 0) && <p className={styles['small']}>{level.text}</p>}
                  {level.trials.map((trial) => (
                    <p key={trial.message} className={styles['small']}>{titleOf('channel', trial.channel)}: {trial.result === undefined ? say.noAnswerYet : trial.result.sent ? say.wentOut : say.failed(trial.result.detail)}, <Ago at={trial.result?.at ?? trial.at} /></p>
                  ))}
                </div>
              </li>
            ))}
          </ul>
        )}
      {within !== undefined && <p className={styles['foot']}>{fill(say.phaseRealSystemsBegins, { duration: durationText(within) })}</p>}
    </Panel>
  )
}
