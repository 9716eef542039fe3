import { z } from 'zod'
import { decisionDecided, decisionOutcomes, evidenceRecorded, riskSet, criterionStates } from '../programme-entries.ts'
import { command, reason, type } from './base.ts'

const item = z.strictObject({ checklist: z.string(), item: z.string() })
const phase = z.string()

export const programme = {
  tick: command.input(item.extend({ evidence: z.string().trim().max(500) })).output(type<void>()),
  untick: command.input(item.extend({ reason: z.string().trim().min(3).max(500) })).output(type<void>()),
  /** Holds the phase that runs, as a gate would. */
  hold: command.input(z.strictObject({ reason })).output(type<void>()),
  /** Lets a held phase go on: CONFLICT where nothing holds it. */
  release: command.input(z.strictObject({ reason: z.string().trim().min(3).max(500) })).output(type<void>()),
  /**
   * Sets the phase whose gates are judged; null where none runs. CONFLICT while the present one is held; and in a programme
   * that has started, where the one before has no GO or an open checklist: `despite` overrules that, with the reason.
   */
  phase: command
    .input(z.strictObject({
      phase: z.string().nullable(), reason: z.string().trim().min(3).max(500),
      /** Goes on without the checkpoint that the plan wants before it. */
      withoutCheckpoint: z.boolean().default(false),
      despite: z.boolean().default(false),
    }))
    /** `waits`: it begins once its checkpoints are taken and proven. */
    .output(type<{ readonly waits: boolean }>()),
  /** Day 1's date, or another one for it. */
  begin: command.input(z.strictObject({ day1: z.iso.date(), reason })).output(type<void>()),
  record: command.input(evidenceRecorded).output(type<void>()),
  propose: command.input(z.strictObject({ phase, outcome: z.enum(decisionOutcomes), reason })).output(type<void>()),
  /**
   * One decision on a phase that has begun; its evidence is frozen as the engine has it. CONFLICT where a criterion's state is
   * no longer the one that was `seen`, and for a GO that the rule does not give, unless it is decided `against` it.
   */
  decide: command
    .input(z.strictObject({
      phase, outcome: z.enum(decisionOutcomes), role: z.string(), reason, dissent: decisionDecided.shape.dissent.max(50),
      seen: z.record(z.string(), z.enum(criterionStates)), against: z.boolean().default(false),
    }))
    .output(type<{ readonly decision: string }>()),
  /** Takes a decision back: CONFLICT once something has followed from it. */
  withdraw: command.input(z.strictObject({ decision: z.string(), reason })).output(type<void>()),
  /** Sets off an action of a decision: extends, repeats or restarts the phase, or opens a rollback. Each once. */
  carry: command.input(z.strictObject({ decision: z.string(), action: z.int().nonnegative(), reason })).output(type<{ readonly run?: string }>()),
  risk: command.input(riskSet).output(type<void>()),
}
