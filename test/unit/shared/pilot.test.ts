import { describe, expect, test } from 'vitest'
import { criticalByDay, resolutionSince } from '../../../shared/bug.ts'
import type { Actor, Draft, Entry } from '../../../shared/journal.ts'
import { participants } from '../../../shared/pilot.ts'
import { pilotTallies, satisfactionFigure, withPilotEvidence } from '../../../shared/pilot-figures.ts'
import { emptyState, fold, type State } from '../../../shared/state.ts'
import { commentsOf, surveyTally, wrongAnswers } from '../../../shared/survey.ts'
import { tbsPlan } from './plan/tbs-plan.ts'

const ada: Actor = { kind: 'person', name: 'Ada', role: 'operator' }
const day = 86_400_000
const start = Date.UTC(2026, 0, 5, 12)

/** Entries an hour apart, but for those that say when. */
const after = (drafts: readonly Draft[], from: State = emptyState): State =>
  drafts.reduce((state, draft, at) => {
    const wall = draft.occurred ?? start + at * 3_600_000
    return fold(state, { ...draft, seq: state.seq + 1, console: 'c', at: { occurred: wall, observed: wall, recorded: wall, mono: 0, boot: 'b' }, previous: '', hash: '' } as Entry)
  }, from)

const added = (pilot: string): readonly Draft[] => [
  { kind: 'pilot.added', who: ada, data: { pilot, user: pilot, person: { name: `User ${pilot}` }, profile: 'Trader', experience: 'experienced' } },
  { kind: 'pilot.consented', who: ada, data: { pilot, given: true, on: '2026-01-05' } },
]
const plan = tbsPlan()
const questions = plan.pilots?.surveys.questions ?? []
const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
const eight = ids.flatMap(added)
const opened: Draft = { kind: 'survey.opened', who: ada, data: { survey: 's', title: 'Week 2', questions, asked: ids, closes: start + 9 * day } }
const answered = (pilot: string, satisfied: string, more: Readonly<Record<string, string>> = {}): Draft => ({ kind: 'survey.answered', who: { kind: 'rule', name: 'survey-link' }, data: { survey: 's', pilot, answers: { satisfied, ...more }, via: 'link' } })

describe('the roster', () => {
  test('takes part who consented, until they withdraw', () => {
    const state = after([...eight, { kind: 'pilot.consented', who: ada, data: { pilot: 'c', given: false, on: '2026-01-09' } }])
    expect(participants(state.pilots).map(({ id }) => id)).toEqual(ids.filter((id) => id !== 'c'))
    expect(state.pilots.roster.find(({ id }) => id === 'c')?.consent).toMatchObject({ given: false, on: '2026-01-09', by: 'Ada' })
  })
  test('a change keeps what it does not name, and a removal takes only the one', () => {
    const { pilots } = after([...eight, { kind: 'pilot.changed', who: ada, data: { pilot: 'a', profile: 'Quant' } }, { kind: 'pilot.removed', who: ada, data: { pilot: 'b' } }])
    expect(pilots.roster[0]).toMatchObject({ id: 'a', profile: 'Quant', experience: 'experienced', person: { name: 'User a' }, consent: { given: true } })
    expect(pilots.roster).toHaveLength(7)
  })
  test('a cohort that is selected anew leaves nobody of the one before in it', () => {
    const select = (pilots: string[]): Draft => ({ kind: 'pilot.selected', who: ada, data: { phase: 'phase-2', cohort: 'two', pilots, shortfalls: [] } })
    const { pilots } = after([...eight, select(['a', 'b']), select(['b', 'c'])])
    expect(pilots.roster.filter(({ cohort }) => cohort === 'two').map(({ id }) => id)).toEqual(['b', 'c'])
  })
  test('a flag without its outcome is not known', () => {
    const intended: Draft = { kind: 'flag.intended', who: ada, why: 'phase 2', data: { flag: 'f', users: ['a', 'b'], to: 'green', fencing: 7 } }
    expect(after([...eight, intended]).pilots.flags['a']).not.toHaveProperty('result')
    const { pilots, routedSince } = after([...eight, intended, { kind: 'flag.outcome', who: ada, data: { flag: 'f', result: 'done', detail: 'read back' } }])
    expect(pilots.flags['b']).toMatchObject({ to: 'green', result: 'done', why: 'phase 2' })
    expect(routedSince, 'users are no longer where the last rollback left them').toBe(true)
  })
})

