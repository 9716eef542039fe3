/** Chains of several consoles in one order, whatever comes first. Fault 30 of trust.md; decision 9. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { comparePlaces, foldFrom, isShared, merge, placed, placeOf, type Placed } from '../../../shared/merge.ts'
import type { Draft, Entry } from '../../../shared/journal.ts'
import { decisionInForce, mayWithdraw } from '../../../shared/programme.ts'
import { emptyState, type State } from '../../../shared/state.ts'
import { answerOf } from '../../../shared/survey.ts'
import { openOthers } from '../../../electron/consoles/others.ts'
import { createRecord } from '../../../electron/consoles/record.ts'
import { bodyOf } from '../../../electron/journal/chain.ts'
import { fakeTime } from '../../doubles/fake-time.ts'
import { chainedJournal } from '../../doubles/chained-journal.ts'
import { sharedState } from '../../doubles/shared-state.ts'

const names = ['c-a', 'c-b', 'c-c']
const ada = { kind: 'person', name: 'Ada', role: 'operator' } as const

/** What happens: one writes at its own clock, or one hears of what another has written. */
const act = fc.oneof(
  fc.record({ do: fc.constant('write' as const), who: fc.nat(2), kind: fc.nat(3), ms: fc.nat(50) }),
  fc.record({ do: fc.constant('hear' as const), who: fc.nat(2), of: fc.nat(2) }),
)
const acts = fc.record({ acts: fc.array(act, { maxLength: 40 }), skew: fc.tuple(fc.integer({ min: -3_600_000, max: 3_600_000 }), fc.integer({ min: -3_600_000, max: 3_600_000 }), fc.constant(0)) })

function written({ acts: list, skew }: { readonly acts: readonly { readonly do: 'write' | 'hear'; readonly who: number; readonly kind?: number; readonly ms?: number; readonly of?: number }[]; readonly skew: readonly number[] }) {
  const { clock, sleep } = fakeTime()
  const journals = names.map((name, at) => chainedJournal(name, { ...clock, wall: () => clock.wall() + (skew[at] ?? 0) }))
  /** Pairs of which the first was known where the second was written. */
  const causes: (readonly [Entry, Entry])[] = []
  const known = names.map((): Entry[] => [])
  for (const one of list) {
    const journal = journals[one.who]
    if (journal === undefined) continue
    if (one.do === 'hear') {
      const heard = journals[one.of ?? 0]?.all() ?? []
      journal.seen(placed(heard).at(-1)?.order ?? 0)
      known[one.who]?.push(...heard.slice(-1))
      continue
    }
    sleep(one.ms ?? 0)
    const entry = [
      () => journal.append({ kind: 'incident.opened', who: ada, incident: `i-${one.who}`, data: { title: 'Errors', severity: 'P1', cause: 'test' } }),
      () => journal.append({ kind: 'incident.note', who: ada, incident: 'i-0', data: { text: 'seen' } }),
      () => journal.append({ kind: 'automation.set', who: ada, data: { mode: one.who === 0 ? 'watch only' : 'automatic' } }),
      () => journal.append({ kind: 'checklist.ticked', who: ada, data: { checklist: 'daily', item: `x${one.ms}`, evidence: 'done' } }),
    ][one.kind ?? 0]?.()
    if (entry) for (const cause of known[one.who] ?? []) causes.push([cause, entry as unknown as Entry])
  }
  return { chains: journals.map((journal) => placed(journal.all())), causes }
}

const keys = (entries: readonly Placed[]): readonly string[] => entries.map(({ entry: { console, seq } }) => `${console} ${seq}`)

