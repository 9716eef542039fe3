/** What a kind of step is made of, and what it works with. One file a kind; the registry is `index.ts`. */
import type { z } from 'zod'
import { errorText } from '../../../shared/error-text.ts'
import type { Clock } from '../../../shared/clock.ts'
import { durationText } from '../../../shared/duration.ts'
import type { GateView } from '../../../shared/gate.ts'
import type { AskOption } from '../../../shared/journal.ts'
import type { Environment } from '../../../shared/metrics.ts'
import type { Endable } from '../../../shared/pending.ts'
import type { Plan, Step } from '../../../shared/plan.ts'
import type { Preview } from '../../../shared/preview.ts'
import type { Run } from '../../../shared/rollback.ts'
import type { App, Archives, Balancer } from '../../connect/connector.ts'
import type { Read } from '../../observe/reading.ts'
import type { Timers } from '../../observe/sampler.ts'
import type { RunnerJournal } from '../runner-journal.ts'

/** Short labels and values for people and reports. */
export type Facts = Readonly<Record<string, string | number | boolean>>
/** What a check found to be done already. */
export type Done = { readonly detail: string; readonly facts?: Facts }

/** The connected systems, by what they are for. Each throws a typed error where the plan has none. */
export type StepTargets = {
  readonly app: (environment: Environment) => App
  readonly balancer: () => Balancer
  readonly archives: () => Archives
}

export type Monitoring = () => {
  readonly sources: readonly { readonly target: string; readonly state: string; readonly environment?: Environment }[]
  readonly firing: readonly { readonly gate: string; readonly environment: Environment }[]
  /** What the last tick found of every gate. */
  readonly judged?: readonly GateView[]
}

/** What looking needs: enough to say what a step would do. */
export type Look<S = unknown> = {
  readonly step: Step
  readonly settings: S
  readonly plan: Plan
  /** Where users go back to, and where they come from. */
  readonly target: Environment
  readonly other: Environment
  readonly targets: StepTargets
  readonly read: Read
  readonly monitoring: Monitoring
  readonly journal: RunnerJournal
  readonly clock: Clock
  readonly timers: Timers
  /** Before-images, reports and checkpoints are below it. */
  readonly dir: string
  readonly signal: AbortSignal
}

/** What one attempt works with. */
export type Acting<S = unknown> = Look<S> & {
  /** As it was when the attempt began. */
  readonly run: Run
  readonly fencing: number
  /** The console's own environment; a command gets of it what the plan lists. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** When the attempt is given up: monotonic ms. */
  readonly endsAt: number
  readonly progress: (text: string, done?: number, total?: number) => void
  /** Facts that the outcome bears however it ends. */
  readonly note: (facts: Facts) => void
}

export type Kind<S> = {
  readonly settings: z.ZodType<S>
  /** What is about to be done, in words: the intent on disk. */
  readonly effect: (ctx: Acting<S>) => string
  /** Is it done already? Then it is not applied; it is verified all the same. */
  readonly check: (ctx: Acting<S>) => Promise<Done | undefined>
  readonly apply: (ctx: Acting<S>) => Promise<void>
  /** Reads back; a step is green only after it. @throws StepFailure */
  readonly verify: (ctx: Acting<S>) => Promise<Facts>
  /** What it would do now, from live state. */
  readonly would: (ctx: Look<S>) => Promise<string>
  /** What it would move or lose, shown before its stage begins. Changes nothing. A kind that has it is listed in pinned.ts. */
  readonly preview?: (ctx: Look<S>) => Promise<Omit<Preview, 'step'>>
}
export type AnyKind = Kind<unknown>

/** A step did not come to what it is for; the message is for people. */
export class StepFailure extends Error {
  override readonly name = 'StepFailure'
  readonly facts: Facts
  /** Trying again by itself is of no use: a person is asked at once. */
  readonly final: boolean
  /** What a person may have ended by the answer to the question. */
  readonly endable: Endable | undefined
  /** What a person may answer besides the usual. */
  readonly offers: readonly AskOption[]

  constructor(message: string, { facts = {}, final = false, endable, offers = [], cause }: { readonly facts?: Facts; readonly final?: boolean; readonly endable?: Endable | undefined; readonly offers?: readonly AskOption[]; readonly cause?: unknown } = {}) {
    super(message, cause === undefined ? undefined : { cause })
    this.facts = facts
    this.final = final
    this.endable = endable
    this.offers = offers
  }
}

