/** Bundles that are made here and bundles that were brought here: generated names in folders of the console's own, and each checked in the background. */
import { createHash, randomBytes } from 'node:crypto'
import { createReadStream, existsSync, mkdirSync, readdirSync, rmSync, statSync, constants } from 'node:fs'
import { copyFile, open, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import type { BundleCheck, BundleInfo, Redaction, Signer } from '../../shared/bundle.ts'
import type { Clock } from '../../shared/clock.ts'
import { pieceBytes, type ExportEvent, type OpenedPlan, type Piece, type SeriesLine } from '../../shared/contract.ts'
import type { Incident } from '../../shared/incident.ts'
import { actorText, type Actor } from '../../shared/journal.ts'
import { metricInfo, statisticsOf, type Environment, type MetricName, type Statistic } from '../../shared/metrics.ts'
import type { LogsPlan } from '../../shared/plan.ts'
import { BundleError } from '../bundle/error.ts'
import { largest } from '../bundle/format.ts'
import { logsPath, writeLogs } from '../bundle/logs.ts'
import { openBundle, type Bundle } from '../bundle/open.ts'
import { peopleIn, type Called } from '../bundle/plan-people.ts'
import { verifyBundle } from '../bundle/verify.ts'
import { makingSuffix, writeBundle, type FileToCarry } from '../bundle/write.ts'
import { isTrouble, troubleText } from '../journal/error.ts'
import type { Journal } from '../journal/journal.ts'
import type { Log } from '../log.ts'
import { readPastSeries } from '../observe/past.ts'
import type { SeriesFile } from '../observe/series-file.ts'
import { attachmentsOf } from './backups.ts'
import { openBundleRoom, type BundleRoom } from './bundle-room.ts'
import type { Sealing } from './sealing.ts'
import { allTexts, noOthers, type OtherChains } from './other-chains.ts'

/** Series go along from so long before an incident's opening, until so long after its end. Ms. */
const around = 1_800_000
const mostUploads = 4
/** No way out of the folder. */
const exportName = /^[\w-]+\.fifteen$/
const uploadLapse = 600_000
const keptKeys = z.record(z.string(), z.object({ by: z.string(), why: z.string(), at: z.number() }))

export type Bundles = {
  readonly export: (incident: string, how: { readonly redaction: Redaction; readonly who: Actor }, signal?: AbortSignal) => AsyncGenerator<ExportEvent>
  readonly exported: (name: string, offset: number) => Promise<Piece>
  readonly send: (upload: string, offset: number, data: string) => Promise<void>
  /** Takes what was sent, or a file of this machine. @throws BundleError */
  readonly add: (from: { readonly upload: string } | { readonly file: string }) => Promise<BundleInfo>
  readonly list: () => readonly BundleInfo[]
  readonly get: (id: string) => Bundle
  readonly remove: (id: string) => void
  readonly accept: (id: string, who: Actor, why: string) => void
  /** Its incident as the room shows an own one. @throws BundleError */
  readonly room: (id: string) => BundleRoom
  readonly stop: () => Promise<void>
}

type Held = { readonly bundle: Bundle; readonly added: number; check: BundleCheck; room?: BundleRoom }

const usual: Readonly<Record<'gauge' | 'counter' | 'ratio' | 'histogram', Statistic>> = { gauge: 'avg', counter: 'rate', ratio: 'ratio', histogram: 'p95' }
/** How a metric's line is drawn. */
export const lineStatistic = (metric: MetricName): Statistic => {
  const { kind } = metricInfo(metric)
  return statisticsOf[kind].some((one) => one === usual[kind]) ? usual[kind] : statisticsOf[kind][0]
}

/**
 * Names by which a pilot user is known: of all who ever stood on the roster, since a text may speak of one who was taken off it.
 * Their own entries never go along with an incident: without these, no text that does would be known to name them.
 */
export function pilotNames(journal: Pick<Journal, 'entries'>): readonly Called[] {
  const found: Called[] = []
  for (let after = 0; ;) {
    const { entries, more } = journal.entries({ kinds: ['pilot.added', 'pilot.changed'], after, limit: 500 })
    for (const entry of entries) {
      after = entry.seq
      if (entry.kind !== 'pilot.added' && entry.kind !== 'pilot.changed') continue
      const { person, user } = entry.data
      found.push([person?.name, person?.email, user].filter((name) => name !== undefined))
    }
    if (!more) return found
  }
}

export async function linesOf(file: Pick<SeriesFile, 'sessions' | 'groups'>, { from, to, metrics, environments, points }: {
  readonly from: number
  readonly to: number
  readonly metrics: readonly MetricName[]
  readonly environments: readonly Environment[]
  readonly points: number
}): Promise<readonly SeriesLine[]> {
  const read = await readPastSeries({ file, from, to, wanted: (metric, environment) => metrics.includes(metric) && environments.includes(environment) })
  return metrics.flatMap((metric) => environments.flatMap((environment): readonly SeriesLine[] => {
    const { t, avg } = read.store.range(metric, environment, lineStatistic(metric), read.from, read.to, points)
    const { title, unit } = metricInfo(metric)
    return avg.some((value) => value !== null) ? [{ metric, title, unit: lineStatistic(metric) === 'rate' ? `${unit}/s` : unit, environment, t: [...t], values: [...avg] }] : []
  }))
}

async function sha256Of(file: string): Promise<string> {
  const sum = createHash('sha256')
  for await (const chunk of createReadStream(file, { highWaterMark: 1_048_576 })) sum.update(chunk as Buffer)
  return sum.digest('hex')
}

export function createBundles({ home, journal, others = noOthers, flushSeries, sealing, names, opened, clock, log, version }: {
  readonly home: string
  readonly journal: Journal
  readonly others?: OtherChains
  readonly flushSeries: () => Promise<void>
  readonly sealing: Sealing
  /** People that this console knows apart from its entries. */
  readonly names: () => readonly string[]
  /** The plan in use: it says where logs come from, and stands in for the plan of a bundle that can't be read. */
  readonly opened: () => OpenedPlan
  readonly clock: Clock
  readonly log: Log
  readonly version: string
}): Bundles {
  const [made, here, incoming] = ['exports', 'bundles', 'incoming'].map((name) => join(home, name)) as [string, string, string]
  for (const dir of [made, here, incoming]) mkdirSync(dir, { recursive: true, mode: 0o700 })
  // Halves that a kill left.
  for (const dir of [made, here]) for (const name of readdirSync(dir)) if (name.includes(makingSuffix) || name.endsWith('.part') || name.endsWith('.logs')) rmSync(join(dir, name), { force: true })
  for (const name of readdirSync(incoming)) rmSync(join(incoming, name), { force: true })

  const stopped = new AbortController()
  const held = new Map<string, Held>()
  const uploads = new Map<string, { at: number; size: number; busy: boolean }>()
  const exporting = new Set<string>()
  let queue: Promise<void> = Promise.resolve()

  const acceptedKeys = (): Record<string, unknown> => keptKeys.safeParse(journal.kept('bundle.keys')).data ?? {}
  const signerOf = ({ manifest, signed }: Bundle): Signer => (!signed ? 'unknown' : manifest.key.id === sealing.key().id ? 'own' : manifest.key.id in acceptedKeys() ? 'accepted' : 'unknown')
  const infoOf = (id: string, { bundle, added, check }: Held): BundleInfo => {
    const { chunks: _, checks: _checks, others: _others, ...manifest } = bundle.manifest
    return { id, manifest, bytes: bundle.bytes, added, signer: signerOf(bundle), check }
  }
  const verify = (one: Held): void => {
    const before = queue
    const work = async (): Promise<void> => {
      await before
      if (stopped.signal.aborted || !one.bundle.db.open) return
      try {
        one.check = await verifyBundle(one.bundle, { now: clock.mono, signal: stopped.signal, onProgress: (done) => (one.check = { state: 'checking', done }) })
      } catch (error) {
        if (stopped.signal.aborted || !one.bundle.db.open) return
        log.warn('bundle.not verified', { file: one.bundle.file, error })
        one.check = { state: 'broken', count: 1, faults: [{ at: 0, what: 'manifest', detail: `the check could not go on: ${error instanceof Error ? error.message : String(error)}` }], unsure: [], ms: 0 }
      }
    }
    queue = work()
  }
  const hold = (file: string): BundleInfo => {
    const bundle = openBundle(file)
    const id = file.slice(-24, -8)
    const one: Held = { bundle, added: statSync(file).mtimeMs, check: { state: 'checking', done: 0 } }
    held.get(id)?.bundle.close()
    held.set(id, one)
    verify(one)
    return infoOf(id, one)
  }
  for (const name of readdirSync(here)) {
    if (!/^[0-9a-f]{16}\.fifteen$/.test(name)) continue
    try {
      hold(join(here, name))
    } catch (error) {
      log.warn('bundle.unreadable', { name, error })
    }
  }
  const found = (id: string): Held => {
    const one = held.get(id)
    if (one === undefined) throw new BundleError('unknown', `There is no bundle ${id} here`, 'Open its file again.')
    return one
  }
  /** By what its bytes are: the same file twice is one bundle. Looked at before it takes its place. */
  const take = async (file: string): Promise<BundleInfo> => {
    openBundle(file).close()
    const target = join(here, `${(await sha256Of(file)).slice(0, 16)}.fifteen`)
    if (existsSync(target) && held.has(target.slice(-24, -8))) {
      rmSync(file, { force: true })
      return infoOf(target.slice(-24, -8), found(target.slice(-24, -8)))
    }
    await rename(file, target)
    return hold(target)
  }

  async function* run(incident: string, { redaction, who }: { readonly redaction: Redaction; readonly who: Actor }, asked?: AbortSignal): AsyncGenerator<ExportEvent> {
    const one = journal.state().incidents.find(({ id }) => id === incident)
    if (one === undefined) throw new BundleError('unknown', `There is no incident ${incident}`, 'Choose one of the list.')
    if (exporting.size >= 2) throw new BundleError('busy', 'Two exports run already', 'Wait for one of them, or cancel it.')
    if (journal.health() !== 'durable') throw new BundleError('not made', 'Not all entries are on disk', 'Wait until the journal is written again.')
    sealing.seal('export')
    await flushSeries()
    const { seq, head: hash } = journal.state()
    const bundle = randomBytes(8).toString('hex')
    const name = `${incident.replaceAll(/[^\w-]/g, '_').slice(0, 60)}-${bundle.slice(0, 6)}.fifteen`
    const target = join(made, name)
    const { id, title, severity, cause, openedBy, openedAt, closedAt, summary, firstSeq, lastSeq } = one
    const left = new AbortController()
    const signal = AbortSignal.any([left.signal, stopped.signal, ...(asked ? [asked] : [])])
    let done = 0
    exporting.add(bundle)
    const lines = join(made, `${bundle}.logs`)
    const logs = await logsOf(one, redaction, lines, signal).catch((error: unknown) => {
      exporting.delete(bundle)
      rmSync(lines, { force: true })
      throw error
    })
    const files: readonly FileToCarry[] = [
      ...[...(await attachmentsOf(journal, (other) => other.id === id))].map((sha) => ({ path: `attachments/${sha}`, media: 'application/octet-stream', file: join(home, 'attachments', sha) })),
      ...(logs.carried ? [{ path: logsPath, media: 'application/jsonl', file: lines }] : []),
    ]
    const work = writeBundle({
      journal: join(home, 'journal.sqlite'), head: { seq, hash }, series: join(home, 'series.sqlite'), files, left: logs.left, target, key: sealing.key(),
      incident: { id, title, severity, cause, openedBy, openedAt, firstSeq, lastSeq, ...(closedAt !== undefined && { closedAt }), ...(summary !== undefined && { summary }) },
      others: { entries: others.ofIncident(id), heads: others.heads(), all: () => allTexts(others) },
      span: { from: openedAt - around, to: Math.min(clock.wall(), (closedAt ?? clock.wall()) + around) },
      about: { bundle, made: clock.wall(), by: actorText(who), console: journal.console, version },
      redaction: { level: redaction, secret: secretOf(), names: [...names(), ...pilotNames(journal), ...peopleIn(opened().plan).people] },
      signal, onProgress: (share) => (done = share),
    })
    try {
      let ended = false
      const end = work.then(() => (ended = true), () => (ended = true))
      while (!ended) {
        yield { kind: 'progress', done }
        await Promise.race([end, wait(150)])
      }
      const manifest = await work
      const { size } = await stat(target)
      const sha256 = await sha256Of(target)
      journal.append({ kind: 'bundle.exported', who, incident, data: { bundle, redaction, entries: manifest.entries, bytes: size, sha256 } })
      yield { kind: 'done', name, file: target, bytes: size, sha256, entries: manifest.entries }
    } finally {
      left.abort()
      await work.catch(() => undefined)
      rmSync(lines, { force: true })
      exporting.delete(bundle)
    }
  }
  /** Log lines around the incident, in a file of their own for the export. A cache that can't be read is told in the manifest, and holds up no export. */
  const logsOf = async ({ id, openedAt, closedAt }: Incident, redaction: Redaction, target: string, signal: AbortSignal): Promise<{ readonly carried: boolean; readonly left: string }> => {
    const plan: LogsPlan | undefined = opened().plan.logs
    if (plan === undefined || redaction !== 'none') return { carried: false, left: '' }
    const seals = journal.entries({ incident: id, kinds: ['logs.sealed'], after: 0, limit: 100 }).entries
    const sealed = seals.reduce((last, entry) => (entry.kind === 'logs.sealed' ? Math.max(last, entry.data.batch) : last), 0)
    try {
      const found = await writeLogs({ cache: join(home, 'logs.sqlite'), plan, from: openedAt - plan.around.before, to: (closedAt ?? clock.wall()) + plan.around.after, sealed, target, signal })
      if (found === undefined) return { carried: false, left: 'No log line of that time was kept.' }
      return { carried: true, left: found.left === 0 ? '' : `${found.left} log lines of that time were too many and did not come along.` }
    } catch (error) {
      if (!isTrouble(error)) throw error
      log.warn('bundle.logs not read', { incident: id, error })
      return { carried: false, left: `The log lines could not be read: ${troubleText(error)}`.slice(0, 400) }
    }
  }
  /** Salts come from it: kept with the journal, so that this console can show a field that it took out. */
  const secretOf = (): string => {
    const kept = journal.kept('bundle.salt')
    if (typeof kept === 'string') return kept
    const fresh = randomBytes(32).toString('hex')
    journal.keep('bundle.salt', fresh)
    return fresh
  }

  return {
    export: run,
    exported: async (name, offset) => {
      if (!exportName.test(name)) throw new BundleError('unknown', `There is no export ${name.slice(0, 80)}`, 'Export it again.')
      const handle = await open(join(made, name), constants.O_RDONLY | constants.O_NOFOLLOW).catch((cause: unknown) => {
        throw new BundleError('unknown', `There is no export ${name}`, 'Export it again.', { cause })
      })
      try {
        const { size } = await handle.stat()
        const { bytesRead, buffer } = await handle.read(Buffer.alloc(pieceBytes), 0, pieceBytes, offset)
        return { data: buffer.toString('base64', 0, bytesRead), more: offset + bytesRead < size }
      } finally {
        await handle.close()
      }
    },
    send: async (upload, offset, data) => {
      const now = clock.mono()
      for (const [id, { at, busy }] of uploads) {
        if (busy || now - at < uploadLapse) continue
        uploads.delete(id)
        rmSync(join(incoming, id), { force: true })
      }
      const known = uploads.get(upload)
      if (known === undefined && uploads.size >= mostUploads) throw new BundleError('busy', 'As many files are being brought in as may be', 'Wait for one of them.')
      const one = known ?? { at: now, size: 0, busy: false }
      uploads.set(upload, one)
      const bytes = Buffer.from(data, 'base64')
      if (one.busy || offset !== one.size) throw new BundleError('not made', `The file's part at ${offset} comes out of order; ${one.size} bytes are here`, 'Send the file again.')
      if (one.size + bytes.length > largest.file) throw new BundleError('too large', 'The file is larger than a bundle may be', 'Export a shorter incident.')
      one.busy = true
      try {
        const handle = await open(join(incoming, upload), known === undefined ? 'w' : 'r+', 0o600)
        try {
          await handle.write(bytes, 0, bytes.length, offset)
        } finally {
          await handle.close()
        }
        one.size += bytes.length
        one.at = now
      } finally {
        one.busy = false
      }
    },
    add: async (from) => {
      if ('upload' in from) {
        if (!uploads.delete(from.upload)) throw new BundleError('unknown', 'Nothing was sent under that name', 'Send the file again.')
        const part = join(incoming, from.upload)
        try {
          return await take(part)
        } catch (error) {
          rmSync(part, { force: true })
          throw error
        }
      }
      // A look before the copy: a huge file that is no bundle is not copied first.
      openBundle(from.file).close()
      const part = join(here, `${randomBytes(8).toString('hex')}.part`)
      try {
        await copyFile(from.file, part, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL)
        return await take(part)
      } catch (error) {
        rmSync(part, { force: true })
        throw error
      }
    },
    list: () => [...held].map(([id, one]) => infoOf(id, one)).toSorted((a, b) => b.added - a.added),
    get: (id) => found(id).bundle,
    remove: (id) => {
      const { bundle } = found(id)
      bundle.close()
      held.delete(id)
      rmSync(bundle.file, { force: true })
    },
    accept: (id, who, why) => {
      const { bundle: { manifest, signed } } = found(id)
      if (!signed) throw new BundleError('not made', 'Its manifest bears no good signature', 'A key is accepted by a bundle that it signed.')
      journal.keep('bundle.keys', { ...acceptedKeys(), [manifest.key.id]: { by: actorText(who), why, at: clock.wall() } })
    },
    room: (id) => {
      const one = found(id)
      return (one.room ??= openBundleRoom({ bundle: one.bundle, opened, clock, log }))
    },
    stop: async () => {
      stopped.abort()
      await queue
      for (const { bundle } of held.values()) bundle.close()
    },
  }
}
