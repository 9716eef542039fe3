/** Messages to people that have to go out by a time: what a room has to say next. Plan: "Communication Procedures". Pure. */
import type { Messages } from './messages.ts'

/** `due`: wall ms. `failed`: by every channel that it had; it is still to be told. */
export type DueMessage = {
  readonly message: string
  readonly to: string
  readonly title: string
  readonly due: number
  readonly state: 'drafted' | 'queued' | 'failed'
}

/** What people have to be told by a time, and were not yet; the first one first. */
export const dueMessages = (messages: Messages): readonly DueMessage[] =>
  messages
    .flatMap(({ id, to, title, due, state }): readonly DueMessage[] =>
      due === undefined || state === 'sent' || state === 'withdrawn' ? [] : [{ message: id, to, title, due, state: state === 'draft' ? 'drafted' : state }])
    .toSorted((a, b) => a.due - b.due)
