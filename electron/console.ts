/** The composition root: everything that is started is started here, and stopped here in reverse. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { withBaselines } from '../shared/baseline.ts'
import type { Clock } from '../shared/clock.ts'
import type { BenchProgress, CheckpointProgress, Frame, Mistake, Notice, OpenedPlan, Progress } from '../shared/contract.ts'
import type { Actor } from '../shared/journal.ts'
import { channelSecrets, type Plan } from '../shared/plan.ts'
import type { Run } from '../shared/rollback.ts'
import { checkBenchmarks } from './bench/planned.ts'
import { watchClock } from './clock.ts'
import { targetConflicts } from './connect/conflicts.ts'
import { checkTargets, secretPaths, secretsInPlan } from './connect/registry.ts'
import { startBackups, type Backups } from './console/backups.ts'
import { startRecordCare, type RecordCare } from './console/record-care.ts'
import { seqAt } from './console/around.ts'
import { createBenches, type Benches } from './console/benches.ts'
import { createCheckpoints, type ConsoleCheckpoints } from './console/checkpoints.ts'
import { createBroadcast, type Broadcast } from './console/broadcast.ts'
import { createBundles, type Bundles } from './console/bundles.ts'
import { startDaily } from './console/daily.ts'
import { createProgrammeReports, type ProgrammeReports } from './console/programme-reports.ts'
import { createReports, type Reports } from './console/reports.ts'
import { startReviews } from './console/reviews.ts'
import { startSealing, type Sealing } from './console/sealing.ts'
import { asOfTheRun, pinnedPlan } from './console/pinned-plan.ts'
import { forwardRefusals } from './console/forward-refusals.ts'
import { createOtherConsoles, type OtherConsoles } from './console/consoles.ts'
import { createDrills, type Drills } from './console/drills.ts'
import { createIncidentSeries } from './console/incident-series.ts'
import { keepSeries } from './console/keep-series.ts'
import { createMessages, type MessagesRoom } from './console/messages.ts'
import { createMoments, type Moments } from './console/moments.ts'
import { createPilots, type PilotsRoom } from './console/pilots.ts'
import { pilotSource } from './console/pilot-source.ts'
import { watchProgramme, type ProgrammeWatch } from './console/programme.ts'
import { createPlans, type Plans } from './console/plans.ts'
import { createReplays, type Replays } from './console/replays.ts'
import { rule } from './console/respond.ts'
import { systemTimers } from './console/timers.ts'
import { createEvidenceUploads, createUploads, type Kept, type Uploads } from './console/uploads.ts'
import { createWalls, type Walls } from './console/walls.ts'
import { startWatch, type Watch } from './console/watch.ts'
import { openOthers } from './consoles/others.ts'
import { createRecord, withShared, type SharedRecord } from './consoles/record.ts'
import { judgeSnapshot } from './judge/judge.ts'
import { openAttachments, type Attachments } from './journal/attachments.ts'
import { openJournal, type Journal } from './journal/journal.ts'
import { createSearch, type Search } from './journal/search/search.ts'
import { createMomentAt, keptEvery, type MomentReading } from './journal/moment.ts'
import { openMomentFile } from './journal/moment-file.ts'
import type { Spawn } from './lab/children.ts'
import { startLab, type Lab } from './lab/lab.ts'
import { startLogs, type Logs } from './logs/logs.ts'
import type { Used } from './hide.ts'
import { withoutValues, type Log } from './log.ts'
import { startRecorder } from './observe/recorder.ts'
import { restoreSeries } from './observe/restore.ts'
import { openSeriesFile } from './observe/series-file.ts'
import type { SeriesStore } from './observe/series.ts'
import { startEscalator } from './people/escalator.ts'
import { startPhoneTree, type PhoneTreeRoom } from './people/phone-tree.ts'
import { openPlan, planReader, readPlan, type Check, type Opened } from './plan/open.ts'
import { createRunner, fourLetters, newId, type Runner } from './rollback/runner.ts'
import { printBy, printPdf, type Print } from './report/pdf.ts'
import { checkSteps } from './rollback/steps/index.ts'
import { findBrowser } from './find-browser.ts'
import { sealKeyPlace, withoutSealKey } from './secrets/seal-key.ts'
import { createReferences, noSecrets, type References, type SecretStore } from './secrets/store.ts'

export const version = '0.1.0'

/** `opened`, `plan` and `lab` are those of now: a plan may take the place of another without a restart. */
export type Console = {
  readonly opened: OpenedPlan
  readonly plan: Plan
  readonly plans: Pick<Plans, 'apply' | 'text' | 'file' | 'look'> & { /** The text of the plan that comes with the console. */ readonly builtIn: () => string }
  /** What `${NAME}` of a plan refers to. */
  readonly references: References
  /** Values that no screen, log or entry may hold. */
  readonly hidden: () => readonly Used[]
  /** What only the running practice environment knows. */
  readonly labVariables: () => Readonly<Record<string, string>>
  readonly journal: Journal
  readonly search: Pick<Search, 'find'>
  /** Of the plan in use. */
  readonly logs: () => Pick<Logs, 'sources' | 'lines' | 'verify'>
  readonly runner: Runner
  /** The consoles that share this deployment, and what came of their chains. */
  readonly consoles: OtherConsoles
  readonly others: Pick<SharedRecord, 'heads' | 'onOthers' | 'ofIncident'>
  readonly series: SeriesStore
  readonly replays: Replays
  /** The console as it was, for replay. */
  readonly moments: Moments
  /** Files of incidents, and pictures on their way to become one. */
  readonly attachments: Attachments
  readonly uploads: Uploads
  readonly evidenceUploads: Uploads<Kept>
  /** Who is called in which order, as a file that is there without a network. */
  readonly phoneTree: Pick<PhoneTreeRoom, 'file' | 'text'>
  readonly programme: ProgrammeWatch
  readonly pilots: PilotsRoom
  readonly walls: Walls
  readonly messages: MessagesRoom
  readonly clock: Clock
  readonly lab: Lab | undefined
  readonly drills: Pick<Drills, 'start' | 'cancel'>
  readonly frames: Broadcast<Frame>
  readonly progress: Broadcast<Progress>
  readonly benches: Benches
  readonly bundles: Bundles
  readonly reports: Reports
  readonly programmeReports: ProgrammeReports
  readonly sealing: Sealing
  readonly backups: Backups
  readonly recordCare: Pick<RecordCare, 'state'>
  readonly benchProgress: Broadcast<BenchProgress>
  readonly checkpoints: ConsoleCheckpoints
  readonly checkpointProgress: Broadcast<{ readonly active?: CheckpointProgress }>
  /** The last frame; undefined until every target was asked, and in the first second at most. */
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
  /** Where secrets are kept; without one, nowhere. */
  readonly secrets?: SecretStore
  readonly clock: Clock
  readonly log: Log
  /** Prints a page as PDF; without it, or where it can't, a browser of this machine does, if there is one. */
  readonly print?: Print
  /** Shows a notice on this desktop, where there is one. */
  readonly notify?: (notice: Notice) => void
  /** Starts the practice lab's programs; without it this process does. */
  readonly spawnLab?: Spawn
  /** Who sits at this machine, as the record names them. */
  readonly user: string
}

