/**
 * Kind `restore`: not necessary while the target's archive is whole. Else it is taken back to its last whole moment from the last checkpoint
 * that was proven, after a person's yes to what is shown; silence never restores. Plan: "Backup Restoration: Restore from checkpoint if
 * necessary"; semantics 9, 14 and 15 of the design, fault 18.
 */
import { join } from 'node:path'
import { z } from 'zod'
import type { Recovery } from '../../../shared/checkpoint.ts'
import { durationText } from '../../../shared/duration.ts'
import type { Actor } from '../../../shared/journal.ts'
import { begunDraft, build, settleSwap, swap, type RecoveryDeps } from '../recovery.ts'
import { entriesOf } from '../runner-journal.ts'
import { ask, count, defineKind, StepFailure, utc, type Acting, type Look } from './kind.ts'
import { offerOf, restorePreview, type Offer } from './restore-offer.ts'

const procedure: Actor = { kind: 'rule', name: 'rollback-procedure' }
const problemsShown = 5
const integrityWithin = 60_000
/** Attempts that found the archive whole before anything was done: there is nothing to read back. Each has a signal of its own. */
const sound = new WeakSet<AbortSignal>()

const integrity = (ctx: Look) => ask(ctx, `whether ${ctx.target}'s archive is whole`, (signal) => ctx.targets.archives().integrity(ctx.target, signal), integrityWithin)

const ownRecovery = ({ journal, run, target }: Acting): Recovery | undefined =>
  journal.state().checkpoints.recoveries.findLast((one) => one.run === run.id && one.environment === target)

/** A person's yes to the last question, and to no other. */
function saidYes({ journal, run, step }: Acting): boolean {
  const last = entriesOf(journal, run.incident, ['step.asked', 'step.answered']).findLast(({ data }) => data.run === run.id && data.step === step.id)
  return last?.kind === 'step.answered' && last.data.choice === 'restore' && !last.data.bySilence
}

function depsOf(ctx: Acting): RecoveryDeps {
  const { checkpoints } = ctx.targets.archives()
  if (checkpoints === undefined) throw new StepFailure("This plan's archive can't be checkpointed: nothing was restored, a person decides how.", { final: true })
  return { journal: ctx.journal, checkpoints, folder: join(ctx.dir, ctx.plan.checkpoints?.folder ?? 'checkpoints'), who: procedure, incident: ctx.run.incident }
}

const damagedText = ({ target }: Look, problems: readonly string[]): string => `${target}'s archive is damaged: ${problems.slice(0, problemsShown).join('; ')}.`

const question = (ctx: Acting, problems: readonly string[], offer: Offer): StepFailure =>
  new StepFailure(`${damagedText(ctx, problems)} ${offer.text}`, {
    facts: { integrity: 'damaged', problems: problems.length, ...(offer.checkpoint && { checkpoint: offer.checkpoint.id, fits: offer.fits }) },
    final: true, ...(offer.checkpoint && { offers: ['restore'] }),
  })

/** It fitted when a person was asked, and no longer does. */
const isLate = ({ run, step }: Acting, { fits }: Offer): boolean =>
  !fits && run.stages.flatMap(({ steps }) => steps).find(({ id }) => id === step.id)?.facts['fits'] === true

async function restoreFrom(ctx: Acting, { checkpoint, moment }: Required<Pick<Offer, 'checkpoint' | 'moment'>>): Promise<void> {
  const deps = depsOf(ctx)
  const before = ownRecovery(ctx)
  if (before?.state === 'promoted') return
  if (before?.state === 'building') ctx.journal.append({ kind: 'recovery.failed', who: procedure, incident: ctx.run.incident, environment: ctx.target, why: 'the console ended while it was built', data: { recovery: before.id, ended: 'interrupted' } })
  const begin = (): Promise<Recovery> => {
    // One a question and attempt: the record names each.
    const wanted = { recovery: `v-${ctx.run.id}-${ctx.journal.state().seq + 1}`, checkpoint, moment, run: ctx.run.id }
    ctx.journal.append(begunDraft(deps, wanted))
    return build(deps, wanted, ctx.signal, ({ what, done, total }) => ctx.progress(what, done, total))
  }
  const built = before?.state === 'built' ? before : await begin()
  ctx.signal.throwIfAborted()
  const lacking = (checkpoint.taken.tables).filter(({ table }) => !(built.tables ?? []).some((one) => one.table === table)).map(({ table }) => table)
  if (lacking.length > 0) throw new StepFailure(`What was built from checkpoint ${checkpoint.id} lacks ${lacking.join(', ')}: it was not put in place. It is kept as ${built.scratch ?? ''}.`, { final: true })
  ctx.progress('putting it in the place of what is live')
  await swap(deps, built.id, false, ctx.signal)
}

export const restore = defineKind({
  settings: z.strictObject({}),
  effect: (ctx) => (saidYes(ctx) ? `Restore ${ctx.target}'s archive from its last proven checkpoint, beside it first, then in its place` : `Check whether ${ctx.target}'s archive is whole`),
  check: async (ctx) => {
    const own = ownRecovery(ctx)
    // An effect without an outcome: looked at before anything else.
    if (own?.swap) await settleSwap(depsOf(ctx), own, ctx.signal)
    return undefined
  },
  apply: async (ctx) => {
    const { whole, problems } = await integrity(ctx)
    if (whole) {
      sound.add(ctx.signal)
      return
    }
    if (ownRecovery(ctx)?.state === 'promoted') return
    const offer = await offerOf(ctx)
    const { checkpoint, moment } = offer
    if (checkpoint === undefined || moment === undefined || !saidYes(ctx) || isLate(ctx, offer)) throw question(ctx, problems, offer)
    ctx.progress(`building the state of ${utc(moment)} from checkpoint ${checkpoint.id}`)
    await restoreFrom(ctx, { checkpoint, moment })
  },
  verify: async (ctx) => {
    const { whole, problems } = sound.has(ctx.signal) ? { whole: true, problems: [] } : await integrity(ctx)
    const own = ownRecovery(ctx)
    const restored = own?.state === 'promoted' ? own : undefined
    if (!whole)
      throw new StepFailure(`${damagedText(ctx, problems)} ${restored ? `It was restored to the state of ${utc(restored.moment)}, and what was live is kept as ${restored.aside?.name ?? ''}.` : ''} A person decides how to go on.`, { facts: { integrity: 'damaged', problems: problems.length }, final: true })
    if (restored === undefined) return { restore: 'not necessary', integrity: 'whole' }
    const rows = (restored.tables ?? []).reduce((sum, table) => sum + table.rows, 0)
    return {
      restore: `from checkpoint ${restored.checkpoint}`, 'state of': utc(restored.moment), rows, integrity: 'whole',
      ...(restored.ms !== undefined && { took: durationText(restored.ms) }), ...(restored.aside && { 'set aside': restored.aside.name }),
    }
  },
  preview: restorePreview,
  would: async (ctx) => {
    const { whole, problems } = await ctx.targets.archives().integrity(ctx.target, ctx.signal)
    if (whole) return `restore nothing: ${ctx.target}'s archive is whole`
    const { checkpoint } = await offerOf(ctx)
    const damage = `${ctx.target}'s archive is damaged (${problems[0] ?? 'not said how'}${problems.length > 1 ? `, and ${count(problems.length - 1, 'problem')} more` : ''})`
    return checkpoint ? `ask a person whether to restore from checkpoint ${checkpoint.id}, which took ${durationText(checkpoint.proof.ms)}: ${damage}` : `ask a person: ${damage}`
  },
})
