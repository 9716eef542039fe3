/**
 * What a plan names must be there: gates, phases, criteria, steps, baselines; and every name only once.
 * The schema checks the form of a plan, this checks that its parts fit together.
 */
import { itemKey } from '../checklist.ts'
import { clockText } from '../duration.ts'
import type { Plan } from '../plan.ts'
import { archiveReferences } from './archive-references.ts'
import { channelReferences } from './channel-references.ts'
import { checkpointReferences } from './checkpoint-references.ts'
import { benchmarkReferences } from './benchmark-references.ts'
import { onCallReferences } from './on-call-references.ts'
import { rampReferences } from './ramp-references.ts'
import { unknown, type Path, type ReferenceMistake } from './reference-mistake.ts'
import { surveyReferences } from './survey-references.ts'

export type { ReferenceMistake } from './reference-mistake.ts'

/** Every reference of a plan that leads nowhere, in the order of the file's sections; empty when all fit. */
export const planReferences = (plan: Plan): readonly ReferenceMistake[] =>
  [duplicates, archiveReferences, checkpointReferences, drillItems, gatePhases, gatesNamed, baselines, stages, afters, programme, benchmarkReferences, rampReferences, channelReferences, onCallReferences, surveyReferences].flatMap((check) => check(plan))

/** Each of `names` that is not among `known`; `at` is the path of the list. */
const unknownOf = (at: Path, what: string, names: readonly string[], known: readonly string[]): readonly ReferenceMistake[] =>
  names.flatMap((name, index) => (known.includes(name) ? [] : [unknown([...at, index], what, name, known)]))

type Place = { readonly id: string; readonly path: Path }

const places = (at: Path, list: readonly { readonly id: string }[]): readonly Place[] =>
  list.map(({ id }, index) => ({ id, path: [...at, index, 'id'] }))

function repeated(what: string, list: readonly Place[]): readonly ReferenceMistake[] {
  const seen = new Set<string>()
  return list.flatMap(({ id, path }) => {
    if (!seen.has(id)) {
      seen.add(id)
      return []
    }
    return [{ path, message: `there is a ${what} "${id}" already`, mend: `Give this ${what} an id of its own.` }]
  })
}

function duplicates(plan: Plan): readonly ReferenceMistake[] {
  const { stages: all, manualTriggers } = plan.rollback
  const { onCall, contacts, rotation, communication, postIncident, channels, audiences } = plan.people
  return [
    ...repeated('objective', places(['objectives'], plan.objectives)),
    ...repeated('store', places(['stores'], plan.stores)),
    ...repeated('target', places(['targets'], plan.targets)),
    ...repeated('benchmark', places(['benchmarks'], plan.benchmarks)),
    ...repeated('gate', places(['gates'], plan.gates)),
    ...repeated('stage', places(['rollback', 'stages'], all)),
    ...repeated('step', all.flatMap((stage, index) => places(['rollback', 'stages', index, 'steps'], stage.steps))),
    ...repeated('ramp', places(['ramps'], plan.ramps)),
    ...plan.ramps.flatMap((ramp, index) => [
      ...repeated('step of this ramp', places(['ramps', index, 'steps'], ramp.steps)),
      ...repeated('step of this ramp', [...places(['ramps', index, 'before'], ramp.before), ...places(['ramps', index, 'each'], ramp.each)]),
    ]),
    ...repeated('command', places(['commands'], plan.commands)),
    ...repeated('manual trigger', places(['rollback', 'manualTriggers'], manualTriggers)),
    ...repeated('on-call role', places(['people', 'onCall'], onCall)),
    ...repeated('contact', places(['people', 'contacts'], contacts)),
    ...repeated('rotation of a duty', rotation.map(({ duty }, index) => ({ id: duty, path: ['people', 'rotation', index, 'duty'] }))),
    ...repeated('circle', places(['people', 'communication', 'internal'], communication.internal)),
    ...repeated('way to users', places(['people', 'communication', 'users'], communication.users)),
    ...repeated('channel', places(['people', 'channels'], channels)),
    ...repeated('audience', places(['people', 'audiences'], audiences)),
    ...repeated('review', places(['people', 'postIncident'], postIncident)),
    ...repeated('tile', places(['dashboard', 'tiles'], plan.dashboard.tiles)),
    ...repeated('phase', places(['phases'], plan.phases)),
    ...repeated('criterion', plan.phases.flatMap((phase, index) => places(['phases', index, 'criteria'], phase.criteria))),
    ...repeated('survey of the calendar', places(['pilots', 'surveys', 'calendar'], plan.pilots?.surveys.calendar ?? [])),
    ...repeated('risk', places(['risks'], plan.risks)),
    ...repeated('help page', places(['help'], plan.help)),
    ...repeated('checklist', places(['checklists'], plan.checklists)),
    // An item is named together with its checklist.
    ...plan.checklists.flatMap((list, index) => repeated('item', places(['checklists', index, 'items'], list.items))),
  ]
}

