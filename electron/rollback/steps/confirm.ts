/**
 * Kind `confirm`: the validation by the on-call engineer. The runner itself answers it: by a confirmation, by the press,
 * or by silence. Plan: "Manual Validation: On-call engineer validates rollback necessity".
 */
import { z } from 'zod'
import { durationText } from '../../../shared/duration.ts'
import { defineKind, notKnownBefore, nothingToApply, StepFailure } from './kind.ts'

export const confirm = defineKind({
  settings: z.strictObject({}),
  effect: ({ run }) =>
    run.state === 'validating'
      ? `Wait ${durationText(run.validation)} from the trigger for the on-call engineer to confirm or veto; silence goes ahead`
      : 'Take the press as the validation',
  check: notKnownBefore,
  apply: nothingToApply,
  verify: async ({ run }) => {
    if (run.state === 'validating') throw new StepFailure('The run is not validated')
    return {}
  },
  would: async ({ plan }) => `a press validates at once; a rule waits ${durationText(plan.rollback.validation)} for a confirmation or a veto, then goes ahead`,
})