describe('the one order', () => {
  it('is total, keeps each chain as it is, and is the same in whichever order chains are given', () => {
    fc.assert(fc.property(acts, fc.shuffledSubarray([0, 1, 2], { minLength: 3 }), (given, turned) => {
      const { chains } = written(given)
      const all = merge(chains)
      expect(keys(merge(turned.map((at) => chains[at] ?? [])))).toEqual(keys(all))
      for (const [at, one] of all.entries()) for (const later of all.slice(at + 1, at + 4)) expect(comparePlaces(placeOf(one), placeOf(later))).toBeLessThan(0)
      for (const chain of chains) expect(keys(all.filter(({ entry }) => chain.some((one) => one.entry === entry)))).toEqual(keys(chain))
    }), { numRuns: 200 })
  })

  it('has what was caused after its cause, however the clocks differ', () => {
    fc.assert(fc.property(acts, (given) => {
      const { chains, causes } = written(given)
      const all = keys(merge(chains))
      for (const [cause, effect] of causes) expect(all.indexOf(`${cause.console} ${cause.seq}`)).toBeLessThan(all.indexOf(`${effect.console} ${effect.seq}`))
    }), { numRuns: 200 })
  })

  it('folds to the same state on every console, and to the console\'s own alone where nobody else is', () => {
    fc.assert(fc.property(acts, (given) => {
      const { chains } = written(given)
      const all = merge(chains)
      const states = names.map((name) => all.reduce((state, { entry }) => foldFrom(name, state, entry), emptyState))
      const [first] = states
      for (const state of states) expect([state.automation, Object.keys(state.checklists).toSorted(), state.incidents.map(({ id, entries }) => [id, entries])])
        .toEqual([first?.automation, Object.keys(first?.checklists ?? {}).toSorted(), first?.incidents.map(({ id, entries }) => [id, entries])])
      expect(sharedState(all, emptyState)).toMatchObject({ automation: first?.automation })
    }), { numRuns: 100 })
  })
})

const shown = ({ programme, pilots, checklists, phase, hold, baselines, days }: State) => ({ programme, pilots, checklists, phase, hold, baselines, days })

/** Commands of the programme as a console gives them: by what it knows, which is its own chain and a beginning of each other's. */
const command = fc.record({ who: fc.nat(2), what: fc.nat(14), ms: fc.nat(40), pick: fc.nat(3) })
const move = fc.oneof({ weight: 4, arbitrary: command }, { weight: 1, arbitrary: fc.record({ who: fc.nat(2), hears: fc.nat(2) }) })

