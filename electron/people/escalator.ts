/**
 * Calls people by the clock: looks every few seconds, when the next call is due, and at each entry that may call for it, and writes down what is due. Messages go
 * out by the outbox. A restart and a sleep only mean that the next look is late: it catches up once. Fault 28.
 */
import type { Clock } from '../../shared/clock.ts'
import { escalate } from '../../shared/escalate.ts'
import { elapsedAt, nextCall, openEscalations } from '../../shared/escalation.ts'
import type { Entry } from '../../shared/journal.ts'
import type { Plan } from '../../shared/plan.ts'
import type { Journal } from '../journal/journal.ts'
import type { Log } from '../log.ts'
import type { Timers } from '../observe/sampler.ts'
import { switchFirst } from '../switch-first.ts'
import { alone, type TellingTurn } from './turn.ts'

const lookEvery = 5_000
/** Ms for which a level that another console could not reach is tried here first, before the next level is called in its place. */
const tryFirst = 2_000
const calls = /^(?:incident\.(?:opened|severity|closed)|alert\.|gate\.turned|escalation\.(?:raised|acknowledged)|message\.failed)/

/** @param plan the one in use: what an escalation began with stays as it was */
export function startEscalator({ journal, plan, turn = alone, clock, timers, log }: {
  readonly journal: Pick<Journal, 'state' | 'appendAll' | 'subscribe'>
  readonly plan: () => Pick<Plan, 'people' | 'lab' | 'staging'>
  readonly turn?: TellingTurn
  readonly clock: Clock
  readonly timers: Timers
  readonly log: Log
}): () => void {
  let cancel = (): void => undefined
  let notBefore = -Infinity
  const look = (): void => {
    cancel()
    const first = turn.mine() ? notBefore - clock.mono() : 0
    cancel = timers.after(first > 0 ? first : lookEvery, look)
    if (!turn.mine() || first > 0) return
    try {
      const now = { wall: clock.wall(), mono: clock.mono(), boot: clock.boot }
      const drafts = escalate(plan(), journal.state(), now)
      if (drafts.length > 0) journal.appendAll(drafts)
      const waits = openEscalations(journal.state().onCall.escalations).flatMap((one) => { const next = nextCall(one); return next === undefined ? [] : [Math.ceil(next.due - elapsedAt(one, now))] })
      cancel()
      cancel = timers.after(Math.max(1, Math.min(lookEvery, ...waits)), look)
    } catch (error) {
      // The next look decides the same again: nothing was written down.
      log.error('escalation.not written', { error })
    }
  }
  const hear = ({ kind }: Entry): void => {
    if (!calls.test(kind)) return
    cancel()
    // Never within the append that it hears of: a listener after this one would hear the calls before what called for them.
    cancel = timers.after(switchFirst, look)
  }
  const unsubscribe = journal.subscribe(hear)
  const offTurn = turn.onChange(() => {
    if (turn.mine() && turn.unsure() === 'what waits') notBefore = clock.mono() + tryFirst
    look()
  })
  look()
  return () => {
    cancel()
    offTurn()
    unsubscribe()
  }
}