describe('surveys', () => {
  test('the first answer of a person counts, and one of who was not asked does not', () => {
    const { pilots: { surveys: [survey] } } = after([...eight, opened, answered('a', '5'), answered('a', '1'), answered('z', '5')])
    expect(survey?.answers.map(({ pilot, answers }) => [pilot, answers['satisfied']])).toEqual([['a', '5']])
  })
  test('a missing answer neither counts as positive nor leaves the denominator', () => {
    const { pilots: { surveys: [survey] } } = after([...eight, opened, ...['a', 'b', 'c', 'd', 'e'].map((id) => answered(id, '4')), answered('f', '3')])
    if (survey === undefined) throw new Error('no survey')
    const tally = surveyTally(survey, 'satisfaction')
    expect(tally).toMatchObject({ positive: 5, answered: 6, asked: 8, worst: 5 / 8, best: 7 / 8 })
    // Clopper-Pearson for 5 of 6: 35.9 % to 99.6 %.
    expect(tally?.low).toBeCloseTo(0.3588, 3)
    expect(tally?.high).toBeCloseTo(0.9958, 3)
  })
  test('only an answer that the question has is kept', () => {
    expect(wrongAnswers(questions, { satisfied: '6', prefers: 'maybe', comment: '<script>', nothing: 'x' }).map(({ question }) => question)).toEqual(['satisfied', 'prefers', 'nothing'])
    expect(wrongAnswers(questions, { satisfied: '1', prefers: 'no', comment: '' })).toEqual([])
  })
  test('comments are found by every word', () => {
    const { pilots: { surveys: [survey] } } = after([...eight, opened, answered('a', '5', { comment: 'The export is slow' }), answered('b', '5', { comment: 'Slow charts' })])
    expect(survey && commentsOf(survey, 'SLOW export').map(({ pilot }) => pilot)).toEqual(['a'])
    expect(survey && commentsOf(survey, '').map(({ pilot }) => pilot)).toEqual(['b', 'a'])
  })
})

