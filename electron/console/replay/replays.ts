/**
 * Replays asked for by people: where the samples come from, one at a time, in slices that leave the loop to the living.
 * Issue 4, replay; docs/replay.md.
 */
import { setImmediate as turn } from 'node:timers/promises'
import type { Clock } from '../../../shared/clock.ts'
import { longestReplay, type HistoryEvent, type ReplayEvent, type ReplaySource, type ReplaySources } from '../../../shared/contract.ts'
import type { Environment, MetricName } from '../../../shared/metrics.ts'
import type { Gate, Plan } from '../../../shared/plan.ts'
import type { Placed as InOrder } from '../../../shared/merge.ts'
import { changedGate, type GateChange, type JudgedRun } from '../../../shared/replay.ts'
import type { Journal } from '../../journal/journal.ts'
import { recordedRouting, replay, type Replayed } from '../../judge/replay.ts'
import type { Recorder } from '../../observe/recorder.ts'
import { fillFrom, placeSessions, type Placed } from '../../observe/restore.ts'
import type { SeriesFile } from '../../observe/series-file.ts'
import { readSeriesCsv } from '../../observe/series-csv.ts'
import { createSeriesStore, type SeriesStore } from '../../observe/series.ts'
import type { Span } from '../../observe/span.ts'
import { episodesOf, readPast, type PastRun } from './past.ts'
import { shareWindow } from '../watch/routing-watch.ts'

/** The loop is left free after so long (ms), and progress is told this often. */
const slice = 8
const tellEvery = 100
const second = 1_000
const points = 240
/** A press of a person is looked at from so long before it (ms), and the end of a run until so long after its opening. */
const lookBack = 1_800_000
const lookOn = 600_000
/** Runs of the record that one count goes through, newest first. */
const mostRuns = 100

export class NothingToReplayError extends Error {
  override readonly name = 'NothingToReplayError'
}

type Asked = { readonly gates: readonly string[]; readonly changes: readonly GateChange[] }
type Loaded = { readonly store: SeriesStore; readonly spans: readonly Span[]; readonly lead: number; readonly from: number; readonly to: number; readonly phaseAt: (time: number) => string | null }
type Both = { readonly present: Replayed; readonly changed: Replayed | undefined }

export type Replays = {
  readonly sources: () => Promise<ReplaySources>
  /** @throws NothingToReplayError, CsvError before the stream begins */
  readonly run: (asked: Asked & { readonly source: ReplaySource }, signal?: AbortSignal) => Promise<AsyncGenerator<ReplayEvent, void>>
  readonly history: (asked: Pick<Asked, 'changes'>, signal?: AbortSignal) => AsyncGenerator<HistoryEvent, void>
}

const rulesOf = (plan: Plan, { gates, changes }: Asked): { readonly present: Plan; readonly changed: Plan | undefined } => {
  const chosen = plan.gates.filter(({ id }) => gates.includes(id))
  const other = chosen.map((gate) => changedGate(gate, changes))
  return { present: { ...plan, gates: chosen }, changed: other.every((gate, index) => gate === chosen[index]) ? undefined : { ...plan, gates: other } }
}

/** Gates must come to the state in which a range begins: their time to fire and to go quiet again, an hour at most. */
const leadOf = (gates: readonly Gate[]): number => Math.min(3_600_000, Math.max(60_000, ...gates.map((gate) => gate.for + gate.keepFiringFor)))

/** Runs a generator of figures from 0 to 1 in slices; gives what it returns, or nothing where the reader has left. */
async function* sliced<T>(steps: Generator<number, T>, clock: Clock, signal: AbortSignal | undefined): AsyncGenerator<number, T | undefined> {
  let [since, told] = [clock.mono(), clock.mono()]
  for (let count = 1; ; count += 1) {
    const step = steps.next()
    if (step.done === true) return step.value
    if (count % 10 !== 0 || clock.mono() - since < slice) continue
    await turn()
    if (signal?.aborted === true) return undefined
    since = clock.mono()
    if (since - told < tellEvery) continue
    told = since
    yield step.value
  }
}

