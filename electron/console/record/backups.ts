/** Copies of the record, each read back and verified whole before it counts; and what the plan's retention lets go. Plan: "Backup Points". */
import Database from 'better-sqlite3'
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import type { Clock } from '../../../shared/clock.ts'
import type { BackupState } from '../../../shared/contract.ts'
import { errorText } from '../../../shared/error-text.ts'
import { entryKinds, rule } from '../../../shared/journal.ts'
import type { CareSettings } from '../../../shared/plan.ts'
import type { Journal } from '../../journal/journal.ts'
import { verifyFile } from '../../journal/verify-file.ts'
import type { Log } from '../../log.ts'
import type { Timers } from '../../observe/sampler.ts'

export type Backups = {
  readonly state: () => BackupState
  /** @returns the file @throws Error that says why there is none */
  readonly make: () => Promise<string>
  readonly stop: () => Promise<void>
}

const by = rule('journal-backup')
const lookEvery = 60_000
const pattern = /^journal-(\d{13,})\.sqlite$/
/** Pages copied before others have their turn. */
const pages = 100

const attachmentName = /\b[0-9a-f]{64}\b/g

export function startBackups({ home, journal, settings, clock, timers, log }: {
  readonly home: string
  readonly journal: Journal
  readonly settings: () => CareSettings
  readonly clock: Clock
  readonly timers: Timers
  readonly log: Log
}): Backups {
  const folder = (): string => settings().backup.folder ?? join(home, 'backups')
  let failure: string | undefined
  let busy: Promise<string> | undefined
  let stopping = false

  const list = (): readonly { readonly file: string; readonly at: number; readonly bytes: number }[] => {
    try {
      return readdirSync(folder())
        .flatMap((name) => {
          const at = pattern.exec(name)?.[1]
          return at === undefined ? [] : [{ file: join(folder(), name), at: Number(at), bytes: statSync(join(folder(), name)).size }]
        })
        .toSorted((a, b) => b.at - a.at)
    } catch (error) {
      // What stands in the way of reading it stands in the way of the next copy, which says what it is: here it would end the console.
      if (typeof (error as NodeJS.ErrnoException).code === 'string') return []
      throw error
    }
  }
  const copy = async (): Promise<string> => {
    mkdirSync(folder(), { recursive: true, mode: 0o700 })
    const file = join(folder(), `journal-${Math.round(clock.wall())}.sqlite`)
    const making = `${file}.making`
    const source = new Database(join(home, 'journal.sqlite'), { readonly: true, timeout: 2_000 })
    const begun = clock.mono()
    const clear = (): void => {
      for (const end of ['', '-wal', '-shm', '-journal']) rmSync(making + end, { force: true })
    }
    try {
      // One state throughout: an append meanwhile would begin the copy anew, again and again.
      source.exec('BEGIN')
      source.prepare('SELECT max(seq) FROM entries').get()
      await source.backup(making, {
        progress: () => {
          if (stopping) throw new Error('the console stops')
          return pages
        },
      })
    } catch (error) {
      clear()
      throw error
    } finally {
      source.close()
    }
    try {
      if (stopping) throw new Error('the console stops')
      // In WAL mode it would bring files of its own along.
      const made = new Database(making)
      made.pragma('journal_mode = DELETE')
      made.close()
      const found = await verifyFile(making, clock.mono)
      if (found?.ok !== true) throw new Error(found === undefined ? 'the copy is empty' : `the copy is broken at entry ${found.at}: ${found.what}, ${found.detail}`)
      await rename(making, file)
      for (const old of list().slice(settings().backup.keep)) rmSync(old.file, { force: true })
      journal.append({ kind: 'backup.made', who: by, data: { file, entries: found.entries, bytes: statSync(file).size, ms: Math.round(clock.mono() - begun) } })
      failure = undefined
      return file
    } catch (error) {
      clear()
      throw error
    }
  }
  const make = (): Promise<string> => (busy ??= copy()
    .catch((error: unknown) => {
      const detail = errorText(error)
      if (!stopping && detail !== failure) journal.append({ kind: 'backup.failed', who: by, data: { detail } })
      failure = detail
      throw error
    })
    .finally(() => {
      busy = undefined
    }))

  /** Pictures and exports that no open or young incident needs. */
  const letGo = async (): Promise<void> => {
    const { retention } = settings()
    const remove = (dir: string, what: string, isOld: (name: string, changed: number) => boolean): void => {
      let [count, bytes] = [0, 0]
      for (const name of namesIn(join(home, dir))) {
        const path = join(home, dir, name)
        const { size, mtimeMs } = statSync(path)
        if (!isOld(name, mtimeMs)) continue
        rmSync(path, { force: true })
        count += 1
        bytes += size
      }
      if (count > 0) journal.append({ kind: 'retention.removed', who: rule('retention'), data: { what, count, bytes } })
    }
    const now = clock.wall()
    remove('exports', 'exports', (_, changed) => changed < now - retention.exports)
    const old = namesIn(join(home, 'attachments')).filter((name) => statSync(join(home, 'attachments', name)).mtimeMs < now - retention.attachments)
    if (old.length === 0) return
    const needed = await attachmentsOf(journal, ({ closedAt }) => closedAt === undefined || closedAt > now - retention.attachments)
    const shown = await evidenceFilesOf(journal)
    remove('attachments', 'attachments', (name, changed) => changed < now - retention.attachments && !needed.has(name) && !shown.has(name))
  }
  let cancel = (): void => undefined
  let pruned = -Infinity
  const look = (): void => {
    const newest = list()[0]
    if (newest === undefined || clock.wall() - newest.at >= settings().backup.every) make().catch((error: unknown) => log.warn('backup.failed', { error }))
    if (clock.mono() - pruned > 3_600_000) {
      pruned = clock.mono()
      letGo().catch((error: unknown) => log.warn('retention.failed', { error }))
    }
    cancel = timers.after(lookEvery, look)
  }
  // Not in the first minute: what a start has to do comes first.
  cancel = timers.after(lookEvery, look)

  return {
    state: () => ({ folder: folder(), every: settings().backup.every, backups: list().map(({ file, at, bytes }) => ({ file, at, bytes })), busy: busy !== undefined, ...(failure !== undefined && { failure }) }),
    make,
    stop: async () => {
      stopping = true
      cancel()
      // It ends at the next page; what went wrong is told where it was asked for.
      await busy?.catch(() => undefined)
    },
  }
}

