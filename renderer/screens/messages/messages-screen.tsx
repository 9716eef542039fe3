/** Messages to people: drafts with their clocks, what is on its way, what arrived and how one knows. Plan: "Communication Tree". */
import { useMayAct } from '../../act.tsx'
import { Mark } from '../../parts/mark.tsx'
import { addressOf } from '../../route.ts'
import { useReplaying, useView } from '../../store.ts'
import { Channels, StatusPagePanel } from './channels.tsx'
import { Drafts } from './drafts.tsx'
import { fill } from '../../words/fill.ts'
import { common } from '../../words/common.ts'
import { messagesScreen as words } from '../../words/messages.ts'
import styles from './messages-screen.module.css'
import { NotifyButton } from './notify-button.tsx'
import { Over, Queue } from './queue.tsx'
import { useMessagesNow } from './use-messages.ts'
import { WriteButton } from './write-button.tsx'

/** @param incident shows its messages alone */
export function MessagesScreen({ incident }: { readonly incident: string | undefined }) {
  const mayAct = useMayAct()
  const replaying = useReplaying()
  const all = useView((view) => view.state?.messages)
  const { answer: now, failure } = useMessagesNow()
  if (all === undefined) return undefined
  const messages = incident === undefined ? all : all.filter((one) => one.incident === incident)
  const ways = (ids: readonly string[]): string => ids.map((id) => now?.channels.find((one) => one.id === id)?.title ?? id).join(', then ')
  return (
    <div className={styles['screen']}>
      <header className={styles['head']}>
        <h1>{words.messages}</h1>
        {incident !== undefined && <span>{fill(words.ofAlone, { incident, link: <a href={addressOf('messages')}>{words.showAll}</a> })}</span>}
        {!replaying && failure && <Mark tone="unsure" word={common.notKnownNow(failure.what)} />}
        {mayAct && <span className={styles['right']}><NotifyButton /><WriteButton /></span>}
      </header>
      <div className={styles['grid']}>
        <div className={styles['column']}>
          <Drafts messages={messages} ways={ways} />
          <Queue messages={messages} ways={ways} />
          <Over messages={messages} ways={ways} />
        </div>
        {!replaying && (
          <div className={styles['column']}>
            <Channels now={now} />
            <StatusPagePanel page={now?.statusPage} />
          </div>
        )}
      </div>
    </div>
  )
}
