/** Makes a bundle beside its name and puts it there once it is whole: a kill in the middle leaves no half of one. */
import Database from 'better-sqlite3'
import { createHash } from 'node:crypto'
import { existsSync, renameSync, rmSync, statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { chunkLength, mark, type BundleFile, type Manifest, type Redaction } from '../../shared/bundle.ts'
import type { EntryKind } from '../../shared/journal.ts'
import { canonical, type Link } from '../journal/chain.ts'
import { signText, type SealKey } from '../journal/seals.ts'
import { blockSlots } from '../observe/series-file.ts'
import { placeSessions } from '../observe/restore.ts'
import { BundleError } from './error.ts'
import { applicationId, checksOf, chunkSum, formatVersion, hashBytes, schema } from './format.ts'
import { learnOthers, othersPath, writeOthers, type OthersToCarry } from './others.ts'
import type { Called } from './plan-people.ts'
import { createRedactor, shownSum } from './redact.ts'
import { blockText, sessionText, type BlockRow, type SessionRow } from './series.ts'

export type FileToCarry = { readonly path: string; readonly media: string; readonly file: string }

export type ToWrite = {
  /** The journal's file; read by a connection of its own. */
  readonly journal: string
  /** The last entry that goes along: it must be on disk. */
  readonly head: Link
  /** The series' file, where there is one. */
  readonly series?: string
  readonly files: readonly FileToCarry[]
  /** What other consoles wrote of it. */
  readonly others?: OthersToCarry
  /** What of the files does not go along, in words. */
  readonly left?: string
  readonly incident: Manifest['incident'] & { readonly firstSeq: number; readonly lastSeq: number }
  /** Wall ms: what of the series goes along. */
  readonly span: { readonly from: number; readonly to: number }
  readonly about: Pick<Manifest, 'bundle' | 'made' | 'by' | 'console' | 'version'>
  readonly redaction: { readonly level: Redaction; readonly secret: string; readonly names: readonly (string | Called)[] }
  readonly key: SealKey
  readonly target: string
  readonly signal?: AbortSignal
  /** Share of 1. */
  readonly onProgress?: (done: number) => void
}

/** What a half-made one is called. */
export const makingSuffix = '.making'

/** The console's own entries of that time, by which the panels show the moment. */
const context: readonly EntryKind[] = [
  'gate.turned', 'phase.set', 'phase.held', 'phase.released', 'automation.set', 'routing.changed', 'routing.drifted', 'source.lost', 'source.found', 'source.changed',
  'watcher.blind', 'watcher.sees', 'alert.raised', 'alert.ended', 'alert.acknowledged', 'silence.set', 'silence.ended', 'console.opened', 'console.closed', 'console.gap', 'baseline.recorded', 'lab.fault',
]
/** Of these the last before that time goes along too: what it said still stood. All that a baseline was recorded as, too. */
const standing: readonly EntryKind[] = ['phase.set', 'automation.set', 'routing.changed', 'console.opened']
/** Entries before the incident's first that still tell how it began. */
const lookBack = 200
const rowsAtOnce = chunkLength
const pieceBytes = 262_144

type Found = { readonly seq: number; readonly kind: string; readonly incident: string | null; readonly hash: string; readonly body: string | null }

/** @returns what was signed @throws BundleError 'not made'; the error of the signal where it was cancelled; errors of the disk. Nothing stands at `target` then. */
export async function writeBundle(to: ToWrite): Promise<Manifest> {
  const making = `${to.target}${makingSuffix}`
  for (const end of ['', '-journal']) rmSync(making + end, { force: true })
  const source = new Database(to.journal, { readonly: true, timeout: 2_000 })
  const out = new Database(making)
  try {
    out.pragma('journal_mode = OFF')
    out.pragma('synchronous = OFF')
    out.pragma(`application_id = ${applicationId}`)
    out.pragma(`user_version = ${formatVersion}`)
    // The index grows with the entries: of a million, made at the end, it would hold up the loop for a second.
    for (const sql of Object.values(schema)) out.exec(sql)
    const signed = await fill(source, out, to)
    out.close()
    await sync(making)
    renameSync(making, to.target)
    await sync(dirname(to.target))
    return signed
  } catch (error) {
    out.close()
    rmSync(making, { force: true })
    throw error
  } finally {
    source.close()
  }
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function fill(source: Database.Database, out: Database.Database, to: ToWrite): Promise<Manifest> {
  const { incident: { firstSeq, lastSeq, ...incident }, about, redaction, key, head, span } = to
  const redactor = createRedactor({ ...redaction, names: redaction.level === 'none' ? [] : redaction.names })
  const plan = source.prepare<[number], { readonly seq: number; readonly body: string }>("SELECT seq, body FROM entries WHERE kind = 'plan.pinned' AND seq <= ? ORDER BY seq DESC LIMIT 1").get(firstSeq)
  const before = source.prepare<[string, number], number | null>('SELECT max(seq) FROM entries WHERE kind = ? AND seq <= ?').pluck()
  const stood = standing.flatMap((kind) => before.get(kind, firstSeq) ?? [])
  // A ramp that was under way: its entries bear its own name.
  const ramp = source.prepare<[number], string>("SELECT incident FROM entries WHERE kind = 'forward.opened' AND seq <= ? ORDER BY seq DESC LIMIT 1").pluck().get(lastSeq)
  const wanted = source.prepare<{ id: string; plan: number; from: number; last: number; kinds: string; stood: string; ramp: string; after: number; limit: number; head: number }, Found>(
    `SELECT seq, kind, incident, hash, CASE WHEN incident = @id OR seq = @plan OR kind IN ('journal.key', 'journal.sealed')
       OR seq IN (SELECT value FROM json_each(@stood)) OR (kind = 'baseline.recorded' AND seq <= @last) OR (incident = @ramp AND seq <= @last)
       OR (seq BETWEEN @from AND @last AND (kind = 'plan.pinned' OR (incident IS NULL AND kind IN (SELECT value FROM json_each(@kinds))))) THEN body END AS body
     FROM entries WHERE seq > @after AND seq <= @head ORDER BY seq LIMIT @limit`)
  const rowsAfter = (after: number): readonly Found[] =>
    wanted.all({ id: incident.id, plan: plan?.seq ?? 0, from: firstSeq - lookBack, last: lastSeq, kinds: JSON.stringify(context), stood: JSON.stringify(stood), ramp: ramp ?? '', after, limit: rowsAtOnce, head: head.seq })
  const passes = redaction.level === 'none' ? 1 : 2
  const step = async (pass: number, seq: number): Promise<void> => {
    to.onProgress?.(((pass - 1 + seq / head.seq) / passes) * 0.9)
    await turn()
    to.signal?.throwIfAborted()
  }

  if (passes === 2) {
    for (let after = 0; after < head.seq; after += rowsAtOnce) {
      for (const { body } of rowsAfter(after)) if (body !== null) redactor.learn(body)
      await step(1, after)
    }
    if (to.others) await learnOthers(to.others, redactor, to.signal)
  }

  const putEntry = out.prepare<[number, string, string | null, string, string]>('INSERT INTO entries VALUES (?, ?, ?, ?, ?)')
  const putCommitment = out.prepare<[number, string, string]>('INSERT INTO commitments VALUES (?, ?, ?)')
  const putChunk = out.prepare<[number, Uint8Array, Uint8Array, Uint8Array]>('INSERT INTO chain VALUES (?, ?, ?, ?)')
  const [chunks, checks]: [string[], string[]] = [[], []]
  const fields = new Set<string>()
  let [own, carried] = [0, 0]
  out.exec('BEGIN')
  for (let after = 0; after < head.seq; after += rowsAtOnce) {
    const rows = rowsAfter(after)
    const [marks, hashes] = [Buffer.alloc(rows.length), Buffer.alloc(rows.length * hashBytes)]
    const shown: Buffer[] = []
    for (const [index, { seq, kind, incident: id, hash, body }] of rows.entries()) {
      if (seq !== after + index + 1 || hash.length !== 2 * hashBytes)
        throw new BundleError('not made', `The journal has entry ${seq} where entry ${after + index + 1} should stand`, 'Verify the chain first: a bundle of a broken one would prove nothing.')
      hashes.write(hash, index * hashBytes, 'hex')
      if (body === null) continue
      const isOwn = id === incident.id
      if (isOwn) own += 1
      else carried += 1
      const redacted = redactor.redact(seq, body)
      putEntry.run(seq, kind, id, redacted?.body ?? body, hash)
      marks[index] = (isOwn ? mark.own : mark.carried) | (redacted ? mark.redacted : 0)
      if (redacted === undefined) continue
      shown.push(shownSum(redacted))
      for (const { path, commitment } of redacted.commitments) {
        fields.add(path)
        putCommitment.run(seq, path, commitment)
      }
    }
    const chunk = { first: after + 1, hashes, marks, shown: Buffer.concat(shown) }
    chunks.push(chunkSum(chunk))
    checks.push(checksOf(hashes).toString('base64'))
    putChunk.run(chunk.first, chunk.hashes, chunk.marks, chunk.shown)
    await step(passes, after)
  }
  const found = source.prepare<[number], string>('SELECT hash FROM entries WHERE seq = ?').pluck().get(head.seq)
  if (found !== head.hash) throw new BundleError('not made', `Entry ${head.seq} is not on disk yet`, 'Wait until the journal is written again.')

  const series = await copySeries(out, to)
  const theirs = to.others && to.others.entries.length > 0 ? await writeOthers(to.others, redactor, to.signal) : undefined
  for (const path of theirs?.fields ?? []) fields.add(path)
  const files = [...(redaction.level === 'none' ? await copyFiles(out, to) : []), ...(theirs ? [await putLines(out, othersPath, theirs.lines)] : [])]
  const left = [redaction.level === 'none' ? (to.left ?? '') : 'Pictures and logs are left out: what they show can not be redacted.', theirs && theirs.left > 0 ? `${theirs.left} entries of other consoles were too many and did not come along.` : '']
  const shownPlan = plan && (JSON.parse(plan.body) as { readonly data: { readonly hash: string } }).data.hash
  const { summary, ...rest } = incident
  const text = (value: string): string => (redaction.level === 'none' ? value : redaction.level === 'names' ? redactor.redactText(value) : '[text withheld]')
  const whole: Manifest = {
    format: 1, ...about, by: redaction.level === 'none' ? about.by : redactor.redactText(about.by),
    incident: redaction.level === 'none' ? incident : {
      ...rest, openedBy: redactor.redactText(rest.openedBy), title: text(rest.title), cause: text(rest.cause), ...(summary !== undefined && { summary: text(summary) }),
    },
    entries: own, carried, head, ...(plan && shownPlan !== undefined && { plan: { seq: plan.seq, hash: shownPlan } }), span, chunks, checks, series, files, ...(theirs && { others: theirs.told }),
    redaction: {
      level: redaction.level, fields: [...new Set([...fields].map((path) => path.slice(0, 100)))].toSorted().slice(0, 100),
      left: left.filter((text) => text !== '').join(' ').slice(0, 400),
    },
    key: { id: key.id, public: key.public },
  }
  const signedText = canonical(whole)
  out.prepare('INSERT INTO manifest VALUES (1, ?, ?)').run(signedText, signText(signedText, key))
  out.exec('COMMIT')
  to.onProgress?.(1)
  return whole
}

async function copySeries(out: Database.Database, { series, span, signal }: ToWrite): Promise<Manifest['series']> {
  const sum = createHash('sha256')
  let [count, kept] = [0, 0]
  if (series === undefined || !existsSync(series)) return { sessions: 0, blocks: 0, sha256: sum.digest('hex') }
  const from = new Database(series, { readonly: true, timeout: 2_000 })
  try {
    const all = from.prepare<[], SessionRow>('SELECT id, boot, start, "from", mono, wall FROM sessions ORDER BY id').all()
    const put = out.prepare('INSERT INTO sessions VALUES (@id, @boot, @start, @from, @mono, @wall)')
    const putBlock = out.prepare('INSERT INTO blocks VALUES (@session, @slot, @series, @every, @grace, @data)')
    const blocks = from.prepare<[number, number, number], BlockRow>('SELECT session, slot, series, every, grace, data FROM blocks WHERE session = ? AND slot BETWEEN ? AND ? ORDER BY slot, series')
    for (const { session, add, span: watched } of placeSessions(all)) {
      if (watched.to < span.from || watched.from > span.to) continue
      const slotAt = (wall: number): number => Math.floor((wall - add - session.start) / 1_000)
      put.run(session)
      sum.update(sessionText(session))
      kept += 1
      for (const block of blocks.iterate(session.id, slotAt(span.from) - blockSlots, slotAt(span.to))) {
        putBlock.run(block)
        sum.update(blockText(block)).update(block.data)
        count += 1
      }
      await turn()
      signal?.throwIfAborted()
    }
  } finally {
    from.close()
  }
  return { sessions: kept, blocks: count, sha256: sum.digest('hex') }
}

/** Lines as a file of the bundle. */
async function putLines(out: Database.Database, path: string, lines: readonly string[]): Promise<BundleFile> {
  const put = out.prepare<[string, number, Uint8Array]>('INSERT INTO pieces VALUES (?, ?, ?)')
  const sum = createHash('sha256')
  let [bytes, number, waiting] = [0, 0, 0]
  let waits: Buffer[] = []
  const write = (): void => {
    const all = Buffer.concat(waits)
    for (let at = 0; at < all.length; at += pieceBytes) {
      const piece = all.subarray(at, at + pieceBytes)
      sum.update(piece)
      put.run(path, number, piece)
      number += 1
    }
    bytes += all.length
    ;[waits, waiting] = [[], 0]
  }
  for (const line of lines) {
    const text = Buffer.from(`${line}\n`)
    waits.push(text)
    waiting += text.length
    if (waiting < pieceBytes) continue
    write()
    await turn()
  }
  write()
  return { path, media: 'application/jsonl', bytes, sha256: sum.digest('hex') }
}

/** Paths are names inside the bundle; nobody who opens it makes a file of them. */
async function copyFiles(out: Database.Database, { files, signal }: ToWrite): Promise<readonly BundleFile[] & Manifest['files']> {
  const put = out.prepare<[string, number, Uint8Array]>('INSERT INTO pieces VALUES (?, ?, ?)')
  const made: BundleFile[] = []
  for (const { path, media, file } of files) {
    if (!existsSync(file) || !statSync(file).isFile()) continue
    const handle = await open(file, 'r')
    try {
      const sum = createHash('sha256')
      let bytes = 0
      for (let number = 0; ; number += 1) {
        const { bytesRead, buffer } = await handle.read(Buffer.alloc(pieceBytes), 0, pieceBytes)
        if (bytesRead === 0) break
        const piece = buffer.subarray(0, bytesRead)
        sum.update(piece)
        put.run(path, number, piece)
        bytes += bytesRead
        signal?.throwIfAborted()
      }
      made.push({ path, media, bytes, sha256: sum.digest('hex') })
    } finally {
      await handle.close()
    }
  }
  return made
}
