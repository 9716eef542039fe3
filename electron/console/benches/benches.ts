/**
 * Runs the plan's benchmarks, one at a time, and keeps what they found in the journal. A rollback ends the one that runs:
 * nothing else is done to its targets. Plan: "Performance Baseline"; semantics 16 and 17 of the design.
 */
import { createHash } from 'node:crypto'
import { withBaselines } from '../../../shared/baseline.ts'
import type { BenchList, BenchProgress, BenchRecord, Preflight, Routing } from '../../../shared/contract.ts'
import type { Clock } from '../../../shared/clock.ts'
import { durationText } from '../../../shared/duration.ts'
import { errorText } from '../../../shared/error-text.ts'
import { actorText, rule, type Actor, type Entry, type EntryData } from '../../../shared/journal.ts'
import type { MetricName } from '../../../shared/metrics.ts'
import type { Benchmark, Plan } from '../../../shared/plan.ts'
import { targetsOf } from '../../../shared/plan/benchmarks.ts'
import type { Run } from '../../../shared/rollback.ts'
import { runBench, type BenchJob, type BenchResult, type Progress } from '../../bench/bench.ts'
import { barText } from '../../bench/bar-text.ts'
import { jobOf } from '../../bench/planned.ts'
import { recordedOf } from '../../bench/recorded.ts'
import { settingsWithoutSecrets } from '../../bench/secrets.ts'
import type { Journal } from '../../journal/journal.ts'
import type { Log } from '../../log.ts'
import { recordsOf } from './bench-records.ts'
import { preflightOf } from './preflight.ts'
import { Refusal } from '../../refusal.ts'

type RunJob = (job: BenchJob, options: { readonly clock: Clock; readonly signal: AbortSignal; readonly onProgress: (progress: Progress) => void }) => Promise<BenchResult>

export type BenchesOptions = {
  /** The plan in use. */
  readonly plan: () => Plan
  readonly journal: Pick<Journal, 'append' | 'state' | 'entries' | 'subscribe'>
  readonly clock: Clock
  readonly log: Log
  readonly routing: () => Routing | undefined
  readonly activeRun: () => Run | undefined
  readonly newId: () => string
  readonly onProgress: (progress: BenchProgress) => void
  /** By default in a thread of its own. */
  readonly run?: RunJob
}

export type Benches = {
  readonly list: () => BenchList
  /** Durable when it returns; it goes on by itself. @throws Refusal */
  readonly start: (benchmark: string, options: { readonly who: Actor; readonly why: string; readonly yes: boolean }) => { readonly bench: string }
  /** @throws Refusal */
  readonly cancel: (bench: string, who: Actor) => void
  /** Newest first. */
  readonly history: (options: { readonly benchmark?: string | undefined; readonly limit: number }) => readonly BenchRecord[]
  /** @throws Refusal */
  readonly result: (bench: string) => BenchRecord
  /** Sets what a benchmark of rows measured in place of the plan's baseline. @throws Refusal */
  readonly setBaseline: (bench: string, options: { readonly who: Actor; readonly why: string }) => { readonly metric: MetricName; readonly value: number }
  /** Settles when none runs. */
  readonly idle: () => Promise<void>
  /** Ends the one that runs, and records that. */
  readonly stop: () => Promise<void>
}

/** Who ended it, and as what; the reason of the signal. */
type Early = { readonly ended: 'cancelled' | 'rollback'; readonly who: Actor; readonly why: string }
type Active = { readonly bench: string; readonly cancel: (early: Early) => void; readonly done: Promise<void> }

/** Short facts of the settings: what two results must share to be compared. */
const settingsFacts = (one: Benchmark): EntryData<'bench.started'>['settings'] => {
  if (one.kind === 'load') return { duration: durationText(one.duration), ramp: durationText(one.ramp), 'warm-up': durationText(one.warmUp), 'time-out': durationText(one.timeout), ...('users' in one.traffic ? { think: durationText(one.traffic.think) } : { rate: one.traffic.rate, connections: one.traffic.connections }) }
  if (one.kind === 'compare') return { pairs: one.pairs, 'warm-up': one.warmUp, margin: one.margin, alpha: one.alpha }
  return { runs: one.runs, 'warm-up': one.warmUp, queries: one.queries.map(({ name }) => name).join(', ').slice(0, 300) }
}