export function createReplays(options: {
  readonly file: SeriesFile
  readonly recorder: Recorder
  readonly journal: Journal
  /** What other consoles wrote of runs and phases, in the one order. */
  readonly theirs?: () => readonly InOrder[]
  readonly plan: () => Plan
  readonly clock: Clock
}): Replays {
  const { file, recorder, journal, theirs = () => [], plan: planOf, clock } = options
  // One after the other: each may hold a day of series.
  let last: Promise<unknown> = Promise.resolve()
  async function* inTurn<T>(work: () => AsyncGenerator<T, void>): AsyncGenerator<T, void> {
    const before = last
    const { promise, resolve } = Promise.withResolvers<void>()
    last = promise
    try {
      await before
      yield* work()
    } finally {
      resolve()
    }
  }
  const placedNow = async (): Promise<readonly Placed[]> => {
    await recorder.flush()
    return placeSessions(file.sessions())
  }

  async function load({ plan, placed, from, to, changes, phaseAt, signal }: {
    readonly plan: Plan
    readonly placed: readonly Placed[]
    readonly from: number
    readonly to: number
    readonly changes: readonly GateChange[]
    readonly phaseAt: (time: number) => string | null
    readonly signal: AbortSignal | undefined
  }): Promise<Loaded> {
    const rules = [...plan.gates, ...plan.gates.map((gate) => changedGate(gate, changes))]
    const lead = from - leadOf(rules)
    const begin = Math.floor((lead - Math.max(...rules.map(({ window }) => window))) / second) * second
    const spans = placed.map(({ span }) => span)
    const store = createSeriesStore({ capacity: Math.ceil((to - begin) / second) + 1, start: begin, spans })
    // What says whether an environment lives, and where users went, besides the gates' own metrics.
    const wanted = (metric: MetricName, environment: Environment): boolean =>
      metric === 'up' || metric === 'traffic_share' || rules.some((gate) => gate.metric === metric && gate.environments.includes(environment))
    await fillFrom({ placed, file, store, from: begin, to, wanted, expect: true, onGroup: async () => { await turn(); signal?.throwIfAborted() } })
    return { store, spans, lead, from, to, phaseAt }
  }

  async function* judge({ store, ...loaded }: Loaded, rules: ReturnType<typeof rulesOf>, signal: AbortSignal | undefined): AsyncGenerator<number, Both | undefined> {
    const share = rules.changed === undefined ? 1 : 0.5
    const over = (plan: Plan) => sliced(replay({ ...loaded, plan, read: store.window, watched: store.watched, routingAt: recordedRouting(store.window, shareWindow), points }), clock, signal)
    async function* part(plan: Plan, add: number): AsyncGenerator<number, Replayed | undefined> {
      const steps = over(plan)
      for (;;) {
        const step = await steps.next()
        if (step.done === true) return step.value
        yield add + step.value * share
      }
    }
    const present = yield* part(rules.present, 0)
    if (present === undefined) return undefined
    const changed = rules.changed && (yield* part(rules.changed, share))
    return rules.changed !== undefined && changed === undefined ? undefined : { present, changed }
  }

  const rangeOf = (source: Exclude<ReplaySource, { readonly kind: 'csv' }>, runs: readonly PastRun[], placed: readonly Placed[]): { readonly from: number; readonly to: number } => {
    if (source.kind === 'range') return source
    const found = episodesOf(runs, journal.state().incidents, placed, clock.wall()).find(({ kind, id }) => kind === source.kind && id === source.id)
    if (found === undefined) throw new NothingToReplayError(`there is no ${source.kind} ${source.id}`)
    return { from: found.from, to: Math.min(found.to, found.from + longestReplay) }
  }

  return {
    sources: async () => {
      const placed = await placedNow()
      const [first, latest] = [placed[0], placed.at(-1)]
      const { runs } = readPast(journal, planOf(), placed, theirs())
      return {
        ...(first && latest && { recorded: { from: first.span.from, to: latest.span.to, bytes: file.bytes() } }),
        episodes: episodesOf(runs, journal.state().incidents, placed, clock.wall()),
      }
    },

    run: async ({ source, ...asked }, signal) => {
      const plan = planOf()
      const rules = rulesOf(plan, asked)
      const prepare = await (async (): Promise<() => Promise<Loaded>> => {
        if (source.kind === 'csv') {
          const { store, from, to } = readSeriesCsv(source.text)
          return async () => ({ store, spans: [{ from, to }], lead: from, from, to, phaseAt: () => source.phase })
        }
        const placed = await placedNow()
        const { runs, phaseAt } = readPast(journal, plan, placed, theirs())
        const range = rangeOf(source, runs, placed)
        const [from, to] = [Math.floor(range.from / second) * second, Math.floor(range.to / second) * second]
        if (!placed.some(({ span }) => span.from < to && span.to > from)) throw new NothingToReplayError('no series of that time are left: choose a time in which this console watched')
        return () => load({ plan: rules.present, placed, from, to, changes: asked.changes, phaseAt, signal })
      })()
      return inTurn(async function* (): AsyncGenerator<ReplayEvent, void> {
        const loaded = await prepare()
        yield { kind: 'begun', from: loaded.from, to: loaded.to }
        const steps = judge(loaded, rules, signal)
        let step = await steps.next()
        for (; step.done !== true; step = await steps.next()) yield { kind: 'progress', done: step.value }
        if (step.value === undefined) return
        const { present, changed } = step.value
        for (const { id: gate, environments } of rules.present.gates)
          for (const environment of environments) {
            const [before, after] = [present.gates.get(`${gate}/${environment}`), changed?.gates.get(`${gate}/${environment}`)]
            if (before !== undefined) yield { kind: 'gate', gate, environment, present: before, ...(after && asked.changes.some((change) => change.gate === gate) && { changed: after }) }
          }
        yield { kind: 'done', openings: { present: present.openings, changed: (changed ?? present).openings }, ticks: present.ticks, watched: present.ticks * second }
      })
    },

    history: ({ changes }, signal) =>
      inTurn(async function* (): AsyncGenerator<HistoryEvent, void> {
        const plan = planOf()
        const placed = await placedNow()
        const { runs, phaseAt } = readPast(journal, plan, placed, theirs())
        const rules = rulesOf(plan, { gates: plan.gates.filter(({ response }) => response === 'rollback').map(({ id }) => id), changes })
        const looked = runs.slice(0, mostRuns)
        for (const [index, past] of looked.entries()) {
          yield { kind: 'progress', done: index / looked.length }
          const [from, to] = [past.opened - lookBack, Math.max(past.ended ?? 0, past.opened + lookOn)].map((time) => Math.floor(time / second) * second) as [number, number]
          const { exposed: _, ended: __, ...facts } = past
          if (!placed.some(({ span }) => span.from < past.opened && span.to > past.opened - second)) {
            yield { kind: 'run', run: facts }
            continue
          }
          const loaded = await load({ plan: rules.present, placed, from, to, changes, phaseAt, signal })
          const steps = judge(loaded, rules, signal)
          let step = await steps.next()
          for (; step.done !== true; step = await steps.next()) yield { kind: 'progress', done: (index + step.value) / looked.length }
          if (step.value === undefined) return
          const { present, changed = present } = step.value
          yield { kind: 'run', run: { ...facts, rules: { present: opensOf(present), changed: opensOf(changed) } } satisfies JudgedRun }
        }
        yield { kind: 'done', left: runs.length - looked.length }
      }),
  }
}

const opensOf = ({ openings }: Replayed): { readonly opensAt?: number } => {
  const first = openings.find(({ kind }) => kind === 'rollback')
  return first === undefined ? {} : { opensAt: first.at }
}