const day = 86_400_000
/** Ms after the start. */
const indexAfter = 10_000
const builtInPlan = resolve(import.meta.dirname, '../shared/plans/tbs.yaml')

/** What the rooms that a plan speaks to say of their own settings in it. */
const checkPlan = (plan: Plan): ReturnType<Check> => [...checkTargets(plan), ...targetConflicts(plan), ...checkSteps(plan), ...checkBenchmarks(plan)]

const labVariables = ({ addresses }: Lab): Record<string, string> => ({
  LAB_BLUE: addresses.blue, LAB_GREEN: addresses.green, LAB_BALANCER: addresses.balancer, LAB_CONTROL: addresses.control,
  LAB_TOKEN: addresses.adminToken, LAB_BLUE_ARCHIVE: addresses.blueArchive, LAB_GREEN_ARCHIVE: addresses.greenArchive,
})

/**
 * Opens the plan, the record and everything that watches; takes up a run that was left.
 * @throws where the home folder, the journal or the lab can't be opened
 */
export async function openConsole(options: ConsoleOptions): Promise<Console> {
  const { home, planFile, clock, user, secrets: given = noSecrets() } = options
  const secrets = withoutSealKey(given)
  const references = createReferences(options.env, secrets)
  const { env } = references
  let planInUse = (): Pick<Plan, 'targets' | 'logs' | 'team'> & { readonly people?: Plan['people'] } => ({ targets: [] })
  const hidden = (): readonly Used[] =>
    [...secrets.names().map((name) => ({ name, value: secrets.get(name) ?? '' })), ...secretsInPlan(planInUse()), ...tokensOf(planInUse()), ...secretsOfChannels(planInUse())]
  const log = withoutValues(options.log, hidden)
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
    mkdirSync(home, { recursive: true, mode: 0o700 })
    const person: Actor = { kind: 'person', name: user, role: 'operator' }
    const own = openJournal({ file: join(home, 'journal.sqlite'), clock, log })
    stops.push(() => own.close())
    const otherChains = openOthers(join(home, 'others.sqlite'))
    stops.push(otherChains.close)
    const others = createRecord(own, otherChains, (error) => log.error('consoles.unreadable', { error }))
    const journal = withShared(own, others)
    const search = createSearch({ file: join(home, 'journal.sqlite'), console: own.console, others: join(home, 'others.sqlite'), incidents: () => journal.state().incidents, wall: clock.wall, log })
    stops.push(search.stop)
    stops.push(journal.subscribe(search.appended), others.onOthers(search.appended))
    // A journal without its index is indexed while nobody searches; a start has other work first.
    stops.push(systemTimers.after(indexAfter, search.start))

    let lab: Lab | undefined
    stops.push(() => lab?.stop())
    const reading = {
      env, check: checkPlan, secrets: secretPaths,
      lab: async ({ seed, users }: { readonly seed: number; readonly users: number }) => {
        lab ??= await startLab({ dir: join(home, 'lab'), seed, users, log: (line: string) => log.info('lab', { line }), ...(options.spawnLab && { spawn: options.spawnLab }) })
        return labVariables(lab)
      },
    }
    const file = planFile ?? join(home, 'plan.yaml')
    const lastGood = join(home, 'last-good-plan.yaml')
    // Without a file of one's own, or one that was made on this screen, the built-in plan is used.
    const first = await openPlan({ ...reading, builtIn: builtInPlan, lastGood, ...((planFile !== undefined || existsSync(file)) && { file }) })
    noteOpening(own, { opened: first, person, clock })

    const newIncident = (): string => newId('i', clock, fourLetters())
    // Kept as long as the deployment's programme takes: a review at its end still has its beginning.
    const seriesFile = openSeriesFile({ file: join(home, 'series.sqlite'), log, wall: clock.wall, keep: first.plan.schedule.totalDays * day })
    stops.push(() => seriesFile.close())
    const series = await restoreSeries(seriesFile, clock)
    const recorder = startRecorder({ series, file: seriesFile, clock, timers: systemTimers, log, from: clock.mono() })
    stops.push(recorder.stop)
    const attachments = openAttachments(join(home, 'attachments'))
    stops.push(keepSeries({ journal, file: seriesFile, recorder, attachments, clock, timers: systemTimers, log }).stop)
    const momentFile = openMomentFile(join(home, 'moments.sqlite'), log)
    stops.push(() => momentFile.close())
    let seeking: MomentReading | undefined
    const momentAt = createMomentAt({ journal, others, file: momentFile, onReading: (now) => (seeking = now) })
    // So that a replay a week later finds a state near each moment.
    const keepMoment = (seq: number): void => void momentAt(seq, Infinity).catch((error: unknown) => log.warn('moments.not kept', { error }))
    let told = 0
    stops.push(journal.subscribe(({ seq }) => seq % keptEvery === 0 && keepMoment(seq)), others.onOthers(({ length }) => {
      told += length
      if (told < keptEvery) return
      told = 0
      keepMoment(journal.state().seq)
    }))
    const frames = createBroadcast<Frame>()
    const progress = createBroadcast<Progress>()
    let lastFrame: Frame | undefined
    let watch: Watch
    let consoles: OtherConsoles
    const readAgain = (text: string): Plan | undefined => {
      const read = readPlan(text, { ...env, ...(lab && labVariables(lab)) }, checkPlan)
      return 'plan' in read ? read.plan : undefined
    }
    const runner = createRunner({
      journal, clock, timers: systemTimers, log, holder: user, read: series.window,
      targets: {
        app: (environment) => watch.targets.app(environment),
        balancer: () => watch.targets.balancer(),
        archives: () => watch.targets.archives(),
      },
      plan: () => ({ plan: withBaselines(watch.opened.plan, journal.state().baselines), hash: watch.opened.hash }),
      planOf: (hash) => {
        const own = hash === watch.opened.hash ? watch.opened.plan : pinnedPlan(journal, hash, readAgain)
        return own && asOfTheRun(own, journal, others)
      },
      monitoring: () => watch.monitoring(),
      identity: (environment) => watch.sampler.sources().find((source) => source.kind === 'app' && source.environment === environment)?.identity?.id,
      identities: () => watch.identities(),
      seenFencing: () => watch.seenFencing(),
      console: own.console, drivenBy: (run) => consoles.drivenBy(run), lease: () => consoles.lease(),
      dir: home, env,
      refusals: (ramp) => forwardRefusals({ frame: lastFrame, state: journal.state(), plan: watch.opened.plan, ramp, wall: clock.wall() }),
      onProgress: progress.send,
    })
    consoles = createOtherConsoles({ journal, record: others, person: user, version, driving: runner.driving, heard: runner.heard, takeOver: runner.takeOver, clock, timers: systemTimers, log })
    stops.push(consoles.stop)
    const drills = createDrills({ plan: () => watch.opened.plan, lab: () => lab, journal, runner, clock, log, turn: consoles.turn })
    const programme = watchProgramme({
      plan: () => withBaselines(watch.opened.plan, journal.state().baselines), journal, read: series.window, watched: series.watched,
      sourceOf: (metric, environment) => watch.targets.sourceOf(metric, environment), clock, log, turn: consoles.turn,
    })
    const pilots = createPilots({
      plan: () => watch.opened.plan, journal, lab: () => lab, clock, log, timers: systemTimers, secret: (name) => env[name], turn: consoles.turn,
      balancer: () => watch.targets.balancer(), app: (environment) => watch.targets.app(environment), activeRun: runner.active, seenFencing: () => watch.seenFencing(),
    })
    const watchPlan = (opened: Opened, saved: unknown): Watch => {
      const initial = judgeSnapshot.safeParse(saved)
      const fed = pilotSource(opened.plan, () => journal.state().pilots, clock)
      return startWatch({
        ...(fed && { more: [fed] }), onMeasured: pilots.onMeasured,
        opened, journal, series, runner, newIncident, clock, timers: systemTimers, log, ...(initial.success && { initial: initial.data }),
        onFrame: (judged) => {
          const frame = programme.onFrame(judged)
          lastFrame = frame
          frames.send(frame)
          drills.onFrame(frame)
          pilots.onFrame()
        },
      })
    }
    watch = watchPlan(first, journal.kept('judge'))
    planInUse = () => watch.opened.plan
    stops.push(() => watch.stop())
    stops.push(runner.shutdown)

    const logsOf = (plan: Plan): Logs => startLogs({
      file: join(home, 'logs.sqlite'), plan: plan.logs, clock, timers: systemTimers, log,
      journal: { append: journal.append, incidents: () => journal.state().incidents, subscribe: journal.subscribe, sealed: () => sealedHeads(journal) },
    })
    let logs = logsOf(first.plan)
    let logsPlan = first.plan.logs
    stops.push(() => logs.stop())

    const benchProgress = createBroadcast<BenchProgress>()
    const benches = createBenches({
      journal, clock, log,
      plan: () => watch.opened.plan,
      routing: () => watch.routing(),
      activeRun: runner.active,
      newId: () => newId('b', clock, fourLetters()),
      onProgress: benchProgress.send,
    })
    stops.push(benches.stop)

    const checkpointProgress = createBroadcast<{ readonly active?: CheckpointProgress }>()
    const checkpoints = createCheckpoints({
      journal, clock, timers: systemTimers, log, home,
      plan: () => watch.opened.plan,
      archives: () => watch.targets.archives(),
      routing: () => watch.routing(),
      activeRun: runner.active,
      newId: (kind) => newId(kind, clock, fourLetters()),
      onProgress: checkpointProgress.send,
    })
    stops.push(checkpoints.stop)
    const care = (): Plan => watch.opened.plan
    const sealing = await startSealing({ journal, place: sealKeyPlace(given, join(home, 'seal-key.pem')), settings: () => care().seal, clock, timers: systemTimers, log })
    stops.push(sealing.stop)
    /** What counts on all consoles is heard of wherever it was written. */
    const everyones: Journal = { ...journal, subscribe: consoles.hearAll }
    stops.push(startReviews({ journal: everyones, plan: care, turn: consoles.turn, clock, timers: systemTimers }))
    stops.push(startEscalator({ journal: everyones, plan: care, turn: consoles.turn, clock, timers: systemTimers, log }))
    const phoneTree = startPhoneTree({ home, plan: care, journal: everyones, clock, timers: systemTimers, log })
    stops.push(phoneTree.stop)
    const flushSeries = async (): Promise<void> => void (await recorder.flush())
    const backups = startBackups({ home, journal, settings: () => care().care, clock, timers: systemTimers, log })
    stops.push(backups.stop)
    const recordCare = startRecordCare({ journal, verify: sealing.verify, clock, timers: systemTimers, log })
    stops.push(recordCare.stop)
    const bundles = createBundles({ home, journal, others, flushSeries, sealing, names: () => [user], opened: () => plans.opened(), clock, log, version })
    stops.push(bundles.stop)
    const browser = (): string | undefined => findBrowser(options.env, process.platform)
    const inBrowser: Print = (html) => printPdf(html, browser())
    const print = options.print === undefined ? inBrowser : printBy([options.print, inBrowser], (error) => log.warn('report.not printed', { error }))
    const reports = createReports({ journal, others, series: seriesFile, flushSeries, print, clock, named: () => plans.opened().plan })
    const programmeReports = createProgrammeReports({
      journal, series: seriesFile, flushSeries, print, clock, home, readings: programme.readings, tests: () => pilots.tests(),
      plan: () => withBaselines(watch.opened.plan, journal.state().baselines), others,
      stateAt: async (wall) => {
        const { moment, others: ends } = await momentAt(seqAt(journal, wall), wall)
        return { state: moment.state, heads: new Map(Object.entries(ends)) }
      },
    })
    stops.push(startDaily({ journal, series: seriesFile, clock, timers: systemTimers, log, keep: first.plan.schedule.totalDays * day }).stop)

    const use = async (next: Opened): Promise<void> => {
      const before = watch
      // A plan that can't be watched throws here, and the one before goes on.
      watch = watchPlan(next, before.judge.snapshot())
      await before.stop()
      await consoles.use(next.plan.team)
      if (JSON.stringify(next.plan.logs) !== JSON.stringify(logsPlan)) {
        await logs.stop()
        logs = logsOf(next.plan)
        logsPlan = next.plan.logs
      }
      if (next.plan.lab === undefined) {
        await lab?.stop()
        lab = undefined
      }
    }
    const plans = createPlans({
      first, file, lastGood, reader: planReader(reading), use, clock, timers: systemTimers, log,
      running: () => (runner.active() === undefined ? undefined : runner.idle()),
      onUsed: (next, { who, why }) => notePlan(journal, next, who, why),
      onRefused: (refused, mistakes) => noteRefused(journal, refused, mistakes),
    })
    stops.push(plans.stop)
    stops.push(watchClock({
      clock, timers: systemTimers,
      onGap: (gap) => {
        journal.append({ kind: 'console.gap', who: rule('clock-watch'), data: gap })
        watch.sampler.kick()
      },
    }))
    const messages = await createMessages({ journal: everyones, turn: consoles.turn, plan: () => watch.opened.plan, app: (environment) => watch.targets.app(environment), home, clock, timers: systemTimers, log, notify: options.notify })
    stops.push(messages.stop)
    runner.resume()
    await consoles.use(first.plan.team)
    const replays = createReplays({ file: seriesFile, recorder, journal, theirs: others.ofRuns, plan: () => withBaselines(plans.opened().plan, journal.state().baselines), clock })
    const moments = createMoments({
      journal, others, clock, momentAt, reading: () => seeking, seriesOf: createIncidentSeries({ file: seriesFile, recorder, attachments, clock, log }),
      opened: plans.opened, planOf: (hash) => pinnedPlan(journal, hash, readAgain),
    })

    // Not awaited: a target that does not answer holds up nothing.
    void watch.firstLook()
    const walls = createWalls({ journal, clock, opened: plans.opened, lastFrame: () => lastFrame, frames })

    return {
      walls, plans: { ...plans, builtIn: () => readFileSync(builtInPlan, 'utf8') }, references, hidden, labVariables: () => (lab ? labVariables(lab) : {}), journal, search, logs: () => logs, runner, consoles, others, series, replays, moments, programme, pilots, attachments, uploads: createUploads(attachments), evidenceUploads: createEvidenceUploads(attachments), clock,
      phoneTree, frames, progress, drills, benches, benchProgress, checkpoints, checkpointProgress, bundles, reports, programmeReports, sealing, backups, recordCare, newIncident,
      messages,
      get opened() { return plans.opened() },
      get plan() { return plans.opened().plan },
      get lab() { return lab },
      lastFrame: () => lastFrame,
      activeRun: runner.active,
      stop: async () => {
        journal.keep('judge', watch.judge.snapshot())
        const [record, ...rest] = stops.splice(0)
        for (const stop of rest.toReversed()) await stop()
        journal.append({ kind: 'console.closed', who: person, data: {} })
        await record?.()
      },
    }
  }
}