export function createBenches(options: BenchesOptions): Benches {
  const { plan, journal, clock, log, routing, activeRun, newId, onProgress, run: runJob = runBench } = options
  let active: Active | undefined

  const inUse = (): Plan => withBaselines(plan(), journal.state().baselines)
  const records = (): readonly BenchRecord[] => recordsOf(journal)
  const find = (id: string): Benchmark => {
    const found = plan().benchmarks.find((one) => one.id === id)
    if (found === undefined) throw new Refusal('NOT_FOUND', `the plan has no benchmark ${id}`)
    return found
  }
  const resultOf = (bench: string): BenchRecord => {
    const found = records().find(({ started }) => started.bench === bench)
    if (found === undefined) throw new Refusal('NOT_FOUND', `there is no benchmark ${bench} on the record`)
    return found
  }
  const usualOf = (id: string, all: readonly BenchRecord[]): number | undefined =>
    all.find(({ finished }) => finished?.benchmark === id && finished.ended === 'done')?.finished?.ms
  const preflight = (one: Benchmark, all: readonly BenchRecord[]): Preflight =>
    preflightOf(one, { plan: inUse(), routing: routing(), run: activeRun(), active: journal.state().benches.active, usual: usualOf(one.id, all) })

  /** What left no outcome in an earlier life of the console: a crash in the middle is told, never guessed. */
  const left = journal.state().benches.active
  if (left) {
    journal.append({
      kind: 'bench.finished', who: rule('bench-watch'),
      data: { bench: left.bench, benchmark: left.benchmark, title: left.title, ended: 'interrupted', outcome: 'no data', why: 'the console ended in the middle: it did not finish, and nothing of it was kept', ms: Math.max(0, clock.wall() - left.startedAt) },
    })
  }

  const perform = async (one: Benchmark, pinned: Plan, bench: string, by: Actor, signal: AbortSignal): Promise<void> => {
    const begun = clock.mono()
    const common = { bench, benchmark: one.id, title: one.title }
    const early = (): Early | undefined => (signal.aborted ? (signal.reason as Early) : undefined)
    try {
      const result = await runJob(jobOf(one, pinned), { clock, signal, onProgress: (progress) => onProgress({ bench, ...progress }) })
      const cut = early()
      journal.append({ kind: 'bench.finished', who: cut?.who ?? by, data: { ...common, ended: cut?.ended ?? 'done', ms: result.tookMs, ...recordedOf(one, pinned, result, cut?.why) } })
    } catch (error) {
      const cut = early()
      const text = errorText(error)
      if (!cut) log.error('bench.failed', { bench, benchmark: one.id, error })
      journal.append({ kind: 'bench.finished', who: cut?.who ?? by, data: { ...common, ended: cut?.ended ?? 'failed', outcome: 'no data', why: cut ? `${cut.why}; ${text}` : `it could not be run: ${text}`, ms: clock.mono() - begun } })
    }
  }

  const stopListening = journal.subscribe((entry: Entry) => {
    if (entry.kind === 'rollback.opened') active?.cancel({ ended: 'rollback', who: entry.who, why: `rollback ${entry.data.run} began` })
  })
  const idle = async (): Promise<void> => {
    await active?.done
  }

  return {
    list: () => {
      const present = inUse()
      const all = records()
      const { active: running, last } = journal.state().benches
      return {
        benchmarks: present.benchmarks.map((one) => {
          const own = last[one.id]
          return { id: one.id, title: one.title, kind: one.kind, source: one.source, bars: barText(one, present), preflight: preflight(one, all), ...(own && { last: own }) }
        }),
        ...(running && { active: running }),
      }
    },
    start: (id, { who, why, yes }) => {
      const one = find(id)
      const { refused, needsYes, targets, does, expectedMs } = preflight(one, records())
      if (refused !== undefined) throw new Refusal('CONFLICT', refused)
      if (needsYes && !yes) throw new Refusal('CONFLICT', `${targets.filter(({ users }) => users !== false).map(({ id: target, detail }) => `${target}: ${detail}`).join('; ')}. Say yes to it first.`)
      const pinned = inUse()
      const hash = createHash('sha256').update(JSON.stringify(settingsWithoutSecrets(jobOf(one, pinned)))).digest('hex')
      const bench = newId()
      journal.append({
        kind: 'bench.started', who, why,
        data: {
          bench, benchmark: one.id, title: one.title, kind: one.kind, does, targets: [...targetsOf(one)], environments: targets.flatMap(({ environment }) => environment ?? []),
          onUsers: needsYes, settings: settingsFacts(one), hash, ...(expectedMs !== undefined && { expectedMs }),
        },
      })
      const controller = new AbortController()
      const done = perform(one, pinned, bench, who, controller.signal)
        // What it found could not be recorded: the log is all that is left, and the next one may begin.
        .catch((error: unknown) => log.error('bench.not recorded', { bench, error }))
        .finally(() => {
          // Whoever hears that it is finished may have begun the next.
          if (active?.bench === bench) active = undefined
        })
      active = { bench, done, cancel: (early) => controller.abort(early) }
      return { bench }
    },
    cancel: (bench, who) => {
      if (active?.bench !== bench) throw new Refusal(resultOf(bench).finished ? 'CONFLICT' : 'NOT_FOUND', `benchmark ${bench} does not run any more`)
      active.cancel({ ended: 'cancelled', who, why: `cancelled by ${actorText(who)}` })
    },
    history: ({ benchmark, limit }) => records().filter(({ started }) => benchmark === undefined || started.benchmark === benchmark).slice(0, limit),
    result: resultOf,
    setBaseline: (bench, { who, why }) => {
      const { finished } = resultOf(bench)
      if (finished?.figures?.kind !== 'rows') throw new Refusal('CONFLICT', 'only a benchmark of rows gives a baseline: its figure is the plan’s own')
      const { metric, median, interval } = finished.figures
      if (finished.ended !== 'done') throw new Refusal('CONFLICT', `this benchmark ended before its time (${finished.ended}): do it again first`)
      if (median === undefined || interval === undefined) throw new Refusal('CONFLICT', 'this benchmark has no figure that could be one')
      const { id, baselines } = plan()
      const own = baselines[metric]
      if (own === undefined) throw new Refusal('CONFLICT', `the plan has no baseline of ${metric} any more`)
      journal.append({ kind: 'baseline.recorded', who, why, data: { metric, value: median, plan: id, replaces: own.value, bench } })
      return { metric, value: median }
    },
    idle,
    stop: async () => {
      stopListening()
      active?.cancel({ ended: 'cancelled', who: rule('console'), why: 'the console was closed' })
      await idle()
    },
  }
}
