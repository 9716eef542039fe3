/** Decision rules against an oracle that tries every way in which what is missing may turn out. */
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { judgeCount, meets, standingOf, verdictOf, verdictText, wayOf, type CriterionState, type StandingFacts } from '../../../shared/phase.ts'
import { noProgramme, type Life, type Recorded } from '../../../shared/programme.ts'
import { criterion as criterionSchema } from '../../../shared/plan.ts'
import { tbsPlan } from './plan/tbs-plan.ts'

const plan = tbsPlan()
const states: readonly CriterionState[] = ['met', 'not met', 'undecided', 'stale']
/** Every completion of a list in which undefined may become either. */
function* completions(known: readonly (boolean | undefined)[]): Generator<readonly boolean[]> {
  const at = known.indexOf(undefined)
  if (at === -1) {
    yield known.map((one) => one === true)
    return
  }
  for (const value of [true, false]) yield* completions(known.with(at, value))
}
const agreed = (results: readonly boolean[]): 'passes' | 'fails' | 'undecided' => (results.every(Boolean) ? 'passes' : results.some(Boolean) ? 'undecided' : 'fails')

describe('a rule of a decision', () => {
  const decisions = fc.array(fc.constantFrom(...states), { minLength: 1, maxLength: 7 }).chain((given) =>
    fc.record({ given: fc.constant(given), passes: fc.oneof(fc.constant('all' as const), fc.integer({ min: 1, max: given.length }).map((atLeast) => ({ atLeast }))) }))

  test('passes, fails or is undecided as all completions of the missing evidence say', () => {
    fc.assert(fc.property(decisions, ({ given, passes }) => {
      const criteria = given.map((_, index) => `c${index}`)
      const verdict = verdictOf({ passes, criteria }, (id) => given[criteria.indexOf(id)])
      const needed = passes === 'all' ? given.length : passes.atLeast
      const results = [...completions(given.map((state) => (state === 'met' ? true : state === 'not met' ? false : undefined)))].map((all) => all.filter(Boolean).length >= needed)
      expect([verdict.state, verdict.best, verdict.worst]).toEqual([agreed(results), results.some(Boolean), results.every(Boolean)])
      // The denominator never shrinks.
      expect(verdict.of).toBe(given.length)
    }), { numRuns: 500 })
  })

  test('a criterion that becomes known never turns a verdict that stood', () => {
    fc.assert(fc.property(decisions, fc.nat(), fc.boolean(), ({ given, passes }, which, met) => {
      const criteria = given.map((_, index) => `c${index}`)
      const of = (all: readonly CriterionState[]) => verdictOf({ passes, criteria }, (id) => all[criteria.indexOf(id)]).state
      const open = given.flatMap((state, index) => (state === 'undecided' || state === 'stale' ? [index] : []))
      const at = open[which % Math.max(1, open.length)]
      if (at === undefined || of(given) === 'undecided') return
      expect(of(given.with(at, met ? 'met' : 'not met'))).toBe(of(given))
    }))
  })

  it('counts a criterion once, and one that nobody knows as missing', () => {
    expect(verdictOf({ passes: 'all', criteria: ['a', 'a'] }, () => 'met')).toMatchObject({ state: 'passes', of: 1 })
    expect(verdictOf({ passes: 'all', criteria: ['a'] }, () => undefined)).toMatchObject({ state: 'undecided', missing: ['a'] })
  })

  it('says what it would take', () => {
    const rule = plan.phases.find(({ id }) => id === 'phase-2')?.decision
    if (rule === undefined) throw new Error('no decision of phase 2')
    const text = (...given: readonly CriterionState[]) => verdictText(verdictOf(rule, (id) => given[rule.criteria.indexOf(id)]), (id) => id.slice(3))
    expect(text('undecided', 'met', 'met', 'undecided')).toBe('2 of 4 met, 3 needed: passes only if 1 of the 2 missing is met (satisfaction, training)')
    expect(text('undecided', 'met', 'not met', 'stale')).toBe('1 of 4 met, 3 needed: passes only if both missing ones are met (satisfaction, training)')
    expect(text('undecided', 'met', 'met', 'met')).toBe('3 of 4 met, 3 needed; it passes whatever comes of satisfaction')
    expect(text('not met', 'not met', 'met', 'undecided')).toBe('1 of 4 met, 3 needed; it fails whatever comes of training')
  })
})