const secretsOfChannels = ({ people }: { readonly people?: Plan['people'] }): readonly Used[] =>
  (people?.channels ?? []).flatMap((one) => channelSecrets(one).map(({ name, value }) => ({ name: `${name} of ${one.id}`, value })))

const tokensOf = ({ logs, team }: Pick<Plan, 'logs' | 'team'>): readonly Used[] => [
  ...(team?.password === undefined ? [] : [{ name: 'password of the shared database', value: team.password }]),
  ...(logs?.sources ?? []).flatMap((source) => (source.kind === 'http' && source.token !== undefined ? [{ name: `token of ${source.id}`, value: source.token }] : [])),
]

/** All heads of the log cache that the record has: what its check is held against. */
function sealedHeads(journal: Journal): readonly { readonly batch: number; readonly hash: string }[] {
  const heads: { readonly batch: number; readonly hash: string }[] = []
  for (let [after, more] = [0, true]; more;) {
    const page = journal.entries({ kinds: ['logs.sealed'], after, limit: 1_000 })
    for (const entry of page.entries) if (entry.kind === 'logs.sealed') heads.push({ batch: entry.data.batch, hash: entry.data.hash })
    after = page.entries.at(-1)?.seq ?? after
    ;({ more } = page)
  }
  return heads
}

