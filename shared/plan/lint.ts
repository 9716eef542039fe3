/**
 * What a valid plan may have and people should know: bars that can't be met, rules that contradict or repeat each
 * other, triggers that no rule stands for, figures that are only met by rounding. Pure.
 * Plan: the design's table "Where the source contradicts itself, settled".
 */
import { durationText } from '../duration.ts'
import { thresholdValue } from '../gate.ts'
import { metricInfo } from '../metrics.ts'
import type { Gate, Measure, Plan } from '../plan.ts'
import { rampRules } from './lint-ramps.ts'
import { checkpointRules } from './lint-checkpoints.ts'
import { decisionRules } from './lint-decisions.ts'
import { wordRules } from './lint-words.ts'
import { percent, written } from './written.ts'

export type Finding = {
  readonly id: string
  readonly severity: 'error' | 'warning' | 'info'
  /** From the plan's root. */
  readonly path: readonly (string | number)[]
  readonly message: string
}

type Rule = (plan: Plan) => readonly Finding[]

const bar = (plan: Plan, measure: Pick<Measure, 'threshold'>): number | undefined => thresholdValue(measure.threshold, plan.baselines)
/** Is `a` beyond `b`, in the direction that the measure calls bad? */
const beyond = (direction: Measure['direction'], a: number, b: number): boolean => (direction === 'above' ? a > b : a < b)

/** A criterion that the recorded baseline itself misses: it can be met only by getting better than today. */
const unreachable: Rule = (plan) =>
  plan.phases.flatMap((phase, index) =>
    phase.criteria.flatMap(({ measure, title }, at): readonly Finding[] => {
      const wanted = measure && bar(plan, measure)
      const recorded = measure && plan.baselines[measure.metric]
      if (!measure || wanted === undefined || !recorded || 'ratio' in measure.threshold) return []
      // A criterion is written as what is wanted: "below 1 %".
      const met = measure.direction === 'below' ? recorded.value < wanted : recorded.value > wanted
      return met ? [] : [{
        id: 'unreachable', severity: 'warning', path: ['phases', index, 'criteria', at, 'measure'],
        message: `${phase.title}: "${title}" wants ${measure.direction} ${written(measure, wanted)}, and the recorded baseline is ${written(measure, recorded.value)}: it can't be met at the baseline`,
      }]
    }))

/** A gate that fires while everything is as the baseline has it. */
const firesAtBaseline: Rule = (plan) =>
  plan.gates.flatMap((gate, index): readonly Finding[] => {
    const at = bar(plan, gate)
    const recorded = plan.baselines[gate.metric]
    if (at === undefined || !recorded || !beyond(gate.direction, recorded.value, at)) return []
    return [{ id: 'fires-at-baseline', severity: 'error', path: ['gates', index, 'threshold'], message: `gate "${gate.id}" fires at the recorded baseline of ${written(gate, recorded.value)} (bar ${written(gate, at)})` }]
  })

/** 100 % of a baseline that is met by a figure below it, thanks to a margin. */
const rounded: Rule = (plan) =>
  plan.phases.flatMap((phase, index) =>
    phase.criteria.flatMap(({ measure, margin, title }, at): readonly Finding[] => {
      if (!measure || !('ratio' in measure.threshold) || measure.threshold.ratio !== 1) return []
      const recorded = plan.baselines[measure.threshold.of]
      const allowed = margin ?? recorded?.margin ?? 0
      if (!recorded || allowed === 0) return []
      const lowest = recorded.value * (1 - allowed)
      return [{
        id: 'rounded', severity: 'info', path: ['phases', index, 'criteria', at, 'measure'],
        message: `${phase.title}: "${title}" counts as met from ${written(measure, lowest)} on, within ${percent(allowed)} of ${written(measure, recorded.value)}: it is equal by rounding`,
      }]
    }))

const samePhases = (a: Gate, b: Gate): boolean => {
  const [one, other] = [a.phases, b.phases]
  return one === undefined || other === undefined || one.some((phase) => other.includes(phase))
}
const sameMeasure = (a: Gate, b: Gate): boolean =>
  a.metric === b.metric && a.statistic === b.statistic && a.direction === b.direction && a.environments.some((one) => b.environments.includes(one)) && samePhases(a, b)

