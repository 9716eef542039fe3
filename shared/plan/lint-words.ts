/**
 * What the words of a plan promise and its figures do otherwise: triggers answered later than they say, warnings
 * that come after their alarm, one name for two things, confidence that does not add up. Pure; a part of `lintPlan`.
 */
import { durationText } from '../duration.ts'
import { metricInfo } from '../metrics.ts'
import type { Gate, Plan } from '../plan.ts'
import type { Finding } from './lint.ts'

type Rule = (plan: Plan) => readonly Finding[]

const said = /(\d+)\s*(?:consecutive\s+)?(s|sec|seconds?|min|minutes?|h|hours?)\b/i
const lengths: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 }

/** Milliseconds that a trigger names in its words, such as "for 5 consecutive minutes". */
function saidIn(title: string): number | undefined {
  const [, count, unit = ''] = said.exec(title) ?? []
  const length = lengths[unit.charAt(0).toLowerCase()]
  return count === undefined || length === undefined ? undefined : Number(count) * length
}

/** How long a gate may take to fire: its window fills with the bad figures, then its time runs. */
const slowest = (gate: Gate): number => gate.for + (gate.statistic === 'last' ? 0 : gate.window)

const laterThanSaid: Rule = (plan) =>
  plan.rollback.automatedTriggers.flatMap((trigger, index) =>
    trigger.gates.flatMap((id, at): readonly Finding[] => {
      const gate = plan.gates.find((one) => one.id === id)
      const promised = saidIn(trigger.title)
      if (!gate || promised === undefined || slowest(gate) <= promised) return []
      return [{
        id: 'later-than-said', severity: 'info', path: ['rollback', 'automatedTriggers', index, 'gates', at],
        message: `"${trigger.title}" names ${durationText(promised)}; gate "${id}" may take ${durationText(slowest(gate))}: its window of ${durationText(gate.window)} fills first`,
      }]
    }))

const judgedTogether = (a: Gate, b: Gate): boolean =>
  a.metric === b.metric && a.statistic === b.statistic && a.direction === b.direction &&
  a.environments.some((one) => b.environments.includes(one)) &&
  (a.phases === undefined || b.phases === undefined || a.phases.some((phase) => b.phases?.includes(phase)))

/** A sudden fault is critical before its warning has had its time. */
const lateWarning: Rule = (plan) =>
  plan.gates.flatMap((warning, index) => {
    if (warning.level !== 'warning') return []
    const faster = plan.gates.filter((one) => one.level === 'critical' && judgedTogether(one, warning) && slowest(one) < slowest(warning))
    return faster.map((critical): Finding => ({
      id: 'late-warning', severity: 'info', path: ['gates', index, 'for'],
      message: `where things go wrong at once, "${critical.id}" fires after ${durationText(slowest(critical))}, before the warning "${warning.id}" (${durationText(slowest(warning))})`,
    }))
  })

/** A share or a percentile that a single request decides. Those that roll back by a share have a stricter rule. */
const noMinimum: Rule = (plan) =>
  plan.gates.flatMap((gate, index): readonly Finding[] => {
    const { kind, unit } = metricInfo(gate.metric)
    const ofRequests = kind === 'histogram' || (kind === 'ratio' && unit === 'ratio' && gate.response !== 'rollback')
    if (!ofRequests || gate.minimum > 1) return []
    return [{ id: 'no-minimum', severity: 'warning', path: ['gates', index, 'minimum'], message: `gate "${gate.id}" takes a verdict from a single request: give it a minimum` }]
  })

/** Criteria of one name, of which the decision takes one. */
const twoDefinitions: Rule = (plan) =>
  plan.phases.flatMap((phase, index) =>
    phase.criteria.flatMap((left, at): readonly Finding[] => {
      const taken = phase.decision?.criteria ?? []
      const other = phase.criteria.find((one) => one.title === left.title && one.id !== left.id && taken.includes(one.id))
      if (phase.decision === undefined || taken.includes(left.id) || other === undefined) return []
      return [{
        id: 'two-definitions', severity: 'info', path: ['phases', index, 'criteria', at],
        message: `${phase.title}: "${left.title}" stands for "${left.target}" and for "${other.target}"; the decision takes the second`,
      }]
    }))

const confidence: Rule = ({ confidence: { technical, users, operations, overall } }) => {
  const weakest = Math.min(technical, users, operations)
  const together = technical * users * operations
  if (overall <= weakest) return []
  const percent = (share: number): string => `${Math.round(share * 100)} %`
  return [{
    id: 'confidence', severity: 'info', path: ['confidence', 'overall'],
    message: `${percent(overall)} overall is more than the weakest part alone (${percent(weakest)}); were the three independent, it would be ${percent(together)}`,
  }]
}

export const wordRules: readonly Rule[] = [noMinimum, laterThanSaid, lateWarning, twoDefinitions, confidence]
