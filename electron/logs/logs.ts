/**
 * The environments' own logs, kept beside the record: a thread reads and keeps them; the loop passes questions on, keeps
 * what lies around incidents, and seals it in the record. Plan: "Incident logging"; issue 6, ingest.
 */
import { Worker } from 'node:worker_threads'
import type { Clock } from '../../shared/clock.ts'
import type { LogCheck, LogLines, LogSources } from '../../shared/contract.ts'
import { durationText } from '../../shared/duration.ts'
import { errorText } from '../../shared/error-text.ts'
import type { Incident, Incidents } from '../../shared/incident.ts'
import type { Draft, Entry } from '../../shared/journal.ts'
import type { LogsPlan } from '../../shared/plan.ts'
import { parseQuery } from '../../shared/search/query.ts'
import type { Log } from '../log.ts'
import type { Timers } from '../observe/sampler.ts'
import { createQuestions } from '../questions.ts'
import { switchFirst } from '../switch-first.ts'
import { workerFile } from '../worker-file.ts'
import type { LogQuestion } from './find.ts'
import type { Head } from './store.ts'
import type { FromLogs, LogsJob, ToLogs } from './worker.ts'

export class LogsError extends Error {
  override readonly name = 'LogsError'
}

export type LogsInput = Omit<LogQuestion, 'terms'> & { readonly text: string }

export type Logs = {
  readonly sources: () => LogSources
  /** @throws LogsError where there are no logs, or they can't be read */
  readonly lines: (input: LogsInput, signal?: AbortSignal) => Promise<LogLines>
  readonly verify: () => Promise<LogCheck>
  readonly stop: () => Promise<void>
}

export type LogsOptions = {
  readonly file: string
  readonly plan: LogsPlan | undefined
  readonly journal: {
    readonly append: (draft: Draft<'logs.sealed'> | Draft<'logs.lost'>) => unknown
    readonly incidents: () => Incidents
    readonly subscribe: (listener: (entry: Entry) => void) => () => void
    /** All heads that were sealed. */
    readonly sealed: () => readonly Head[]
  }
  readonly clock: Clock
  readonly timers: Timers
  readonly log: Log
  readonly journalctl?: string
  /** Overrides the program of the thread. */
  readonly program?: string
  /** A file that is met for the first time is read from its beginning, however long it is. */
  readonly readAllAtFirst?: boolean
}

/** What went is told in one entry for so long (ms), however much it is. */
const tellLostEvery = 60_000
/** Ms until a thread that died is started again: twice as long each time that it dies soon, up to the longest. */
const restartAfter = 1_000
const longestRestart = 60_000
/** One that lived for so long (ms) died of something new. */
const livedLong = 5 * 60_000

const none: Logs = {
  sources: () => ({ sources: [] }),
  lines: () => Promise.reject(new LogsError('the plan has no section `logs`: there are no lines to read')),
  verify: () => Promise.reject(new LogsError('the plan has no section `logs`: there is nothing to check')),
  stop: () => Promise.resolve(),
}