type Pair = { readonly gate: Gate; readonly index: number; readonly other: Gate }
const pairs = (plan: Plan): readonly Pair[] =>
  plan.gates.flatMap((gate, index) => plan.gates.slice(0, index).filter((other) => sameMeasure(gate, other)).map((other) => ({ gate, index, other })))

/** Two rules on one measure that say the same, or of which the warning comes after the alarm. */
const overlapping: Rule = (plan) =>
  pairs(plan).flatMap(({ gate, index, other }): readonly Finding[] => {
    const [own, its] = [bar(plan, gate), bar(plan, other)]
    if (own === undefined || its === undefined) return []
    if (own === its && gate.window === other.window && gate.for === other.for)
      return [{ id: 'overlapping', severity: 'warning', path: ['gates', index], message: `gates "${other.id}" and "${gate.id}" judge the same (bar ${written(gate, own)} over ${durationText(gate.window)} for ${durationText(gate.for)})` }]
    const [warning, critical] = gate.level === 'warning' ? [gate, other] : [other, gate]
    if (warning.level === critical.level) return []
    const [low, high] = [bar(plan, warning), bar(plan, critical)]
    if (low === undefined || high === undefined || !beyond(gate.direction, low, high)) return []
    return [{ id: 'contradictory', severity: 'warning', path: ['gates', index, 'threshold'], message: `the warning "${warning.id}" (${written(gate, low)}) lies beyond the critical "${critical.id}" (${written(gate, high)}): it warns after the alarm` }]
  })

/** A row of the matrix whose alarm comes at a milder bar than another rollback on the same measure. */
const stricter: Rule = (plan) =>
  pairs(plan).flatMap(({ gate, index, other }): readonly Finding[] => {
    const rollbacks = [gate, other].filter(({ response }) => response === 'rollback')
    const [rollback] = rollbacks
    const milder = rollback === gate ? other : gate
    const [own, its] = [rollback && bar(plan, rollback), bar(plan, milder)]
    if (rollbacks.length !== 1 || !rollback || milder.level !== 'critical' || own === undefined || its === undefined || !beyond(gate.direction, its, own)) return []
    return [{ id: 'stricter', severity: 'info', path: ['gates', index], message: `"${rollback.id}" rolls back at ${written(gate, own)}, before "${milder.id}" is critical at ${written(gate, its)}: the stricter of the two lines decides` }]
  })

/** A trigger of the document must have a rule that acts. */
const triggers: Rule = (plan) =>
  plan.rollback.automatedTriggers.flatMap((trigger, index): readonly Finding[] => {
    const rules = trigger.gates.flatMap((id) => plan.gates.find((gate) => gate.id === id) ?? [])
    const acting = rules.filter(({ response, mode }) => response === 'rollback' && mode === 'act')
    return acting.length > 0 ? [] : [{ id: 'no-rule', severity: 'error', path: ['rollback', 'automatedTriggers', index], message: `no gate of the automated trigger "${trigger.title}" acts with a rollback` }]
  })

const atTarget: Rule = (plan) =>
  plan.gates.flatMap((gate, index): readonly Finding[] =>
    gate.response === 'rollback' && gate.environments.includes(plan.rollback.target)
      ? [{ id: 'rollback-of-target', severity: 'warning', path: ['gates', index, 'environments'], message: `gate "${gate.id}" would roll back to ${plan.rollback.target} because of ${plan.rollback.target} itself: it only alerts there` }]
      : [])

/** A share of very few observations jumps from nothing to everything. */
const fewSamples: Rule = (plan) =>
  plan.gates.flatMap((gate, index): readonly Finding[] =>
    metricInfo(gate.metric).unit === 'ratio' && metricInfo(gate.metric).kind === 'ratio' && gate.response === 'rollback' && gate.minimum < 10
      ? [{ id: 'few-samples', severity: 'warning', path: ['gates', index, 'minimum'], message: `gate "${gate.id}" rolls back on the share of as few as ${gate.minimum} requests` }]
      : [])

