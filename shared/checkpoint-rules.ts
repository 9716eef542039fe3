/** What follows from the checkpoints that stand: which is the last proven one, what may go, whether a restore fits. Pure. Semantics 15; fault 18. */
import type { Checkpoint, CheckpointState } from './checkpoint.ts'
import { durationText } from './duration.ts'
import type { Environment } from './metrics.ts'
import type { Plan } from './plan.ts'
import type { CheckpointPlan } from './plan/checkpoints.ts'
import type { Finding } from './plan/lint.ts'

/** A proven checkpoint has what was taken and how long its restore took. */
export type Proven = Checkpoint & Required<Pick<Checkpoint, 'taken' | 'proof'>>
const isProven = (one: Checkpoint): one is Proven => one.state === 'proven' && one.taken !== undefined && one.proof !== undefined
const ageAt = ({ taken, begunAt }: Checkpoint): number => taken?.at ?? begunAt
export const isStanding = ({ state }: Checkpoint): boolean => state === 'taken' || state === 'proven' || state === 'damaged'

export const lastProven = ({ checkpoints }: Pick<CheckpointState, 'checkpoints'>, environment: Environment): Proven | undefined =>
  checkpoints.filter(isProven).filter((one) => one.environment === environment).toSorted((a, b) => a.taken.at - b.taken.at).at(-1)

/** What the log reaches from a checkpoint, up to where something else was put in the place of its tables (wall ms). */
export const reachOf = ({ until }: Pick<Checkpoint, 'until'>, reach: { readonly from: number; readonly to: number } | undefined): { readonly from: number; readonly to: number } | undefined =>
  reach && { from: reach.from, to: Math.max(reach.from, Math.min(reach.to, until ?? reach.to)) }

/** A recovery that may still be promoted, or is being so, stands on its checkpoint. */
const isOpen = ({ state }: CheckpointState['recoveries'][number]): boolean => state === 'building' || state === 'built' || state === 'swapping'

/** May it be removed at all: never the last proven one, nor one that a recovery stands on. Says why not. */
export function holdsOn(state: CheckpointState, { id, environment }: Checkpoint): string | undefined {
  if (lastProven(state, environment)?.id === id) return `it is the last proven one of ${environment}: take and prove another first`
  const used = state.recoveries.find((one) => one.checkpoint === id && isOpen(one))
  return used && `recovery ${used.id} stands on it`
}

/** What retention removes now: beyond the newest `count` of an environment, or older than `age`. @param now wall ms */
export function retired(state: CheckpointState, { keep }: Pick<CheckpointPlan, 'keep'>, now: number): readonly Checkpoint[] {
  const standing = state.checkpoints.filter(isStanding).toSorted((a, b) => ageAt(b) - ageAt(a))
  // One that was not proven, or is damaged, takes no proven one's place.
  const rank = (one: Checkpoint): number => standing.filter(({ environment, state: is }) => environment === one.environment && is === one.state).indexOf(one)
  return standing.filter((one) => (rank(one) >= keep.count || now - ageAt(one) > keep.age) && holdsOn(state, one) === undefined)
}

/** When the next one is due (wall ms): counted from the last that was begun by anyone and not cancelled, or from the record's start. */
export function checkpointDue({ every }: Pick<CheckpointPlan, 'every'>, { checkpoints, since }: CheckpointState, now: number): number | undefined {
  if (every === undefined) return undefined
  const last = checkpoints.map(({ begunAt }) => begunAt).at(-1) ?? since ?? now
  return last + every
}

/** How long the plan's restore step may take: its time-out, or what its stage has. Undefined where the plan has none. */
function restoreWindow({ rollback }: Pick<Plan, 'rollback'>): { readonly ms: number; readonly text: string; readonly path: Finding['path'] } | undefined {
  for (const [index, stage] of rollback.stages.entries()) {
    const at = stage.steps.findIndex(({ kind }) => kind === 'restore')
    const step = stage.steps[at]
    if (step === undefined) continue
    const window = stage.to - stage.from
    const path = ['rollback', 'stages', index, 'steps', at, 'timeout']
    return step.timeout <= window ? { ms: step.timeout, text: `its time-out of ${durationText(step.timeout)}`, path } : { ms: window, text: `its stage's ${durationText(window)}`, path }
  }
  return undefined
}

/** "fits in the step's 4 min" of a restore that took so long (ms). */
export function fitOf(plan: Pick<Plan, 'rollback'>, ms: number): { readonly fits: boolean; readonly text: string } {
  const window = restoreWindow(plan)
  if (window === undefined) return { fits: true, text: 'the plan has no restore step that it would have to fit' }
  return ms <= window.ms ? { fits: true, text: `fits in ${window.text}` } : { fits: false, text: `does not fit in ${window.text}` }
}

/** Is there, for each environment that the plan wants, a proven one that is not stale. @param now wall ms */
export function checkpointProof(state: CheckpointState, { environments, stale }: Pick<CheckpointPlan, 'environments' | 'stale'>, now: number): { readonly proven: boolean; readonly text: string; readonly at: number } {
  const found = environments.map((environment) => ({ environment, last: lastProven(state, environment) }))
  const at = Math.max(0, ...found.map(({ last }) => last?.proof.at ?? 0))
  const missing = found.filter(({ last }) => last === undefined).map(({ environment }) => environment)
  if (missing.length > 0) return { proven: false, at, text: `no checkpoint of ${missing.join(' and ')} stands that was proven by a restore` }
  const old = found.flatMap(({ environment, last }) => (last && now - last.taken.at > stale ? [`${environment}'s is ${durationText(now - last.taken.at)} old`] : []))
  if (old.length > 0) return { proven: false, at, text: `the last proven checkpoint: ${old.join(', ')}; the plan wants one within ${durationText(stale)}` }
  const before = found.flatMap(({ environment, last }) => (last?.until === undefined ? [] : [`${environment}'s is of before something else was put in its place`]))
  if (before.length > 0) return { proven: false, at, text: `the last proven checkpoint: ${before.join(', ')}. Take another` }
  return { proven: true, at, text: found.map(({ environment, last }) => (last ? `${environment} ${last.id}: restored and compared in ${durationText(last.proof.ms)}` : '')).join('; ') }
}

/** What the plan's linter can say only once a restore was measured. */
export function measuredFindings(plan: Pick<Plan, 'rollback' | 'checkpoints'>, state: CheckpointState): readonly Finding[] {
  const window = restoreWindow(plan)
  const last = lastProven(state, plan.rollback.target)
  if (plan.checkpoints === undefined || window === undefined || last === undefined || last.proof.ms <= window.ms) return []
  return [{
    id: 'restore-too-long', severity: 'warning', path: window.path,
    message: `restoring checkpoint ${last.id} of ${plan.rollback.target} took ${durationText(last.proof.ms)} when it was proven: that does not fit in ${window.text}`,
  }]
}
