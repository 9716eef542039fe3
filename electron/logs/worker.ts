/**
 * The thread of the logs: reads every source, keeps their lines in the cache, answers questions. A source waits for the
 * disk, never the other way round; what it has not read stays where it is.
 */
import { setImmediate as turn } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import type { LogCache, LogCheck, LogLines, LogSource, LogSourceState } from '../../shared/contract.ts'
import type { LogsPlan, LogSourceSettings } from '../../shared/plan.ts'
import { troubleText } from '../journal/error.ts'
import { followDirectory, followFile } from './file.ts'
import { findLines, type LogQuestion } from './find.ts'
import { followHttp } from './http.ts'
import { followJournald } from './journald.ts'
import { levelOf, lineReader, type Line } from './line.ts'
import { readAgain, type Piece, type SourceTools } from './source.ts'
import { batchLength, openLogStore, type Batch, type Expired, type Head, type LogStore, type Place, type Window } from './store.ts'

export type LogsJob = { readonly file: string; readonly plan: LogsPlan; readonly readAllAtFirst: boolean; readonly journalctl?: string }
export type ToLogs =
  | { readonly kind: 'lines'; readonly id: number; readonly question: LogQuestion }
  | { readonly kind: 'verify'; readonly id: number; readonly sealed: readonly Head[] }
  | { readonly kind: 'seal'; readonly id: number }
  | { readonly kind: 'cancel'; readonly id: number }
  | { readonly kind: 'keep'; readonly windows: readonly Window[] }
  | { readonly kind: 'stop' }
export type FromLogs =
  | { readonly kind: 'status'; readonly sources: readonly LogSource[]; readonly cache: LogCache; readonly ofIncidents: number }
  | { readonly kind: 'answer'; readonly id: number; readonly value: LogLines | LogCheck | (Head & { readonly lines: number }) }
  | { readonly kind: 'failed'; readonly id: number; readonly text: string }
  | { readonly kind: 'log'; readonly level: 'info' | 'error'; readonly event: string; readonly fields: Readonly<Record<string, string | number>> }

const port = parentPort
if (port === null) throw new Error('the console starts this program in a thread, it is not started by hand')
const { file, plan, journalctl, readAllAtFirst } = workerData as LogsJob
const tell = (message: FromLogs): void => port.postMessage(message)

/** Lines that are written at once, ms that few of them wait, and ms after which a failed write is tried again. */
const writeFrom = 4_096
const writeWithin = 250
const writeAgain = 2_000
const statusEvery = 1_000
const expireEvery = 5_000
/** Seconds over which a rate is told. */
const rateOver = 5

const stopping = new AbortController()
let windows: readonly Window[] = []
let store: LogStore | undefined
let setAside: string | undefined
let trouble: string | undefined
const gone: { aged: number; expired: number; ofIncidents: number } = { aged: 0, expired: 0, ofIncidents: 0 }

function opened(): LogStore {
  if (store) return store
  const found = openLogStore(file, Date.now())
  store = found.store
  if (found.setAside !== undefined) {
    setAside = found.setAside
    tell({ kind: 'log', level: 'error', event: 'logs.set aside', fields: { file, setAside, why: found.why ?? '' } })
  }
  return store
}

type Waiting = { readonly source: string; readonly lines: readonly Line[]; readonly places: readonly Place[]; readonly done: () => void }
let waiting: Waiting[] = []
let timer: NodeJS.Timeout | undefined

function write(): void {
  clearTimeout(timer)
  timer = undefined
  const now = waiting
  if (now.length === 0) return
  const batches: Batch[] = []
  for (const [source, all] of Map.groupBy(now, ({ source }) => source)) {
    const lines = all.length === 1 ? (all[0]?.lines ?? []) : all.flatMap((one) => one.lines)
    for (let from = 0; from < lines.length; from += batchLength) batches.push({ source, lines: lines.slice(from, from + batchLength) })
  }
  try {
    opened().write(batches, now.flatMap(({ places }) => places))
  } catch (error) {
    // Whatever it was: nothing is lost, the sources wait. A damaged file is set aside when it is opened again.
    const text = troubleText(error)
    if (text !== trouble) tell({ kind: 'log', level: 'error', event: 'logs.not written', fields: { file, why: text } })
    trouble = text
    store?.close()
    store = undefined
    timer = setTimeout(write, writeAgain)
    return
  }
  if (trouble !== undefined) tell({ kind: 'log', level: 'info', event: 'logs.written again', fields: { file } })
  trouble = undefined
  waiting = waiting.filter((one) => !now.includes(one))
  for (const { done } of now) done()
}