describe('figures', () => {
  const timed = (pilot: string, seconds: number, ok = true): Draft => ({ kind: 'pilot.workflow', who: ada, data: { pilot, workflow: 'backtest', seconds, baseline: 100, environment: 'green', ok } })
  test('a workflow that takes just 20 % longer is within 20 %', () => {
    const { pilots } = after([...eight, timed('a', 120), timed('b', 120.1), timed('c', 90, false)])
    expect(pilotTallies(pilots, plan).workflow?.tally).toMatchObject({ positive: 1, answered: 3, asked: 8 })
  })
  test('going on is what was said last, by hand or in a survey', () => {
    const uses = (pilot: string, said: boolean): Draft => ({ kind: 'pilot.adoption', who: ada, data: { pilot, uses: said } })
    const { pilots } = after([...eight, uses('a', false), opened, answered('a', '5', { continues: 'yes' }), answered('b', '5', { continues: 'yes' }), uses('b', false)])
    expect(pilotTallies(pilots, plan).adoption?.tally).toMatchObject({ positive: 1, answered: 2, asked: 8 })
  })
  test('who withdrew does not go on using it, and stays among those who are counted', () => {
    const uses = (pilot: string): Draft => ({ kind: 'pilot.adoption', who: ada, data: { pilot, uses: true } })
    const { pilots } = after([...eight, ...ids.slice(0, 6).map(uses), ...ids.slice(6).map((pilot): Draft => ({ kind: 'pilot.consented', who: ada, data: { pilot, given: false, on: '2026-01-20' } }))])
    expect(pilotTallies(pilots, plan).adoption?.tally).toMatchObject({ positive: 6, answered: 8, asked: 8 })
  })
  test('they are evidence for the plan’s criteria, and what a person recorded later stands before them', () => {
    const state = after([...eight, opened, answered('a', '5', { prefers: 'yes' }), answered('b', '2', { prefers: 'yes' })])
    const { evidence } = withPilotEvidence(state.programme, state.pilots, plan)
    expect(evidence['p2-satisfaction']).toMatchObject({ result: { kind: 'count', positive: 1, answered: 2, asked: 8 }, by: 'survey “Week 2”' })
    expect(evidence['p3-preference']?.result).toMatchObject({ positive: 2, answered: 2, asked: 8 })
    const later = after([{ kind: 'evidence.recorded', who: ada, occurred: start + 5 * day, data: { criterion: 'p2-satisfaction', result: { kind: 'count', positive: 8, answered: 8, asked: 8 }, text: 'asked them all', measuredAt: start + 5 * day } }], state)
    expect(withPilotEvidence(later.programme, later.pilots, plan).evidence['p2-satisfaction']?.by).toBe('Ada')
  })
  test('a statement is met once nobody is missing, and not met once one is over', () => {
    const met = (drafts: readonly Draft[]) => {
      const state = after([...eight, ...drafts])
      return withPilotEvidence(state.programme, state.pilots, plan).evidence['p2-training']?.result
    }
    expect(met(ids.slice(1).map((id) => timed(id, 100)))).toBeUndefined()
    expect(met(ids.map((id) => timed(id, 100)))).toEqual({ kind: 'statement', met: true })
    expect(met([timed('a', 130)])).toEqual({ kind: 'statement', met: false })
  })
  test('the series of satisfaction has a value only once no missing answer could carry it over a line of the plan', () => {
    const of = (positive: number, negative: number) => satisfactionFigure(after([...eight, opened, ...ids.slice(0, positive + negative).map((id, at) => answered(id, at < positive ? '5' : '1'))]).pilots, plan)
    expect(of(6, 0)).toEqual({ why: '6 of 8 answered: undecided at 80 %' })
    expect(of(7, 0)).toEqual({ value: 1 })
    expect(of(2, 4)).toEqual({ value: 2 / 6 })
    expect(satisfactionFigure(emptyState.pilots, plan)).toEqual({ why: 'no survey was answered' })
  })
})

describe('bugs', () => {
  const bug = (id: string, severity: 'critical' | 'minor', occurred: number): Draft => ({ kind: 'bug.reported', who: ada, occurred, data: { bug: id, title: id, severity, via: 'hand' } })
  test('critical ones are counted by UTC day', () => {
    const { pilots: { bugs } } = after([bug('1', 'critical', Date.UTC(2026, 0, 5, 23, 59)), bug('2', 'critical', Date.UTC(2026, 0, 6, 0, 0)), bug('3', 'critical', Date.UTC(2026, 0, 6, 5)), bug('4', 'minor', Date.UTC(2026, 0, 6, 6))])
    expect(criticalByDay(bugs, Date.UTC(2026, 0, 7, 1), 3)).toEqual([{ day: '2026-01-05', count: 1 }, { day: '2026-01-06', count: 2 }, { day: '2026-01-07', count: 0 }])
  })
  test('resolution is the mean of those resolved; open ones are told beside it; one that is reopened is open', () => {
    const solved = (id: string, occurred: number): Draft => ({ kind: 'bug.resolved', who: ada, occurred, data: { bug: id, how: 'fixed', via: 'hand' } })
    const { pilots: { bugs } } = after([bug('1', 'critical', start), bug('2', 'minor', start), bug('3', 'minor', start), solved('1', start + 3_600_000), solved('2', start + 3 * 3_600_000), { kind: 'bug.reopened', who: ada, data: { bug: '2', via: 'hand' } }])
    expect(resolutionSince(bugs, 0, start + 10 * 3_600_000)).toEqual({ resolved: 1, open: 2, hours: 1, oldestOpenHours: 10 })
  })
})
