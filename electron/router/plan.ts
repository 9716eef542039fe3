/** The plan in use, with the baselines in use. */
import { measuredFindings } from '../../shared/checkpoint-rules.ts'
import { withBaselines } from '../../shared/baseline.ts'
import { shownPlan } from '../plan/shown.ts'
import { os } from './base.ts'

export const plan = {
  current: os.plan.current.handler(({ context: { console: { journal, opened: { plan: whole, hash, file, from, mistakes, findings } } } }) =>
    // What came from the environment stays in the engine: it may be a secret.
    ({ plan: shownPlan(withBaselines(whole, journal.state().baselines)), hash, from, mistakes, findings: [...findings, ...measuredFindings(whole, journal.state().checkpoints)], ...(file !== undefined && { file }) })),
}
