/**
 * A frame of the past, from what was recorded: figures from the series up to then, gates from their turns. What nobody
 * recorded (readiness, weights, sessions, the budget) is left out and never made up. Issue 6, replay.
 */
import type { PastFrame, Source } from '../../../shared/contract.ts'
import { environments, metricInfo, metricNames, missingReasons, type Environment, type MetricKind, type MetricName, type Statistic } from '../../../shared/metrics.ts'
import { thresholdValue, type GateView } from '../../../shared/gate.ts'
import { gateKey, type GateTurn, type MomentFold } from '../../../shared/moment.ts'
import type { Gate, Plan } from '../../../shared/plan.ts'
import { figuresOf, tilesOf, type FigureOptions, type ReadWindow } from '../watch/figures.ts'
import { shareWindow } from '../watch/routing-watch.ts'

type View = PastFrame['gates'][number]
type Asked = {
  readonly plan: Plan
  readonly moment: MomentFold
  /** Undefined where no series of that time are left. Its time is the wall clock. */
  readonly read: ReadWindow | undefined
  readonly wall: number
  readonly mono: number
}

/** One that each kind has: to see whether there is anything. */
const anyStatistic = { gauge: 'last', counter: 'sum', ratio: 'ratio', histogram: 'avg' } as const satisfies Record<MetricKind, Statistic>

/** How a series that was read back is named as a source: which target brought it was not recorded. */
const recordedSource = 'the recorded series'

/** A turn that began the present window says since when; one of another boot is placed by the wall clock. */
const monoOf = ({ wall: turnedAt }: GateTurn, { wall, mono }: Asked): number => mono - (wall - turnedAt)

function viewOf(gate: Gate, environment: Environment, asked: Asked): View {
  const { plan, moment, read, wall, mono } = asked
  const threshold = thresholdValue(gate.threshold, plan.baselines) ?? Number.NaN
  const window = read?.(gate.metric, environment, gate.statistic, gate.window, wall)
  const turn = moment.turns[gateKey(gate.id, environment)]
  const value = window?.value
  const measured = { threshold, samples: window?.samples ?? 0, ...(value !== undefined && { value }) }
  const judged = gate.phases === undefined || gate.phases.includes(moment.state.phase ?? 'none')
  if (turn?.to === 'pending' || turn?.to === 'firing') {
    const since = monoOf(turn, asked)
    const activeSince = turn.activeSince === undefined ? since : since - (turn.mono - turn.activeSince)
    const sustained = mono - activeSince
    return {
      gate: gate.id, environment, why: turn.cause ?? `turned ${turn.to} by the record`, progress: turn.to === 'pending' && gate.for > 0 ? Math.min(1, sustained / gate.for) : 0,
      status: { state: turn.to, since, activeSince, sustained, missing: 0, evaluatedAt: mono, evaluation: { outcome: turn.outcome, ...measured } },
    }
  }
  // A gate that is neither pending nor firing writes no entry: with a value it was quiet, without one nothing is known.
  const known = judged && value !== undefined
  const beyond = known && (gate.direction === 'above' ? value > threshold : value < threshold)
  return {
    gate: gate.id, environment, progress: 0,
    why: known ? 'neither pending nor firing by the record' : judged ? 'not recorded: no sample of it is left' : 'not judged in the phase of that time',
    status: {
      state: known ? (turn?.to === 'resolved' ? 'resolved' : 'ok') : 'no data', since: turn === undefined ? mono : monoOf(turn, asked), sustained: 0, missing: 0, evaluatedAt: mono,
      evaluation: { outcome: beyond ? (gate.level === 'warning' ? 'warn' : 'fail') : known ? 'pass' : judged ? 'no data' : 'not yet', ...measured },
    },
  }
}

function sourcesOf({ plan, moment, wall }: Asked): readonly Source[] {
  return Object.entries(moment.sources).map(([target, turn]): Source => {
    const own = plan.targets.find(({ id }) => id === target)
    const reason = missingReasons.find((one) => one === turn.reason) ?? 'unreachable'
    return {
      target, kind: own?.kind ?? '', ...(own?.environment && { environment: own.environment }), state: turn.lost ? reason : 'ok',
      detail: turn.lost ? (turn.detail ?? 'lost') : 'came back, by the record', ...(turn.lost && { age: wall - turn.wall }),
    }
  })
}

function shareOf({ read, wall }: Asked): PastFrame['share'] {
  const [blue, green] = environments.map((one) => read?.('traffic_share', one, 'avg', shareWindow, wall).value)
  return blue === undefined && green === undefined ? undefined : { blue: blue ?? 0, green: green ?? 0 }
}

export function pastFrame(asked: Asked): PastFrame {
  const { plan, read, wall, mono } = asked
  const has = (metric: MetricName, environment: Environment): boolean => {
    const found = read?.(metric, environment, anyStatistic[metricInfo(metric).kind], 86_400_000, wall)
    return found !== undefined && found.filled > 0
  }
  const brought = new Set(read === undefined ? [] : metricNames.flatMap((metric) => environments.filter((one) => has(metric, one)).map((one) => `${metric}/${one}`)))
  const options: FigureOptions = {
    now: wall,
    read: (...window) => read?.(...window) ?? { samples: 0, filled: 0, expected: 0, missing: 0, reason: 'stale' },
    sourceOf: (metric, environment) => (brought.has(`${metric}/${environment}`) ? recordedSource : undefined),
  }
  const gates: readonly View[] = plan.gates.flatMap((gate) => gate.environments.map((environment) => viewOf(gate, environment, asked)))
  const share = shareOf(asked)
  return {
    number: 0, wall, mono, gates, sources: sourcesOf(asked),
    figures: figuresOf(options),
    tiles: tilesOf(plan, gates satisfies readonly GateView[], options),
    ...(share && { share }),
  }
}
