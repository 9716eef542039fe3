/** A plan under construction, kept in this window until it is in use: looking elsewhere meanwhile loses nothing. */
import { useState } from 'react'
import { z } from 'zod'
import { draft, type TargetDraft, type TargetKind } from '../../../shared/contract.ts'

const entered = z.strictObject({
  title: z.string(),
  /** `words`: what its last test found; `ok`: it answered. */
  targets: z.array(z.strictObject({ draft, words: z.string(), ok: z.boolean() })),
})
export type PlanDraft = z.infer<typeof entered>

const key = 'fifteen.plan-draft'
const nothing: PlanDraft = { title: '', targets: [] }

function readKept(): PlanDraft {
  const kept = sessionStorage.getItem(key)
  if (kept === null) return nothing
  try {
    const read = entered.safeParse(JSON.parse(kept))
    return read.success ? read.data : nothing
  } catch (error) {
    if (error instanceof SyntaxError) return nothing
    throw error
  }
}

const isReference = (text: string): boolean => /^\$\{\w+\}$/.test(text.trim())

/** A secret is a reference in a plan; one that was typed in all the same is kept nowhere. */
function withoutSecrets(target: TargetDraft, kinds: readonly TargetKind[]): TargetDraft {
  const secret = new Set(kinds.find(({ kind }) => kind === target.kind)?.fields.flatMap(({ name, type }) => (type === 'secret' ? [name] : [])))
  return { ...target, fields: Object.fromEntries(Object.entries(target.fields).filter(([name, text]) => !secret.has(name) || isReference(text))) }
}

export type PlanDraftUse = { readonly plan: PlanDraft; readonly change: (next: Partial<PlanDraft>) => void; readonly forget: () => void }

export function usePlanDraft(kinds: readonly TargetKind[]): PlanDraftUse {
  const [plan, setPlan] = useState(readKept)
  return {
    plan,
    change: (more) => {
      const next = { ...plan, ...more }
      setPlan(next)
      sessionStorage.setItem(key, JSON.stringify({ ...next, targets: next.targets.map((one) => ({ ...one, draft: withoutSecrets(one.draft, kinds) })) }))
    },
    forget: () => {
      setPlan(nothing)
      sessionStorage.removeItem(key)
    },
  }
}
