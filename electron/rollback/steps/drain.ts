/**
 * Kind `drain`: nobody is left on the other environment. Sticky sessions and kept connections outlive a weight of 0.
 * Plan: "Connection Draining: Graceful closure of Green environment connections"; semantics 11, fault 10.
 */
import { z } from 'zod'
import { duration, durationText } from '../../../shared/duration.ts'
import type { Routing } from '../../connect/connector.ts'
import { ask, count, defineKind, notKnownBefore, pause, StepFailure, type Acting, type Look } from './kind.ts'

const settings = z.strictObject({ grace: duration.prefault('20s') })
type Settings = z.infer<typeof settings>

const lookEvery = 250
/** Long enough for a straggler among some requests a second to show. */
const quietFor = 500
const longestGrace = 60_000

const read = (ctx: Look): Promise<Routing> => ask(ctx, 'the balancer', (signal) => ctx.targets.balancer().read(signal))

/** Waits until nothing is in flight there, or until `by` (monotonic ms). */
async function emptied(ctx: Acting, by: number): Promise<number> {
  const { other } = ctx
  for (;;) {
    const { inFlight, sticky } = await read(ctx)
    ctx.progress(`${count(inFlight[other], 'request')} in flight on ${other}, ${count(sticky[other], 'user')} answered there in the last minute`)
    if (inFlight[other] === 0 || ctx.clock.mono() >= by) return inFlight[other]
    await pause(ctx, Math.max(1, Math.min(lookEvery, by - ctx.clock.mono())))
  }
}

export const drain = defineKind<Settings>({
  settings,
  effect: ({ other, settings: { grace } }) => `Drain ${other}, then close its connections; what is in flight has ${durationText(grace)}`,
  // Kept connections can't be read back, and closing them again harms nobody.
  check: notKnownBefore,
  apply: async (ctx) => {
    const { other, targets, fencing, settings: { grace } } = ctx
    const by = ctx.clock.mono() + grace
    const routing = await read(ctx)
    ctx.note({ 'in flight at first': routing.inFlight[other] })
    if (!routing.drained[other]) await ask(ctx, 'the balancer', (signal) => targets.balancer().drain(other, true, fencing, signal))
    const left = await emptied(ctx, by)
    const graceLeft = Math.min(longestGrace, Math.max(0, Math.round(by - ctx.clock.mono())))
    await ask(ctx, 'the balancer', (signal) => targets.balancer().close(other, graceLeft, fencing, signal))
    ctx.note({ 'closed by force': left })
  },
  verify: async (ctx) => {
    const { other } = ctx
    const left = await emptied(ctx, ctx.clock.mono() + 2_000)
    if (left > 0) throw new StepFailure(`${count(left, 'request')} still in flight on ${other} after the close.`)
    const before = await read(ctx)
    await pause(ctx, quietFor)
    const after = await read(ctx)
    if (!after.drained[other]) throw new StepFailure(`The balancer does not report the drain of ${other}.`)
    const more = after.served[other] - before.served[other]
    // A balancer that was restarted in between counts anew.
    if (before.id === after.id && more > 0) throw new StepFailure(`${nameAndCount(other, more)} in ${durationText(quietFor)} after the drain.`)
    return { 'in flight': after.inFlight[other], 'still sticky': after.sticky[other] }
  },
  would: async (ctx) => {
    const { inFlight, sticky } = await read(ctx)
    return `drain ${ctx.other}: ${count(inFlight[ctx.other], 'request')} in flight and ${count(sticky[ctx.other], 'user')} there now; what is left after ${durationText(ctx.settings.grace)} is closed by force`
  },
})

const nameAndCount = (environment: string, answers: number): string => `${environment} still gave ${count(answers, 'answer')}`
