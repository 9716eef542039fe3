/**
 * A console without an engine, for looking at the screens and testing them: the whole contract, answered
 * with plausible data in a chosen state, behind the real host (pages, session, roles, CSP).
 */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { implement, ORPCError } from '@orpc/server'
import { systemClock } from '../../electron/clock.ts'
import { createBroadcast, streamOf } from '../../electron/console/broadcast.ts'
import type { Console } from '../../electron/console.ts'
import { createLog } from '../../electron/log.ts'
import { readPlan } from '../../electron/plan/read.ts'
import { shownPlan } from '../../electron/plan/shown.ts'
import { PictureError, readPicture } from '../../electron/journal/picture.ts'
import type { CallContext } from '../../electron/router.ts'
import { openHost, type Host } from '../../electron/shell/host.ts'
import { serveLine } from '../../electron/shell/wire.ts'
import { contract, type Access, type BenchProgress, type Change, type Frame, type Me, type OpenedPlan, type Progress } from '../../shared/contract.ts'
import type { Clock } from '../../shared/clock.ts'
import type { Incident } from '../../shared/incident.ts'
import type { Actor, Draft, Entry } from '../../shared/journal.ts'
import { targetKinds } from '../../electron/connect/describe.ts'
import { checkpointHistory, demoProgress, demoRecoveryPreview, demoStatus } from './demo-checkpoints.ts'
import { bundleIn } from '../../shared/bundle.ts'
import { demoActions, demoBundles, demoSeals } from './demo-bundles.ts'
import { wall } from '../../electron/router/wall.ts'
import { wallRouter } from '../../electron/router.ts'
import { createWalls, type Walls } from '../../electron/console/walls.ts'
import { openWallServer, type WallServer } from '../../electron/shell/wall-server.ts'
import { programme } from '../../electron/router/programme.ts'
import { messages } from '../../electron/router/messages.ts'
import { pilots } from '../../electron/router/pilots.ts'
import { demoMessages, messageHistory } from './demo-messages.ts'
import { demoPilots, pilotHistory } from './demo-pilots.ts'
import { onCall } from '../../electron/router/on-call.ts'
import { demoPeople, demoPhoneTree, onCallHistory } from './demo-on-call.ts'
import { reports } from '../../electron/router/reports.ts'
import { demoProgramme, demoReadings, programmeHistory } from './demo-programme.ts'
import { demoConnections } from './demo-connections.ts'
import { demoConsoleList, demoOthers } from './demo-consoles.ts'
import { benchFile } from '../../shared/bench-export.ts'
import { benchHistory, demoBenchList, demoBenchRecords } from './demo-bench.ts'
import type { Step } from '../../shared/plan.ts'
import type { Preview } from '../../shared/preview.ts'
import { demoPlanChoices } from './demo-plan-choices.ts'
import { demoLines, demoLogSources } from './demo-logs.ts'
import { demoSearch } from './demo-search.ts'
import { demoFrame, demoLine, type Mood } from './demo-frame.ts'
import { alerts, demoRecord, history, run, type DemoRecord } from './demo-record.ts'
import { freePort } from '../real/parts/process.ts'
import { demoRamp } from './demo-ramp.ts'
import { demoAttachments, demoMoments } from './demo-moments.ts'
import { demoHistory, demoReplay, demoSources } from './demo-replay.ts'

export const scenarios = ['fresh', 'idle', 'pending', 'validating', 'asking', 'ending', 'completed', 'mistakes', 'blocked', 'benching', 'stale', 'piloting', 'ramping', 'ramp-asks', 'ramp-hand'] as const
export type Scenario = (typeof scenarios)[number]

/** `at`: `performance.now()` of this process when it arrived. */
export type Call = { readonly path: string; readonly input: unknown; readonly at: number }
export type Demo = {
  readonly address: string
  readonly operator: string
  readonly viewer: string
  /** Commands that arrived, in order. */
  readonly calls: readonly Call[]
  readonly record: DemoRecord
  readonly opened: OpenedPlan
  readonly walls: Walls
  /** As an engine that dies, and one that starts on the same record. */
  readonly wallDown: () => Promise<void>
  readonly wallUp: () => void
  readonly attachments: ReturnType<typeof demoAttachments>
  /** Sends no frame any more, as an engine that hangs. */
  readonly silence: () => void
  readonly stop: () => Promise<void>
}