function programmeOf(moves: readonly ({ readonly who: number; readonly what: number; readonly ms: number; readonly pick: number } | { readonly who: number; readonly hears: number })[]) {
  const { clock, sleep } = fakeTime()
  const members = names.map((name, at) => {
    const journal = chainedJournal(name, { ...clock, wall: () => clock.wall() + at * 20 })
    return { journal, record: createRecord(journal, openOthers(':memory:')) }
  })
  const sent = ({ journal }: (typeof members)[number]) => journal.all().map((entry) => ({ seq: entry.seq, body: bodyOf(entry), hash: entry.hash }))
  const hear = (to: (typeof members)[number], from: (typeof members)[number]): void => void to.record.receive(from.journal.console, sent(from))
  let ids = 0
  for (const one of moves) {
    const member = members[one.who]
    if (member === undefined) continue
    if ('hears' in one) {
      const other = members[one.hears]
      if (other) hear(member, other)
      continue
    }
    sleep(one.ms)
    const { journal, record } = member
    const { programme, pilots, checklists, phase } = record.state()
    const last = decisionInForce(programme, 'phase-1')
    const pilot = pilots.roster[one.pick]?.id ?? 'u-0'
    const survey = pilots.surveys[0]
    const acts: readonly (() => unknown)[] = [
      () => journal.append({ kind: 'programme.started', who: ada, why: 'so', data: { day1: `2025-10-0${one.pick + 1}` } }),
      () => phase === null && journal.append({ kind: 'phase.set', who: ada, why: 'so', data: { phase: 'phase-1' } }),
      () => journal.append({ kind: 'evidence.recorded', who: ada, data: { criterion: `c-${one.pick}`, result: { kind: 'value', value: one.ms }, text: 'measured', measuredAt: clock.wall() } }),
      () => (last === undefined || last.outcome === 'EXTEND' || Object.keys(last.carried).length > 0) && journal.append({ kind: 'decision.decided', who: ada, why: 'so', data: {
        decision: `d-x-${(ids += 1)}`, upon: { decision: last?.id ?? null, runs: programme.lives['phase-1']?.spans.length ?? 0 }, phase: 'phase-1', title: 'One', outcome: (['GO', 'NO-GO', 'EXTEND', 'NO-GO'] as const)[one.pick] ?? 'GO', role: 'x', authority: [],
        verdict: { state: 'undecided', met: 0, needed: 1, of: 1, text: '' }, against: false, evidence: [], plan: 'x', dissent: [], actions: [{ text: 'Extend', does: 'extend', days: 7 }, { text: 'Repeat', does: 'repeat' }],
      } }),
      () => last && mayWithdraw(last, undefined) && journal.append({ kind: 'decision.withdrawn', who: ada, why: 'so', data: { decision: last.id } }),
      () => last && last.carried[0] === undefined && journal.appendAll([{ kind: 'decision.carried', who: ada, data: { decision: last.id, action: 0 } }, { kind: 'phase.extended', who: ada, data: { phase: 'phase-1', days: 7, carries: { decision: last.id, action: 0 } } }]),
      () => last && last.carried[1] === undefined && journal.appendAll([{ kind: 'decision.carried', who: ada, data: { decision: last.id, action: 1 } }, { kind: 'phase.set', who: ada, data: { phase: 'phase-1', how: 'repeated', carries: { decision: last.id, action: 1 } } }]),
      () => checklists['daily/x']?.tick ? journal.append({ kind: 'checklist.unticked', who: ada, why: 'so', data: { checklist: 'daily', item: 'x' } }) : journal.append({ kind: 'checklist.ticked', who: ada, data: { checklist: 'daily', item: 'x', evidence: journal.console } }),
      () => !pilots.roster.some(({ user }) => user === `p${one.pick}`) && journal.append({ kind: 'pilot.added', who: ada, data: { pilot: `u-${(ids += 1)}`, user: `p${one.pick}`, person: { name: 'Nia' }, profile: 'Trader', experience: 'new' } }),
      () => journal.append({ kind: 'pilot.consented', who: ada, data: { pilot, given: one.ms % 2 === 0, on: '2025-10-01' } }),
      () => survey === undefined && journal.append({ kind: 'survey.opened', who: ada, data: { survey: 's-due', title: 'Due', questions: [{ id: 'text', text: 'What?', kind: 'text', positiveFrom: 4 }], asked: [pilot], closes: clock.wall() + 60, due: 'due/1' } }),
      () => survey && answerOf(survey, pilot) === undefined && journal.append({ kind: 'survey.answered', who: ada, data: { survey: 's-due', pilot, answers: { text: journal.console }, via: 'link' } }),
      () => !pilots.bugs.deliveries.includes(`m-${one.pick}`) && journal.append(pilots.bugs.list.some(({ id }) => id === 'web-1')
        ? { kind: 'bug.resolved', who: ada, data: { bug: 'web-1', how: 'mended', via: 'webhook', delivery: `m-${one.pick}` } }
        : { kind: 'bug.reported', who: ada, data: { bug: 'web-1', title: journal.console, severity: 'critical', via: 'webhook', delivery: `m-${one.pick}` } }),
      () => journal.append({ kind: 'figures.day', who: ada, environment: 'green', data: { date: '2025-10-01', watched: one.ms, figures: {} } }),
      () => journal.append({ kind: 'baseline.recorded', who: ada, why: 'so', data: { metric: 'response_time', value: one.ms, plan: 'x', replaces: 1 } }),
    ]
    acts[one.what]?.()
  }
  return { members, hear, chains: () => members.map(({ journal }) => placed(journal.all())) }
}