/** The entries of a start: what was not seen since the last one, who opened it, and with which plan. */
function noteOpening(journal: Journal, { opened, person, clock }: { readonly opened: Opened; readonly person: Actor; readonly clock: Clock }): void {
  const [last] = journal.recent(1)
  if (last !== undefined) {
    const ms = Math.max(0, clock.wall() - last.at.recorded)
    journal.append({ kind: 'console.gap', who: rule('clock-watch'), data: { cause: 'restart', ms } })
  }
  const { lost, saved, setAside } = journal.opening
  if (lost !== undefined || setAside !== undefined)
    journal.append({ kind: 'journal.repaired', who: rule('journal-check'), data: { saved, lost: lost ?? 'Every entry could be saved.', ...(setAside !== undefined && { setAside }) } })
  const { plan, file, mistakes } = opened
  journal.append({ kind: 'console.opened', who: person, data: { version, platform: `${process.platform} ${process.arch}`, plan: plan.id } })
  noteRefused(journal, file ?? plan.id, mistakes)
  notePlan(journal, opened, person)
}

function noteRefused(journal: Journal, file: string, mistakes: readonly Mistake[]): void {
  const [first] = mistakes
  if (first !== undefined)
    journal.append({ kind: 'plan.refused', who: rule('plan-check'), data: { file, mistakes: mistakes.length, first: `${first.line}:${first.column} ${first.message}` } })
}

function notePlan(journal: Journal, { plan, hash, from, text }: Opened, who: Actor, why?: string): void {
  const { plan: last } = journal.state()
  if (last?.hash !== hash || last.from !== from)
    journal.append({ kind: 'plan.pinned', who, ...(why !== undefined && { why }), data: { id: plan.id, title: plan.title, hash, from, text } })
}
