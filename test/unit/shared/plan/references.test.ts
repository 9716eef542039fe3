import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { planReferences } from '../../../../shared/plan/references.ts'
import { tbsPlan, type Raw } from './tbs-plan.ts'

const found = (change: (raw: Raw) => void) => planReferences(tbsPlan(change)).map(({ path, message, mend }) => `${path.join('.')}: ${message}. ${mend}`)
const at = (raw: Raw, ...path: readonly (string | number)[]): Raw => path.reduce<Raw>((here, step) => here[step as never] as Raw, raw)
const set = (raw: Raw, path: readonly (string | number)[], value: unknown): void => {
  const holder = at(raw, ...path.slice(0, -1)) as unknown as Record<string | number, unknown>
  holder[path.at(-1) ?? ''] = value
}
const setting = (path: readonly (string | number)[], value: unknown) => (raw: Raw): void => set(raw, path, value)
const steps = (stage: number, step: number) => ['rollback', 'stages', stage, 'steps', step] as const

describe('a plan whose parts fit', () => {
  it('has no mistake: the TBS plan', () => expect(planReferences(tbsPlan())).toEqual([]))
})

describe('a name that leads nowhere is told, with what was meant', () => {
  it.each<readonly [string, (raw: Raw) => void, string]>([
    ['a gate in the matrix', setting(['matrix', 1, 'critical', 0], 'error-rate-critcal'), 'matrix.1.critical.0: there is no gate "error-rate-critcal". Did you mean "error-rate-critical"?'],
    ['a gate of an automated trigger', setting(['rollback', 'automatedTriggers', 2, 'gates', 0], 'db-conection-failures'), 'rollback.automatedTriggers.2.gates.0: there is no gate "db-conection-failures". Did you mean "db-connection-failures"?'],
    ['a manual trigger of a phase\'s trigger', setting(['phases', 2, 'triggers', 2, 'manual', 0], 'critical-bugs'), 'phases.2.triggers.2.manual.0: there is no manual trigger "critical-bugs". Did you mean "critical-bug"?'],
    ['a gate of a phase\'s trigger', setting(['phases', 2, 'triggers', 0, 'gates', 0], 'user-satisfation'), 'phases.2.triggers.0.gates.0: there is no gate "user-satisfation". Did you mean "user-satisfaction"?'],
    ['a phase of a gate', setting(['gates', 2, 'phases', 0], 'fase-1'), 'gates.2.phases.0: there is no phase "fase-1". Did you mean "phase-1"?'],
    ['a phase of a checklist', setting(['checklists', 0, 'phase'], 'week-0'), 'checklists.0.phase: there is no phase "week-0". Use one of: preparation, phase-1, phase-2, phase-3, phase-4.'],
    ['a criterion of another phase', setting(['phases', 1, 'decision', 'criteria', 0], 'p2-performance'), 'phases.1.decision.criteria.0: there is no criterion of this phase "p2-performance". Did you mean "p1-performance"?'],
    ['a benchmark of a criterion', setting(['phases', 3, 'criteria', 0, 'benchmark'], 'user'), 'phases.3.criteria.0.benchmark: there is no benchmark "user". Did you mean "users"?'],
    ['an item of a criterion', setting(['phases', 4, 'criteria', 4, 'items', 0], 'preparation/monitorin'), 'phases.4.criteria.4.items.0: there is no item of a checklist "preparation/monitorin". Did you mean "preparation/monitoring"?'],
    ['a benchmark that ticks an item', setting(['checklists', 3, 'items', 2, 'by', 'benchmark'], 'rowz'), 'checklists.3.items.2.by.benchmark: there is no benchmark "rowz". Did you mean "rows"?'],
    ['a criterion that the pilots\' figures show', setting(['pilots', 'evidence', 'workflow', 0], 'p2-trainin'), 'pilots.evidence.workflow.0: there is no criterion "p2-trainin". Did you mean "p2-training"?'],
    ['a step to wait for', setting([...steps(1, 1), 'after'], ['swich']), 'rollback.stages.1.steps.1.after.0: there is no step "swich". Did you mean "switch"?'],
    ['a gate of a ramp', setting(['ramps', 0, 'steps', 0, 'gates', 0], 'environment-dwn'), 'ramps.0.steps.0.gates.0: there is no gate "environment-dwn". Did you mean "environment-down"?'],
    ['the baseline of a bar', (raw) => delete (raw['baselines'] as Record<string, unknown>)['rows_per_second'], 'gates.0.threshold.of: no baseline of rows_per_second is recorded. Add baselines.rows_per_second, or give a value instead of a ratio.'],
  ])('%s', (_, change, message) => expect(found(change)).toContain(message))
  it('names every bar that hangs on a baseline', () => {
    const places = planReferences(tbsPlan((raw) => delete (raw['baselines'] as Record<string, unknown>)['rows_per_second'])).map(({ path }) => path[0])
    expect(new Set(places)).toEqual(new Set(['gates', 'dashboard', 'phases', 'rollback']))
  })
})

