/** Messages that did not go out, with their age: with no network this is what people have to tell by phone. */
import { isWaiting, type Message } from '../../../shared/messages.ts'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { ageText } from '../../parts/format.ts'
import { useTitles } from '../../parts/titles.ts'
import { fill } from '../../words/fill.ts'
import { unsent as words } from '../../words/on-call.ts'
import styles from './on-call-screen.module.css'
import type { Present } from './use-on-call.ts'

const shown = 8

function Row({ message, wall }: { readonly message: Message; readonly wall: number }) {
  const titleOf = useTitles()
  const last = message.failures.at(-1)
  return (
    <li className={styles['item']}>
      <div className={styles['grow']}>
        <div className={styles['line']}><strong className={styles['grow']}>{titleOf('recipient', message.to)}: {message.title}</strong><Mark tone={message.state === 'failed' ? 'bad' : 'warn'} word={words.unsentFor(ageText(wall - (message.queuedAt ?? message.at)))} size={13} /></div>
        <p className={styles['small']}>{last ? `${titleOf('channel', last.channel)}: ${last.error}` : words.waitsFor(message.channels.map((channel) => titleOf('channel', channel)).join(', '))}</p>
      </div>
    </li>
  )
}

/** Nothing where all went out. */
export function UnsentPanel({ present: { state, now } }: { readonly present: Present }) {
  const waiting = state.messages.filter(isWaiting)
  if (waiting.length === 0) return undefined
  return (
    <Panel flush title={words.notSent} aside={<Mark tone="bad" word={String(waiting.length)} size={13} />}>
      <ul>{waiting.slice(0, shown).map((message) => <Row key={message.id} message={message} wall={now.wall} />)}</ul>
      {waiting.length > shown && <p className={styles['foot']}>{fill(words.andMore, { waiting: waiting.length - shown })}</p>}
    </Panel>
  )
}
