/** The document's gates and triggers, at, just under and just over their level and their duration, in every phase. */
import { describe, expect, it } from 'vitest'
import { createJudge, type Judge, type Turn } from '../../../../electron/judge/judge.ts'
import { decide } from '../../../../electron/judge/response.ts'
import { createSeriesStore, type SeriesStore } from '../../../../electron/observe/series.ts'
import type { GateState } from '../../../../shared/gate.ts'
import { automations, type Automation } from '../../../../shared/journal.ts'
import { metricInfo, responseBuckets, type Measured } from '../../../../shared/metrics.ts'
import type { Gate } from '../../../../shared/plan.ts'
import { tbsPlan } from '../../shared/plan/tbs-plan.ts'
import { countRows, gateRows, matrixRows, phases, sentences, type GateRow, type PhaseName } from './plan-gates.ts'

const plan = tbsPlan()
const s = 1_000
const gateOf = (id: string): Gate => {
  const gate = plan.gates.find((one) => one.id === id)
  if (gate === undefined) throw new Error(`the plan has no gate ${id}`)
  return gate
}
const environment = 'green'

/** One second of a gate's metric at a figure. Of ten thousand answers the share is that which took longer than 300 ms. */
function second(gate: Gate, figure: number): Measured {
  const name = { metric: gate.metric, environment } as const
  const { kind, unit } = metricInfo(gate.metric)
  const many = 10_000
  if (kind === 'gauge') return { ...name, kind, value: figure }
  if (kind === 'counter') return { ...name, kind, increment: figure }
  if (kind === 'ratio') return unit === 'ratio' ? { ...name, kind, numerator: Math.round(figure * many), denominator: many } : { ...name, kind, numerator: figure, denominator: 1 }
  const slow = gate.statistic === 'p95' ? Math.round(figure * many) : 0
  const buckets = Array.from({ length: responseBuckets.length + 1 }, () => 0)
  buckets[responseBuckets.indexOf(0.3)] = many - slow
  buckets[responseBuckets.indexOf(0.5)] = slow
  return { ...name, kind, buckets, sum: gate.statistic === 'avg' ? figure * many : 0.3 * many }
}

type Bench = { readonly store: SeriesStore; readonly judge: Judge }
const bench = (gate: Gate): Bench => {
  const store = createSeriesStore({ start: 0 })
  const judge = createJudge({
    plan: { gates: [{ ...gate, environments: [environment] }], baselines: plan.baselines, targets: [] }, read: store.window, watched: (_, now) => now,
    clock: { mono: () => 0, wall: () => 0, boot: 'table' },
  })
  return { store, judge }
}
const context = (phase: PhaseName) => ({ phase: phase === 'none' ? null : phase })

/** Every turn as "second state". A figure a second, from second 0 on, judged from `from` on. */
function play(row: GateRow, phase: PhaseName, figures: readonly number[], from: number): { readonly turns: readonly string[]; readonly judge: Judge } {
  const gate = gateOf(row.gate)
  const { store, judge } = bench(gate)
  const turns: string[] = []
  figures.forEach((figure, slot) => {
    store.record(second(gate, figure), slot * s, slot * s)
    if (slot >= from) turns.push(...judge.tick(slot * s, context(phase)).turns.map(({ to }) => `${slot} ${to}`))
  })
  return { turns, judge }
}
const times = (count: number, figure: number): readonly number[] => Array.from({ length: count }, () => figure)

/** The first bad second; the longest window of these gates is a minute, and is full by then. */
const begins = 100
const inPhases = (row: { readonly phases?: readonly PhaseName[] }): readonly PhaseName[] => row.phases ?? phases
const firstOf = (row: GateRow): PhaseName => inPhases(row)[0] ?? 'none'
const titled = <T extends { readonly gate: string; readonly says: string }>(rows: readonly T[]): readonly (readonly [string, string, T])[] => rows.map((row) => [row.gate, row.says, row])

describe.each(titled(gateRows))('%s: "%s"', (_, _says, row) => {
  const pendingAt = begins + (row.seenAfter ?? 0)
  const firesAt = pendingAt + row.for
  const bad = firesAt - begins

  it.each([['exactly on it', row.at], ['just within it', row.within]] as const)('stays ok %s, for longer than it asks', (_where, figure) => {
    const { turns } = play(row, firstOf(row), [...times(begins, row.at), ...times(bad + 30, figure)], begins - 5)
    expect(turns).toEqual([`${begins - 5} ok`])
  })
  it.each(phases.map((phase) => [phase, inPhases(row).includes(phase)] as const))('just beyond it in %s (judged: %s)', (phase, judged) => {
    const good = times(begins, row.at)
    const { turns, judge } = play(row, phase, [...good, ...times(bad + 10, row.beyond), row.good, row.good], begins - 5)
    if (!judged) {
      expect([turns, judge.views()[0]?.status.evaluation.outcome]).toEqual([[], 'not yet'])
      return
    }
    const between = row.for > 0 ? [`${pendingAt} pending`] : []
    expect(turns).toEqual([`${begins - 5} ok`, ...between, `${firesAt} firing`, `${firesAt + 10} resolved`, `${firesAt + 11} ok`])
  })
  it.runIf(row.for > 0)('a second short of its time it does not fire', () => {
    const { turns } = play(row, firstOf(row), [...times(begins, row.at), ...times(bad, row.beyond), row.good], begins - 5)
    expect(turns).toEqual([`${begins - 5} ok`, `${pendingAt} pending`, `${firesAt} ok`])
  })
})

