/** What a restore would bring and cost, in words, before a person says yes to it. Changes nothing. Semantics 14 of the design; fault 18. */
import { join } from 'node:path'
import { lastProven, reachOf, type Proven } from '../../../shared/checkpoint-rules.ts'
import { clockText, durationText } from '../../../shared/duration.ts'
import { latestRestoreText, type Preview } from '../../../shared/preview.ts'
import { runEnded } from '../../../shared/rollback.ts'
import { fileOf } from '../recovery.ts'
import { runNow } from '../run-clock.ts'
import { ask, count, utc, type Look } from './kind.ts'

export type Offer = {
  readonly text: string
  /** Absent: there is nothing to restore from. */
  readonly checkpoint?: Proven
  /** Wall ms of the state that it would bring back. */
  readonly moment?: number
  readonly fits: boolean
}

const tablesShown = 5
/** Each look is bounded: a person waits for the question. */
const lookWithin = 2_000

/** What is left of the run, and of what the step may take; the whole of it where no run is open. */
function room({ plan: { rollback }, step, journal, clock }: Look): { readonly left: number; readonly ms: number } {
  const { run } = journal.state()
  const left = run === undefined || runEnded(run) ? rollback.deadline : run.startedAt + run.deadline - runNow(run, clock)
  return { left, ms: Math.min(left, step.timeout) }
}

function fitText(ctx: Look, takes: number): { readonly fits: boolean; readonly text: string } {
  const { left, ms } = room(ctx)
  if (takes <= ms) return { fits: true, text: latestRestoreText(ctx.plan.rollback.deadline, takes) }
  const why = takes > left ? `${clockText(Math.max(0, left))} are left of the run` : `the step may take ${durationText(ctx.step.timeout)}`
  return { fits: false, text: `It does not fit: it took ${durationText(takes)}, and ${why}. Skip leaves it to after the rollback, on the Checkpoints screen.` }
}

/** Rows that are live now and were not in the checkpoint: what can be told without its log. */
async function rowsSince(ctx: Look, { taken }: Proven): Promise<string> {
  const compared = await ask(ctx, 'how many rows are live', (signal) => ctx.targets.archives().compare(signal), lookWithin)
  const more = compared.tables.flatMap(({ table, blueRows, greenRows }) => {
    const was = taken.tables.find((one) => one.table === table)?.rows ?? 0
    const rows = (ctx.target === 'blue' ? blueRows : greenRows) - was
    return rows > 0 ? [{ table, rows }] : []
  })
  const all = more.reduce((sum, { rows }) => sum + rows, 0)
  return all === 0 ? 'by their number no row would be lost, changed ones are not counted' : `${count(all, 'row')} would be lost (${more.slice(0, tablesShown).map(({ table, rows }) => `${table} ${rows}`).join('; ')}), changed ones not counted`
}

async function usersThere(ctx: Look): Promise<string> {
  const { sticky } = await ask(ctx, 'who is there', (signal) => ctx.targets.balancer().read(signal), lookWithin)
  return `${count(sticky[ctx.target], 'user')} of the last minute ${sticky[ctx.target] === 1 ? 'works' : 'work'} on ${ctx.target}; their sessions are the application's and stay.`
}

const orNot = (ctx: Look, look: Promise<string>, otherwise: string): Promise<string> =>
  look.catch(() => {
    ctx.signal.throwIfAborted()
    return otherwise
  })

const nothing = 'There is no checkpoint that was proven by a restore: nothing was restored, a person decides how.'

export async function offerOf(ctx: Look): Promise<Offer> {
  const { checkpoints } = ctx.targets.archives()
  const checkpoint = lastProven(ctx.journal.state().checkpoints, ctx.target)
  if (checkpoints === undefined || checkpoint === undefined) return { text: checkpoint === undefined ? nothing : `This plan's archive can't be checkpointed any more. ${nothing}`, fits: false }
  const { taken, proof } = checkpoint
  const file = fileOf(checkpoint, join(ctx.dir, ctx.plan.checkpoints?.folder ?? 'checkpoints'))
  const reach = reachOf(checkpoint, await ask(ctx, 'how far its log reaches', (signal) => checkpoints.reach(file, signal), lookWithin).catch(() => {
    ctx.signal.throwIfAborted()
    return undefined
  }))
  const isCut = checkpoint.until !== undefined
  const { fits, text: fit } = fitText(ctx, proof.ms)
  const [lost, users] = await Promise.all([
    reach && !isCut ? '' : orNot(ctx, rowsSince(ctx, checkpoint), 'how many is not known'),
    orNot(ctx, usersThere(ctx), `Who works on ${ctx.target} now is not known.`),
  ])
  const since = reach
    ? `The log of changes reaches from there to ${utc(reach.to)}${isCut ? `, when something else was put in its place: what was committed since would be lost, ${lost}.` : ': what was committed until then comes back too.'}`
    : `The log of changes does not reach back to it: what was committed since would be lost, ${lost}.`
  const text = `Checkpoint ${checkpoint.id} of ${utc(taken.at)}, ${durationText(Math.max(0, ctx.clock.wall() - taken.at))} old, was restored and compared in ${durationText(proof.ms)}. ${since} ${users} ${fit} Nothing is restored without a yes.`
  return { text, checkpoint, moment: reach?.to ?? taken.at, fits }
}

export async function restorePreview(ctx: Look): Promise<Omit<Preview, 'step'>> {
  const { text, checkpoint } = await offerOf(ctx)
  if (checkpoint === undefined) return { text: 'There is no checkpoint yet: a damaged archive can not be restored by this run, a person decides how.', restore: {} }
  return { text: `Only where ${ctx.target}'s archive is damaged, and after a yes. ${text}`, restore: { checkpoint: checkpoint.taken.at, takes: checkpoint.proof.ms } }
}
