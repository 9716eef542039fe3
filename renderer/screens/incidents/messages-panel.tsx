/** How far people were told of this incident; the messages themselves have a screen. */
import type { Incident } from '../../../shared/incident.ts'
import { isLate, isWaiting } from '../../../shared/messages.ts'
import { useNow } from '../../now.ts'
import { countText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { addressOf } from '../../route.ts'
import { useView } from '../../store.ts'
import { messagesPanel as words } from '../../words/incidents.ts'

export function MessagesPanel({ incident: { id } }: { readonly incident: Incident }) {
  const all = useView((view) => view.state?.messages)
  const { wall } = useNow(5_000)
  const own = (all ?? []).filter((one) => one.incident === id)
  if (own.length === 0) return undefined
  const drafts = own.filter(({ state }) => state === 'draft')
  const late = own.filter((one) => isLate(one, wall))
  const failed = own.filter(({ state }) => state === 'failed')
  const sent = own.filter(({ state }) => state === 'sent')
  const waiting = own.filter(isWaiting)
  return (
    <Panel title={words.messages} aside={<a href={addressOf('messages', id)}>{words.allOfThem}</a>}>
      <p style={{ display: 'flex', flexWrap: 'wrap', gap: '4px 16px' }}>
        <Mark tone="calm" size={13} word={words.sent(sent.length)} />
        {waiting.length > failed.length && <Mark tone="busy" size={13} word={words.onTheWay(waiting.length - failed.length)} />}
        {drafts.length > 0 && <Mark tone="warn" size={13} word={words.toReview(countText(drafts.length, 'draft'))} />}
        {late.length > 0 && <Mark tone="bad" size={13} word={words.late(late.length)} />}
        {failed.length > 0 && <Mark tone="bad" size={13} word={words.notSent(failed.length)} />}
      </p>
    </Panel>
  )
}
