/** Open escalations: who was called when, who is next, and the press that stops the clock. Plan: "Escalation Matrix". */
import { useState } from 'react'
import { durationText } from '../../../shared/duration.ts'
import { elapsedAt, nextCall, openEscalations, type Call, type Escalation, type Moment } from '../../../shared/escalation.ts'
import type { Messages } from '../../../shared/messages.ts'
import { useActs, useMayAct } from '../../act.tsx'
import { Button, Empty } from '../../parts/controls.tsx'
import { ageText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import { Time } from '../../parts/time.tsx'
import { useTitles } from '../../parts/titles.ts'
import { addressOf } from '../../route.ts'
import { fill } from '../../words/fill.ts'
import { common } from '../../words/common.ts'
import { calls as words } from '../../words/on-call.ts'
import styles from './on-call-screen.module.css'
import type { Present } from './use-on-call.ts'

function Sent({ call, messages }: { readonly call: Call; readonly messages: Messages }) {
  const message = messages.find(({ id }) => id === call.message)
  if (call.message === undefined) return <Mark tone="bad" word={words.noChannelNextCalled} size={13} />
  if (message?.sent) return <Mark tone="calm" word={words.outBy(message.sent.channel)} title={message.sent.proof} size={13} />
  if (message?.state === 'withdrawn') return <Mark tone="off" word={words.takenBack} size={13} />
  if (call.failed) return <Mark tone="bad" word={words.noChannelTookIt} title={message?.failures.map(({ channel, error }) => `${channel}: ${error}`).join('\n')} size={13} />
  return <Mark tone="warn" word={words.notOutYet} size={13} />
}

function Row({ one, now, messages }: { readonly one: Escalation; readonly now: Moment; readonly messages: Messages }) {
  const { act } = useActs()
  const mayAct = useMayAct()
  const titleOf = useTitles()
  const [raising, setRaising] = useState(false)
  const next = nextCall(one)
  const left = next && next.due - elapsedAt(one, now)
  return (
    <li className={styles['call']}>
      <div className={styles['callHead']}>
        {one.acknowledged ? <Mark tone="warn" word={common.hasIt(one.acknowledged.by)} title={one.acknowledged.note} size={13} /> : one.levels.length === 0 ? <Mark tone="off" word="logged" size={13} /> : <Mark tone="bad" word={common.nobodyHasIt} size={13} />}
        <span className={styles['grow']}>{fill(words.incidentFor, { severity: <strong>{one.severity}</strong>, title: one.subject.kind === 'incident' ? <a href={addressOf('incidents', one.subject.id)}>{one.title}</a> : one.title, duration: durationText(Math.max(0, Math.floor(elapsedAt(one, now) / 1_000) * 1_000)) })}</span>
        {mayAct && one.acknowledged === undefined && one.levels.length > 0 && (
          <>
            {next && next.round === 0 && one.calls.length > 0 && <Button onPress={() => setRaising(true)}>{fill(words.callNowAsk, { title: one.levels[next.level]?.title })}</Button>}
            <Button look="primary" onPress={() => void act(common.theAcknowledgement, (client) => client.onCall.acknowledge({ escalation: one.id }), words.youNobodyElseCalled)}>{common.iHaveIt}</Button>
          </>
        )}
      </div>
      <ol className={styles['calls']}>
        {one.calls.slice(-6).map((call) => (
          <li key={`${call.level} ${call.round}`}>
            <span className={styles['when']}><Time at={call.at.wall} /></span>
            <span className={styles['grow']}>{titleOf('contact', call.contact)}, {titleOf('duty', call.duty)}{call.round > 0 && words.call(call.round + 1)}{call.late !== undefined && words.late(ageText(call.late))}</span>
            <Sent call={call} messages={messages} />
          </li>
        ))}
        {next && left !== undefined && (
          <li>
            <span className={styles['when']}>{left <= 0 ? 'now' : words.dueIn(ageText(left))}</span>
            <span className={styles['grow']}>{fill(words.unlessSomebodyHasIt, { title: one.levels[next.level]?.title, part: next.round > 0 ? ', again' : '' })}</span>
          </li>
        )}
        {one.levels.length === 0 && <li><span className={styles['grow']}>{words.loggedNobodyWoken}</span></li>}
      </ol>
      {raising && (
        <ReasonDialog
          title={words.callNow(one.levels[next?.level ?? 0]?.title ?? words.theNextLevel)} text={words.oneWhoCalledBefore} action={words.callNowWord} onClose={() => setRaising(false)}
          onAct={async (reason) => (await act(words.theCall, (client) => client.onCall.raise({ escalation: one.id, reason }), words.nextLevelCalled)) !== undefined}
        />
      )}
    </li>
  )
}

export function CallsPanel({ present: { onCall, state, now, plan } }: { readonly present: Present }) {
  const open = openEscalations(onCall.escalations).toReversed()
  const unanswered = open.filter(({ acknowledged, levels }) => acknowledged === undefined && levels.length > 0).length
  return (
    <Panel flush title={words.calls} aside={unanswered > 0 ? <Mark tone="bad" word={words.withoutAnAnswer(unanswered)} size={13} /> : undefined}>
      {open.length === 0
        ? <Empty title={words.nobodyIsBeingCalled}>{plan.people.escalation.map(({ severity, path }) => `${severity}: ${path.join(' → ')}`).join(' · ')}</Empty>
        : <ul>{open.map((one) => <Row key={one.id} one={one} now={now} messages={state.messages} />)}</ul>}
    </Panel>
  )
}