export function startLogs({ file, plan, journal, clock, timers, log, journalctl, program, readAllAtFirst = false }: LogsOptions): Logs {
  if (plan === undefined) return none
  const who = { kind: 'rule', name: 'logs' } as const
  const job: LogsJob = { file, plan, readAllAtFirst, ...(journalctl !== undefined && { journalctl }) }
  const questions = createQuestions()
  const stops: (() => void)[] = []
  let worker: Worker | undefined
  let ended = false
  let restarts = 0
  let delay = restartAfter
  let latest: LogSources = {
    sources: plan.sources.map(({ id, kind, environment }) => ({
      id, kind, state: 'waiting', detail: 'not asked yet', rate: 0, lines: 0, bytes: 0, dropped: 0, skippedBytes: 0, lostFiles: 0, cut: 0, behindBytes: 0, ...(environment && { environment }),
    })),
    cache: { bytes: 0, limit: plan.keep.bytes, lines: 0, expired: 0, aged: 0 },
  }
  let lost: Extract<FromLogs, { kind: 'status' }> | undefined
  const told = new Map<string, number>()
  let lastTold = -Infinity

  const send = (message: ToLogs): void => worker?.postMessage(message)
  type Question = Extract<ToLogs, { readonly id: number }>
  const ask = async <T>(make: (id: number) => Question, signal?: AbortSignal): Promise<T> => {
    if (ended) throw new LogsError('the logs are not read any more: start the console again')
    if (worker === undefined) throw new LogsError('the thread of the logs failed, and is started again in a moment')
    return questions.ask<T>((id) => send(make(id)), (id) => send({ kind: 'cancel', id }), signal)
  }

  /** What came or went unread is an entry, with how much: nothing is dropped in silence. @param now whatever was told a moment ago */
  const noteLost = (now: boolean): void => {
    if (lost === undefined || (!now && clock.mono() - lastTold < tellLostEvery)) return
    const { sources, cache, ofIncidents } = lost
    const figures: readonly { readonly name: string; readonly source: string; readonly count: number; readonly what: (count: number) => string }[] = [
      ...sources.flatMap(({ id, dropped, skippedBytes, lostFiles }) => [
        { name: `${id} lines`, source: id, count: dropped, what: () => 'lines that the source no longer had' },
        { name: `${id} bytes`, source: id, count: skippedBytes, what: () => 'bytes of the past that were not read' },
        { name: `${id} files`, source: id, count: lostFiles, what: (count: number) => `${count === 1 ? 'file' : 'files'} rotated away before the end was read: how many lines went is not known` },
      ]),
      { name: 'cache', source: 'cache', count: cache.expired, what: () => `lines that went to keep the cache within ${plan.keep.bytes} bytes${ofIncidents > 0 ? `, ${ofIncidents} of them around incidents` : ''}` },
    ]
    for (const { name, source, count, what } of figures) {
      const more = count - (told.get(name) ?? 0)
      if (more <= 0) continue
      lastTold = clock.mono()
      told.set(name, count)
      journal.append({ kind: 'logs.lost', who, data: { source, count: more, what: what(more) } })
    }
  }

  const onMessage = (message: FromLogs): void => {
    if (message.kind === 'log') return log[message.level](message.event, message.fields)
    if (message.kind === 'status') {
      latest = { sources: message.sources, cache: { ...message.cache, ...(restarts > 0 && { restarts }) } }
      lost = message
      if (!ended) noteLost(false)
      return
    }
    if (message.kind === 'answer') questions.answer(message.id, message.value)
    else questions.fail(message.id, new LogsError(`the logs could not be read: ${message.text}`))
  }

  /** Its sources go on from their places; what a dead thread had read and not written it reads again. */
  const begin = (): void => {
    const begun = clock.mono()
    let why = 'it ended by itself'
    const thread = new Worker(program ?? workerFile('./worker', import.meta.url), { workerData: job, name: 'logs' })
    worker = thread
    thread.on('message', onMessage)
    thread.on('error', (error) => {
      why = errorText(error)
      log.error('logs.failed', { error })
    })
    thread.on('exit', () => {
      worker = undefined
      questions.failAll(new LogsError('the thread of the logs ended'))
      if (ended) return
      // Its figures went with it: what it had told is noted, and the next one counts from nothing.
      noteLost(true)
      lost = undefined
      told.clear()
      restarts += 1
      const after = clock.mono() - begun > livedLong ? restartAfter : delay
      delay = Math.min(longestRestart, after * 2)
      const detail = `the thread that reads it failed (${why}) and is started again in ${durationText(after)}`
      latest = { ...latest, sources: latest.sources.map((one) => ({ ...one, state: 'waiting', detail, rate: 0 })), ...(latest.cache && { cache: { ...latest.cache, restarts } }) }
      stops.push(timers.after(after, begin))
    })
    keep()
  }

  const windowOf = ({ openedAt, closedAt }: Incident): { readonly from: number; readonly to: number } => ({ from: openedAt - plan.around.before, to: (closedAt ?? Number.MAX_SAFE_INTEGER) + plan.around.after })
  const keep = (): void => send({ kind: 'keep', windows: journal.incidents().map(windowOf) })
  const seal = async (incident: string, when: 'opened' | 'closed'): Promise<void> => {
    try {
      const { batch, hash, lines } = await ask<Head & { readonly lines: number }>((id) => ({ kind: 'seal', id }))
      if (!ended && batch > 0) journal.append({ kind: 'logs.sealed', who, incident, data: { batch, hash, lines, when } })
    } catch (error) {
      log.error('logs.not sealed', { incident, error })
    }
  }
  const sealLater = ({ id, closedAt }: Incident): void => {
    if (closedAt === undefined) return
    const left = closedAt + plan.around.after - clock.wall()
    if (left > 0) stops.push(timers.after(left, () => void seal(id, 'closed')))
  }
  stops.push(journal.subscribe(({ kind, incident }) => {
    if (incident === undefined || (kind !== 'incident.opened' && kind !== 'incident.closed')) return
    keep()
    if (kind === 'incident.opened') stops.push(timers.after(switchFirst, () => void seal(incident, 'opened')))
    const closed = journal.incidents().find(({ id }) => id === incident)
    if (kind === 'incident.closed' && closed) sealLater(closed)
  }))
  begin()
  for (const incident of journal.incidents()) sealLater(incident)

  return {
    sources: () => latest,
    lines: ({ text, ...rest }, signal) => {
      const parsed = parseQuery(text, clock.wall())
      if (!parsed.ok) return Promise.resolve({ lines: [], more: false, ms: 0, mistake: parsed.mistakes.map(({ message }) => message).join('; ') })
      return ask<LogLines>((id) => ({ kind: 'lines', id, question: { ...rest, terms: parsed.query.terms } }), signal)
    },
    verify: () => ask<LogCheck>((id) => ({ kind: 'verify', id, sealed: journal.sealed() })),
    stop: async () => {
      if (ended) return
      ended = true
      for (const stop of stops.splice(0)) stop()
      const thread = worker
      if (thread !== undefined) {
        const { promise, resolve } = Promise.withResolvers<void>()
        thread.once('exit', () => resolve())
        send({ kind: 'stop' })
        await promise
      }
      noteLost(true)
    },
  }
}
