/** The composition root: everything that is started is started here, and stopped here in reverse. */
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Clock } from '../shared/clock.ts'
import type { Frame, OpenedPlan, Progress } from '../shared/contract.ts'
import type { Actor } from '../shared/journal.ts'
import { environments, type Environment } from '../shared/metrics.ts'
import type { Plan } from '../shared/plan.ts'
import type { Run } from '../shared/rollback.ts'
import { watchClock } from './clock.ts'
import { checkTargets } from './connect/registry.ts'
import { createBroadcast, type Broadcast } from './console/broadcast.ts'
import { rule } from './console/respond.ts'
import { shareWindow, watchRouting } from './console/routing-watch.ts'
import { connectTargets } from './console/targets.ts'
import { systemTimers } from './console/timers.ts'
import { startWatcher } from './console/watcher.ts'
import { createJudge, judgeSnapshot } from './judge/judge.ts'
import { openJournal, type Journal } from './journal/journal.ts'
import { startLab, type Lab } from './lab/lab.ts'
import type { Log } from './log.ts'
import { startSampler, type SourceTurn } from './observe/sampler.ts'
import { createSeriesStore, type SeriesStore } from './observe/series.ts'
import { openPlan, readPlan, type Check } from './plan/open.ts'
import { createRunner, fourLetters, newId, type Runner } from './rollback/runner.ts'
import { checkSteps } from './rollback/steps/index.ts'

export const version = '0.1.0'

export type Console = {
  readonly opened: OpenedPlan
  readonly plan: Plan
  readonly journal: Journal
  readonly runner: Runner
  readonly series: SeriesStore
  readonly clock: Clock
  readonly lab: Lab | undefined
  readonly frames: Broadcast<Frame>
  readonly progress: Broadcast<Progress>
  /** The last frame; undefined in the first second. */
  readonly lastFrame: () => Frame | undefined
  readonly newIncident: () => string
  /** The run that is not ended, if there is one. */
  readonly activeRun: () => Run | undefined
  readonly stop: () => Promise<void>
}

export type ConsoleOptions = {
  /** Folder of journal, logs and the lab's data. */
  readonly home: string
  readonly planFile?: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
  readonly log: Log
  /** Who sits at this machine, as the record names them. */
  readonly user: string
}

const builtInPlan = resolve(import.meta.dirname, '../shared/plans/tbs.yaml')

/** What the rooms that a plan speaks to say of their own settings in it. */
const checkPlan = (plan: Plan): ReturnType<Check> => [...checkTargets(plan), ...checkSteps(plan)]

const labVariables = ({ addresses }: Lab): Record<string, string> => ({
  LAB_BLUE: addresses.blue, LAB_GREEN: addresses.green, LAB_BALANCER: addresses.balancer, LAB_CONTROL: addresses.control,
  LAB_TOKEN: addresses.adminToken, LAB_BLUE_ARCHIVE: addresses.blueArchive, LAB_GREEN_ARCHIVE: addresses.greenArchive,
})

/**
 * Opens the plan, the record and everything that watches; takes up a run that was left.
 * @throws where the home folder, the journal or the lab can't be opened
 */