describe('a name that is there twice is told at its second place', () => {
  it.each<readonly [string, readonly (string | number)[], readonly (string | number)[]]>([
    ['objective', ['objectives', 1, 'id'], ['objectives', 0, 'id']],
    ['target', ['targets', 1, 'id'], ['targets', 0, 'id']],
    ['gate', ['gates', 5, 'id'], ['gates', 0, 'id']],
    ['stage', ['rollback', 'stages', 1, 'id'], ['rollback', 'stages', 0, 'id']],
    ['step', [...steps(3, 0), 'id'], [...steps(0, 2), 'id']],
    ['manual trigger', ['rollback', 'manualTriggers', 1, 'id'], ['rollback', 'manualTriggers', 0, 'id']],
    ['tile', ['dashboard', 'tiles', 1, 'id'], ['dashboard', 'tiles', 0, 'id']],
    ['phase', ['phases', 4, 'id'], ['phases', 0, 'id']],
    ['criterion', ['phases', 3, 'criteria', 0, 'id'], ['phases', 2, 'criteria', 0, 'id']],
    ['checklist', ['checklists', 1, 'id'], ['checklists', 0, 'id']],
    ['item', ['checklists', 1, 'items', 1, 'id'], ['checklists', 1, 'items', 0, 'id']],
  ])('%s', (what, second, first) => {
    let id = ''
    const messages = found((raw) => {
      id = String(at(raw, ...first))
      set(raw, second, id)
    })
    expect(messages).toContain(`${second.join('.')}: there is a ${what} "${id}" already. Give this ${what} an id of its own.`)
  })
})

describe('the procedure', () => {
  it('has no step that waits for itself', () =>
    expect(found(setting([...steps(1, 0), 'after'], ['switch']))).toEqual(['rollback.stages.1.steps.0.after.0: step "switch" waits for itself. Take it out of its own `after`.']))
  it('has no circle; a circle is told once, all the way round', () =>
    expect(found(setting([...steps(1, 0), 'after'], ['sync']))).toEqual([
      'rollback.stages.1.steps.0.after: these steps wait for each other for ever: switch → sync → transactions → drain → switch. Take one of them out of the `after` of another.',
    ]))
  it('has stages that follow each other within the deadline', () => {
    expect(found(setting(['rollback', 'stages', 2, 'from'], '6m'))).toEqual(['rollback.stages.2.from: stage "data" begins at 6:00, the stage before ends at 5:00. Begin it at 5:00.'])
    expect(found(setting(['rollback', 'stages', 4, 'to'], '16m'))).toEqual(['rollback.stages.4.to: stage "final" ends at 16:00, after the deadline of 15:00. End it earlier, or set a later deadline.'])
  })
  it('asks for no more criteria than a decision has', () =>
    expect(found(setting(['phases', 2, 'decision', 'passes', 'atLeast'], 5))).toEqual(['phases.2.decision.passes.atLeast: 5 criteria must be met, the decision has 4. Ask for fewer, or name more criteria.']))
  it('never has a circle where each step waits for earlier ones alone, and always where one waits for a later that waits for it', () => {
    const names = tbsPlan().rollback.stages.flatMap((stage) => stage.steps.map(({ id }) => id))
    const order = fc.array(fc.array(fc.nat(), { maxLength: 4 }), { minLength: names.length, maxLength: names.length })
    const write = (raw: Raw, after: readonly (readonly string[])[]): void => {
      let index = 0
      for (const stage of at(raw, 'rollback', 'stages')) for (const step of stage['steps'] as Raw) set(step, ['after'], after[index++])
    }
    fc.assert(fc.property(order, fc.nat(), fc.nat(), (picks, a, b) => {
      const after = names.map((_, index) => (index === 0 ? [] : [...new Set((picks[index] ?? []).map((pick) => names[pick % index] ?? ''))]))
      expect(found((raw) => write(raw, after))).toEqual([])
      const [low, high] = [a % names.length, b % names.length].toSorted((one, other) => one - other)
      fc.pre(low !== undefined && high !== undefined && low < high)
      const [first, last] = [names[low] ?? '', names[high] ?? '']
      const closed = after.map((list, index) => (index === high ? [...list, first] : index === low ? [...list, last] : list))
      expect(found((raw) => write(raw, closed)).join()).toContain('for ever')
    }), { numRuns: 60 })
  })
})

describe('a ramp', () => {
  it.each<readonly [string, (raw: Raw) => void, string]>([
    ['with a step that goes back', setting(['ramps', 0, 'each', 0, 'kind'], 'route'), 'ramps.0.each.0.kind: a step of kind route has no place in a ramp. Use one of health, verify, sync, sessions, sessions-kept, preferences, performance, command.'],
    ['with a gate of the other environment', (raw) => { setting(['gates', 0, 'environments'], ['blue'])(raw); setting(['ramps', 0, 'steps', 0, 'gates', 0], 'performance-warning')(raw) }, 'ramps.0.steps.0.gates.0: gate "performance-warning" does not judge green. Name gates of green.'],
    ['with two steps of one name', setting(['ramps', 0, 'steps', 1, 'id'], 'tenth'), 'ramps.0.steps.1.id: there is a step of this ramp "tenth" already. Give this step of this ramp an id of its own.'],
    ['whose step takes the name of what comes before', setting(['ramps', 0, 'steps', 0, 'id'], 'before'), 'ramps.0.steps.0.id: "before" is the name of what comes before the first step. Give this step another id.'],
    ['whose kinds stand in the rollback', setting([...steps(1, 0), 'kind'], 'ramp'), 'rollback.stages.1.steps.0.kind: kind ramp belongs to a ramp, which makes it from its own steps. Take this step out.'],
  ])('%s is told', (_what, change, message) => expect(found(change)).toContain(message))
})
