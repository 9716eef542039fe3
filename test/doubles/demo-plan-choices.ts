/** How one begins, answered by the demo console: plans are really built and really read; only their use changes nothing. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { targetKinds } from '../../electron/connect/describe.ts'
import { checkTargets } from '../../electron/connect/registry.ts'
import { buildPlan } from '../../electron/plan/build.ts'
import { readPlan } from '../../electron/plan/read.ts'
import { targetOf } from '../../electron/plan/target-draft.ts'
import type { CallContext } from '../../electron/router.ts'
import type { Actor, Draft } from '../../shared/journal.ts'
import type { DemoOs } from './demo-bundles.ts'

const builtIn = join(import.meta.dirname, '../../shared/plans/tbs.yaml')

export function demoPlanChoices({ os, add, who }: { readonly os: DemoOs; readonly add: (draft: Draft) => void; readonly who: (context: CallContext) => Actor }) {
  return {
    begin: os.plan.begin.handler(({ context, input: { way } }) => add({ kind: 'welcome.chosen', who: who(context), data: { way } })),
    build: os.plan.build.handler(({ input: { title, drafts } }) => {
      const read = drafts.map((draft) => ({ id: draft.id, ...targetOf(draft, targetKinds()) }))
      const text = buildPlan(readFileSync(builtIn, 'utf8'), { title, targets: read.map(({ target }) => target) })
      const looked = readPlan(text, {}, checkTargets)
      if ('mistakes' in looked) return { ok: false as const, mistakes: looked.mistakes, fields: [] }
      return { ok: true as const, text, findings: looked.findings }
    }),
    use: os.plan.use.handler(({ context, input: { text, way } }) => {
      const read = readPlan(text, {}, checkTargets)
      if ('mistakes' in read) return { ok: false as const, mistakes: read.mistakes }
      add({ kind: 'welcome.chosen', who: who(context), data: { way } })
      return { ok: true as const, from: 'now' as const }
    }),
  }
}
