/** Messages to people that have to go out by a time, folded from entries: what a room has to say next. Plan: "Communication Procedures". */
import type { Entry } from './journal.ts'

/** `due`: wall ms. `failed`: by every channel that it had; it is still to be told. */
export type DueMessage = {
  readonly message: string
  readonly to: string
  readonly title: string
  readonly due: number
  readonly state: 'drafted' | 'queued' | 'failed'
}

/** In the order in which they were first written. */
export type DueMessages = readonly DueMessage[]

/** Nobody looks at more: the oldest go. */
const most = 200

export function foldDueMessages(list: DueMessages, entry: Entry): DueMessages {
  switch (entry.kind) {
    case 'message.drafted':
    case 'message.queued': {
      const { message, to, title, due } = entry.data
      const others = list.filter((one) => one.message !== message)
      if (due === undefined) return others.length === list.length ? list : others
      const next: DueMessage = { message, to, title, due, state: entry.kind === 'message.queued' ? 'queued' : 'drafted' }
      return list.some((one) => one.message === message) ? list.map((one) => (one.message === message ? next : one)) : [...list, next].slice(-most)
    }
    case 'message.failed': {
      const { message, next } = entry.data
      return next === undefined && list.some((one) => one.message === message) ? list.map((one) => (one.message === message ? { ...one, state: 'failed' } : one)) : list
    }
    case 'message.sent':
    case 'message.withdrawn': {
      const { message } = entry.data
      return list.some((one) => one.message === message) ? list.filter((one) => one.message !== message) : list
    }
    default:
      return list
  }
}

/** The one that is due first. */
export const nextMessage = (list: DueMessages): DueMessage | undefined => list.reduce<DueMessage | undefined>((first, one) => (first === undefined || one.due < first.due ? one : first), undefined)
