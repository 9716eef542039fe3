/** Decisions that no evidence can bring about. Pure; a part of `lintPlan`. */
import { thresholdValue } from '../gate.ts'
import type { Criterion, Plan } from '../plan.ts'
import type { Finding } from './lint.ts'

type Rule = (plan: Plan) => readonly Finding[]

/** Met at the recorded baseline, or not said by it. */
function reachable({ baselines }: Pick<Plan, 'baselines'>, { measure }: Criterion): boolean {
  const wanted = measure && thresholdValue(measure.threshold, baselines)
  const recorded = measure && baselines[measure.metric]
  if (!measure || wanted === undefined || !recorded || 'ratio' in measure.threshold) return true
  return measure.direction === 'below' ? recorded.value < wanted : recorded.value > wanted
}

/** So few of its criteria can be met at the baseline that the rule can't pass until the system is better than that. */
const cannotPass: Rule = (plan) =>
  plan.phases.flatMap(({ criteria, decision }, index): readonly Finding[] => {
    if (decision === undefined) return []
    const own = [...new Set(decision.criteria)].flatMap((id) => criteria.find((one) => one.id === id) ?? [])
    const needed = decision.passes === 'all' ? own.length : decision.passes.atLeast
    const can = own.filter((one) => reachable(plan, one))
    if (can.length >= needed) return []
    const missed = own.filter((one) => !can.includes(one)).map(({ title }) => `"${title}"`)
    return [{
      id: 'cannot-pass', severity: 'warning', path: ['phases', index, 'decision'],
      message: `"${decision.title}" needs ${needed} of ${own.length}, and at the recorded baseline ${missed.join(', ')} can't be met: it can't pass`,
    }]
  })

const twice: Rule = (plan) =>
  plan.phases.flatMap(({ decision }, index): readonly Finding[] =>
    decision === undefined || new Set(decision.criteria).size === decision.criteria.length ? [] : [{
      id: 'counted-twice', severity: 'warning', path: ['phases', index, 'decision', 'criteria'], message: `"${decision.title}" counts a criterion twice`,
    }])

const lacks = ({ evidence, benchmark, items, share, measure }: Criterion): string | undefined => {
  if (evidence === 'benchmark' && benchmark === undefined) return 'names no benchmark'
  if (evidence === 'checklist' && items === undefined && share === undefined) return 'names no items and no share'
  return (evidence === 'survey' || evidence === 'count') && share === undefined && measure === undefined ? 'names no share and no measure' : undefined
}

/** What is to be counted or measured has nothing to be counted by: a person's word alone can meet it. */
const noEvidence: Rule = (plan) =>
  plan.phases.flatMap(({ title, criteria }, index) =>
    criteria.flatMap((one, at): readonly Finding[] => {
      const lack = lacks(one)
      return lack === undefined ? [] : [{
        id: 'no-evidence', severity: 'warning', path: ['phases', index, 'criteria', at], message: `${title}: "${one.title}" is shown by a ${one.evidence}, and ${lack}: only a person's word can meet it`,
      }]
    }))

export const decisionRules: readonly Rule[] = [cannotPass, twice, noEvidence]