const root = resolve(import.meta.dirname, '../..')
const lab = { LAB_BLUE: 'http://127.0.0.1:1', LAB_GREEN: 'http://127.0.0.1:2', LAB_BALANCER: 'http://127.0.0.1:3', LAB_CONTROL: 'http://127.0.0.1:4', LAB_TOKEN: 'x', LAB_BLUE_ARCHIVE: 'a', LAB_GREEN_ARCHIVE: 'b' }

const demoCommands: OpenedPlan['plan']['commands'] = [
  { id: 'cache', title: 'Clear the cache of the target', argv: ['/usr/bin/redis-cli', '-n', '{target}', 'FLUSHDB', 'keys of users'], env: ['REDISCLI_AUTH'], timeout: 10_000, exit: 0, verify: ['/usr/bin/redis-cli', 'DBSIZE'], trustExit: false, repeatable: true },
  { id: 'batch', title: 'Stop the nightly batch', argv: ['/usr/bin/systemctl', 'stop', 'batch.timer'], cwd: '/srv/batch', env: [], timeout: 20_000, exit: 0, check: ['/usr/bin/systemctl', 'is-active', 'batch.timer'], trustExit: true, repeatable: false },
]

let builtIn: ReturnType<typeof readPlan> | undefined

function planOf(scenario: Scenario): OpenedPlan {
  // Read once: nobody changes a plan that is open.
  const read = (builtIn ??= readPlan(readFileSync(resolve(root, 'shared/plans/tbs.yaml'), 'utf8'), lab))
  if ('mistakes' in read) throw new Error(`the built-in plan has mistakes: ${JSON.stringify(read.mistakes)}`)
  const { findings } = read
  const own = scenario === 'fresh' ? read.plan : demoPeople(read.plan)
  const plan = scenario === 'validating' ? { ...own, commands: demoCommands } : own
  const hash = '9f2ac41be07d5518b2c6a1d4e8f30b7723aa90c15d64e2f8801b3c97d5e6f412'
  if (scenario !== 'mistakes') return { plan, findings, hash, from: 'built-in', mistakes: [] }
  return {
    plan, findings, hash, from: 'last good', file: '/home/ada/plans/tbs-november.yaml',
    mistakes: [
      { line: 104, column: 16, path: 'gates.3.threshold.ratio', message: 'expected a number, found text', expected: 'a number above 0', mend: 'Write 0.8 without quotes.' },
      { line: 238, column: 7, path: 'gates.9.respons', message: 'unknown key "respons"', mend: 'Did you mean "response"?' },
    ],
  }
}

const moods: Readonly<Record<Scenario, Mood>> = {
  fresh: { bad: 'none', share: 0.2, blocked: false },
  idle: { bad: 'none', share: 0.2, blocked: false },
  pending: { bad: 'pending', share: 0.2, blocked: false },
  validating: { bad: 'firing', share: 0.2, blocked: false },
  asking: { bad: 'firing', share: 0, blocked: false },
  ending: { bad: 'firing', share: 0, blocked: false },
  completed: { bad: 'none', share: 0, blocked: false },
  mistakes: { bad: 'none', share: 0.2, blocked: false },
  blocked: { bad: 'none', share: 0.2, blocked: true },
  benching: { bad: 'none', share: 0.2, blocked: false },
  piloting: { bad: 'none', share: 0.2, blocked: false },
  stale: { bad: 'none', share: 0.2, blocked: false, old: 42_000 },
  ramping: { bad: 'none', share: 0.5, blocked: false },
  'ramp-asks': { bad: 'pending', share: 0.5, blocked: false },
  'ramp-hand': { bad: 'none', share: 0.5, blocked: false },
}

/** What a dry run shows of the steps that move data and sessions. */
function previewsOf({ id, kind }: Step): { readonly preview?: Preview } {
  if (kind === 'sync') return { preview: { step: id, text: 'Without the copy this would be lost to users: blue lacks 37 rows and holds 4 older versions (trades 1182; orders 77). What blue has alone or newer stays.', tables: [{ table: 'orders', lacking: 12, older: 4, undecided: 0, ahead: 3 }, { table: 'trades', lacking: 25, older: 0, undecided: 1, ahead: 0 }] } }
  if (kind === 'restore') return { preview: { step: id, text: 'There is no checkpoint yet: a damaged archive can not be restored by this run, a person decides how.', restore: {} } }
  if (kind === 'sessions') return { preview: { step: id, text: '12 sessions of 11 users would move to blue; none is ended.', affected: { sessions: 12, users: 11 } } }
  return {}
}

