/**
 * All that watches by one plan: its targets, the sampler, the judge, where users go, the second hand.
 * The record, the series and the runner outlive it, so that a plan can take the place of another while the console runs.
 */
import type { Clock } from '../../../shared/clock.ts'
import type { Frame, Routing } from '../../../shared/contract.ts'
import { rule } from '../../../shared/journal.ts'
import { environments, type Environment, type Measured } from '../../../shared/metrics.ts'
import type { Identity } from '../../connect/connector.ts'
import { createJudge, type Judge, type JudgeSnapshot } from '../../judge/judge.ts'
import type { Journal } from '../../journal/journal.ts'
import type { Log } from '../../log.ts'
import { startSampler, type Sampler, type SampledTarget, type SourceTurn, type Timers } from '../../observe/sampler.ts'
import type { SeriesStore } from '../../observe/series.ts'
import type { Opened } from '../../plan/open.ts'
import type { Runner } from '../../rollback/runner.ts'
import type { Monitoring } from '../../rollback/steps/kind.ts'
import { shareWindow, watchRouting } from './routing-watch.ts'
import { connectTargets, type Targets } from './targets.ts'
import { startWatcher } from './watcher.ts'

export type Watch = {
  readonly opened: Opened
  readonly targets: Targets
  readonly sampler: Sampler
  readonly judge: Judge
  readonly monitoring: Monitoring
  /** Where users go, as the balancer says it; undefined before its first answer, and where the plan has none. */
  readonly routing: () => Routing | undefined
  /** The largest fencing number that the balancer has shown; 0 before its first answer. */
  readonly seenFencing: () => number
  /** Who each target of the plan is, by its id, as far as it has said. */
  readonly identities: () => Readonly<Record<string, string>>
  /** At the start of a console: what is known once every target was asked is judged and shown then, and not a second later. */
  readonly firstLook: () => Promise<void>
  readonly stop: () => Promise<void>
}

/** @throws MissingBaselineError, RangeError for a plan that can't be watched; then nothing was started */
export function startWatch(options: {
  readonly opened: Opened
  readonly journal: Journal
  readonly series: SeriesStore
  readonly runner: Runner
  readonly newIncident: () => string
  /** What is sampled beside the plan's targets. */
  readonly more?: readonly SampledTarget[]
  /** Told of each figure as it is stored. */
  readonly onMeasured?: (measured: Measured) => void
  /** Windows that were pending or firing: from the record at a start, from the plan before otherwise. */
  readonly initial?: JudgeSnapshot
  readonly onFrame: (frame: Frame) => void
  readonly clock: Clock
  readonly timers: Timers
  readonly log: Log
}): Watch {
  const { opened, journal, series, runner, newIncident, initial, more, onMeasured, onFrame, clock, timers, log } = options
  const { plan } = opened
  const read = series.window
  const judge = createJudge({ plan, read, clock, watched: series.watched, ...(initial && { initial }) })
  const targets = connectTargets(plan, clock, () => runner.active() !== undefined, more)
  const sampler = startSampler({
    targets: targets.sampled, series: onMeasured ? { ...series, record: heard(series, onMeasured) } : series, clock, timers,
    onSource: noteSources(journal, clock),
    onIdentity: ({ target, environment, was, is }) => {
      if (was) journal.append({ kind: 'source.changed', who: rule('identity-watch'), data: { target, was: identityText(was, is), is: identityText(is, was) }, ...(environment && { environment }) })
    },
  })
  const routing = targets.anyBalancer && watchRouting({
    balancer: targets.anyBalancer, clock, timers, log,
    share: (environment, now) => read('traffic_share', environment, 'avg', shareWindow, now).value ?? 0,
    expected: () => whereUsersShouldBe(journal),
    onDrift: ({ expected, found }) => void journal.append({ kind: 'routing.drifted', who: rule('drift-watch'), data: { expected, found } }),
  })
  const watcher = startWatcher({ plan, journal, judge, runner, sampler, routing, targets, read, series, newIncident, onFrame, clock, timers, log })
  return {
    opened, targets, sampler, judge,
    routing: () => (routing ? routing.view(clock.mono()) : undefined),
    seenFencing: () => (routing ? routing.fencing() : 0),
    monitoring: () => ({
      sources: sampler.sources().map(({ target, state, environment }) => ({ target, state, ...(environment && { environment }) })),
      judged: judge.views(),
      firing: judge.views().filter(({ status }) => status.state === 'firing').map(({ gate, environment }) => ({ gate, environment })),
    }),
    identities: () => Object.fromEntries(sampler.sources().flatMap(({ target, identity }) => (identity && plan.targets.some(({ id }) => id === target) ? [[target, identity.id]] : []))),
    firstLook: () => sampler.asked.then(watcher.firstLook),
    stop: async () => {
      watcher.stop()
      routing?.stop()
      await sampler.stop()
      await targets.stop()
    },
  }
}

const heard = ({ record }: Pick<SeriesStore, 'record'>, told: (measured: Measured) => void): SeriesStore['record'] => (measured, at, now) => {
  const result = record(measured, at, now)
  if (result === 'stored') told(measured)
  return result
}

/** Where a completed rollback left everyone, until someone sends them elsewhere on the record. */
function whereUsersShouldBe(journal: Journal): Environment | undefined {
  const { run, routedSince } = journal.state()
  return run?.state === 'completed' && !routedSince ? environments.find((one) => one === run.target) : undefined
}

/** The id; and where that stays the same, what about it changed: a start, a version. */
function identityText(one: Identity, other: Identity): string {
  if (one.id !== other.id) return one.id
  const changed = Object.entries(one.detail).filter(([name, value]) => other.detail[name] !== value)
  return [one.id, ...changed.map(([name, value]) => `${name} ${value}`)].join(', ')
}

/** A source that is lost, and one that is back with the time that it was away. */
function noteSources(journal: Journal, clock: Clock): (turn: SourceTurn) => void {
  const lostAt = new Map<string, number>()
  return ({ turn, source: { target, state, detail = state, environment } }) => {
    const common = { who: rule('sampler'), ...(environment && { environment }) }
    if (turn === 'lost') {
      lostAt.set(target, clock.mono())
      journal.append({ kind: 'source.lost', ...common, data: { target, reason: state, detail } })
    } else {
      journal.append({ kind: 'source.found', ...common, data: { target, away: clock.mono() - (lostAt.get(target) ?? clock.mono()) } })
    }
  }
}
