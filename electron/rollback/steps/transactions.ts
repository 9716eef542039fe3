/**
 * Kind `transactions`: what was begun has ended. It waits and lists; where that is not enough a person may say yes to ending
 * those that are shown, and no others: what began later is waited for, and shown anew. Silence ends nothing.
 * Plan: "Transaction Verification: Ensure all pending transactions complete"; semantics 14, fault 15.
 */
import { z } from 'zod'
import { durationText } from '../../../shared/duration.ts'
import { actorText } from '../../../shared/journal.ts'
import { environments } from '../../../shared/metrics.ts'
import type { Endable } from '../../../shared/pending.ts'
import type { StepRun } from '../../../shared/rollback.ts'
import type { Pending } from '../../connect/connector.ts'
import { ask, count, defineKind, lookUntil, notKnownBefore, reasonOf, StepFailure, type Acting, type Look } from './kind.ts'

const settings = z.strictObject({ environment: z.enum(environments).optional() })
type Settings = z.infer<typeof settings>

const lookEvery = 500
const listed = 10
/** As many are offered to be ended at once; the rest are shown next. */
const mostEndable = 50
/** A server rolls back what is ended before it is gone. */
const endWithin = 12_000
const longestStatement = 160

const subject = ({ settings: { environment }, other }: Look<Settings>) => environment ?? other

/** Values in a statement are users' own, and may be secrets: they do not go on the record. */
export const withoutValues = (statement: string): string => {
  const bare = statement.replace(/'(?:[^'\\]|\\.|'')*(?:'|$)|"(?:[^"\\]|\\.|"")*(?:"|$)/g, "'…'").replace(/\s+/g, ' ').trim()
  return bare.length > longestStatement ? `${bare.slice(0, longestStatement - 1)}…` : bare
}

const pendingOf = (ctx: Look<Settings>): Promise<readonly Pending[]> =>
  ask(ctx, `the open transactions of ${subject(ctx)}`, async (signal) =>
    (await ctx.targets.archives().pending(subject(ctx), signal)).map((one) => ({ ...one, statement: withoutValues(one.statement) })))

const nameText = ({ user, statement }: Pending): string => `${user}: ${statement}`
const listText = (pending: readonly Pending[], wall: number): string => {
  const shown = pending.slice(0, listed).map((one) => `${nameText(one)} (${durationText(Math.max(0, Math.floor((wall - one.since) / 1_000) * 1_000))})`)
  return [...shown, ...(pending.length > listed ? [`and ${pending.length - listed} more`] : [])].join('; ')
}

type Yes = NonNullable<StepRun['yes']>
const yesOf = ({ run, step }: Acting<Settings>): Yes | undefined => {
  const { yes } = run.stages.flatMap(({ steps }) => steps).find(({ id }) => id === step.id) ?? {}
  return yes && yes.pending.length > 0 ? yes : undefined
}

/** Each on the record as it is done; one that can't be ended does not keep the others. */
async function endThese(ctx: Acting<Settings>, { environment, pending, who, why }: Yes): Promise<void> {
  const { journal, run, step, signal } = ctx
  const { endTransaction: end } = ctx.targets.archives()
  if (end === undefined) throw new StepFailure('This archive can end no transaction', { final: true })
  const counts = { ended: 0, gone: 0 }
  const left: { readonly one: Pending; readonly why: string }[] = []
  for (const one of pending) {
    signal.throwIfAborted()
    ctx.progress(`ending ${nameText(one)}`, counts.ended + counts.gone + left.length, pending.length)
    let result: 'ended' | 'gone' | 'not ended' = 'not ended'
    let detail = ''
    try {
      result = await ask(ctx, `the end of a transaction of ${environment}`, (limited) => end(environment, one, { who: actorText(who) }, limited), endWithin)
    } catch (error) {
      detail = reasonOf(error)
    }
    // A driver that is not the driver any more writes nothing: the next one looks for itself.
    signal.throwIfAborted()
    if (result === 'not ended') left.push({ one, why: detail })
    else {
      counts[result] += 1
      detail = result === 'ended' ? 'its work was rolled back, and it is not open any more' : 'it had ended by itself: nothing was done to it'
    }
    journal.append({ kind: 'transaction.ended', who, why, incident: run.incident, environment, data: { run: run.id, step: step.id, transaction: { ...one }, result, detail } })
  }
  ctx.note(counts)
  const [first] = left
  if (first === undefined) return
  throw new StepFailure(`${count(left.length, 'transaction')} of ${environment} could not be ended: ${nameText(first.one)}: ${first.why}`, {
    facts: { 'not ended': left.length }, final: true, endable: endableOf(ctx, left.map(({ one }) => one)),
  })
}

/** What may be offered to be ended. One that was prepared has no connection left that could be. */
function endableOf(ctx: Look<Settings>, pending: readonly Pending[]): Endable | undefined {
  const fit = pending.filter(({ id }) => !id.startsWith('xa-')).slice(0, mostEndable)
  return ctx.targets.archives().endTransaction === undefined || fit.length === 0 ? undefined : { environment: subject(ctx), pending: fit }
}

async function mayNotEnd(ctx: Look<Settings>): Promise<string | undefined> {
  try {
    return await ask(ctx, `the rights on ${subject(ctx)}`, (signal) => ctx.targets.archives().mayNotEnd?.(subject(ctx), signal) ?? Promise.resolve(undefined))
  } catch (error) {
    ctx.signal.throwIfAborted()
    return reasonOf(error)
  }
}

export const transactions = defineKind<Settings>({
  settings,
  effect: (ctx) => {
    const yes = yesOf(ctx)
    const wait = `ait until every open transaction of ${subject(ctx)} has ended`
    return yes === undefined ? `W${wait}` : `End ${count(yes.pending.length, 'transaction')} of ${yes.environment}, as ${actorText(yes.who)} said (${yes.why}): ${yes.pending.slice(0, listed).map(nameText).join('; ')}${yes.pending.length > listed ? '; …' : ''}. Then w${wait}`
  },
  check: notKnownBefore,
  apply: async (ctx) => {
    const yes = yesOf(ctx)
    if (yes) await endThese(ctx, yes)
  },
  verify: async (ctx) => {
    let most = 0
    let last: readonly Pending[] = []
    let why: string | undefined
    let looked = false
    const ended = await lookUntil(ctx, lookEvery, async () => {
      last = await pendingOf(ctx)
      most = Math.max(most, last.length)
      if (last.length === 0) return true
      // Asked while there is time: at the end of the attempt there is none.
      if (!looked) why = await mayNotEnd(ctx)
      looked = true
      ctx.progress(`open: ${listText(last, ctx.clock.wall())}`, most - last.length, most)
      return undefined
    })
    if (ended !== true) {
      const list = listText(last, ctx.clock.wall())
      const asked = `${count(last.length, 'transaction')} of ${subject(ctx)} still open: ${list}. None of these was ended${why === undefined ? '' : `, and none can be from here: ${why}`}.`
      throw new StepFailure(asked, { facts: { open: last.length, list }, final: true, endable: why === undefined ? endableOf(ctx, last) : undefined })
    }
    return { open: 0, 'waited for': most }
  },
  would: async (ctx) => {
    const pending = await pendingOf(ctx)
    return pending.length === 0 ? `go on at once: ${subject(ctx)} has no open transaction` : `wait for ${count(pending.length, 'transaction')}: ${listText(pending, ctx.clock.wall())}`
  },
})
