/** Chains of several consoles in one order, whatever comes first. Fault 30 of trust.md; decision 9. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { comparePlaces, foldFrom, isShared, merge, placed, placeOf, sharedState, type Placed } from '../../../shared/merge.ts'
import type { Entry } from '../../../shared/journal.ts'
import { emptyState } from '../../../shared/state.ts'
import { fakeTime } from '../../doubles/fake-time.ts'
import { chainedJournal } from '../../doubles/chained-journal.ts'

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
    expect((['rollback.opened', 'lease.taken', 'step.outcome', 'incident.closed', 'checklist.ticked', 'silence.set', 'automation.set', 'phase.held', 'transaction.ended', 'on-call.overridden', 'escalation.acknowledged', 'message.sent', 'reach.tried', 'action.done'] as const).filter((kind) => !isShared(kind))).toEqual([])
    expect((['gate.turned', 'source.lost', 'plan.pinned', 'journal.sealed', 'console.opened', 'incident.frozen', 'bench.started', 'checkpoint.taken', 'alert.raised', 'wall.shared', 'report.made'] as const).filter((kind) => isShared(kind as Entry['kind']))).toEqual([])
  })
})