describe('the programme of several consoles', () => {
  it('is one and the same on each at the end, whatever each knew when, and in whichever order the chains come', () => {
    fc.assert(fc.property(fc.array(move, { maxLength: 60 }), fc.shuffledSubarray([0, 1, 2], { minLength: 3 }), (moves, turned) => {
      const { members, hear, chains } = programmeOf(moves)
      for (const at of turned) for (const member of members) {
        const from = members[at]
        if (from) hear(member, from)
      }
      const states = members.map(({ record }) => shown(record.state()))
      const folded = shown(sharedState(merge(chains()), emptyState) as State)
      for (const state of states) expect(state).toEqual(folded)
    }), { numRuns: 150 })
  })

  it('has one decision of those that were made upon the same, each action once, each user once, and the most watched of a day', () => {
    fc.assert(fc.property(fc.array(move, { maxLength: 60 }), (moves) => {
      const all = merge(programmeOf(moves).chains())
      const { programme, pilots, days } = sharedState(all, emptyState)
      const held = programme.decisions.filter(({ overtaken, withdrawn }) => overtaken === undefined && withdrawn === undefined)
      const upon = held.map((one) => JSON.stringify(one.upon))
      expect(new Set(upon).size).toBe(upon.length)
      const set = (action: number): number => programme.decisions.filter(({ carried, overtaken }) => overtaken === undefined && carried[action] !== undefined).length
      const { extensions, spans } = programme.lives['phase-1'] ?? { extensions: [], spans: [] }
      expect(extensions).toHaveLength(set(0))
      expect(spans.filter(({ how }) => how === 'repeated')).toHaveLength(set(1))
      const users = pilots.roster.map(({ user }) => user)
      expect(new Set(users).size).toBe(users.length)
      const watched = all.flatMap(({ entry }) => (entry.kind === 'figures.day' ? [entry.data.watched] : []))
      expect(days['2025-10-01']?.green?.watched).toBe(watched.length === 0 ? undefined : Math.max(...watched))
    }), { numRuns: 150 })
  })

  it('leaves what waits for its checkpoint at one console, where another was second to set the same off; there it waits no more', () => {
    const { clock, sleep } = fakeTime()
    const [own, other] = ['c-a', 'c-b'].map((name) => chainedJournal(name, clock))
    if (own === undefined || other === undefined) throw new Error('no journals')
    own.append({ kind: 'decision.decided', who: ada, why: 'so', data: { decision: 'd-x-1', phase: 'phase-1', title: 'One', outcome: 'NO-GO', role: 'x', authority: [], verdict: { state: 'fails', met: 0, needed: 1, of: 1, text: '' }, against: false, evidence: [], plan: 'x', dissent: [], actions: [{ text: 'Repeat', does: 'repeat' }] } })
    const carries = { decision: 'd-x-1', action: 0 }
    for (const journal of [own, other]) {
      sleep(10)
      journal.appendAll([{ kind: 'decision.carried', who: ada, data: carries }, { kind: 'phase.waits', who: ada, why: 'as decided', data: { phase: 'phase-1' } }])
    }
    other.append({ kind: 'phase.set', who: ada, data: { phase: 'phase-1', how: 'repeated', carries } })
    const all = merge([own, other].map((journal) => placed(journal.all())))
    const [here, there] = ['c-a', 'c-b'].map((name) => all.reduce((state, { entry }) => foldFrom(name, state, entry), emptyState))
    expect([here?.checkpoints.waits?.phase, here?.phase]).toEqual(['phase-1', null])
    expect([there?.checkpoints.waits, there?.phase]).toEqual([undefined, null])
  })

  it('knows decisions from before they bore names by the number in their chain, and withdraws the right one', () => {
    const { clock, sleep } = fakeTime()
    const [own, other] = ['c-a', 'c-b'].map((name) => chainedJournal(name, clock))
    if (own === undefined || other === undefined) throw new Error('no journals')
    const decided = (phase: string): Draft<'decision.decided'> => ({ kind: 'decision.decided', who: ada, why: 'so', data: { phase, title: phase, outcome: 'GO', role: 'x', authority: [], verdict: { state: 'passes', met: 1, needed: 1, of: 1, text: '' }, against: false, evidence: [], plan: 'x', dissent: [], actions: [] } })
    own.append(decided('phase-1'))
    sleep(10)
    other.append(decided('phase-2'))
    sleep(10)
    other.append({ kind: 'decision.withdrawn', who: ada, why: 'so', data: { decision: 'd-1' } })
    sleep(10)
    other.append({ kind: 'decision.withdrawn', who: ada, why: 'so', data: { decision: 'd-1@c-a' } })
    const all = merge([own, other].map((journal) => placed(journal.all())))
    for (const name of ['c-a', 'c-b', 'c-c']) {
      const { decisions } = all.reduce((state, { entry }) => foldFrom(name, state, entry), emptyState).programme
      expect(decisions.map(({ phase, withdrawn }) => [phase, withdrawn !== undefined])).toEqual([['phase-1', true], ['phase-2', true]])
      expect(new Set(decisions.map(({ id }) => id)).size).toBe(2)
    }
    expect(own.state().programme.decisions[0]?.id).toBe('d-1')
  })
})

