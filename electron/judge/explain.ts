/** One sentence for what a gate says, with the rule and the plan's line that it comes from. Pure. */
import { durationText } from '../../shared/duration.ts'
import { truthOf, type Evaluation, type GateView } from '../../shared/gate.ts'
import { metricInfo, type Environment, type MetricName, type Statistic } from '../../shared/metrics.ts'
import type { Gate } from '../../shared/plan.ts'

const number = (value: number, digits: number): string => value.toLocaleString('en-GB', { maximumFractionDigits: digits })

/** A figure with the unit that people read: ratios as %, short times as ms. */
export function figureText(metric: MetricName, value: number): string {
  const { unit } = metricInfo(metric)
  if (unit === 'ratio') return `${number(value * 100, 2)} %`
  if (unit === 'seconds') return value < 10 ? `${number(value * 1_000, 1)} ms` : `${number(value, 1)} s`
  return `${number(value, 1)} ${unit}`
}

const statisticText: Partial<Record<Statistic, string>> = {
  avg: 'average', min: 'lowest', max: 'highest', rate: 'per second', p50: 'p50', p95: 'p95', p99: 'p99',
}

/** "Error rate of green over 30 s is 12.4 % (bar 10 %)" */
export function findingText(gate: Gate, environment: Environment, { outcome, value, threshold }: Evaluation): string {
  const statistic = statisticText[gate.statistic]
  const what = `${metricInfo(gate.metric).title}${statistic === undefined ? '' : ` (${statistic})`} of ${environment}`
  const over = gate.statistic === 'last' ? '' : ` over ${durationText(gate.window)}`
  // A figure without a verdict is told as what was read, not as what is so.
  const verb = truthOf(outcome) === 'unknown' ? 'reads' : 'is'
  const figure = value === undefined ? 'has no value' : `${verb} ${figureText(gate.metric, value)}`
  return `${what}${over} ${figure} (bar ${figureText(gate.metric, threshold)})`
}

function stateText({ status: { state, sustained, evaluation } }: GateView, gate: Gate): string {
  const truth = truthOf(evaluation.outcome)
  const cause = evaluation.cause ?? evaluation.outcome
  const soFar = `true for ${durationText(sustained)} of the ${durationText(gate.for)} it needs`
  switch (state) {
    case 'pending':
      return truth === 'unknown' ? `${soFar}; that time stands still: ${cause}` : soFar
    case 'firing':
      if (truth === 'unknown') return `fired, and silence does not resolve it: ${cause}`
      if (truth === 'false') return `within the bar again, fires on until that has held for ${durationText(gate.keepFiringFor)}`
      return gate.for === 0 ? 'fires at the first sight of it' : `fires: true for ${durationText(sustained)}, it needs ${durationText(gate.for)}`
    case 'resolved':
      return 'within the bar again: resolved'
    case 'ok':
      return truth === 'unknown' ? `was within the bar, now without a verdict: ${cause}` : 'did not fire because it is within the bar'
    case 'no data':
      return `did not fire because there is no verdict (${evaluation.outcome}): ${cause}`
  }
}

/** What the gate says and why it fired or did not, in one sentence. */
export const explain = (view: GateView, gate: Gate): string =>
  `${findingText(gate, view.environment, view.status.evaluation)}, ${stateText(view, gate)}; rule ${gate.id}, plan: ${gate.source}`