/**
 * @param page folder of the built renderer
 * @param title of the incident of yesterday
 * @param clock of all that is shown
 * @param paced frames as they are taken, in place of one a second
 */
export async function openDemo({ scenario, page = resolve(root, 'dist/renderer'), title = 'Archive lags behind', clock = systemClock(), paced }: {
  readonly scenario: Scenario
  readonly page?: string
  readonly title?: string
  readonly clock?: Clock
  readonly paced?: (demo: Pick<Demo, 'record' | 'opened'>, frame: () => Frame, signal: AbortSignal | undefined) => AsyncGenerator<Frame>
}): Promise<Demo> {
  const log = createLog({ write: (line) => process.stderr.write(line), level: 'error', clock })
  const opened = planOf(scenario)
  const { plan, hash } = opened
  const mood = moods[scenario]
  const entries = createBroadcast<Entry>()
  const frames = createBroadcast<Frame>()
  const progress = createBroadcast<Progress>()
  const record = demoRecord(clock, entries.send)
  if (scenario === 'piloting') {
    programmeHistory(record, plan, hash, clock.wall())
    pilotHistory(record, plan, clock.wall())
  }
  else if (scenario !== 'fresh') history(record, plan, hash, title)
  if (scenario !== 'fresh') checkpointHistory(record, clock.wall(), scenario === 'benching')
  if (scenario !== 'fresh') demoActions(record, clock.wall())
  if (scenario !== 'fresh') benchHistory(record, scenario === 'benching')
  if (scenario === 'validating') run(record, plan, { id: 'r-2', incident: 'i-3', began: 20_000, until: 'validating', pace: 4_000 })
  if (scenario === 'ending') run(record, plan, { id: 'r-2', incident: 'i-3', began: 130_000, until: 'ending', pace: 3_000 })
  if (scenario === 'asking') run(record, plan, { id: 'r-2', incident: 'i-3', began: 130_000, until: 'asking', pace: 3_000 })
  if (scenario === 'asking') messageHistory(record, plan, clock.wall(), 130_000)
  if (scenario === 'completed') run(record, plan, { id: 'r-2', incident: 'i-3', began: 400_000, until: 'end', pace: 17_000 })
  if (scenario === 'ramping') demoRamp(record, plan, 'held')
  if (scenario === 'ramp-asks') demoRamp(record, plan, 'asking')
  if (scenario === 'ramp-hand') demoRamp(record, plan, 'hand')
  if (scenario === 'pending') alerts(record, plan, clock.wall())
  if (scenario !== 'fresh') onCallHistory(record, plan, clock.wall(), scenario === 'asking')
  if (scenario === 'pending') record.add({ kind: 'phase.held', who: { kind: 'rule', name: 'user-satisfaction' }, data: { phase: 'phase-1', gate: 'user-satisfaction', title: 'User satisfaction below 70 %', text: 'User satisfaction of green is 65 % (bar 70 %)' } }, 600_000)
  const moments = demoMoments({ record, theirs: demoOthers(scenario, record), opened, clock, series: scenario !== 'fresh' })
  const attachments = demoAttachments()
  const incidentOf = (id: string): Incident => {
    // Bundles tell the demo's own run.
    const found = record.state().incidents.find((one) => one.id === (bundleIn(id) === undefined ? id : 'i-2'))
    if (found === undefined) throw new ORPCError('NOT_FOUND', { message: `there is no incident ${id}` })
    return found
  }
  const calls: Call[] = []
  let number = 0
  let last: Frame | undefined
  let silent = false
  const frame = (): Frame => ({ ...demoFrame({ plan, state: record.state(), mood, clock, number: (number += 1) }), criteria: demoReadings(plan, clock.wall()) })
  const walls = createWalls({ journal: { append: record.add as never, state: record.state, recent: (count) => record.entries().slice(-count), subscribe: entries.subscribe }, clock, opened: () => opened, lastFrame: () => (last ??= frame()), frames })
  const systems = demoConnections({ plan, frame, keychain: scenario !== 'fresh', empty: scenario === 'fresh', strange: scenario === 'blocked' || scenario === 'pending', blocked: scenario === 'mistakes' })
  const timer = paced ? undefined : setInterval(() => {
    if (silent) return
    last = frame()
    frames.send(last)
    if (scenario === 'asking') progress.send({ run: 'r-2', step: 'sync', text: 'copying orders', done: Math.min(1_204, number * 7), total: 1_204 })
  }, 1_000)

  const os = implement(contract).$context<CallContext>().use(async ({ context, next, path, procedure }, input) => {
    const { role } = procedure['~orpc'].meta as Access
    if (role === 'operator') {
      if (context.role !== 'operator') throw new ORPCError('FORBIDDEN')
      calls.push({ path: path.join('.'), input, at: performance.now() })
    }
    return next()
  })
  const who = ({ me, role }: CallContext): Actor => ({ kind: 'person', name: me.name, role })
  const me = ({ me: { name }, role }: CallContext): Me => ({ name, role })
  const add = (draft: Draft): void => void record.add(draft)

  async function* changes(signal: AbortSignal | undefined): AsyncGenerator<Change> {
    const later = streamOf<Entry>(entries.subscribe, { signal, limit: 1_000, full: 'fail' })
    const first = later.next()
    const state = record.state()
    yield { kind: 'snapshot', state, recent: record.entries().slice(-200) }
    for (let next = await first; next.done !== true; next = await later.next()) if (next.value.seq > state.seq) yield { kind: 'entry', entry: next.value }
  }
  async function* frameStream(signal: AbortSignal | undefined): AsyncGenerator<Frame> {
    if (paced) return yield* paced({ record, opened }, frame, signal)
    if (!silent) yield frame()
    yield* streamOf(frames.subscribe, { signal, limit: 1, full: 'drop' })
  }

  const router = os.router({
    session: {
      me: os.session.me.handler(({ context }) => me(context)),
      introduce: os.session.introduce.handler(({ context, input }) => {
        context.me.name = input.name
        return me(context)
      }),
    },
    connections: {
      kinds: os.connections.kinds.handler(() => targetKinds()),
      list: os.connections.list.handler(() => systems.list()),
      draft: os.connections.draft.handler(({ input }) => systems.draft(input.target)),
      test: os.connections.test.handler(({ input }) => systems.test(input.draft)),
      save: os.connections.save.handler(({ input }) => systems.save(input.draft)),
      removal: os.connections.removal.handler(() => systems.removal),
      remove: os.connections.remove.handler(() => ({ ok: true, from: 'now' })),
      expect: os.connections.expect.handler(() => undefined),
      secret: os.connections.secret.handler(({ input }) => {
        systems.secret(input.name)
        return { applied: true }
      }),
    },
    consoles: {
      list: os.consoles.list.handler(() => demoConsoleList(scenario)),
      ofIncident: os.consoles.ofIncident.handler(({ input }) => demoOthers(scenario, record).filter(({ incident }) => incident === input.incident)),
      takeOver: os.consoles.takeOver.handler(() => undefined),
      handOver: os.consoles.handOver.handler(() => undefined),
      verify: os.consoles.verify.handler(() => [{ console: 'c-2b7e1d90', entries: 418 }]),
    },
    // As the real one: what only the engine may know of a plan is in no page.
    plan: { current: os.plan.current.handler(({ context: { role } }) => ({ ...opened, plan: shownPlan(opened.plan, role) })), ...demoPlanChoices({ os, add, who }) },
    state: { changes: os.state.changes.handler(({ signal }) => changes(signal)) },
    live: {
      frames: os.live.frames.handler(({ signal }) => frameStream(signal)),
      series: os.live.series.handler(({ input }) => demoLine(input.metric, input.environment, mood, clock.mono(), input.last, input.points)),
    },
    replay: {
      sources: os.replay.sources.handler(() => demoSources(clock.wall(), scenario === 'fresh')),
      run: os.replay.run.handler(({ input }) => demoReplay(plan, clock.wall(), input)()),
      history: os.replay.history.handler(() => demoHistory(clock.wall(), scenario === 'fresh')),
      use: os.replay.use.handler(() => ({ ok: true, from: 'now' as const })),
    },
    ...demoBundles({ os, record, add, who, clock }),
    rollback: {
      press: os.rollback.press.handler(() => ({ run: 'r-9', joined: false })),
      confirm: os.rollback.confirm.handler(() => undefined),
      veto: os.rollback.veto.handler(({ context, input }) => add({ kind: 'rollback.vetoed', who: who(context), why: input.reason, incident: 'i-3', data: { run: input.run, lapse: input.lapse } })),
      answer: os.rollback.answer.handler(() => undefined),
      stop: os.rollback.stop.handler(() => undefined),
      automation: os.rollback.automation.handler(({ context, input }) => add({ kind: 'automation.set', who: who(context), why: input.reason, data: { mode: input.mode } })),
      rehearse: os.rollback.rehearse.handler(() => plan.rollback.stages.flatMap((stage) => stage.steps).map((step, index) => ({ step: step.id, would: step.kind === 'route' ? 'set blue to 100 and green to 0, send 12 flagged users to blue' : `${step.title.toLowerCase()}: looked, nothing stands in its way`, ...(index % 3 !== 2 && { times: { last: 900 + index * 870, median: 1_000 + index * 900, worst: 1_700 + index * 1_400, of: 6 } }), ...previewsOf(step) }))),
      commands: os.rollback.commands.handler(() => ({ hash: 'demo', commands: plan.commands, confirmed: record.state().commands !== undefined })),
      letRun: os.rollback.letRun.handler(({ context, input: { hash } }) => add({ kind: 'commands.confirmed', who: who(context), data: { hash, commands: plan.commands.map(({ id }) => id) } })),
      progress: os.rollback.progress.handler(({ signal }) => streamOf(progress.subscribe, { signal, limit: 100, full: 'drop' })),
    },
    forward: {
      start: os.forward.start.handler(() => ({ run: 'f-9' })),
      next: os.forward.next.handler(({ context, input }) => add({ kind: 'forward.next', who: who(context), incident: input.run, data: { run: input.run, stage: 'all' } })),
      hold: os.forward.hold.handler(({ context, input }) => add({ kind: 'forward.held', who: who(context), why: input.reason, incident: input.run, data: { run: input.run } })),
      back: os.forward.back.handler(() => undefined),
      stop: os.forward.stop.handler(({ context, input }) => add({ kind: 'forward.finished', who: who(context), why: input.reason, incident: input.run, data: { run: input.run, outcome: 'stopped', ms: 60_000, text: 'Stopped by Ada. Users stay where they are.' } })),
      answer: os.forward.answer.handler(() => undefined),
    },
    programme,
    messages,
    pilots,
    wall,
    onCall,
    reports,
    drills: {
      start: os.drills.start.handler(({ context, input: { fault } }) => {
        add({ kind: 'drill.begun', who: who(context), data: { drill: 'd-9', fault, scheduled: false } })
        return { drill: 'd-9' }
      }),
      cancel: os.drills.cancel.handler(({ context }) => add({ kind: 'drill.ended', who: who(context), why: 'called off while it was prepared', data: { drill: 'd-9' } })),
      lesson: os.drills.lesson.handler(({ context, input: { to } }) => add({ kind: to === 'begin' ? 'lesson.begun' : 'lesson.left', who: who(context), data: {} })),
    },
    alerts: {
      acknowledge: os.alerts.acknowledge.handler(({ context, input: { group, note } }) => add({ kind: 'alert.acknowledged', who: who(context), data: { group }, ...(note !== undefined && { why: note }) })),
      silence: os.alerts.silence.handler(({ context, input: { gates, environment, lasts, reason } }) => {
        const until = clock.wall() + lasts
        add({ kind: 'silence.set', who: who(context), why: reason, data: { silence: 's-9', gates, until }, ...(environment && { environment }) })
        return { silence: 's-9', until }
      }),
      unsilence: os.alerts.unsilence.handler(({ context, input: { silence } }) => add({ kind: 'silence.ended', who: who(context), data: { silence } })),
    },
    incidents: {
      open: os.incidents.open.handler(({ context, input }) => {
        add({ kind: 'incident.opened', who: who(context), incident: 'i-9', data: { ...input, cause: 'opened by hand' } })
        return { incident: 'i-9' }
      }),
      note: os.incidents.note.handler(({ context, input: { incident, text, corrects, pictures } }) => record.add({ kind: 'incident.note', who: who(context), incident, data: { text, ...(corrects !== undefined && { corrects }), ...(pictures && { pictures }) } })),
      role: os.incidents.role.handler(({ context, input: { incident, ...data } }) => add({ kind: 'incident.role', who: who(context), incident, data })),
      mark: os.incidents.mark.handler(({ context, input: { incident, label } }) => record.add({ kind: 'incident.mark', who: who(context), incident, data: { label } })),
      decision: os.incidents.decision.handler(({ context, input: { incident, ...data } }) => record.add({ kind: 'incident.decision', who: who(context), incident, data })),
      severity: os.incidents.severity.handler(({ context, input }) => add({ kind: 'incident.severity', who: who(context), incident: input.incident, data: { severity: input.severity } })),
      close: os.incidents.close.handler(({ context, input }) => add({ kind: 'incident.closed', who: who(context), incident: input.incident, data: { summary: input.summary } })),
      timeline: os.incidents.timeline.handler(({ input: { incident, around, kinds, after, limit } }) => {
        if (incident !== undefined && around) return moments.pageAround(incidentOf(incident), { kinds, after, limit })
        const found = record.entries().filter((entry) => entry.seq > after && (incident === undefined || entry.incident === incident) && (kinds === undefined || kinds.includes(entry.kind)))
        return { entries: found.slice(0, limit), more: found.length > limit }
      }),
      search: os.incidents.search.handler(({ input }) => demoSearch(record, input, { others: demoOthers(scenario, record), indexed: scenario === 'stale' ? 0.42 : 1 })),
      verify: os.incidents.verify.handler(() => ({ ok: true, entries: record.entries().length, head: record.state().head, ms: 12, seals: demoSeals })),
    },
    checkpoints: {
      status: os.checkpoints.status.handler(() => demoStatus(clock.wall(), { taking: scenario === 'benching', unable: scenario === 'blocked', phase: record.state().phase })),
      take: os.checkpoints.take.handler(() => ({ checkpoint: 'c-9' })),
      prove: os.checkpoints.prove.handler(() => undefined),
      cancel: os.checkpoints.cancel.handler(() => undefined),
      remove: os.checkpoints.remove.handler(({ context, input }) => add({ kind: 'checkpoint.removed', who: who(context), why: input.reason, data: { checkpoint: input.checkpoint, by: 'person' } })),
      reach: os.checkpoints.reach.handler(({ input }) => {
        const at = record.state().checkpoints.checkpoints.find(({ id }) => id === input.checkpoint)?.taken?.at
        return { reach: at === undefined ? undefined : { from: at, to: clock.wall() } }
      }),
      recover: os.checkpoints.recover.handler(() => ({ recovery: 'v-9' })),
      preview: os.checkpoints.preview.handler(({ input }) => demoRecoveryPreview(record, input.recovery)),
      promote: os.checkpoints.promote.handler(() => ({ aside: 'fifteen_aside_9', whole: true, problems: [] })),
      takeBack: os.checkpoints.takeBack.handler(() => ({ aside: 'fifteen_aside_10', whole: true, problems: [] })),
      discard: os.checkpoints.discard.handler(({ context, input }) => add({ kind: 'recovery.discarded', who: who(context), why: input.reason, data: { recovery: input.recovery, what: record.state().checkpoints.recoveries.find(({ id }) => id === input.recovery)?.state === 'built' ? 'built' : 'set aside' } })),
      progress: os.checkpoints.progress.handler(async function* ({ signal }) {
        if (scenario === 'benching') yield { active: demoProgress }
        yield* streamOf<{ readonly active?: typeof demoProgress }>(() => () => undefined, { signal, limit: 1, full: 'drop' })
      }),
    },
    attachments: {
      add: os.attachments.add.handler(async ({ input }) => {
        try {
          return await attachments.upload(input)
        } catch (error) {
          throw error instanceof PictureError ? new ORPCError('BAD_REQUEST', { message: error.message }) : error
        }
      }),
      keep: os.attachments.keep.handler(({ input }) => attachments.keep(input)),
      file: os.attachments.file.handler(({ input: { sha, offset } }) => {
        const found = attachments.get(sha)
        if (found.state !== 'whole') throw new ORPCError('NOT_FOUND', { message: 'This file is not on disk' })
        return { data: found.bytes.subarray(offset).toString('base64'), more: false }
      }),
      get: os.attachments.get.handler(({ input: { sha } }) => {
        const found = attachments.get(sha)
        return found.state === 'whole' ? { state: 'whole', type: readPicture(found.bytes).type, data: found.bytes.toString('base64') } : found
      }),
    },
    moments: {
      span: os.moments.span.handler(({ input }) => moments.span(incidentOf(input.incident))),
      at: os.moments.at.handler(({ input: { incident, ...asked } }) => moments.at({ incident: incidentOf(incident), ...asked })),
      reading: os.moments.reading.handler(() => moments.reading()),
      series: os.moments.series.handler(({ input: { incident, ...asked } }) => moments.series({ incident: incidentOf(incident), ...asked })),
      timeline: os.moments.timeline.handler(({ input: { incident, of, ...asked } }) => moments.timeline({ incident: incidentOf(incident), of: of === undefined ? undefined : incidentOf(of), ...asked })),
      others: os.moments.others.handler(({ input: { incident, of, ...asked } }) => moments.others({ incident: incidentOf(incident), of: incidentOf(of), ...asked })),
    },
    bench: {
      list: os.bench.list.handler(() => demoBenchList(record)),
      start: os.bench.start.handler(() => ({ bench: 'b-new' })),
      cancel: os.bench.cancel.handler(() => undefined),
      progress: os.bench.progress.handler(async function* ({ signal }) {
        const bench = record.state().benches.active?.bench
        if (bench !== undefined) yield { bench, done: 0.4, leftMs: 18_000, text: '20 connections, 1204 answered' }
        yield* streamOf<BenchProgress>(() => () => undefined, { signal, limit: 1, full: 'drop' })
      }),
      history: os.bench.history.handler(({ input }) => demoBenchRecords(record).filter(({ started }) => input.benchmark === undefined || started.benchmark === input.benchmark)),
      result: os.bench.result.handler(({ input }) => {
        const found = demoBenchRecords(record).find(({ started }) => started.bench === input.bench)
        if (found === undefined) throw new ORPCError('NOT_FOUND', { message: `there is no benchmark ${input.bench} on the record` })
        return found
      }),
      baseline: os.bench.baseline.handler(() => ({ metric: 'rows_per_second', value: 38_020 })),
      export: os.bench.export.handler(({ input }) => benchFile(demoBenchRecords(record).filter(({ started }) => input.bench === undefined || started.bench === input.bench), input.format, input.bench ?? input.benchmark ?? 'all')),
    },
    logs: {
      sources: os.logs.sources.handler(() => (scenario === 'fresh' ? { sources: [] } : demoLogSources(clock.wall()))),
      lines: os.logs.lines.handler(({ input }) => demoLines(clock.wall(), input)),
      verify: os.logs.verify.handler(() => ({ ok: true, batches: 612, lines: 305_322, head: 'a'.repeat(64), sealed: 2, ms: 40 })),
    },
    lab: {
      status: os.lab.status.handler(() => ({
        faults: [{ name: 'errors', environment: 'green', title: 'Failing requests', detail: '30 % of the requests fail', on: mood.bad !== 'none' }],
        users: [{ user: 'amara', profile: 'Researcher', pilot: true, environment: 'green', requests: 412, failures: 3, sessionsLost: 0 }],
      })),
      fault: os.lab.fault.handler(() => undefined),
      reset: os.lab.reset.handler(() => undefined),
    },
  })

  const room = demoPilots({ record, opened, clock })
  const host: Host = await openHost({
    root: page, port: 0, user: 'Ada Obi', clock, log,
    serve: (line, { role, name }, admit) => serveLine(line, { router, context: { console: { ...demoProgramme({ record, opened, clock, attachments, tests: room.tests }), pilots: room, walls, messages: demoMessages({ record, opened, clock, used: scenario === 'asking' }), phoneTree: demoPhoneTree(record, plan, clock) }, role, me: { name } }, log, admit }),
  })
  const wallPort = await freePort()
  const openWall = (): WallServer => openWallServer({
    walls, root: page, settings: () => ({ host: '127.0.0.1', port: wallPort, names: [] }), clock, log,
    serve: (line, { role, name }, admit) => serveLine(line, { router: wallRouter, context: { console: { walls } as Console, role, me: { name } }, log, admit }),
  })
  let wallServer = openWall()
  return {
    address: host.address, operator: host.operatorLink, viewer: host.mintLink('viewer', 3_600_000).url, calls, record, opened, walls, attachments,
    wallDown: () => wallServer.stop(),
    wallUp: () => {
      wallServer = openWall()
    },
    silence: () => (silent = true),
    stop: async () => {
      clearInterval(timer)
      await wallServer.stop()
      await host.stop()
    },
  }
}