describe('what counts on every console', () => {
  it('holds for the alerts of an environment, whose groups have other numbers there', () => {
    const { clock } = fakeTime()
    const [own, other] = ['c-a', 'c-b'].map((name) => chainedJournal(name, clock))
    if (own === undefined || other === undefined) throw new Error('no journals')
    const alert = { kind: 'alert.raised', who: { kind: 'rule', name: 'x' }, environment: 'green', data: { gate: 'x', title: 'x', response: 'propose rollback', text: '' } } as const
    own.append({ kind: 'alert.raised', who: ada, data: { gate: 'y', title: 'y', response: 'alert', text: '' } })
    own.append(alert)
    other.append(alert)
    own.append({ kind: 'escalation.started', who: ada, data: { escalation: 'alerts-green-2026-11-26-1-P0', subject: { kind: 'alert', id: 'green' }, severity: 'P0', title: 'x', since: 0, levels: [] } })
    other.append({ kind: 'alert.acknowledged', who: ada, environment: 'green', data: { group: 'a-1' } })
    const [acknowledged] = other.all().slice(-1)
    if (acknowledged === undefined) throw new Error('no entry')
    const state = foldFrom('c-a', own.state(), acknowledged)
    expect(state.alerts.map(({ environment, acknowledged: by }) => [environment, by?.by])).toEqual([[undefined, undefined], ['green', 'Ada']])
    expect(state.onCall.escalations[0]?.acknowledged?.by).toBe('Ada')
  })

  it('is what people and procedures do, and not what one console sees or keeps of its own', () => {
    expect((['rollback.opened', 'lease.taken', 'step.outcome', 'incident.closed', 'checklist.ticked', 'silence.set', 'automation.set', 'phase.held', 'transaction.ended', 'on-call.overridden', 'escalation.acknowledged', 'message.sent', 'reach.tried', 'action.done',
      'programme.started', 'evidence.recorded', 'decision.decided', 'decision.carried', 'risk.set', 'pilot.added', 'flag.intended', 'survey.answered', 'bug.reported', 'experiment.started', 'baseline.recorded', 'bench.finished', 'figures.day', 'report.written'] as const).filter((kind) => !isShared(kind))).toEqual([])
    expect((['gate.turned', 'source.lost', 'plan.pinned', 'journal.sealed', 'console.opened', 'incident.frozen', 'bench.started', 'checkpoint.taken', 'alert.raised', 'wall.shared', 'report.made', 'phase.waits', 'lesson.begun', 'drill.begun', 'welcome.chosen'] as const).filter((kind) => isShared(kind as Entry['kind']))).toEqual([])
  })
})
