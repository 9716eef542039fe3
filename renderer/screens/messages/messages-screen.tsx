/** Messages to people: drafts with their clocks, what is on its way, what arrived and how one knows. Plan: "Communication Tree". */
import { useMayAct } from '../../act.tsx'
import { Mark } from '../../parts/mark.tsx'
import { addressOf } from '../../route.ts'
import { useReplaying, useView } from '../../store.ts'
import { Channels, StatusPagePanel } from './channels.tsx'
import { Drafts } from './drafts.tsx'
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
        <h1>Messages</h1>
        {incident !== undefined && <span>of {incident} alone: <a href={addressOf('messages')}>show all</a></span>}
        {!replaying && failure && <Mark tone="unsure" word={`not known now: ${failure.what}`} />}
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
