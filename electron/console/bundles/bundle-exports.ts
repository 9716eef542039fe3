/** Bundles that are made here: an incident with all that belongs to it, as a file of a generated name in a folder of the console's own. */
import { randomBytes } from 'node:crypto'
import { constants, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Redaction } from '../../../shared/bundle.ts'
import type { Clock } from '../../../shared/clock.ts'
import { pieceBytes, type ExportEvent, type OpenedPlan, type Piece } from '../../../shared/contract.ts'
import type { Incident } from '../../../shared/incident.ts'
import { actorText, type Actor } from '../../../shared/journal.ts'
import type { LogsPlan } from '../../../shared/plan.ts'
import { BundleError } from '../../bundle/error.ts'
import { logsPath, writeLogs } from '../../bundle/logs.ts'
import { peopleIn, type Called } from '../../bundle/plan-people.ts'
import { makingSuffix, writeBundle, type FileToCarry } from '../../bundle/write.ts'
import { isTrouble, troubleText } from '../../journal/error.ts'
import type { Journal } from '../../journal/journal.ts'
import type { Log } from '../../log.ts'
import { attachmentsOf } from '../record/backups.ts'
import { allTexts, type OtherChains } from '../other-chains.ts'
import type { Sealing } from '../record/sealing.ts'
import { sha256Of } from './sha256-of.ts'

/** Series go along from so long before an incident's opening, until so long after its end. Ms. */
const around = 1_800_000
/** No way out of the folder. */
const exportName = /^[\w-]+\.fifteen$/

export type BundleExports = {
  readonly export: (incident: string, how: { readonly redaction: Redaction; readonly who: Actor }, signal?: AbortSignal) => AsyncGenerator<ExportEvent>
  readonly exported: (name: string, offset: number) => Promise<Piece>
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

/** @param stopped ends what is being made */
export function createBundleExports({ home, journal, others, flushSeries, sealing, names, opened, clock, log, version, stopped }: {
  readonly home: string
  readonly journal: Journal
  readonly others: OtherChains
  readonly flushSeries: () => Promise<void>
  readonly sealing: Pick<Sealing, 'key' | 'seal'>
  /** People that this console knows apart from its entries. */
  readonly names: () => readonly string[]
  /** The plan in use: it says where logs come from. */
  readonly opened: () => OpenedPlan
  readonly clock: Clock
  readonly log: Log
  readonly version: string
  readonly stopped: AbortSignal
}): BundleExports {
  const made = join(home, 'exports')
  mkdirSync(made, { recursive: true, mode: 0o700 })
  // Halves that a kill left.
  for (const name of readdirSync(made)) if (name.includes(makingSuffix) || name.endsWith('.logs')) rmSync(join(made, name), { force: true })
  const exporting = new Set<string>()

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
    const signal = AbortSignal.any([left.signal, stopped, ...(asked ? [asked] : [])])
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
  }
}
