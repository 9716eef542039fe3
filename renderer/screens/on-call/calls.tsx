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
import styles from './on-call-screen.module.css'
import type { Present } from './use-on-call.ts'

function Sent({ call, messages }: { readonly call: Call; readonly messages: Messages }) {
  const message = messages.find(({ id }) => id === call.message)
  if (call.message === undefined) return <Mark tone="bad" word="no channel: the next is called" size={13} />
  if (message?.sent) return <Mark tone="calm" word={`out by ${message.sent.channel}`} title={message.sent.proof} size={13} />
  if (message?.state === 'withdrawn') return <Mark tone="off" word="taken back" size={13} />
  if (call.failed) return <Mark tone="bad" word="no channel took it" title={message?.failures.map(({ channel, error }) => `${channel}: ${error}`).join('\n')} size={13} />
  return <Mark tone="warn" word="not out yet" size={13} />
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
        {one.acknowledged ? <Mark tone="warn" word={`${one.acknowledged.by} has it`} title={one.acknowledged.note} size={13} /> : one.levels.length === 0 ? <Mark tone="off" word="logged" size={13} /> : <Mark tone="bad" word="nobody has it" size={13} />}
        <span className={styles['grow']}><strong>{one.severity}</strong> {one.subject.kind === 'incident' ? <a href={addressOf('incidents', one.subject.id)}>{one.title}</a> : one.title}, for {durationText(Math.max(0, Math.floor(elapsedAt(one, now) / 1_000) * 1_000))}</span>
        {mayAct && one.acknowledged === undefined && one.levels.length > 0 && (
          <>
            {next && next.round === 0 && one.calls.length > 0 && <Button onPress={() => setRaising(true)}>Call {one.levels[next.level]?.title} now…</Button>}
            <Button look="primary" onPress={() => void act('The acknowledgement', (client) => client.onCall.acknowledge({ escalation: one.id }), 'You have it: nobody else is called')}>I have it</Button>
          </>
        )}
      </div>
      <ol className={styles['calls']}>
        {one.calls.slice(-6).map((call) => (
          <li key={`${call.level} ${call.round}`}>
            <span className={styles['when']}><Time at={call.at.wall} /></span>
            <span className={styles['grow']}>{titleOf('contact', call.contact)}, {titleOf('duty', call.duty)}{call.round > 0 && `, call ${call.round + 1}`}{call.late !== undefined && `, ${ageText(call.late)} late`}</span>
            <Sent call={call} messages={messages} />
          </li>
        ))}
        {next && left !== undefined && (
          <li>
            <span className={styles['when']}>{left <= 0 ? 'now' : `in ${ageText(left)}`}</span>
            <span className={styles['grow']}>{one.levels[next.level]?.title}{next.round > 0 ? ', again' : ''}, unless somebody has it</span>
          </li>
        )}
        {one.levels.length === 0 && <li><span className={styles['grow']}>Logged: nobody is woken for it.</span></li>}
      </ol>
      {raising && (
        <ReasonDialog
          title={`Call ${one.levels[next?.level ?? 0]?.title ?? 'the next level'} now`} text="The one who was called before may still answer." action="Call now" onClose={() => setRaising(false)}
          onAct={async (reason) => (await act('The call', (client) => client.onCall.raise({ escalation: one.id, reason }), 'The next level is called')) !== undefined}
        />
      )}
    </li>
  )
}

export function CallsPanel({ present: { onCall, state, now, plan } }: { readonly present: Present }) {
  const open = openEscalations(onCall.escalations).toReversed()
  const unanswered = open.filter(({ acknowledged, levels }) => acknowledged === undefined && levels.length > 0).length
  return (
    <Panel flush title="Calls" aside={unanswered > 0 ? <Mark tone="bad" word={`${unanswered} without an answer`} size={13} /> : undefined}>
      {open.length === 0
        ? <Empty title="Nobody is being called">{plan.people.escalation.map(({ severity, path }) => `${severity}: ${path.join(' → ')}`).join(' · ')}</Empty>
        : <ul>{open.map((one) => <Row key={one.id} one={one} now={now} messages={state.messages} />)}</ul>}
    </Panel>
  )
}