const namesIn = (dir: string): readonly string[] => {
  try {
    return readdirSync(dir)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

/** Kinds that may name one: what people put into an incident. */
const naming = entryKinds.filter((kind) => kind.startsWith('incident.') || kind.startsWith('report.'))

/** Files that evidence names: what a decision rests on stays as long as the decision. */
async function evidenceFilesOf(journal: Journal): Promise<ReadonlySet<string>> {
  const found = new Set<string>()
  for (let after = 0; ;) {
    const { entries, more } = journal.entries({ kinds: ['evidence.recorded'], after, limit: 500 })
    for (const entry of entries) {
      after = entry.seq
      if (entry.kind === 'evidence.recorded' && entry.data.attachment) found.add(entry.data.attachment.sha256)
    }
    if (!more) return found
    await turn()
  }
}

/** Names of attachments that the entries of some incidents speak of; the loop is left free between pages. */
export async function attachmentsOf(journal: Journal, of: (incident: { readonly id: string; readonly closedAt?: number }) => boolean): Promise<ReadonlySet<string>> {
  const found = new Set<string>()
  for (const { id } of journal.state().incidents.filter(of)) {
    for (let after = 0; ;) {
      const { entries, more } = journal.entries({ incident: id, kinds: naming, after, limit: 500 })
      for (const entry of entries) {
        after = entry.seq
        for (const name of JSON.stringify(entry.data).match(attachmentName) ?? []) found.add(name)
      }
      if (!more) break
      await turn()
    }
  }
  return found
}
