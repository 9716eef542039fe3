/**
 * The second hand: judges, responds and puts a frame together once a second.
 * Nothing that goes wrong in one second stops the next.
 */
import { withBaselines } from '../../../shared/baseline.ts'
import type { Clock } from '../../../shared/clock.ts'
import type { Blind, Budget, Frame, Routing } from '../../../shared/contract.ts'
import { rule } from '../../../shared/journal.ts'
import type { Environment } from '../../../shared/metrics.ts'
import { isPractice, type Plan } from '../../../shared/plan.ts'
import type { Run } from '../../../shared/rollback.ts'
import { blindGates } from '../../judge/blind.ts'
import { explain } from '../../judge/explain.ts'
import type { Judge } from '../../judge/judge.ts'
import { decide, untoldAfter, type Situation } from '../../judge/response.ts'
import type { Journal } from '../../journal/journal.ts'
import type { Log } from '../../log.ts'
import type { Sampler, Timers } from '../../observe/sampler.ts'
import type { SeriesStore } from '../../observe/series.ts'
import type { Runner } from '../../rollback/runner.ts'
import { budgetOf, ownRuns } from './budget.ts'
import { capacityOf, type Capacity } from './capacity.ts'
import { startDeadMan } from './dead-man.ts'
import { figuresOf, tilesOf, type FigureOptions, type ReadWindow } from './figures.ts'
import { readinessOf } from './readiness.ts'
import { respond } from './respond.ts'
import { shareWindow, type RoutingWatch } from './routing-watch.ts'
import type { Targets } from './targets.ts'
import { everyTick } from '../timers.ts'

const every = 1_000
/** The day's budget reads a whole day of samples, and moves slowly. */
const budgetEvery = 10
/** Looks through a day, minute by minute; capacity changes by the hour. */
const capacityEvery = 30
/** What was counted up to a run's end is sampled within this (ms). */
const settles = 2_000
/** How often the judge's windows are put down, in ticks: a restart loses no more of them. */
const keepEvery = 5
/** Without a judged tick for so long (ms) the console does not watch, whatever else it does. */
const standsStillAfter = 10_000

export type WatcherOptions = {
  readonly plan: Plan
  readonly journal: Journal
  readonly judge: Judge
  readonly runner: Runner
  readonly sampler: Sampler
  readonly routing: RoutingWatch | undefined
  readonly targets: Targets
  readonly read: ReadWindow
  readonly series: Pick<SeriesStore, 'window' | 'start'>
  readonly newIncident: () => string
  readonly onFrame: (frame: Frame) => void
  readonly clock: Clock
  readonly timers: Timers
  readonly log: Log
}

export type Watcher = {
  /** Judges and shows now, where the first second is not over yet. */
  readonly firstLook: () => void
  readonly stop: () => void
}