describe('so many of those asked', () => {
  test('is met, missed or undecided as all completions of the missing answers say', () => {
    const counts = fc.integer({ min: 1, max: 12 }).chain((asked) => fc.integer({ min: 0, max: asked }).chain((answered) => fc.integer({ min: 0, max: answered }).map((positive) => ({ asked, answered, positive }))))
    const bars = fc.oneof(fc.integer({ min: 0, max: 100 }).map((p) => ({ atLeast: p / 100 })), fc.integer({ min: 0, max: 100 }).map((p) => ({ above: p / 100 })))
    fc.assert(fc.property(counts, bars, ({ asked, answered, positive }, bar) => {
      const answers = Array.from({ length: asked }, (_, index) => (index < positive ? true : index < answered ? false : undefined))
      const percent = Math.round(('atLeast' in bar ? bar.atLeast : bar.above) * 100)
      // In whole numbers, so that no rounding is in the oracle.
      const reached = (yes: number): boolean => ('atLeast' in bar ? yes * 100 >= percent * asked : yes * 100 > percent * asked)
      const results = [...completions(answers)].map((all) => reached(all.filter(Boolean).length))
      expect(judgeCount({ kind: 'count', positive, answered, asked }, bar).state).toBe({ passes: 'met', fails: 'not met', undecided: 'undecided' }[agreed(results)])
    }), { numRuns: 500 })
  })

  it('says how many of the missing answers it would take', () => {
    expect(judgeCount({ kind: 'count', positive: 5, answered: 6, asked: 8 }, { atLeast: 0.8 })).toEqual({ state: 'undecided', why: 'met only if both missing answers are positive' })
    expect(judgeCount({ kind: 'count', positive: 6, answered: 6, asked: 8 }, { atLeast: 0.8 })).toEqual({ state: 'undecided', why: 'met only if 1 of the 2 missing answers are positive' })
    expect(judgeCount({ kind: 'count', positive: 7, answered: 7, asked: 8 }, { atLeast: 0.8 }).state).toBe('met')
    expect(judgeCount({ kind: 'count', positive: 17, answered: 20, asked: 20 }, { above: 0.85 }).state).toBe('not met')
  })
})