/** An item that drills tick needs drills. */
const drillItems = ({ drills, checklists }: Plan): readonly ReferenceMistake[] =>
  checklists.flatMap((list, index) => list.items.flatMap((item, at): readonly ReferenceMistake[] =>
    item.by === 'drill' && drills === undefined
      ? [{ path: ['checklists', index, 'items', at, 'by'], message: 'the plan has no drills that could tick this', mend: 'Add a section `drills`, or leave `by` out.' }]
      : []))

const phaseIds = (plan: Plan): readonly string[] => plan.phases.map(({ id }) => id)

function gatePhases(plan: Plan): readonly ReferenceMistake[] {
  const known = [...phaseIds(plan), 'none']
  return plan.gates.flatMap((gate, index) => {
    const at: Path = ['gates', index, 'phases']
    if (gate.phases?.length === 0) return [{ path: at, message: `gate "${gate.id}" is judged in no phase`, mend: 'Leave phases out to judge it always, or name at least one.' }]
    return unknownOf(at, 'phase', gate.phases ?? [], known)
  })
}

function gatesNamed(plan: Plan): readonly ReferenceMistake[] {
  const known = plan.gates.map(({ id }) => id)
  const check = (at: Path, names: readonly string[]): readonly ReferenceMistake[] => unknownOf(at, 'gate', names, known)
  return [
    ...plan.matrix.flatMap((row, index) => [...check(['matrix', index, 'warning'], row.warning), ...check(['matrix', index, 'critical'], row.critical)]),
    ...plan.rollback.automatedTriggers.flatMap((trigger, index) => check(['rollback', 'automatedTriggers', index, 'gates'], trigger.gates)),
    ...plan.phases.flatMap((phase, index) =>
      phase.triggers.flatMap((trigger, triggerAt) => [
        ...check(['phases', index, 'triggers', triggerAt, 'gates'], trigger.gates),
        ...unknownOf(['phases', index, 'triggers', triggerAt, 'manual'], 'manual trigger', trigger.manual, plan.rollback.manualTriggers.map(({ id }) => id)),
      ])),
  ]
}

function baselines(plan: Plan): readonly ReferenceMistake[] {
  const recorded = Object.keys(plan.baselines)
  const missing = (path: Path, of: string): readonly ReferenceMistake[] =>
    recorded.includes(of) ? [] : [{ path, message: `no baseline of ${of} is recorded`, mend: `Add baselines.${of}, or give a value instead of a ratio.` }]
  const bar = (at: Path, threshold: Plan['gates'][number]['threshold'] | undefined): readonly ReferenceMistake[] =>
    threshold && 'of' in threshold ? missing([...at, 'threshold', 'of'], threshold.of) : []
  const setting = (path: Path, of: unknown): readonly ReferenceMistake[] => (typeof of === 'string' ? missing(path, of) : [])
  return [
    ...plan.gates.flatMap((gate, index) => bar(['gates', index], gate.threshold)),
    ...plan.dashboard.tiles.flatMap((tile, index) => [
      ...bar(['dashboard', 'tiles', index, 'target'], tile.target?.threshold),
      ...(tile.of && 'baseline' in tile.of ? missing(['dashboard', 'tiles', index, 'of', 'baseline'], tile.of.baseline) : []),
    ]),
    ...plan.phases.flatMap((phase, index) =>
      phase.criteria.flatMap((one, at) => bar(['phases', index, 'criteria', at, 'measure'], one.measure?.threshold))),
    ...plan.rollback.stages.flatMap((stage, index) =>
      stage.steps.flatMap((step, at) =>
        // Absent `of` is the step's own default, which needs its baseline as well.
        step.kind === 'performance' ? setting(['rollback', 'stages', index, 'steps', at, 'with', 'of'], step.with['of'] ?? 'rows_per_second') : [])),
  ]
}

function stages({ rollback: { stages: all, deadline, validation } }: Plan): readonly ReferenceMistake[] {
  const last = all.length - 1
  return all.flatMap((stage, index): readonly ReferenceMistake[] => {
    const at: Path = ['rollback', 'stages', index]
    const begins = all[index - 1]?.to ?? 0
    return [
      ...(stage.from === begins ? [] : [{ path: [...at, 'from'], message: `stage "${stage.id}" begins at ${clockText(stage.from)}, the stage before ends at ${clockText(begins)}`, mend: `Begin it at ${clockText(begins)}.` }]),
      ...(stage.to > stage.from ? [] : [{ path: [...at, 'to'], message: `stage "${stage.id}" ends at ${clockText(stage.to)}, not after its beginning`, mend: `End it after ${clockText(stage.from)}.` }]),
      ...(stage.to > deadline ? [{ path: [...at, 'to'], message: `stage "${stage.id}" ends at ${clockText(stage.to)}, after the deadline of ${clockText(deadline)}`, mend: 'End it earlier, or set a later deadline.' }] : []),
      ...(index === last && validation > deadline ? [{ path: ['rollback', 'validation'], message: `the validation of ${clockText(validation)} is longer than the deadline of ${clockText(deadline)}`, mend: 'Wait less for the on-call engineer.' }] : []),
    ]
  })
}

type Node = { readonly id: string; readonly path: Path; readonly after: readonly string[]; readonly written: boolean }

