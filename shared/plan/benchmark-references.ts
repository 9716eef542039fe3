/** What the benchmarks of a plan name must be there, and fit: targets, phases, gates, criteria. Pure. */
import type { Plan } from '../plan.ts'
import { barOf, loadMeasures, shareOf } from './benchmark-bars.ts'
import type { Benchmark, BenchLimit } from './benchmarks.ts'
import { unknown, type Path, type ReferenceMistake } from './reference-mistake.ts'

function limitMistakes(plan: Plan, at: Path, limit: BenchLimit): readonly ReferenceMistake[] {
  const bar = barOf(plan, limit)
  if (bar === undefined)
    return 'gate' in limit
      ? [unknown([...at, 'gate'], 'gate', limit.gate, plan.gates.map(({ id }) => id))]
      : [unknown([...at, 'criterion'], 'criterion with a measure', limit.criterion, plan.phases.flatMap(({ criteria }) => criteria.filter(({ measure }) => measure !== undefined).map(({ id }) => id)))]
  if (loadMeasures(bar)) return []
  return [{ path: at, message: `load does not measure ${bar.metric} as ${bar.statistic}`, mend: 'Name a gate or a criterion of response_time (avg or a percentile) or of error_rate.' }]
}

function targetMistakes(plan: Plan, path: Path, name: string, side?: 'blue' | 'green'): readonly ReferenceMistake[] {
  const target = plan.targets.find(({ id }) => id === name)
  if (target === undefined) return [unknown(path, 'target', name, plan.targets.map(({ id }) => id))]
  if (side === undefined || target.environment === side) return []
  return [{ path, message: `target "${name}" is ${target.environment === undefined ? 'of no environment' : target.environment}, here ${side} is compared`, mend: `Name a target of ${side}.` }]
}

function barMistakes(plan: Plan, at: Path, one: Extract<Benchmark, { kind: 'rows' }>): readonly ReferenceMistake[] {
  const share = (key: 'pass' | 'warn'): readonly ReferenceMistake[] => {
    if (!plan.gates.some(({ id }) => id === one[key])) return [unknown([...at, key], 'gate', one[key], plan.gates.map(({ id }) => id))]
    if (shareOf(plan, one[key])) return []
    return [{ path: [...at, key], message: `the bar of gate "${one[key]}" is no share of a baseline`, mend: 'Name a gate whose threshold is a ratio of a baseline.' }]
  }
  const [pass, warn] = [shareOf(plan, one.pass), shareOf(plan, one.warn)]
  if (pass === undefined || warn === undefined) return [...share('pass'), ...share('warn')]
  if (pass.of !== warn.of) return [{ path: [...at, 'warn'], message: `"${one.pass}" goes by ${pass.of} and "${one.warn}" by ${warn.of}`, mend: 'Name two gates of one baseline.' }]
  return pass.ratio >= warn.ratio ? [] : [{ path: [...at, 'warn'], message: `it warns from ${warn.ratio} of the baseline on and passes from ${pass.ratio} on: it never warns`, mend: 'Exchange the two gates.' }]
}

export const benchmarkReferences = (plan: Plan): readonly ReferenceMistake[] =>
  plan.benchmarks.flatMap((one, index): readonly ReferenceMistake[] => {
    const at: Path = ['benchmarks', index]
    if (one.kind === 'compare') return [...targetMistakes(plan, [...at, 'blue'], one.blue, 'blue'), ...targetMistakes(plan, [...at, 'green'], one.green, 'green')]
    const target = targetMistakes(plan, [...at, 'target'], one.target)
    if (one.kind === 'rows') return [...target, ...barMistakes(plan, at, one)]
    const users = 'users' in one.traffic && typeof one.traffic.users === 'object' ? one.traffic.users : undefined
    const phase = users && plan.phases.find(({ id }) => id === users.phase)
    const where: Path = [...at, 'traffic', 'users', 'phase']
    return [
      ...target,
      ...(users && phase === undefined ? [unknown(where, 'phase', users.phase, plan.phases.map(({ id }) => id))] : []),
      ...(phase && (phase.users?.max ?? 0) < 1 ? [{ path: where, message: `phase "${phase.id}" has no users`, mend: 'Name a phase that has some, or give a number.' }] : []),
      ...one.limits.flatMap((limit, place) => limitMistakes(plan, [...at, 'limits', place], limit)),
    ]
  })