/** How slowly a rule answers: its window must fill before its time begins. */
const slow: Rule = (plan) =>
  plan.gates.flatMap((gate, index): readonly Finding[] =>
    gate.response === 'rollback' && gate.for + plan.rollback.validation > plan.rollback.deadline / 2
      ? [{ id: 'slow', severity: 'info', path: ['gates', index, 'for'], message: `gate "${gate.id}" and its validation take ${durationText(gate.for + plan.rollback.validation)} before users are moved; the exposure begins with the condition` }]
      : [])

/** 99.9 % of 24 h is 86 s: less than one switch that takes as long as it may. */
const budget: Rule = ({ errorBudget, balancer, rollback }) => {
  const allowed = errorBudget.window * (1 - errorBudget.objective)
  const switches = Math.floor(allowed / balancer.switchObjective)
  return [{
    id: 'budget', severity: 'info', path: ['errorBudget'],
    message: `${percent(errorBudget.objective)} of ${durationText(errorBudget.window)} allows ${durationText(allowed)} of loss, which is ${switches} switches of ${durationText(balancer.switchObjective)} that lose every request; a rollback of ${durationText(rollback.deadline)} with failing users overspends it`,
  }]
}

const switchObjective: Rule = ({ balancer, rollback }) =>
  rollback.stages.flatMap((stage, index): readonly Finding[] =>
    stage.steps.some(({ kind }) => kind === 'route') && stage.to - stage.from > balancer.switchObjective
      ? [{ id: 'two-limits', severity: 'info', path: ['rollback', 'stages', index], message: `traffic has two limits: ${durationText(balancer.switchObjective)} is the switch's objective, ${durationText(stage.to)} after the start the end of its stage` }]
      : [])

/** Phases that leave days out, share them, or do not add up. */
const days: Rule = (plan) => {
  const { phases, schedule } = plan
  const gaps = phases.flatMap((phase, index): readonly Finding[] => {
    const before = phases[index - 1]
    if (before === undefined || phase.days.from === before.days.to + 1) return []
    const what = phase.days.from <= before.days.to ? 'overlaps with' : 'leaves days out after'
    return [{ id: 'days', severity: 'warning', path: ['phases', index, 'days'], message: `${phase.title} (days ${phase.days.from}-${phase.days.to}) ${what} ${before.title} (days ${before.days.from}-${before.days.to})` }]
  })
  const last = Math.max(...phases.map((phase) => phase.days.to))
  const total = last + schedule.preparationDays
  return total === schedule.totalDays ? gaps : [...gaps, {
    id: 'days', severity: 'warning', path: ['schedule', 'totalDays'], message: `the phases and ${schedule.preparationDays} days of preparation take ${total} days, the schedule says ${schedule.totalDays}`,
  }]
}

/** One metric with two targets in two places. */
const twoTargets: Rule = (plan) => {
  const criteria = plan.phases.flatMap((phase, index) =>
    phase.criteria.flatMap(({ measure }, at) => (measure ? [{ measure, path: ['phases', index, 'criteria', at, 'measure'], where: phase.title }] : [])))
  return plan.dashboard.tiles.flatMap((tile): readonly Finding[] => {
    const wanted = tile.target && thresholdValue(tile.target.threshold, plan.baselines)
    if (!tile.metric || !tile.target || wanted === undefined) return []
    return criteria.flatMap(({ measure, path, where }): readonly Finding[] => {
      const own = bar(plan, measure)
      if (measure.metric !== tile.metric || measure.statistic !== tile.statistic || measure.direction !== tile.target?.direction || own === undefined || own === wanted) return []
      return [{ id: 'two-targets', severity: 'info', path, message: `${metricInfo(measure.metric).title}: ${where} wants ${measure.direction} ${written(measure, own)}, the dashboard ${written(measure, wanted)}; each holds at its own place` }]
    })
  })
}

const rules: readonly Rule[] = [
  firesAtBaseline, triggers, unreachable, overlapping, atTarget, fewSamples, days, stricter, rounded, twoTargets, slow, switchObjective, budget, ...decisionRules, ...wordRules, ...rampRules, ...checkpointRules,
]
const gravity = { error: 0, warning: 1, info: 2 } as const

/** What is to be known of a valid plan, the gravest first. */
export const lintPlan = (plan: Plan): readonly Finding[] =>
  rules.flatMap((rule) => rule(plan)).toSorted((a, b) => gravity[a.severity] - gravity[b.severity])