/** Steps with what they wait for: what is written, or else what stands before them in their stage and the stage before. */
const graph = ({ rollback }: Plan): readonly Node[] =>
  rollback.stages.flatMap((stage, index) =>
    stage.steps.map((step, at): Node => ({
      id: step.id,
      path: ['rollback', 'stages', index, 'steps', at, 'after'],
      after: step.after ?? [...(rollback.stages[index - 1]?.steps ?? []), ...stage.steps.slice(0, at)].map(({ id }) => id),
      written: step.after !== undefined,
    })))

/** A step that waits for itself, by way of others; the way is given. */
function circleFrom(start: Node, nodes: ReadonlyMap<string, Node>): readonly string[] | undefined {
  const cameFrom = new Map<string, string>()
  const queue = [start.id]
  for (let at = 0; at < queue.length; at += 1) {
    const here = queue[at] ?? ''
    for (const next of nodes.get(here)?.after ?? []) {
      if (next === start.id) {
        const way = [here]
        for (let back = cameFrom.get(here); back !== undefined; back = cameFrom.get(back)) way.unshift(back)
        return [...way, start.id]
      }
      if (next === here || cameFrom.has(next)) continue
      cameFrom.set(next, here)
      queue.push(next)
    }
  }
  return undefined
}

/** More than a room can follow in fifteen minutes; and each step is held against all others. */
const mostSteps = 500

function afters(plan: Plan): readonly ReferenceMistake[] {
  const count = plan.rollback.stages.reduce((sum, stage) => sum + stage.steps.length, 0)
  if (count > mostSteps) return [{ path: ['rollback', 'stages'], message: `there are ${count} steps`, mend: `Have ${mostSteps} at most.` }]
  const nodes = graph(plan)
  const known = nodes.map(({ id }) => id)
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const told = new Set<string>()
  return nodes.flatMap((node): readonly ReferenceMistake[] => {
    const missing = node.written ? unknownOf(node.path, 'step', node.after, known) : []
    const own = node.after.indexOf(node.id)
    if (own >= 0) return [...missing, { path: [...node.path, own], message: `step "${node.id}" waits for itself`, mend: 'Take it out of its own `after`.' }]
    const circle = told.has(node.id) ? undefined : circleFrom(node, byId)
    if (circle === undefined) return missing
    for (const id of circle) told.add(id)
    return [...missing, { path: node.written ? node.path : node.path.slice(0, -1), message: `these steps wait for each other for ever: ${circle.join(' → ')}`, mend: 'Take one of them out of the `after` of another.' }]
  })
}

/** What shows that a criterion is met must be there: a benchmark, items of checklists. */
function shown(plan: Plan, phase: number): readonly ReferenceMistake[] {
  const benchmarks = plan.benchmarks.map(({ id }) => id)
  const items = plan.checklists.flatMap((list) => list.items.map(({ id }) => itemKey(list.id, id)))
  return (plan.phases[phase]?.criteria ?? []).flatMap(({ benchmark, items: own }, at) => [
    ...(benchmark === undefined || benchmarks.includes(benchmark) ? [] : [unknown(['phases', phase, 'criteria', at, 'benchmark'], 'benchmark', benchmark, benchmarks)]),
    ...unknownOf(['phases', phase, 'criteria', at, 'items'], 'item of a checklist', own ?? [], items),
  ])
}

function programme(plan: Plan): readonly ReferenceMistake[] {
  const known = phaseIds(plan)
  const criteria = plan.phases.flatMap((phase) => phase.criteria.map(({ id }) => id))
  return [
    ...Object.entries(plan.pilots?.evidence ?? {}).flatMap(([figure, ids]) => unknownOf(['pilots', 'evidence', figure], 'criterion', ids, criteria)),
    ...plan.phases.flatMap((phase, index) => {
      const { decision } = phase
      const named = shown(plan, index)
      if (decision === undefined) return named
      const at: Path = ['phases', index, 'decision']
      const needed = decision.passes === 'all' ? 0 : decision.passes.atLeast
      return [
        ...named,
        ...unknownOf([...at, 'criteria'], 'criterion of this phase', decision.criteria, phase.criteria.map(({ id }) => id)),
        ...(needed > decision.criteria.length
          ? [{ path: [...at, 'passes', 'atLeast'], message: `${needed} criteria must be met, the decision has ${decision.criteria.length}`, mend: 'Ask for fewer, or name more criteria.' }]
          : []),
      ]
    }),
    ...plan.checklists.flatMap((list, index) =>
      list.phase === undefined || known.includes(list.phase) ? [] : [unknown(['checklists', index, 'phase'], 'phase', list.phase, known)]),
    ...plan.checklists.flatMap((list, index) => list.items.flatMap(({ by }, at) =>
      typeof by !== 'object' || !('benchmark' in by) || plan.benchmarks.some(({ id }) => id === by.benchmark) ? [] : [unknown(['checklists', index, 'items', at, 'by', 'benchmark'], 'benchmark', by.benchmark, plan.benchmarks.map(({ id }) => id))])),
  ]
}