describe.each(titled(countRows))('%s: "%s"', (_, _says, row) => {
  const gate = gateOf(row.gate)
  const { kind } = metricInfo(gate.metric)
  /** With a full window behind it, and in it all that is allowed: the state a second before one more, and at it. */
  const states = (phase: PhaseName): readonly (GateState | undefined)[] => {
    const { store, judge } = bench(gate)
    const last = row.seconds + row.allowed + 5
    const found: (GateState | undefined)[] = []
    for (let slot = 0; slot <= last; slot += 1) {
      const counts = slot === last || (slot >= row.seconds && slot < row.seconds + row.allowed)
      store.record(second(gate, kind === 'gauge' ? Number(!counts) : Number(counts)), slot * s, slot * s)
      if (slot >= last - 1) found.push(judge.tick(slot * s, context(phase)).views[0]?.status.state)
    }
    return found
  }
  it.each(phases.map((phase) => [phase, inPhases(row).includes(phase)] as const))('in %s (judged: %s) fires at the one that is too many, at once', (phase, judged) => {
    expect(states(phase)).toEqual(judged ? ['ok', 'firing'] : ['no data', 'no data'])
  })
})

it('the one that is too many leaves the window after exactly its time', () => {
  const { store, judge } = bench(gateOf('db-connection-failures'))
  const turns: string[] = []
  // Four in one second at 100 s are in the window of 60 s up to second 159.
  for (let slot = 0; slot <= 162; slot += 1) {
    store.record(second(gateOf('db-connection-failures'), slot === 100 ? 4 : 0), slot * s, slot * s)
    turns.push(...judge.tick(slot * s, context('none')).turns.map(({ to }: Turn) => `${slot} ${to}`))
  }
  expect(turns).toEqual(['60 ok', '100 firing', '160 resolved', '161 ok'])
})

describe('what follows when it fires', () => {
  const expected: Readonly<Record<Gate['response'], Readonly<Record<Automation, string>>>> = {
    'alert': { 'automatic': 'alert', 'ask first': 'alert', 'watch only': 'alert' },
    'hold': { 'automatic': 'hold', 'ask first': 'propose hold', 'watch only': 'alert' },
    'scale': { 'automatic': 'scale', 'ask first': 'propose scale', 'watch only': 'alert' },
    'review': { 'automatic': 'review', 'ask first': 'propose review', 'watch only': 'alert' },
    'rollback': { 'automatic': 'rollback', 'ask first': 'propose rollback', 'watch only': 'alert' },
  }
  const routing = { weights: { blue: 80, green: 20 }, flags: { blue: 6, green: 12 }, share: { blue: 0.8, green: 0.2 } }
  const rows = [...gateRows, ...countRows].flatMap(({ gate, response }) => automations.map((automation) => [gate, automation, expected[response][automation]] as const))

  it.each(rows)('%s, %s: %s', (id, automation, wanted) => {
    const gate = gateOf(id)
    const status = {
      state: 'firing', since: 700 * s, activeSince: 0, sustained: 700 * s, missing: 0, evaluatedAt: 700 * s,
      evaluation: { outcome: gate.level === 'critical' ? 'fail' : 'warn', value: 1, threshold: 0, samples: 100 },
    } as const
    const actions = decide({
      plan, automation, turns: [{ gate, environment, from: 'pending', to: 'firing', status }], views: [{ gate: id, environment, status, progress: 0 }],
      vetoes: {}, run: undefined, routing, silences: [], untold: new Set(), proposed: new Set(), now: { wall: 1e12, mono: 700 * s, boot: 'table' },
    })
    expect(actions.map((action) => (action.kind === 'propose' ? `propose ${action.response}` : action.kind))).toEqual([wanted])
  })
})

describe('nothing of the document is left out', () => {
  it('every gate of the plan has its row, once', () =>
    expect([...gateRows, ...countRows].map(({ gate }) => gate).toSorted()).toEqual(plan.gates.map(({ id }) => id).toSorted()))

  const ofPhase = (id: string): readonly { readonly title: string; readonly gates: readonly string[]; readonly manual: readonly string[] }[] =>
    plan.phases.find((phase) => phase.id === id)?.triggers ?? []
  it.each(sentences.map((one) => [one.at, one.says, one] as const))('%s: %s', (at, says, { gates, manual = [] }) => {
    for (const id of gates) gateOf(id)
    for (const id of manual) expect(plan.rollback.manualTriggers.map((one) => one.id)).toContain(id)
    expect(gates.length + manual.length).toBeGreaterThan(0)
    if (at.startsWith('phase-')) expect(ofPhase(at)).toContainEqual({ title: says, gates, manual })
    if (at === 'Automated Triggers') expect(plan.rollback.automatedTriggers).toContainEqual({ title: says, gates })
    if (at === 'Manual Triggers') expect(plan.rollback.manualTriggers).toContainEqual({ id: manual[0], title: says })
  })
  it('and the plan has no trigger besides', () => {
    expect(plan.phases.flatMap(({ triggers }) => triggers).length).toBe(sentences.filter(({ at }) => at.startsWith('phase-')).length)
    // Response time and sessions are automatic by the quality gates and the matrix, not by the list.
    expect(plan.rollback.automatedTriggers.length).toBe(sentences.filter(({ at }) => at === 'Automated Triggers').length + 2)
  })
  it.each(matrixRows.map((one) => [one.metric, one] as const))('Automated Response Matrix: %s', (metric, { warning, critical, action, rollsBack }) => {
    expect(plan.matrix.find((one) => one.metric === metric)).toMatchObject({ warning, critical, action })
    expect([...warning, ...critical].filter((id) => gateOf(id).response === 'rollback')).toEqual(rollsBack)
  })
})