export async function openConsole(options: ConsoleOptions): Promise<Console> {
  const { home, planFile, env, clock, log, user } = options
  const stops: (() => Promise<void> | void)[] = []
  const stopAll = async (): Promise<void> => {
    for (const stop of stops.splice(0).toReversed()) await stop()
  }
  try {
    return await open()
  } catch (error) {
    await stopAll()
    throw error
  }

  async function open(): Promise<Console> {
    mkdirSync(home, { recursive: true })
    const person: Actor = { kind: 'person', name: user, role: 'operator' }
    const journal = openJournal({ file: join(home, 'journal.sqlite'), clock, log })
    stops.push(() => journal.close())

    let lab: Lab | undefined
    const opened = await openPlan({
      builtIn: builtInPlan, lastGood: join(home, 'last-good-plan.yaml'), env, check: checkPlan,
      ...(planFile !== undefined && { file: planFile }),
      lab: async ({ seed, users }) => {
        lab = await startLab({ dir: join(home, 'lab'), seed, users, log: (line: string) => log.info('lab', { line }) })
        stops.push(lab.stop)
        return labVariables(lab)
      },
    })
    const { plan } = opened
    noteOpening(journal, { opened, person, clock })

    const newIncident = (): string => newId('i', clock, fourLetters())
    const targets = connectTargets(plan, clock)
    stops.push(targets.stop)
    const series = createSeriesStore({ start: clock.mono() })
    const read = series.window
    const sampler = startSampler({
      targets: targets.sampled, series, clock, timers: systemTimers,
      onSource: noteSources(journal, clock),
      onIdentity: ({ target, environment, was, is }) => {
        if (was) journal.append({ kind: 'source.changed', who: rule('identity-watch'), data: { target, was: was.id, is: is.id }, ...(environment && { environment }) })
      },
    })
    stops.push(sampler.stop)

    const saved = judgeSnapshot.safeParse(journal.kept('judge'))
    const judge = createJudge({ plan, read, clock, ...(saved.success && { initial: saved.data }) })

    const progress = createBroadcast<Progress>()
    const runner = createRunner({
      journal, clock, timers: systemTimers, log, holder: user, read, targets,
      plan: () => ({ plan, hash: opened.hash }),
      planOf: (hash) => (hash === opened.hash ? plan : pinnedPlan(journal, hash, { ...env, ...(lab && labVariables(lab)) })),
      monitoring: () => ({
        sources: sampler.sources().map(({ target, state }) => ({ target, state })),
        firing: judge.views().filter(({ status }) => status.state === 'firing').map(({ gate, environment }) => ({ gate, environment })),
      }),
      identity: (environment) => sampler.sources().find((source) => source.kind === 'app' && source.environment === environment)?.identity?.id,
      dir: home,
      onProgress: progress.send,
    })
    stops.push(runner.shutdown)

    const routing = targets.anyBalancer && watchRouting({
      balancer: targets.anyBalancer, clock, timers: systemTimers, log,
      share: (environment, now) => read('traffic_share', environment, 'avg', shareWindow, now).value ?? 0,
      expected: () => whereUsersShouldBe(journal),
      onDrift: ({ expected, found }) => void journal.append({ kind: 'routing.drifted', who: rule('drift-watch'), data: { expected, found } }),
    })
    if (routing) stops.push(routing.stop)

    const frames = createBroadcast<Frame>()
    let lastFrame: Frame | undefined
    stops.push(startWatcher({
      plan, journal, judge, runner, sampler, routing, targets, read, newIncident, clock, timers: systemTimers, log,
      onFrame: (frame) => {
        lastFrame = frame
        frames.send(frame)
      },
    }))
    stops.push(watchClock({
      clock, timers: systemTimers,
      onGap: (gap) => {
        journal.append({ kind: 'console.gap', who: rule('clock-watch'), data: gap })
        sampler.kick()
      },
    }))
    runner.resume()

    return {
      opened, plan, journal, runner, series, clock, lab, frames, progress, newIncident,
      lastFrame: () => lastFrame,
      activeRun: runner.active,
      stop: async () => {
        journal.keep('judge', judge.snapshot())
        const [record, ...rest] = stops.splice(0)
        for (const stop of rest.toReversed()) await stop()
        journal.append({ kind: 'console.closed', who: person, data: {} })
        await record?.()
      },
    }
  }
}

/** The plan that a run was opened with, from the record: the file may have changed since. */
function pinnedPlan(journal: Journal, hash: string, env: ConsoleOptions['env']): Plan | undefined {
  const pinned = journal.entries({ kinds: ['plan.pinned'], after: 0, limit: 1_000 }).entries.findLast((entry) => entry.kind === 'plan.pinned' && entry.data.hash === hash)
  const read = pinned?.kind === 'plan.pinned' ? readPlan(pinned.data.text, env, checkPlan) : undefined
  return read && 'plan' in read ? read.plan : undefined
}

/** Where a completed rollback left everyone, until someone sends them elsewhere on the record. */
function whereUsersShouldBe(journal: Journal): Environment | undefined {
  const { run, routedSince } = journal.state()
  return run?.state === 'completed' && !routedSince ? environments.find((one) => one === run.target) : undefined
}

/** The entries of a start: what was not seen since the last one, who opened it, and with which plan. */
function noteOpening(journal: Journal, { opened, person, clock }: { readonly opened: OpenedPlan & { readonly text: string }; readonly person: Actor; readonly clock: Clock }): void {
  const [last] = journal.recent(1)
  if (last !== undefined) {
    const ms = Math.max(0, clock.wall() - last.at.recorded)
    journal.append({ kind: 'console.gap', who: rule('clock-watch'), data: { cause: 'restart', ms } })
  }
  const { lost, saved, setAside } = journal.opening
  if (lost !== undefined) journal.append({ kind: 'journal.repaired', who: rule('journal-check'), data: { saved, lost, ...(setAside !== undefined && { setAside }) } })
  const { plan, hash, from, file, mistakes, text } = opened
  journal.append({ kind: 'console.opened', who: person, data: { version, platform: `${process.platform} ${process.arch}`, plan: plan.id } })
  const [first] = mistakes
  if (first !== undefined)
    journal.append({ kind: 'plan.refused', who: rule('plan-check'), data: { file: file ?? plan.id, mistakes: mistakes.length, first: `${first.line}:${first.column} ${first.message}` } })
  if (journal.state().plan?.hash !== hash || journal.state().plan?.from !== from)
    journal.append({ kind: 'plan.pinned', who: person, data: { id: plan.id, title: plan.title, hash, from, text } })
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
