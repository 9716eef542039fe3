/** The plan in use. */
import { shownPlan } from '../plan/shown.ts'
import { os } from './base.ts'

export const plan = {
  current: os.plan.current.handler(({ context: { console: { opened: { plan: whole, hash, file, from, mistakes, findings } } } }) =>
    // What came from the environment stays in the engine: it may be a secret.
    ({ plan: shownPlan(whole), hash, from, mistakes, findings, ...(file !== undefined && { file }) })),
}