describe('a criterion', () => {
  const criterion = (id: string) => {
    const found = plan.phases.flatMap(({ criteria }) => criteria).find((one) => one.id === id)
    if (found === undefined) throw new Error(`no criterion ${id}`)
    return found
  }
  const day = 86_400_000
  const wall = 100 * day
  const facts = (more: Partial<StandingFacts> = {}): StandingFacts => ({ plan, programme: noProgramme, checklists: {}, readings: {}, wall, ...more })
  const recorded = (id: string, result: Recorded['result'], measuredAt = wall): StandingFacts['programme'] =>
    ({ ...noProgramme, evidence: { [id]: { criterion: id, result, text: 'seen', measuredAt, by: 'Ada', at: measuredAt, seq: 1 } } })
  const state = (id: string, given: Partial<StandingFacts>, phase = 'phase-2') => standingOf(criterion(id), phase, facts(given)).state

  it('of each kind has its way', () =>
    expect(['p1-performance', 'p1-bugs', 'p1-functionality', 'p2-satisfaction', 'p2-training', 'p3-concurrent', 'p4-operations'].map((id) => wayOf(criterion(id)))).toEqual(['live', 'value', 'count', 'count', 'statement', 'benchmark', 'items']))

  it('without evidence is undecided, never met', () => {
    for (const one of plan.phases.flatMap(({ criteria }) => criteria)) expect(standingOf(one, 'phase-1', facts()).state).toBe('undecided')
  })

  it('of a series goes by what the judge found', () => {
    const reading = (outcome: 'pass' | 'fail' | 'not yet' | 'no data', value?: number) => ({ readings: { 'p2-errors': { outcome, threshold: 0.03, samples: 9, at: wall, source: 'green', ...(value !== undefined && { value }) } } })
    expect(state('p2-errors', reading('pass', 0.012))).toBe('met')
    expect(state('p2-errors', reading('fail', 0.04))).toBe('not met')
    expect(state('p2-errors', reading('not yet', 0.012))).toBe('undecided')
    expect(state('p2-errors', reading('no data'))).toBe('undecided')
    // The judge passes what is on the bar; "<3 %" does not.
    expect(state('p2-errors', reading('pass', 0.03))).toBe('not met')
    expect(state('p2-errors', { ...reading('pass', 0.012), wall: wall + 2 * day })).toBe('stale')
  })

  it('"≥" and a margin take the bar in, ">" does not', () => {
    expect(meets(criterion('p2-performance'), 33_573, 33_573)).toBe(true)
    expect(meets(criterion('p1-performance'), 37_245, 37_303)).toBe(true)
    expect(meets(criterion('p1-performance'), 36_900, 37_303)).toBe(false)
    expect(meets(criterion('p4-training'), 0.95, 0.95)).toBe(false)
    expect(meets(criterion('p1-bugs'), 0, 1)).toBe(true)
    expect(meets(criterion('p1-bugs'), 1, 1)).toBe(false)
  })

  it('of a benchmark goes by its last run that was finished', () => {
    const bench = (outcome: 'pass' | 'warn' | 'fail' | 'inconclusive') => ({ programme: { ...noProgramme, benches: { users: { bench: 'b-1', outcome, why: '', at: wall } } } })
    expect((['pass', 'warn', 'fail', 'inconclusive'] as const).map((outcome) => state('p3-concurrent', bench(outcome)))).toEqual(['met', 'not met', 'not met', 'undecided'])
  })

  it('of items is met once all are ticked', () => {
    const tick = (at: number) => ({ tick: { by: 'Ada', at, evidence: '', seq: 1 } })
    const two = { 'preparation/monitoring': tick(wall), 'phase-3/support': tick(wall) }
    expect(standingOf(criterion('p4-operations'), 'phase-4', facts({ checklists: two }))).toMatchObject({ state: 'undecided', value: '2 of 3 ticked', why: 'open: Operational procedures documented' })
    expect(state('p4-operations', { checklists: { ...two, 'phase-4/procedures': tick(wall) } })).toBe('met')
    expect(state('p4-operations', { checklists: { ...two, 'phase-4/procedures': tick(wall - 8 * day) } })).toBe('stale')
  })

  it('shows a small group as a count with its exact interval', () =>
    expect(standingOf(criterion('p2-satisfaction'), 'phase-2', facts({ programme: recorded('p2-satisfaction', { kind: 'count', positive: 8, answered: 10, asked: 10 }) })))
      .toMatchObject({ state: 'met', value: '8 of 10', count: { positive: 8, low: expect.closeTo(0.4439, 4) as number, high: expect.closeTo(0.9748, 4) as number } }))

  it('goes stale when its kind does, and when the phase begins anew', () => {
    const programme = recorded('p2-training', { kind: 'statement', met: true })
    expect(state('p2-training', { programme })).toBe('met')
    expect(state('p2-training', { programme, wall: wall + 7 * day })).toBe('met')
    expect(state('p2-training', { programme, wall: wall + 7 * day + 1 })).toBe('stale')
    const life: Life = { spans: [], extensions: [], replaced: false, since: wall + 1 }
    expect(state('p2-training', { programme: { ...programme, lives: { 'phase-2': life } }, wall: wall + 2 })).toBe('stale')
  })

  it('that nothing can show is told by the schema\'s own default of no share', () =>
    expect(wayOf(criterionSchema.parse({ id: 'x', title: 'X', evidence: 'survey', target: 'most' }))).toBe('statement'))
})
