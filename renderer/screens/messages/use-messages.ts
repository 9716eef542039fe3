/** What the engine says of the channels: asked anew whenever a message went on, and every few seconds while shown. */
import type { MessagesNow } from '../../../shared/contract.ts'
import { useAsked, type Ask, type Asked } from '../../asked.ts'
import { useView } from '../../store.ts'
import { useTick } from '../../ticker.ts'

const every = 5_000
const askNow: Ask<MessagesNow> = (client, signal) => client.messages.now(undefined, { signal })

export function useMessagesNow(): Asked<MessagesNow> {
  const version = useView((view) => view.state?.messages.map(({ state, failures }) => `${state}${failures.length}`).join(' ') ?? '')
  const tick = useTick(every)
  return useAsked(askNow, `${version} ${tick}`)
}
