import { describe, expect, it } from 'vitest'
import { foldAlerts, openGroups, type AlertGroups } from '../../../shared/alert.ts'
import type { Draft, Entry } from '../../../shared/journal.ts'
import type { Environment } from '../../../shared/metrics.ts'
import { foldSilences, silenceOf, type Silences } from '../../../shared/silence.ts'

let seq = 0
const entry = (draft: Draft, at = 0): Entry => ({ ...draft, seq: (seq += 1), console: 'c', at: { occurred: at, observed: at, recorded: at, mono: at, boot: 'b' }, previous: '', hash: '' })
const ada = { kind: 'person', name: 'Ada', role: 'operator' } as const
const rule = { kind: 'rule', name: 'r' } as const
const raised = (gate: string, environment: Environment = 'green', response = 'alert'): Entry =>
  entry({ kind: 'alert.raised', who: rule, environment, data: { gate, title: gate, response, text: `${gate} is bad` } })
const turned = (gate: string, to: 'resolved' | 'ok' | 'pending' | 'firing', environment: Environment = 'green'): Entry =>
  entry({ kind: 'gate.turned', who: rule, environment, data: { gate, title: gate, from: 'firing', to, outcome: 'pass', threshold: 1, samples: 1, response: 'alert' } })
const fold = (...entries: readonly Entry[]): AlertGroups => entries.reduce(foldAlerts, [] as AlertGroups)

describe('alerts', () => {
  it('of one environment are one group, however many gates fire', () => {
    const groups = fold(...Array.from({ length: 30 }, (_, number) => raised(`gate-${number}`)))
    expect(groups).toHaveLength(1)
    expect(groups[0]?.alerts).toHaveLength(30)
  })
  it('of two environments are two', () => expect(fold(raised('a'), raised('a', 'blue'))).toHaveLength(2))
  it('of a gate that fires again stand once, with the newest text', () =>
    expect(fold(raised('a'), turned('a', 'resolved'), raised('b'), raised('b'))[1]?.alerts).toMatchObject([{ gate: 'b', firing: true }]))
  it('close when the last of their gates recovers, and not before', () => {
    const two = [raised('a'), raised('b'), turned('a', 'resolved')]
    expect(openGroups(fold(...two))).toHaveLength(1)
    expect(openGroups(fold(...two, turned('b', 'firing'), turned('b', 'resolved', 'blue')))).toHaveLength(1)
    expect(openGroups(fold(...two, turned('b', 'ok')))).toHaveLength(0)
  })
  it('that were acknowledged call again only for what is heavier', () => {
    const first = raised('a', 'green', 'scale')
    const taken = entry({ kind: 'alert.acknowledged', who: ada, why: 'mine', data: { group: `a-${first.seq}` } })
    expect(fold(first, taken)[0]?.acknowledged).toMatchObject({ by: 'Ada', note: 'mine' })
    expect(fold(first, taken, raised('b', 'green', 'alert'))[0]?.acknowledged).toBeDefined()
    expect(fold(first, taken, raised('c', 'green', 'propose rollback'))[0]?.acknowledged).toBeUndefined()
  })
  it('keep the last twenty groups that closed', () => {
    const many = Array.from({ length: 30 }, (_, number) => [raised(`gate-${number}`), turned(`gate-${number}`, 'resolved')]).flat()
    expect(fold(...many, raised('last')).map(({ alerts }) => alerts[0]?.gate)).toEqual([...Array.from({ length: 20 }, (_, number) => `gate-${number + 10}`), 'last'])
  })
})

describe('silences', () => {
  const set = (id: string, until: number, environment?: Environment, at = 0): Entry =>
    entry({ kind: 'silence.set', who: ada, why: 'load test', data: { silence: id, gates: ['a'], until }, ...(environment && { environment }) }, at)
  const of = (...entries: readonly Entry[]): Silences => entries.reduce(foldSilences, [] as Silences)
  it('have an owner, a reason, an end', () => expect(of(set('s-1', 100))).toEqual([{ id: 's-1', gates: ['a'], since: 0, until: 100, by: 'Ada', why: 'load test' }]))
  it('hold until their end, for their gates and environment', () => {
    const silences = of(set('s-1', 100), set('s-2', 200, 'green'))
    const at = (environment: Environment, wall: number) => silenceOf(silences, { gate: 'a', environment }, wall)?.id
    expect([at('green', 99), at('blue', 99), at('green', 150), at('blue', 150), at('green', 200)]).toEqual(['s-2', 's-1', 's-2', undefined, undefined])
    expect(silenceOf(silences, { gate: 'b', environment: 'green' }, 1)).toBeUndefined()
  })
  it('can be ended before, by a person', () => expect(of(set('s-1', 100), entry({ kind: 'silence.ended', who: ada, data: { silence: 's-1' } }))).toEqual([]))
  it('of long ago are in the journal alone', () => expect(of(set('s-1', 100), set('s-2', 200_000_000, undefined, 100_000_000)).map(({ id }) => id)).toEqual(['s-2']))
})
