/** What is on its way or was not taken, with its age, and what became of the others. */
import { useState } from 'react'
import { isLate, isWaiting, recipientText, type Failure, type Message } from '../../../shared/messages.ts'
import { useActs, useMayAct } from '../../act.tsx'
import { useNow } from '../../now.ts'
import { Button } from '../../parts/controls.tsx'
import { ageText, countText } from '../../parts/format.ts'
import { Mark, toneClass, ToneShape } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import { Ago, Time } from '../../parts/time.tsx'
import { useView } from '../../store.ts'
import { fill } from '../../words/fill.ts'
import { common } from '../../words/common.ts'
import { queue as words } from '../../words/messages.ts'
import styles from './messages-screen.module.css'
import { stateWords } from '../../words/messages-states.ts'

const shown = 40
type Ways = (ids: readonly string[]) => string

function Failed({ failure, ways }: { readonly failure: Failure; readonly ways: Ways }) {
  const { channel, error, attempts, next, at } = failure
  return (
    <p className={styles['failure']}>
      <span className={toneClass('warn')}><ToneShape tone="warn" size={13} /></span>
      <span>{fill(words.didNotTakeAfter, { ways: ways([channel]), ago: <Ago at={at} />, count: countText(attempts, 'attempt'), error, part: next === undefined ? words.noChannelLeftFirst : words.isTriedInstead(ways([next])) })}</span>
    </p>
  )
}

function Waiting({ message, ways }: { readonly message: Message; readonly ways: Ways }) {
  const { act } = useActs()
  const mayAct = useMayAct()
  const plan = useView((view) => view.opened?.plan)
  const { wall } = useNow(1_000)
  const [asking, setAsking] = useState(false)
  const to = recipientText(plan, message.to)
  return (
    <li className={styles['card']}>
      <div className={styles['channelHead']}>
        <div className={styles['line']}>
          <Mark {...stateWords[message.state]} size={13} />
          <strong>{to}</strong>
          <span>{message.title}</span>
          <span className={styles['quiet']}>{fill(words.waitsForSentBy, { age: ageText(wall - (message.queuedAt ?? message.at)), queuedBy: message.queuedBy ?? 'nobody' })}</span>
          {isLate(message, wall) && <Mark tone="bad" word={words.late(ageText(wall - (message.due ?? wall)))} size={12} />}
        </div>
        {mayAct && <Button aria-label={words.takeBackMessage(to)} onPress={() => setAsking(true)}>{common.takeBackAsk}</Button>}
      </div>
      {message.failures.map((failure) => <Failed key={`${failure.channel} ${failure.at}`} failure={failure} ways={ways} />)}
      {asking && (
        <ReasonDialog
          title={words.takeBackMessage(to)} text={words.whatTakingBackDoes} action={common.takeItBack} onClose={() => setAsking(false)}
          onAct={async (reason) => (await act(common.takingItBack, (client) => client.messages.withdraw({ message: message.id, reason }), words.itIsTakenBack)) !== undefined}
        />
      )}
    </li>
  )
}

export function Queue({ messages, ways }: { readonly messages: readonly Message[]; readonly ways: Ways }) {
  const waiting = messages.filter(isWaiting)
  if (waiting.length === 0) return undefined
  return (
    <Panel flush title={words.onTheirWay} aside={countText(waiting.length, 'message')}>
      <ol>{waiting.map((message) => <Waiting key={message.id} message={message} ways={ways} />)}</ol>
    </Panel>
  )
}

function Done({ message, ways }: { readonly message: Message; readonly ways: Ways }) {
  const plan = useView((view) => view.opened?.plan)
  const { sent, withdrawn, due } = message
  const late = sent && due !== undefined && sent.at > due ? sent.at - due : 0
  return (
    <li className={styles['done']}>
      <Mark {...stateWords[message.state]} size={13} />
      <div>
        <p><strong>{recipientText(plan, message.to)}</strong> {message.title}</p>
        {sent && <p className={styles['said']}>{fill(words.byAtProof, { ways: ways([sent.channel]), time: <Time at={sent.at} />, late: late >= 1_000 && words.afterItWasDue(ageText(late)), proof: sent.proof })}</p>}
        {withdrawn && <p className={styles['said']}>{fill(words.byAt, { by: withdrawn.by, time: <Time at={withdrawn.at} />, why: withdrawn.why !== undefined && `: ${withdrawn.why}` })}</p>}
        {message.failures.map((failure) => <Failed key={`${failure.channel} ${failure.at}`} failure={failure} ways={ways} />)}
      </div>
    </li>
  )
}

const endOf = ({ sent, withdrawn, at }: Message): number => sent?.at ?? withdrawn?.at ?? at

export function Over({ messages, ways }: { readonly messages: readonly Message[]; readonly ways: Ways }) {
  const over = messages.filter(({ state }) => state === 'sent' || state === 'withdrawn').toSorted((a, b) => endOf(b) - endOf(a))
  if (over.length === 0) return undefined
  return (
    <Panel flush title={words.sentAndWithdrawn} aside={over.length > shown ? words.theLast(shown) : common.newestFirst}>
      <ol>{over.slice(0, shown).map((message) => <Done key={message.id} message={message} ways={ways} />)}</ol>
    </Panel>
  )
}