/** Makes a kind whose settings are read from the step of the plan. */
export function defineKind<S>(kind: Kind<S>): AnyKind {
  const { preview } = kind
  const own = <C extends Look>(ctx: C): C & { readonly settings: S } => {
    const read = kind.settings.safeParse(ctx.step.with)
    if (read.success) return { ...ctx, settings: read.data }
    const [issue] = read.error.issues
    throw new StepFailure(`The plan's settings of ${ctx.step.id} are not understood: ${issue?.path.join('.') || 'with'}: ${issue?.message ?? 'wrong'}`, { final: true })
  }
  return {
    settings: kind.settings,
    effect: (ctx) => kind.effect(own(ctx)),
    check: async (ctx) => kind.check(own(ctx)),
    apply: async (ctx) => kind.apply(own(ctx)),
    verify: async (ctx) => kind.verify(own(ctx)),
    would: async (ctx) => kind.would(own(ctx)),
    ...(preview && { preview: async (ctx: Look) => preview(own(ctx)) }),
  }
}

/** Parts of kinds that have nothing to look up first, and nothing to change. */
export const notKnownBefore = async (): Promise<undefined> => undefined
export const nothingToApply = async (): Promise<void> => undefined

/** One question to a target is bounded, so that one that hangs costs two seconds and not the whole attempt (fault 9). */
const answerWithin = 2_000

/**
 * Asks a target within the attempt.
 * @throws StepFailure after `ms`; the reason of `ctx.signal` when the attempt is over
 */
export async function ask<T>(ctx: Pick<Look, 'signal' | 'timers'>, what: string, work: (signal: AbortSignal) => Promise<T>, ms = answerWithin): Promise<T> {
  ctx.signal.throwIfAborted()
  const controller = new AbortController()
  const { promise: given, reject } = Promise.withResolvers<never>()
  const cancel = ctx.timers.after(ms, () => {
    reject(new StepFailure(`${what}: no answer within ${durationText(ms)}`))
    controller.abort()
  })
  const onAbort = (): void => {
    reject(ctx.signal.reason)
    controller.abort()
  }
  ctx.signal.addEventListener('abort', onAbort)
  try {
    return await Promise.race([given, work(controller.signal)])
  } finally {
    cancel()
    ctx.signal.removeEventListener('abort', onAbort)
  }
}

/** Waits; rejects with the reason of `ctx.signal` when the attempt is over. */
export function pause(ctx: Pick<Look, 'signal' | 'timers'>, ms: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const onAbort = (): void => {
    cancel()
    reject(ctx.signal.reason)
  }
  const cancel = ctx.timers.after(ms, () => {
    ctx.signal.removeEventListener('abort', onAbort)
    resolve()
  })
  if (ctx.signal.aborted) onAbort()
  else ctx.signal.addEventListener('abort', onAbort, { once: true })
  return promise
}

/** Kept free at the end of an attempt, so that it ends in words and not in a time-out. */
const lastWords = 500

/** Looks again every `every` ms until there is something; undefined when the attempt's time is nearly over. */
export async function lookUntil<T>(ctx: Acting, every: number, look: () => Promise<T | undefined>): Promise<T | undefined> {
  for (;;) {
    const found = await look()
    if (found !== undefined) return found
    if (ctx.clock.mono() + every > ctx.endsAt - lastWords) return undefined
    await pause(ctx, every)
  }
}

/** Why something failed, in one line. What a full disk says of itself tells nobody what to do. */
export function reasonOf(error: unknown): string {
  const text = errorText(error)
  return error instanceof Error && 'code' in error && error.code === 'ENOSPC' ? `the disk of this console is full: make room, then retry (${text})` : text
}

/** "1 row", "3 rows" */
export const count = (number: number, one: string, many = `${one}s`): string => `${number} ${number === 1 ? one : many}`

export const nameOf = (environment: Environment): string => (environment === 'blue' ? 'Blue' : 'Green')

/** A user of the console's own for one step: signing in ends an earlier session of the same user. */
export const probeUser = (ctx: Pick<Look, 'step'>): string => `fifteen-${ctx.step.id}`.slice(0, 64)

/** "2025-10-01 14:03:07 UTC" */
export const utc = (wall: number): string => `${new Date(wall).toISOString().slice(0, 19).replace('T', ' ')} UTC`
