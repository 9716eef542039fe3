/** The words of messages: where each stands, and what its clock says. */
import type { ChannelView } from '../../shared/contract.ts'
import { durationText } from '../../shared/duration.ts'
import type { Message, MessageState } from '../../shared/messages.ts'
import { ageText } from '../parts/format.ts'
import type { Worded } from './states.ts'

export const stateWords: Readonly<Record<MessageState, Worded>> = {
  draft: { tone: 'warn', word: 'draft' },
  queued: { tone: 'busy', word: 'on its way' },
  failed: { tone: 'bad', word: 'not sent' },
  sent: { tone: 'calm', word: 'sent' },
  withdrawn: { tone: 'off', word: 'withdrawn' },
}
export const kindWords: Readonly<Record<ChannelView['kind'], string>> = {
  desktop: 'notification', smtp: 'e-mail', slack: 'Slack webhook', pagerduty: 'PagerDuty', webhook: 'webhook', app: 'in the application', 'status-page': 'status page',
}

const soon = 300_000
/** "due in 12 min", "3 min late": what is left of a draft's clock. */
export function dueWords(due: number, wall: number): Worded {
  const left = due - wall
  if (left < 0) return { tone: 'bad', word: `${ageText(-left)} late` }
  return { tone: left < soon ? 'warn' : 'off', word: left < 1_000 ? 'due now' : `due in ${left < 60_000 ? ageText(left) : durationText(Math.floor(left / 60_000) * 60_000)}` }
}

/** Messages of one incident, in the order in which they came. */
export type Group = { readonly incident: string | undefined; readonly messages: readonly Message[] }
export function byIncident(messages: readonly Message[]): readonly Group[] {
  const ids = [...new Set(messages.map(({ incident }) => incident))]
  return ids.map((incident) => ({ incident, messages: messages.filter((one) => one.incident === incident) }))
}

/** Messages that say the same. */
export function byWords(messages: readonly Message[]): readonly (readonly Message[])[] {
  const groups = new Map<string, Message[]>()
  for (const one of messages) groups.set(`${one.title}\n${one.text}`, [...(groups.get(`${one.title}\n${one.text}`) ?? []), one])
  return [...groups.values()]
}