type Counted = { state: LogSourceState; detail: string; lines: number; bytes: number; dropped: number; skippedBytes: number; lostFiles: number; cut: number; newest: number; readonly behind: Map<string, number>; readonly seconds: number[] }
const counted = new Map<string, Counted>(plan.sources.map(({ id }) => [id, { state: 'waiting', detail: 'not asked yet', lines: 0, bytes: 0, dropped: 0, skippedBytes: 0, lostFiles: 0, cut: 0, newest: 0, behind: new Map(), seconds: [0] }]))

function placeOf(key: string): unknown {
  try {
    const text = opened().place(key)
    return text === undefined ? undefined : JSON.parse(text)
  } catch (error) {
    tell({ kind: 'log', level: 'error', event: 'logs.place unreadable', fields: { key, why: troubleText(error) } })
    return undefined
  }
}

function start(settings: LogSourceSettings): Promise<void> {
  const { id, format } = settings
  const figures = counted.get(id)
  if (!figures) return Promise.resolve()
  const read = lineReader(format, plan.hide)
  const readOne = (text: string, known: { readonly time: number; readonly level: unknown } | undefined, now: number): Line => {
    const line = read(text, now)
    return known ? { ...line, ...(Number.isFinite(known.time) && { time: known.time }), level: levelOf(known.level) } : line
  }
  const put = ({ lines, known, bytes, cut = 0, place }: Piece): Promise<void> => {
    const now = Date.now()
    const kept = lines.flatMap((text, index) => (text === '' ? [] : [readOne(text, known?.[index], now)]))
    figures.lines += kept.length
    figures.bytes += bytes
    figures.cut += cut
    figures.newest = kept.at(-1)?.time ?? figures.newest
    figures.seconds[figures.seconds.length - 1] = (figures.seconds.at(-1) ?? 0) + kept.length
    const { promise, resolve } = Promise.withResolvers<void>()
    waiting.push({ source: id, lines: kept, places: place ? [{ source: place.key, place: JSON.stringify(place.value) }] : [], done: resolve })
    if (trouble === undefined && waiting.reduce((sum, one) => sum + one.lines.length, 0) >= writeFrom) write()
    else timer ??= setTimeout(write, writeWithin)
    return promise
  }
  const tools: SourceTools = {
    put, place: placeOf, readAllAtFirst, signal: stopping.signal,
    state: (state, detail) => {
      figures.state = state
      figures.detail = detail
    },
    lost: ({ lines = 0, bytes = 0, files = 0 }) => {
      figures.dropped += lines
      figures.lostFiles += files
      figures.skippedBytes += bytes
    },
    behind: (key, bytes) => void (bytes === 0 ? figures.behind.delete(key) : figures.behind.set(key, bytes)),
    failed: (error) => tell({ kind: 'log', level: 'error', event: 'logs.source failed', fields: { source: id, why: error instanceof Error ? (error.stack ?? error.message) : String(error) } }),
  }
  return readAgain(() => follow(settings, tools), tools)
}

function follow(settings: LogSourceSettings, tools: SourceTools): Promise<void> {
  const { id } = settings
  switch (settings.kind) {
    case 'file':
      return followFile({ path: settings.path, key: id, tools })
    case 'directory':
      return followDirectory({ path: settings.path, ending: settings.ending, id, tools })
    case 'journald':
      return followJournald({ id, units: settings.units, tools, ...(journalctl !== undefined && { program: journalctl }) })
    case 'http':
      return followHttp({ id, address: settings.address, token: settings.token, every: settings.every, timeout: settings.timeout, tools })
  }
}

