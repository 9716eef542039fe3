/** The composition root: everything that is started is started here, in this order, and stopped in reverse. */
import { mkdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { withBaselines } from '../shared/baseline.ts'
import type { BenchProgress, CheckpointProgress, Progress } from '../shared/contract.ts'
import { rule, type Actor } from '../shared/journal.ts'
import type { Plan } from '../shared/plan.ts'
import { watchClock } from './clock.ts'
import { startBackups } from './console/record/backups.ts'
import { createBenches } from './console/benches/benches.ts'
import { createBroadcast } from './console/broadcast.ts'
import { createCheckpoints } from './console/checkpoints/checkpoints.ts'
import type { Console, ConsoleOptions } from './console/console-type.ts'
import { startDaily } from './console/programme/daily.ts'
import { createIncidentSeries } from './console/replay/incident-series.ts'
import { createMessages } from './console/messages.ts'
import { createMoments } from './console/replay/moments.ts'
import { openDocuments } from './console/opening/documents.ts'
import { startDriving } from './console/opening/driving.ts'
import { noteOpening, notePlan, noteRefused } from './console/opening/entries.ts'
import { openFirstPlan } from './console/opening/first-plan.ts'
import { createStops, type Ground, type Stops } from './console/opening/ground.ts'
import { hiddenValues } from './console/opening/hidden.ts'
import { openHistory } from './console/opening/history.ts'
import { startPlanLogs } from './console/opening/plan-logs.ts'
import { createPracticeLab } from './console/opening/practice-lab.ts'
import { openRecord } from './console/opening/record.ts'
import { startWatching } from './console/opening/watching.ts'
import { pinnedPlan } from './console/pinned-plan.ts'
import { createPlans } from './console/plans.ts'
import { startRecordCare } from './console/record/record-care.ts'
import { createReplays } from './console/replay/replays.ts'
import { startReviews } from './console/reviews.ts'
import { startSealing } from './console/record/sealing.ts'
import { systemTimers } from './console/timers.ts'
import { createEvidenceUploads, createUploads } from './console/uploads.ts'
import { createWalls } from './console/walls.ts'
import type { Used } from './hide.ts'
import type { Journal } from './journal/journal.ts'
import { withoutValues } from './log.ts'
import { startEscalator } from './people/escalator.ts'
import { startPhoneTree } from './people/phone-tree.ts'
import { fourLetters, newId } from './rollback/runner.ts'
import { sealKeyPlace, withoutSealKey } from './secrets/seal-key.ts'
import { createReferences, noSecrets } from './secrets/store.ts'

export type { Console, ConsoleOptions } from './console/console-type.ts'

const version = '0.1.0'
const day = 86_400_000
/** Found from here: the packed console is one file, with the plan where the sources have it. */
const builtIn = resolve(import.meta.dirname, '../shared/plans/tbs.yaml')

/**
 * Opens the plan, the record and everything that watches; takes up a run that was left.
 * @throws where the home folder, the journal or the lab can't be opened
 */
export async function openConsole(options: ConsoleOptions): Promise<Console> {
  const stops = createStops()
  try {
    return await open(options, stops)
  } catch (error) {
    await stops.stopAll()
    throw error
  }
}

async function open(options: ConsoleOptions, { onStop, stopAll }: Stops): Promise<Console> {
  const { home, clock, user, secrets: given = noSecrets() } = options
  const person: Actor = { kind: 'person', name: user, role: 'operator' }
  const secrets = withoutSealKey(given)
  const references = createReferences(options.env, secrets)
  const { env } = references
  let planInUse = (): Plan | undefined => undefined
  const hidden = (): readonly Used[] => hiddenValues(secrets, planInUse())
  const ground: Ground = { home, clock, timers: systemTimers, log: withoutValues(options.log, hidden), onStop }
  const named = (kind: Parameters<typeof newId>[0]): string => newId(kind, clock, fourLetters())
  const newIncident = (): string => named('i')

  // The record, the plan to begin with, and what was before.
  mkdirSync(home, { recursive: true, mode: 0o700 })
  const { own, others, journal, search } = openRecord(ground)
  const lab = createPracticeLab({ ...ground, spawn: options.spawnLab })
  const { first, file, lastGood, reader, readAgain } = await openFirstPlan({ home, planFile: options.planFile, builtIn, env, lab })
  noteOpening(own, { opened: first, person, version, wall: clock.wall() })
  // Kept as long as the deployment's programme takes: a review at its end still has its beginning.
  const keep = first.plan.schedule.totalDays * day
  const history = await openHistory({ ...ground, journal, others, keep })
  const { series, recorder, attachments } = history

  // Who drives, and what is watched by the plan in use.
  const progress = createBroadcast<Progress>()
  const { runner, consoles } = startDriving({
    ...ground, journal, others, user, version, env, read: series.window, readAgain,
    watch: () => watching.watch(), lastFrame: () => watching.lastFrame(), onProgress: progress.send,
  })
  const { turn } = consoles
  const watching = startWatching({ ...ground, first, journal, series, runner, turn, lab, env, newIncident })
  const { watch, plan, lastFrame, frames, drills, programme, pilots } = watching
  planInUse = plan
  onStop(runner.shutdown)
  const logs = startPlanLogs({ ...ground, journal, plan: first.plan })

  // What is measured and kept when it is asked for, and on schedule.
  const underWay = { plan, journal, routing: () => watch().routing(), activeRun: runner.active }
  const benchProgress = createBroadcast<BenchProgress>()
  const benches = createBenches({ ...ground, ...underWay, newId: () => named('b'), onProgress: benchProgress.send })
  onStop(benches.stop)
  const checkpointProgress = createBroadcast<{ readonly active?: CheckpointProgress }>()
  const checkpoints = createCheckpoints({ ...ground, ...underWay, archives: () => watch().targets.archives(), newId: named, onProgress: checkpointProgress.send })
  onStop(checkpoints.stop)

  const sealing = await startSealing({ ...ground, journal, place: sealKeyPlace(given, join(home, 'seal-key.pem')), settings: () => plan().seal })
  onStop(sealing.stop)

  // People. What counts on all consoles is heard of wherever it was written.
  const everyones: Journal = { ...journal, subscribe: consoles.hearAll }
  onStop(startReviews({ ...ground, journal: everyones, plan, turn }))
  onStop(startEscalator({ ...ground, journal: everyones, plan, turn }))
  const phoneTree = startPhoneTree({ ...ground, journal: everyones, plan })
  onStop(phoneTree.stop)

  // The record's copies, its check, and what is made of it.
  const backups = startBackups({ ...ground, journal, settings: () => plan().care })
  onStop(backups.stop)
  const recordCare = startRecordCare({ ...ground, journal, verify: sealing.verify })
  onStop(recordCare.stop)
  const { bundles, reports, programmeReports } = openDocuments({ ...ground, journal, others, history, watching, sealing, opened: () => plans.opened(), options, version })
  onStop(startDaily({ ...ground, journal, series: history.file, keep }).stop)

  // Another plan, and a clock that jumps.
  const plans = createPlans({
    ...ground, first, file, lastGood, reader,
    use: async (next) => {
      await watching.use(next)
      await consoles.use(next.plan.team)
      await logs.use(next.plan)
      if (next.plan.lab === undefined) await lab.leave()
    },
    running: () => (runner.active() === undefined ? undefined : runner.idle()),
    onUsed: (next, by) => notePlan(journal, next, by),
    onRefused: (refused, mistakes) => noteRefused(journal, refused, mistakes),
  })
  onStop(plans.stop)
  onStop(watchClock({
    ...ground,
    onGap: (gap) => {
      journal.append({ kind: 'console.gap', who: rule('clock-watch'), data: gap })
      watch().sampler.kick()
    },
  }))
  const messages = await createMessages({ ...ground, journal: everyones, turn, plan, app: (environment) => watch().targets.app(environment), notify: options.notify })
  onStop(messages.stop)

  // A run that was left is taken up; then the other consoles, looks back, and the war room.
  runner.resume()
  await consoles.use(first.plan.team)
  const replays = createReplays({ ...ground, file: history.file, recorder, journal, theirs: others.ofRuns, plan: () => withBaselines(plans.opened().plan, journal.state().baselines) })
  const moments = createMoments({
    ...ground, journal, others, momentAt: history.momentAt, reading: history.reading, seriesOf: createIncidentSeries({ ...ground, file: history.file, recorder, attachments }),
    opened: plans.opened, planOf: (hash) => pinnedPlan(journal, hash, readAgain),
  })
  // Not awaited: a target that does not answer holds up nothing.
  void watch().firstLook()
  const walls = createWalls({ ...ground, journal, opened: plans.opened, lastFrame, frames })

  return {
    references, hidden, labVariables: lab.variables, clock, journal, search, others, attachments, uploads: createUploads(attachments), evidenceUploads: createEvidenceUploads(attachments),
    plans: { ...plans, builtIn: () => readFileSync(builtIn, 'utf8') }, logs: logs.now, series, replays, moments,
    runner, activeRun: runner.active, consoles, progress, newIncident, frames, lastFrame, drills, programme, pilots, walls,
    benches, benchProgress, checkpoints, checkpointProgress, sealing, backups, recordCare, bundles, reports, programmeReports, phoneTree, messages,
    get opened() { return plans.opened() },
    get plan() { return plans.opened().plan },
    get lab() { return lab.now() },
    stop: async () => {
      watching.keepJudged()
      await stopAll(() => void journal.append({ kind: 'console.closed', who: person, data: {} }))
    },
  }
}
