/** One thing at a time, which can be ended from outside with who and why. */
import type { Actor } from '../../../shared/journal.ts'

/** Why something was ended before its time: the reason of its signal. */
export type Early = { readonly ended: 'cancelled' | 'rollback' | 'interrupted'; readonly who: Actor; readonly why: string }

export type Lane<S> = {
  readonly busy: () => S | undefined
  /** @returns settles when the work has ended and the next may begin; what the work throws is a fault of ours */
  readonly begin: (subject: S, work: (signal: AbortSignal) => Promise<void>) => Promise<void>
  readonly end: (early: Early) => void
  /** Settles when nothing is under way. */
  readonly idle: () => Promise<void>
}

export const earlyOf = (signal: AbortSignal): Early | undefined => (signal.aborted ? (signal.reason as Early) : undefined)

export function createLane<S>(onFault: (subject: S, error: unknown) => void): Lane<S> {
  let active: { readonly subject: S; readonly controller: AbortController; readonly done: Promise<void> } | undefined
  return {
    busy: () => active?.subject,
    begin: (subject, work) => {
      if (active !== undefined) throw new Error('the lane is taken')
      const controller = new AbortController()
      const done = Promise.resolve().then(() => work(controller.signal)).catch((error: unknown) => onFault(subject, error)).finally(() => (active = undefined))
      active = { subject, controller, done }
      return done
    },
    end: (early) => active?.controller.abort(early),
    idle: async () => {
      while (active !== undefined) await active.done
    },
  }
}
