/**
 * Whether every level of the escalation can be reached: tried by messages, whose proof or failure is on the record. Pure.
 * Asked for before a phase begins, on the practice lab never.
 */
import { durationText } from './duration.ts'
import { actorText, type Entry, type EntryData } from './journal.ts'
import { isPractice, type Contact, type Plan } from './plan.ts'
import { onCallNow, type Override } from './on-call.ts'

export type Trial = {
  readonly duty: string
  readonly contact: string
  readonly channel: string
  readonly message: string
  readonly at: number
  readonly result?: { readonly sent: boolean; readonly at: number; readonly detail: string }
}
export type Reach = { readonly tried?: { readonly id: string; readonly at: number; readonly by: string }; readonly trials: readonly Trial[] }
export const notTried: Reach = { trials: [] }

const kept = 200

export function foldReach(reach: Reach, entry: Entry): Reach {
  switch (entry.kind) {
    case 'reach.tried': {
      const { reach: id, tried } = entry.data
      const at = entry.at.occurred
      const trials = tried.flatMap(({ duty, contact, messages }) => messages.map((one) => ({ duty, contact, ...one, at })))
      return { tried: { id, at, by: actorText(entry.who) }, trials: [...reach.trials, ...trials].slice(-kept) }
    }
    case 'message.sent':
      return settled(reach, entry.data, { sent: true, at: entry.at.occurred, detail: entry.data.proof })
    case 'message.failed':
      return settled(reach, entry.data, { sent: false, at: entry.at.occurred, detail: entry.data.error })
    default:
      return reach
  }
}

function settled(reach: Reach, { message, channel }: Pick<EntryData<'message.sent'>, 'message' | 'channel'>, result: NonNullable<Trial['result']>): Reach {
  if (!message.startsWith('test/') || !reach.trials.some((one) => one.message === message)) return reach
  return { ...reach, trials: reach.trials.map((one) => (one.message === message && one.channel === channel ? { ...one, result } : one)) }
}

export type Reached = {
  readonly duty: string
  readonly title: string
  readonly contact: Contact
  /** The last trial of each of the person's channels. */
  readonly trials: readonly Trial[]
  readonly state: 'reached' | 'trying' | 'not reached' | 'old' | 'not tried' | 'no channel'
  readonly text: string
}

/** Without an answer of a channel for so long (ms) it counts as one that fails. */
const answerWithin = 600_000

/** Who would be called now, level by level, and whether a trial has reached them. */
export function reachNow({ people }: Pick<Plan, 'people'>, overrides: readonly Override[], { trials }: Reach, wall: number): readonly Reached[] {
  const duties = [...new Set(people.escalation.flatMap(({ levels }) => levels.map(({ duty }) => duty)))]
  const now = onCallNow(people, overrides, wall)
  return duties.flatMap((duty) => {
    const own = now.find(({ rotation }) => rotation.duty === duty)
    return own === undefined ? [] : [reached(own.rotation.title, duty, own.contact, trials, people.paging.reachedWithin, wall)]
  })
}

function reached(title: string, duty: string, contact: Contact, all: readonly Trial[], within: number | undefined, wall: number): Reached {
  const trials = contact.channels.flatMap((channel) => all.findLast((one) => one.contact === contact.id && one.channel === channel) ?? [])
  const base = { duty, title, contact, trials } as const
  if (contact.channels.length === 0) return { ...base, state: 'no channel', text: `${contact.name} has no channel in the plan` }
  const good = trials.filter(({ result }) => result?.sent === true).toSorted((a, b) => b.at - a.at)[0]
  const ago = good && wall - good.at
  if (good && ago !== undefined) {
    const text = `${contact.name} was reached by ${good.channel} ${durationText(Math.max(0, ago))} ago`
    return within !== undefined && ago > within ? { ...base, state: 'old', text: `${text}; the plan wants it within ${durationText(within)}` } : { ...base, state: 'reached', text }
  }
  if (trials.length === 0) return { ...base, state: 'not tried', text: `${contact.name} was not tried yet` }
  const open = trials.filter(({ result, at }) => result === undefined && wall - at < answerWithin)
  if (open.length > 0) return { ...base, state: 'trying', text: `${contact.name} is being tried by ${open.map(({ channel }) => channel).join(', ')}` }
  return { ...base, state: 'not reached', text: `${contact.name} was not reached: ${trials.map(({ channel, result }) => `${channel} ${result?.detail ?? 'gave no answer'}`).join('; ')}` }
}

/** Why a phase should not begin for want of people who can be called; none on the practice lab, and where the plan does not ask. */
export function reachHindrances(plan: Pick<Plan, 'people' | 'lab' | 'staging'>, overrides: readonly Override[], reach: Reach, wall: number): readonly string[] {
  if (isPractice(plan) || plan.people.paging.reachedWithin === undefined) return []
  const lacking = reachNow(plan, overrides, reach, wall).filter(({ state }) => state !== 'reached')
  return lacking.length === 0 ? [] : [`not every level of the escalation was reached: ${lacking.map(({ title, text }) => `${title}: ${text}`).join('; ')}`]
}
