/** The plan in use, with the baselines in use. */
import type { BuiltPlan } from '../../shared/contract.ts'
import { measuredFindings } from '../../shared/checkpoint-rules.ts'
import { withBaselines } from '../../shared/baseline.ts'
import { shownPlan } from '../plan/shown.ts'
import { targetKinds } from '../connect/describe.ts'
import { buildPlan } from '../plan/build.ts'
import { targetOf } from '../plan/target-draft.ts'
import { conflict, os, personOf } from './base.ts'

export const plan = {
  current: os.plan.current.handler(({ context: { role, console: { journal, opened: { plan: whole, hash, file, from, mistakes, findings } } } }) =>
    // What came from the environment stays in the engine: it may be a secret.
    ({ plan: shownPlan(withBaselines(whole, journal.state().baselines), role), hash, from, mistakes, findings: [...findings, ...measuredFindings(whole, journal.state().checkpoints)], ...(file !== undefined && { file }) })),
  begin: os.plan.begin.handler(({ context, input: { way } }) => {
    context.console.journal.append({ kind: 'welcome.chosen', who: personOf(context), data: { way } })
  }),
  build: os.plan.build.handler(async ({ context: { console }, input: { title, drafts } }): Promise<BuiltPlan> => {
    const read = drafts.map((draft) => ({ id: draft.id, ...targetOf(draft, targetKinds()) }))
    const fields = read.flatMap(({ id, mistakes }) => mistakes.map((mistake) => ({ target: id, ...mistake })))
    if (fields.length > 0) return { ok: false, mistakes: [], fields }
    const text = buildPlan(console.plans.builtIn(), { title, targets: read.map(({ target }) => target) })
    const looked = await console.plans.look(text)
    return 'mistakes' in looked ? { ok: false, mistakes: looked.mistakes, fields: [] } : { ok: true, text, findings: looked.findings }
  }),
  use: os.plan.use.handler(async ({ context, input: { text, way } }) => {
    const { plans, journal, opened } = context.console
    if (opened.file !== undefined) throw conflict(`${opened.file} is the plan's file, and nothing here writes over it. Change it there, or start with npm start -- --plan FILE.`)
    const who = personOf(context)
    const applied = await plans.apply(text, { who, why: way === 'file' ? 'a plan file was opened' : 'a plan was built by the form' })
    if (applied.ok) journal.append({ kind: 'welcome.chosen', who, data: { way } })
    return applied
  }),
}
