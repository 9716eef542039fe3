/** What checkpoints bring about by themselves: alerts of one that is damaged or could not be taken, and the checklist's proof. Pure. */
import { isFiring } from '../../../shared/alert.ts'
import type { Checkpoint } from '../../../shared/checkpoint.ts'
import { checkpointProof } from '../../../shared/checkpoint-rules.ts'
import { rule, type Actor, type Draft } from '../../../shared/journal.ts'
import type { Plan } from '../../../shared/plan.ts'
import type { State } from '../../../shared/state.ts'
import { tickDrafts } from '../self-ticking.ts'

export const watchRule: Actor = rule('checkpoint-watch')
export const scheduleRule: Actor = rule('checkpoint-schedule')
const proofRule: Actor = rule('checkpoint-proof')

/** They stand where a gate's id does in alerts. */
const damagedAlert = 'checkpoint-damaged'
const failedAlert = 'checkpoint-failed'

const alertDrafts = (state: Pick<State, 'alerts'>, gate: string, title: string, text: string | undefined): readonly Draft[] => {
  const told = isFiring(state.alerts, gate)
  if (text === undefined) return told ? [{ kind: 'alert.ended', who: watchRule, data: { gate } }] : []
  return told ? [] : [{ kind: 'alert.raised', who: watchRule, data: { gate, title, response: 'alert', text } }]
}

/** The last that nobody watched, of an environment, where it came to nothing by itself. */
const cameToNothing = (all: readonly Checkpoint[]): Checkpoint | undefined =>
  (['blue', 'green'] as const).flatMap((environment) => all.findLast((one) => one.environment === environment && one.state !== 'taking') ?? [])
    .find(({ cause, problem }) => cause !== 'person' && problem?.ended === 'failed')

/** @param wall wall ms @param own this console: checkpoints are files of it, and say nothing of another's */
export function checkpointDrafts({ checkpoints: section, checklists }: Pick<Plan, 'checkpoints' | 'checklists'>, state: Pick<State, 'checkpoints' | 'alerts' | 'checklists'>, wall: number, own?: string): readonly Draft[] {
  if (section === undefined) return []
  const { checkpoints } = state.checkpoints
  const damaged = checkpoints.filter((one) => one.state === 'damaged')
  const failed = cameToNothing(checkpoints)
  const { proven, text, at } = checkpointProof(state.checkpoints, section, wall)
  const broken = Math.max(0, ...damaged.map(({ problem }) => problem?.at ?? 0))
  const contradicts = !proven && broken > 0
  return [
    ...alertDrafts(state, damagedAlert, 'A checkpoint is damaged', damaged.length === 0 ? undefined : `${damaged.map(({ id, environment, problem }) => `${id} of ${environment}: ${problem?.text ?? ''}`).join('; ')}. Take another, and remove it.`),
    ...alertDrafts(state, failedAlert, 'A checkpoint could not be taken', failed && `${failed.id} of ${failed.environment}: ${failed.problem?.text ?? ''}`),
    ...tickDrafts(proofRule, 'checkpoint', { checklists }, state.checklists, { proven, text, at: contradicts ? broken : at, contradicts }, own),
  ]
}
