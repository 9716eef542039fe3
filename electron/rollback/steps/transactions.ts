/**
 * Kind `transactions`: what was begun has ended. It waits and lists; nothing is ever ended without a yes.
 * Plan: "Transaction Verification: Ensure all pending transactions complete"; fault 15.
 */
import { z } from 'zod'
import { durationText } from '../../../shared/duration.ts'
import { environments } from '../../../shared/metrics.ts'
import type { Pending } from '../../connect/connector.ts'
import { ask, count, defineKind, lookUntil, notKnownBefore, nothingToApply, StepFailure, type Look } from './kind.ts'

const settings = z.strictObject({ environment: z.enum(environments).optional() })
type Settings = z.infer<typeof settings>

const lookEvery = 500
const listed = 10

const subject = ({ settings: { environment }, other }: Look<Settings>) => environment ?? other
const pendingOf = (ctx: Look<Settings>): Promise<readonly Pending[]> =>
  ask(ctx, `the open transactions of ${subject(ctx)}`, (signal) => ctx.targets.archives().pending(subject(ctx), signal))

const listText = (pending: readonly Pending[], wall: number): string => {
  const shown = pending.slice(0, listed).map(({ user, since, statement }) => `${user}: ${statement} (${durationText(Math.max(0, Math.floor((wall - since) / 1_000) * 1_000))})`)
  return [...shown, ...(pending.length > listed ? [`and ${pending.length - listed} more`] : [])].join('; ')
}

export const transactions = defineKind<Settings>({
  settings,
  effect: (ctx) => `Wait until every open transaction of ${subject(ctx)} has ended`,
  check: notKnownBefore,
  apply: nothingToApply,
  verify: async (ctx) => {
    let most = 0
    let last: readonly Pending[] = []
    const ended = await lookUntil(ctx, lookEvery, async () => {
      last = await pendingOf(ctx)
      most = Math.max(most, last.length)
      if (last.length === 0) return true
      ctx.progress(`open: ${listText(last, ctx.clock.wall())}`, most - last.length, most)
      return undefined
    })
    if (ended !== true) {
      const list = listText(last, ctx.clock.wall())
      throw new StepFailure(`${count(last.length, 'transaction')} of ${subject(ctx)} still open: ${list}. None was ended.`, { facts: { open: last.length, list }, final: true })
    }
    return { open: 0, 'waited for': most }
  },
  would: async (ctx) => {
    const pending = await pendingOf(ctx)
    return pending.length === 0 ? `go on at once: ${subject(ctx)} has no open transaction` : `wait for ${count(pending.length, 'transaction')}: ${listText(pending, ctx.clock.wall())}`
  },
})
