/**
 * Kind `gate`: the share stays as it is while the named gates are judged, and passes once all of them have passed for the hold.
 * What can't be judged holds and says so; what fails asks a person. Plan: "QUALITY GATES & AUTOMATED MONITORING".
 */
import { z } from 'zod'
import { durationText } from '../../../shared/duration.ts'
import { inPhase } from '../../../shared/ramp-gates.ts'
import { ConnectError } from '../../connect/connector.ts'
import { defineKind, notKnownBefore, nothingToApply, pause, StepFailure, type Acting, type Look } from './kind.ts'
import { counted, lookAtGates, type Verdict } from './hold.ts'
import { readRouting, shareSettings, shareWrong, usersOf } from './share.ts'

const settings = z.strictObject({ ...shareSettings.shape, hold: z.number().nonnegative(), gates: z.array(z.string()).optional() })
type Settings = z.infer<typeof settings>

const every = 1_000
/** So many entries a hold, besides those where it stops and goes on: a console that ends loses no more than one of these parts. */
const parts = 10

const asked = ({ plan, settings: { gates }, journal, target }: Look<Settings>) => ({ gates: plan.gates, named: gates, phase: journal.state().phase, held: journal.state().hold?.title, environment: target })

/** The share must still be what was set: what others judge of another share says nothing. */
async function shareNow(ctx: Look<Settings>): Promise<Verdict> {
  try {
    const wrong = shareWrong(await readRouting(ctx), { percent: ctx.settings.percent, users: usersOf(ctx) }, ctx.target)
    return wrong === undefined ? { kind: 'passes' } : { kind: 'fails', why: `The share is no longer what was set: ${wrong}` }
  } catch (error) {
    ctx.signal.throwIfAborted()
    if (!(error instanceof ConnectError || error instanceof StepFailure)) throw error
    return { kind: 'holds', why: `where users go is not known: ${error.message}` }
  }
}

async function look(ctx: Look<Settings>): Promise<Verdict> {
  const share = await shareNow(ctx)
  const gates = lookAtGates({ ...asked(ctx), views: ctx.monitoring().judged ?? [], now: ctx.clock.mono() })
  if (share.kind === 'passes') return gates
  return gates.kind === 'fails' ? gates : share
}

/** How long it has passed already: what the record says of this step, such as from before a restart. */
const heldBefore = ({ journal, run, step }: Acting): number =>
  journal.state().forward?.id === run.id ? (journal.state().forward?.stages.flatMap((stage) => stage.steps).find(({ id }) => id === step.id)?.held?.ms ?? 0) : 0

async function hold(ctx: Acting<Settings>): Promise<number> {
  const { clock, journal, run, step, settings: { hold: wanted } } = ctx
  const record = (ms: number, why: string | undefined): void =>
    void journal.append({ kind: 'hold.counted', who: { kind: 'rule', name: 'forward-procedure' }, incident: run.incident, data: { run: run.id, step: step.id, ms: Math.round(ms), ...(why !== undefined && { why }) } })
  let held = heldBefore(ctx)
  let recorded = held
  let said: string | undefined
  let before = { at: clock.mono(), passes: false }
  for (;;) {
    const verdict = await look(ctx)
    ctx.signal.throwIfAborted()
    const now = { at: clock.mono(), passes: verdict.kind === 'passes' }
    held += counted(before, now)
    before = now
    const only = verdict.kind === 'holds' ? verdict.why : undefined
    if (verdict.kind === 'fails') throw new StepFailure(`${verdict.why}. It had passed for ${durationText(held)} of ${durationText(wanted)}. The share stays as it is.`, { final: true, facts: { held: Math.round(held) } })
    if (now.passes && held >= wanted) return held
    // A cause's figures move with each look: that it stands still is news once.
    if ((only === undefined) !== (said === undefined) || held - recorded >= wanted / parts) {
      record(held, only)
      recorded = held
    }
    said = only
    ctx.progress(only === undefined ? 'the gates pass' : `the time stands still: ${only}`, Math.round(held), wanted)
    await pause(ctx, Math.max(1, Math.min(every, now.passes ? wanted - held : every)))
  }
}

export const gate = defineKind<Settings>({
  settings,
  effect: (ctx) => `Hold the share for ${durationText(ctx.settings.hold)} while ${inPhase(asked(ctx)).length} gates pass`,
  check: notKnownBefore,
  apply: nothingToApply,
  verify: async (ctx) => ({ held: Math.round(await hold(ctx)), gates: inPhase(asked(ctx)).length }),
  would: async (ctx) => {
    const verdict = await look(ctx)
    return `hold for ${durationText(ctx.settings.hold)}; now ${verdict.kind === 'passes' ? 'all gates pass' : verdict.why}`
  },
})
