/** One attempt at a step: check, apply unless it is so already, verify by read-back. Never throws. Semantics 9 of the design. */
import { durationText } from '../../shared/duration.ts'
import type { AskOption, EntryData } from '../../shared/journal.ts'
import type { Endable } from '../../shared/pending.ts'
import { ConnectError, FencingError } from '../connect/connector.ts'
import { provenTargets } from './prove.ts'
import { reasonOf, StepFailure, type Acting, type AnyKind, type Facts } from './steps/kind.ts'

export type Attempted = {
  readonly result: Exclude<EntryData<'step.outcome'>['result'], 'unknown'>
  readonly detail: string
  readonly facts: Facts
  /** Of no use to try again by itself. */
  readonly final: boolean
  /** What the question after it lets a person end. */
  readonly endable?: Endable | undefined
  /** What a person may answer besides the usual. */
  readonly offers?: readonly AskOption[]
  /** What went wrong was no target's and no step's: a fault of the console itself. */
  readonly fault?: unknown
}

/** Why an attempt was ended from outside: the reason of its signal. */
export class AttemptEnded extends Error {
  override readonly name = 'AttemptEnded'
  readonly result: 'timed out' | 'cancelled'

  constructor(result: AttemptEnded['result'], message: string) {
    super(message)
    this.result = result
  }
}

export const timedOut = (after: number): AttemptEnded =>
  new AttemptEnded('timed out', `Not done within ${durationText(after)}. What had begun may have taken effect; the next attempt looks first.`)
export const cancelled = (why: string): AttemptEnded =>
  new AttemptEnded('cancelled', `${why}. What had begun may have taken effect.`)

function failed(error: unknown, signal: AbortSignal, facts: Facts): Attempted {
  // A dead number is told whatever else ended the attempt.
  if (error instanceof FencingError) return { result: 'refused', detail: error.message, facts, final: true }
  const reason: unknown = signal.aborted ? signal.reason : error
  if (reason instanceof AttemptEnded) return { result: reason.result, detail: reason.message, facts, final: false }
  if (error instanceof StepFailure) return { result: 'failed', detail: error.message, facts: { ...facts, ...error.facts }, final: error.final, endable: error.endable, offers: error.offers }
  const base = { result: 'failed', detail: reasonOf(error), facts, final: false } as const
  return error instanceof ConnectError ? base : { ...base, fault: error }
}

/** The work itself, which ends when it ends; `attempt` does not wait for it longer than its signal. */
async function work(kind: AnyKind, ctx: Acting, onApplied: () => void): Promise<{ readonly detail: string; readonly facts: Facts }> {
  const done = await kind.check(ctx)
  ctx.signal.throwIfAborted()
  if (done === undefined) await kind.apply(ctx)
  onApplied()
  ctx.signal.throwIfAborted()
  const found = await kind.verify(ctx)
  return { detail: done?.detail ?? '', facts: { ...done?.facts, ...found } }
}

/**
 * @param ctx its signal's reason is an AttemptEnded when it is aborted
 * @returns the outcome; `applied`, when it has made its effect or has ended without; and `settled`, when the work itself
 * has ended: a target that hears no signal may go on
 */
export function attempt(kind: AnyKind, ctx: Omit<Acting, 'note'>): { readonly outcome: Promise<Attempted>; readonly applied: Promise<void>; readonly settled: Promise<unknown> } {
  const noted: Record<string, string | number | boolean> = {}
  const { promise: given, reject } = Promise.withResolvers<never>()
  const { signal } = ctx
  const onAbort = (): void => reject(signal.reason)
  signal.addEventListener('abort', onAbort, { once: true })
  const note = (facts: Facts): void => void Object.assign(noted, facts)
  const { promise: applied, resolve: onApplied } = Promise.withResolvers<void>()
  const working = work(kind, { ...ctx, targets: provenTargets(ctx.targets, ctx, note), note }, onApplied)
  const outcome = Promise.race([working, given]).then(
    ({ detail, facts }): Attempted => ({ result: 'ok', detail, facts: { ...noted, ...facts }, final: false }),
    (error: unknown) => failed(error, signal, noted),
  ).finally(() => {
    signal.removeEventListener('abort', onAbort)
    onApplied()
  })
  return { outcome, applied, settled: working.then(() => undefined, () => undefined) }
}