function expire(): Expired | undefined {
  try {
    return opened().expire({ bytes: plan.keep.bytes, before: Date.now() - plan.keep.age, keep: windows })
  } catch (error) {
    const text = troubleText(error)
    if (text !== trouble) tell({ kind: 'log', level: 'error', event: 'logs.not bounded', fields: { file, why: text } })
    trouble = text
    return undefined
  }
}

function status(): void {
  const sources = plan.sources.map(({ id, kind, environment }): LogSource => {
    const { state, detail, lines, bytes, dropped, skippedBytes, lostFiles, cut, newest, behind, seconds } = counted.get(id) ?? { state: 'waiting' as const, detail: '', lines: 0, bytes: 0, dropped: 0, skippedBytes: 0, lostFiles: 0, cut: 0, newest: 0, behind: new Map<string, number>(), seconds: [] }
    const full = seconds.slice(0, -1)
    return {
      id, kind, state, detail, lines, bytes, dropped, skippedBytes, lostFiles, cut, ...(environment && { environment }), ...(newest > 0 && { newest }),
      rate: full.length === 0 ? 0 : full.reduce((sum, one) => sum + one, 0) / full.length, behindBytes: [...behind.values()].reduce((sum, one) => sum + one, 0),
    }
  })
  for (const { seconds } of counted.values()) {
    seconds.push(0)
    if (seconds.length > rateOver + 1) seconds.shift()
  }
  const totals = store?.totals() ?? { bytes: 0, lines: 0 }
  tell({ kind: 'status', sources, ofIncidents: gone.ofIncidents, cache: { ...totals, limit: plan.keep.bytes, expired: gone.expired, aged: gone.aged, ...(trouble !== undefined && { trouble }), ...(setAside !== undefined && { setAside }) } })
}

const asked: Extract<ToLogs, { readonly id: number }>[] = []
let answering = false

function answer(message: Extract<ToLogs, { readonly id: number }>): FromLogs {
  const { id } = message
  try {
    // What has come is seen: a seal covers it, a question finds it.
    write()
    const begun = performance.now()
    if (message.kind === 'lines') return { kind: 'answer', id, value: { ...findLines(opened(), plan.sources, message.question), ms: performance.now() - begun } }
    if (message.kind === 'verify') return { kind: 'answer', id, value: opened().verify(message.sealed) }
    return { kind: 'answer', id, value: { ...opened().head(), lines: opened().totals().lines } }
  } catch (error) {
    store?.close()
    store = undefined
    return { kind: 'failed', id, text: troubleText(error) }
  }
}

async function work(): Promise<void> {
  if (answering) return
  answering = true
  for (let next = asked.shift(); next; next = asked.shift()) {
    tell(answer(next))
    // Cancels come in between.
    await turn()
  }
  answering = false
}

port.on('message', (message: ToLogs) => {
  if (message.kind === 'keep') windows = message.windows
  else if (message.kind === 'stop') stopping.abort()
  else if (message.kind === 'cancel') asked.splice(0, asked.length, ...asked.filter(({ id }) => id !== message.id))
  else {
    asked.push(message)
    void work()
  }
})

const every = (ms: number, act: () => void): NodeJS.Timeout => setInterval(act, ms)
const clocks = [
  every(statusEvery, status),
  every(expireEvery, () => {
    const found = expire()
    if (!found) return
    gone.aged += found.aged
    gone.expired += found.expired
    gone.ofIncidents += found.ofIncidents
  }),
]
const running = plan.sources.map(start)

async function end(): Promise<void> {
  await Promise.all(running)
  write()
  clearTimeout(timer)
  // The last figures: what was lost since the ones before is told too.
  status()
  store?.close()
  port?.close()
}

stopping.signal.addEventListener('abort', () => {
  for (const clock of clocks) clearInterval(clock)
  write()
  // Where nothing can be written, a source is not waited for: it goes on from its place at the next start.
  for (const { done } of waiting) done()
  clearTimeout(timer)
  void end()
})