export function startWatcher(options: WatcherOptions): Watcher {
  const { plan, journal, judge, runner, sampler, routing, targets, read, series, newIncident, onFrame, clock, timers, log } = options
  const proposed = new Set<string>()
  const began = clock.mono()
  let blind: readonly Blind[] = []
  let blindSince: number | undefined
  let onTime = clock.mono()
  let untold: ReadonlySet<string> = new Set()
  let number = 0
  let budget: Budget | undefined
  let capacity: Capacity | undefined

  const act = (planned: number): void => {
    const state = journal.state()
    const { views, turns } = judge.tick(planned, { phase: state.phase, baselines: withBaselines(plan, state.baselines).baselines })
    const mono = clock.mono()
    const present = routing?.view(mono)
    const situation: Situation = {
      plan, turns, views, automation: state.automation, vetoes: state.vetoes, silences: state.silences, run: state.run, proposed, untold,
      routing: present && { ...present, share: shareSince(state.run, mono) ?? present.share },
      now: { wall: clock.wall(), mono, boot: clock.boot },
    }
    const actions = decide(situation)
    untold = untoldAfter(situation)
    for (const action of actions)
      if (action.kind === 'propose' && action.response === 'rollback') for (const cause of action.causes) proposed.add(cause)
    respond({ plan, journal, runner, newIncident, drill: isPractice(plan) }, turns, actions)
    if (number % keepEvery === 0) journal.keep('judge', judge.snapshot())
  }

  /**
   * Who answered since a run ended. The usual share looks back over it: requests that green answered before the switch
   * are no reason to switch again. Undefined where no run of this boot has just ended.
   */
  const shareSince = (run: Run | undefined, now: number): Routing['share'] | undefined => {
    if (run?.endedAt === undefined || run.boot !== clock.boot || now - run.endedAt > shareWindow + settles) return undefined
    const window = now - run.endedAt - settles
    const of = (environment: Environment): number => (window < 1_000 ? 0 : (read('traffic_share', environment, 'avg', window, now).value ?? 0))
    return { blue: of('blue'), green: of('green') }
  }

  /** What can't be judged is on the record when it begins and when it is over, whatever it was in between. */
  const look = (): void => {
    const now = clock.mono()
    blind = blindGates({ plan, phase: journal.state().phase, sources: sampler.sources(), sourceOf: targets.sourceOf, began, now })
    if (blind.length > 0 && blindSince === undefined) {
      blindSince = now - Math.max(...blind.map(({ silentFor }) => silentFor))
      journal.append({ kind: 'watcher.blind', who: rule('watcher'), data: { gates: [...new Set(blind.map(({ gate }) => gate))], sources: [...new Set(blind.map(({ source }) => source))] } })
    } else if (blind.length === 0 && blindSince !== undefined) {
      journal.append({ kind: 'watcher.sees', who: rule('watcher'), data: { blind: Math.round(now - blindSince) } })
      blindSince = undefined
    }
  }
  const notWatching = (): string | undefined => {
    if (clock.mono() - onTime > standsStillAfter) return 'the loop stands still'
    if (blind.length > 0) return `no answer from ${[...new Set(blind.map(({ source }) => source))].join(', ')}`
    return journal.health() === 'durable' ? undefined : 'the journal is not written'
  }
  const deadMan = plan.watcher?.heartbeat && startDeadMan({ heartbeat: plan.watcher.heartbeat, notWatching, clock, timers, log })

  const archiveState = (figures: Frame['figures']) => {
    const { archive_lag: { value: lag } = {}, archive_differing: { value: differing } = {} } = figures[plan.rollback.target]
    return lag === undefined || differing === undefined ? undefined : { lag, differing }
  }
  const frame = (planned: number): Frame => {
    const now = clock.mono()
    const options: FigureOptions = { read, sourceOf: targets.sourceOf, now }
    const figures = figuresOf(options)
    const views = judge.views()
    const sources = sampler.sources()
    const present = routing?.view(now)
    const health = journal.health()
    const held = withBaselines(plan, journal.state().baselines)
    if (capacity === undefined || number % capacityEvery === 0) capacity = capacityOf(series, plan.rollback.target, now)
    if (number % budgetEvery === 0) budget = budgetOf(held, read, now, ownRuns(journal.state(), clock.boot))
    const up = (environment: Environment): number | undefined => read('up', environment, 'last', 3_000, now).value
    return {
      number, wall: clock.wall(), mono: now,
      figures,
      tiles: tilesOf(held, views, options),
      gates: views.map((view) => {
        const gate = plan.gates.find((one) => one.id === view.gate)
        return { ...view, why: gate ? explain(view, gate) : '' }
      }),
      sources: sources.map(({ target, kind, environment, state, detail, mend, lastGood, latencyMs, identity }) => ({
        target, kind, state, ...(environment && { environment }), ...(detail !== undefined && { detail }), ...(mend !== undefined && { mend }),
        ...(lastGood !== undefined && { age: now - lastGood }), ...(latencyMs !== undefined && { latency: latencyMs }),
        ...(identity && { identity: identity.id }),
      })),
      ...(present && { routing: present }),
      readiness: readinessOf({
        plan, sources, views, targetUp: up(plan.rollback.target), routing: present, routingFailure: routing?.failure()?.message,
        drifted: routing?.drifted() ?? false, written: routing?.written(), archive: archiveState(figures), capacity, journal: health,
        pastRuns: journal.state().pastRuns, drills: journal.state().drills, checkpoints: { state: journal.state().checkpoints, offered: targets.anyArchives?.checkpoints !== undefined }, onCall: journal.state().onCall, wall: clock.wall(), now, ...(plan.commands.length > 0 && { commands: runner.commands().confirmed }),
      }),
      ...(budget && { budget }),
      watcher: { lateMs: Math.max(0, now - planned), journal: health, blind, ...(deadMan && { heartbeat: deadMan.view() }) },
    }
  }

  const tick = (planned: number): void => {
    number += 1
    try {
      act(planned)
      look()
      onTime = clock.mono()
    } catch (error) {
      log.error('watcher.judge failed', { error })
    }
    try {
      onFrame(frame(planned))
    } catch (error) {
      log.error('watcher.frame failed', { error })
    }
  }
  const stopTicks = everyTick({ every, now: clock.mono, timers, act: tick })
  let stopped = false
  return {
    firstLook: () => {
      if (number === 0 && !stopped) tick(clock.mono())
    },
    stop: () => {
      stopped = true
      stopTicks()
      deadMan?.stop()
    },
  }
}
