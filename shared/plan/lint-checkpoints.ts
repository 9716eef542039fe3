/** Checkpoints that the plan asks for and then complains of, or that no step restores. */
import { durationText } from '../duration.ts'
import type { Plan } from '../plan.ts'
import type { Finding } from './lint.ts'

type Rule = (plan: Plan) => readonly Finding[]

const staleBeforeNext: Rule = ({ checkpoints }) =>
  checkpoints?.every === undefined || checkpoints.every <= checkpoints.stale ? [] : [{
    id: 'stale-before-next', severity: 'warning', path: ['checkpoints', 'stale'],
    message: `a checkpoint counts as stale after ${durationText(checkpoints.stale)}, and the next is taken after ${durationText(checkpoints.every)}: readiness would complain in between`,
  }]

const targetNotKept: Rule = ({ checkpoints, rollback: { target } }) =>
  checkpoints === undefined || checkpoints.environments.includes(target) ? [] : [{
    id: 'target-not-kept', severity: 'warning', path: ['checkpoints', 'environments'],
    message: `no checkpoint of ${target} is taken, where a rollback goes: its damaged archive could not be restored`,
  }]

const nothingToRestoreFrom: Rule = ({ checkpoints, rollback: { stages } }) =>
  stages.flatMap(({ steps }, index) => steps.flatMap(({ kind }, at): readonly Finding[] =>
    kind === 'restore' && checkpoints === undefined
      ? [{ id: 'no-checkpoints', severity: 'info', path: ['rollback', 'stages', index, 'steps', at], message: 'the plan has a restore step and no section `checkpoints`: there will be nothing to restore from' }]
      : []))

export const checkpointRules: readonly Rule[] = [staleBeforeNext, targetNotKept, nothingToRestoreFrom]
