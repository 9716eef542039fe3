/** Drafts that wait for a person: read, changed, sent with one press. */
import { useState } from 'react'
import { recipientText, type Message } from '../../../shared/messages.ts'
import { useActs, useMayAct } from '../../act.tsx'
import { useNow } from '../../now.ts'
import { Button, Empty } from '../../parts/controls.tsx'
import { countText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import { useBusy } from '../../parts/use-busy.ts'
import { addressOf } from '../../route.ts'
import { useView } from '../../store.ts'
import { EditDialog } from './edit-dialog.tsx'
import { fill } from '../../words/fill.ts'
import { drafts as say } from '../../words/messages.ts'
import styles from './messages-screen.module.css'
import { byIncident, byWords, dueWords, type Group } from '../../words/messages-states.ts'

/** Who answers for what is said: the incident's own role, or whoever is on call. */
function Owner({ incident }: { readonly incident: string | undefined }) {
  const roles = useView((view) => view.state?.incidents.find(({ id }) => id === incident)?.roles)
  const name = roles?.communications ?? roles?.commander
  return <span>{name === undefined ? say.nobodyHasCommunicationsYet : say.hasCommunications(name)}</span>
}

type Ways = (ids: readonly string[]) => string

/** One who is to be told: the clock, the ways, and the press. */
function Recipient({ message, ways }: { readonly message: Message; readonly ways: Ways }) {
  const { act } = useActs()
  const mayAct = useMayAct()
  const plan = useView((view) => view.opened?.plan)
  const { wall } = useNow(1_000)
  const [asking, setAsking] = useState<'edit' | 'withdraw'>()
  const to = recipientText(plan, message.to)
  const [send, busy] = useBusy(() => act(say.theMessage, (client) => client.messages.send({ messages: [message.id] }), say.goesOutTo(to)))
  const close = (): void => setAsking(undefined)
  return (
    <li className={styles['recipient']}>
      <div>
        <p className={styles['line']}>
          <strong>{to}</strong>
          {message.due !== undefined && <Mark {...dueWords(message.due, wall)} size={13} />}
          {message.edited && <span className={styles['quiet']}>{say.changedByHand}</span>}
        </p>
        <p className={styles['quiet']}>{fill(say.by, { ways: ways(message.channels) })}</p>
      </div>
      {mayAct && (
        <span className={styles['buttons']}>
          <Button look="quiet" aria-label={say.dropTheDraftFor(to)} onPress={() => setAsking('withdraw')}>{say.dropAsk}</Button>
          <Button aria-label={say.editTheDraftFor(to)} onPress={() => setAsking('edit')}>{say.editAsk}</Button>
          <Button look="primary" isDisabled={busy} aria-label={say.sendTo(to, message.title)} onPress={() => void send()}>{say.send}</Button>
        </span>
      )}
      {asking === 'edit' && <EditDialog message={message} to={to} onClose={close} />}
      {asking === 'withdraw' && (
        <ReasonDialog
          title={say.dropTheDraftFor(to)} text={say.whatDroppingDoes} action={say.dropIt} onClose={close}
          onAct={async (reason) => (await act(say.droppingIt, (client) => client.messages.withdraw({ message: message.id, reason }), say.theDraftIsDropped)) !== undefined}
        />
      )}
    </li>
  )
}

/** The words once, and below them everyone who would read them. */
function Words({ messages, ways }: { readonly messages: readonly Message[]; readonly ways: Ways }) {
  const [first] = messages
  if (first === undefined) return undefined
  return (
    <article className={styles['card']}>
      <p className={styles['title']}>{first.title}</p>
      <p className={styles['text']}>{first.text}</p>
      <ul className={styles['recipients']}>{messages.map((message) => <Recipient key={message.id} message={message} ways={ways} />)}</ul>
    </article>
  )
}

function Of({ group: { incident, messages }, ways }: { readonly group: Group; readonly ways: Ways }) {
  const { act } = useActs()
  const mayAct = useMayAct()
  const title = useView((view) => view.state?.incidents.find(({ id }) => id === incident)?.title)
  return (
    <section className={styles['group']} aria-label={incident ?? say.withoutAnIncident}>
      <header className={styles['line']}>
        {incident === undefined ? <h3>{say.withoutAnIncident}</h3> : <h3><a href={addressOf('incidents', incident)}>{incident}</a> {title}</h3>}
        <span className={styles['quiet']}><Owner incident={incident} /></span>
        {mayAct && messages.length > 1 && (
          <span className={styles['right']}>
            <Button onPress={() => void act(say.theMessages, (client) => client.messages.send({ messages: messages.map(({ id }) => id) }), say.onTheWay(countText(messages.length, 'message')))}>{fill(say.sendAll, { messages: messages.length })}</Button>
          </span>
        )}
      </header>
      {byWords(messages).map((same) => <Words key={same[0]?.id} messages={same} ways={ways} />)}
    </section>
  )
}

export function Drafts({ messages, ways }: { readonly messages: readonly Message[]; readonly ways: Ways }) {
  const drafts = messages.filter(({ state }) => state === 'draft').toSorted((a, b) => (a.due ?? Infinity) - (b.due ?? Infinity))
  return (
    <Panel flush title={say.draftsToReview} aside={drafts.length > 0 && countText(drafts.length, 'draft')}>
      {drafts.length === 0
        ? <div className={styles['empty']}><Empty title={say.nothingWaitsForYou}><p>{say.whenDraftsCome}</p></Empty></div>
        : byIncident(drafts).map((group) => <Of key={group.incident ?? ''} group={group} ways={ways} />)}
    </Panel>
  )
}
