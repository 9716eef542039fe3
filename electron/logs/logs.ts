/**
 * The environments' own logs, kept beside the record: a thread reads and keeps them; the loop passes questions on, keeps
 * what lies around incidents, and seals it in the record. Plan: "Incident logging"; issue 6, ingest.
 */
import { Worker } from 'node:worker_threads'
import type { Clock } from '../../shared/clock.ts'
import type { LogCheck, LogLines, LogSources } from '../../shared/contract.ts'
import type { Incident, Incidents } from '../../shared/incident.ts'
import type { Draft, Entry } from '../../shared/journal.ts'
import type { LogsPlan } from '../../shared/plan.ts'
import { parseQuery } from '../../shared/search/query.ts'
import type { Log } from '../log.ts'
import type { Timers } from '../observe/sampler.ts'
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
  /** A file that is met for the first time is read from its beginning, however long it is. */
  readonly readAllAtFirst?: boolean
}

/** What went is told in one entry for so long (ms), however much it is. */
const tellLostEvery = 60_000

const none: Logs = {
  sources: () => ({ sources: [] }),
  lines: () => Promise.reject(new LogsError('the plan has no section `logs`: there are no lines to read')),
  verify: () => Promise.reject(new LogsError('the plan has no section `logs`: there is nothing to check')),
  stop: () => Promise.resolve(),
}

export function startLogs({ file, plan, journal, clock, timers, log, journalctl, readAllAtFirst = false }: LogsOptions): Logs {
  if (plan === undefined) return none
  const who = { kind: 'rule', name: 'logs' } as const
  const job: LogsJob = { file, plan, readAllAtFirst, ...(journalctl !== undefined && { journalctl }) }
  const worker = new Worker(workerFile('./worker', import.meta.url), { workerData: job, name: 'logs' })
  const waiting = new Map<number, { readonly resolve: (value: never) => void; readonly reject: (error: unknown) => void }>()
  const stops: (() => void)[] = []
  let number = 0
  let ended = false
  let latest: LogSources = { sources: [] }
  const told = new Map<string, number>()
  let lastTold = -Infinity

  const failAll = (text: string): void => {
    for (const { reject } of waiting.values()) reject(new LogsError(text))
    waiting.clear()
  }
  const send = (message: ToLogs): void => worker.postMessage(message)
  type Question = Extract<ToLogs, { readonly id: number }>
  const ask = async <T>(make: (id: number) => Question, signal?: AbortSignal): Promise<T> => {
    if (ended) throw new LogsError('the logs are not read any more: start the console again')
    signal?.throwIfAborted()
    const id = (number += 1)
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    waiting.set(id, { resolve, reject })
    const leave = (): void => {
      waiting.delete(id)
      send({ kind: 'cancel', id })
      reject(signal?.reason)
    }
    signal?.addEventListener('abort', leave, { once: true })
    try {
      send(make(id))
      return await promise
    } finally {
      signal?.removeEventListener('abort', leave)
    }
  }

  /** What came or went unread is an entry, with how much: nothing is dropped in silence. */
  const noteLost = ({ sources, cache, ofIncidents }: Extract<FromLogs, { kind: 'status' }>): void => {
    const figures: readonly (readonly [string, number, string])[] = [
      ...sources.map(({ id, dropped }) => [id, dropped, 'lines that the source no longer had'] as const),
      ...sources.map(({ id, skippedBytes }) => [`${id} bytes`, skippedBytes, 'bytes of the past that were not read'] as const),
      ['cache', cache.expired, `lines that went to keep the cache within ${plan.keep.bytes} bytes${ofIncidents > 0 ? `, ${ofIncidents} of them around incidents` : ''}`],
    ]
    const changed = figures.filter(([name, count]) => count > (told.get(name) ?? 0))
    if (changed.length === 0 || clock.mono() - lastTold < tellLostEvery) return
    lastTold = clock.mono()
    for (const [name, count, what] of changed) {
      const more = count - (told.get(name) ?? 0)
      told.set(name, count)
      journal.append({ kind: 'logs.lost', who, data: { source: name.replace(/ bytes$/, ''), count: more, what } })
    }
  }

  worker.on('message', (message: FromLogs) => {
    if (message.kind === 'log') return log[message.level](message.event, message.fields)
    if (message.kind === 'status') {
      latest = { sources: message.sources, cache: message.cache }
      if (!ended) noteLost(message)
      return
    }
    const asked = waiting.get(message.id)
    waiting.delete(message.id)
    if (message.kind === 'answer') asked?.resolve(message.value as never)
    else asked?.reject(new LogsError(`the logs could not be read: ${message.text}`))
  })
  worker.on('error', (error) => {
    log.error('logs.failed', { error })
    latest = { ...latest, sources: latest.sources.map((one) => ({ ...one, state: 'waiting', detail: 'its thread failed: see the console\'s log' })) }
    failAll('the thread of the logs failed')
  })
  worker.on('exit', () => {
    ended = true
    failAll('the thread of the logs ended')
  })

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
  stops.push(journal.subscribe((entry) => {
    if (entry.incident === undefined || (entry.kind !== 'incident.opened' && entry.kind !== 'incident.closed')) return
    keep()
    if (entry.kind === 'incident.opened') void seal(entry.incident, 'opened')
    const closed = journal.incidents().find(({ id }) => id === entry.incident)
    if (entry.kind === 'incident.closed' && closed) sealLater(closed)
  }))
  keep()
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
      for (const stop of stops.splice(0)) stop()
      if (ended) return
      const { promise, resolve } = Promise.withResolvers<void>()
      worker.once('exit', () => resolve())
      send({ kind: 'stop' })
      await promise
      ended = true
    },
  }
}
