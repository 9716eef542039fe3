/** A ramp under way for looking at screens: a tenth is through, half of the users are held under the gates. */
import type { Plan } from '../../shared/plan.ts'
import { procedureOf } from '../../shared/procedure.ts'
import { ada, type DemoRecord } from './demo-record.ts'

const run = 'f-1'
const rule = { kind: 'rule', name: 'forward-procedure' } as const
const about = { who: rule, incident: run } as const
const minute = 60_000

/** @param until `held`: the hold of half passes; `asking`: a gate of it fails; `hand`: the last step waits for a person */
export function demoRamp({ add }: DemoRecord, plan: Plan, until: 'held' | 'asking' | 'hand'): void {
  const ramp = plan.ramps[0]
  if (ramp === undefined) return
  const { stages, ramp: steps } = procedureOf(ramp)
  let ago = 19 * minute
  const mono = add({ kind: 'source.found', who: rule, data: { target: 'green', away: 4_000 } }, ago).at.mono
  add({ kind: 'forward.opened', who: ada, why: 'build 2025.11.4 mends the errors', incident: run, data: { run, ramp: ramp.id, title: ramp.title, drill: true, plan: 'c0ffee', stages, steps: [...steps], target: ramp.to, identity: 'build 2025.11.4', startedAt: mono } }, ago)
  add({ kind: 'lease.taken', who: ada, incident: run, data: { run, holder: 'console-a7', fencing: 21 } }, ago)
  for (const stage of stages.slice(0, 3))
    for (const step of stage.steps) {
      add({ kind: 'step.intended', ...about, data: { run, step: step.id, attempt: 1, fencing: 21, effect: `${step.title}, by the plan` } }, ago)
      const isLast = step.id === 'half-gates'
      if (isLast && until !== 'hand') break
      ago = Math.max(0, ago - (step.kind === 'gate' ? 8 * minute : 4_000))
      const facts = step.kind === 'ramp' ? { share: stage.id === 'tenth' ? 10 : 50, probes: 100, answered: stage.id === 'tenth' ? 11 : 49, failed: 0 } : {}
      add({ kind: 'step.outcome', ...about, data: { run, step: step.id, attempt: 1, result: 'ok', detail: '', facts, ms: 4_000 } }, ago)
    }
  if (until === 'hand') return
  ago = 4 * minute
  add({ kind: 'hold.counted', ...about, data: { run, step: 'half-gates', ms: 252_000, ...(until === 'held' && { why: 'More than 10 % of sessions fail: no data (12 observations in 1 min, at least 20 are needed)' }) } }, ago)
  if (until === 'held') return
  const question = 'The gates do not pass. Measure again, go on without them, or stop here?'
  add({ kind: 'step.outcome', ...about, data: { run, step: 'half-gates', attempt: 1, result: 'failed', detail: 'Error burst above 10 %: it fails. It had passed for 4 min 12 s of 10 min. The share stays as it is.', facts: { held: 252_000 }, ms: 252_000 } }, 20_000)
  add({ kind: 'step.asked', ...about, data: { run, step: 'half-gates', question, options: ['retry', 'skip', 'stop'], silence: 'stop', answerBy: mono + 49 * minute } }, 20_000)
}
