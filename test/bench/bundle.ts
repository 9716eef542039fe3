/**
 * A bundle of an incident of a million entries: open to its first page, and the whole verification beside, with how late
 * the loop was meanwhile. The bars are the issue's: 2 s to the first page; a million sha256 over the same bytes beside the check.
 */
import Database from 'better-sqlite3'
import { hash } from 'node:crypto'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { openBundle } from '../../electron/bundle/open.ts'
import { verifyBundle } from '../../electron/bundle/verify.ts'
import { writeBundle } from '../../electron/bundle/write.ts'
import { systemClock } from '../../electron/clock.ts'
import { openJournal } from '../../electron/journal/journal.ts'
import { announce, newSealKey } from '../../electron/journal/seals.ts'
import { createLog } from '../../electron/log.ts'
import { figure, type Figure } from './figure.ts'

const entries = 1_000_000
const batch = 2_000
const firstPageBar = 2_000
const who = { kind: 'person', name: 'bench', role: 'operator' } as const

export async function measure(say: (line: string) => void): Promise<readonly Figure[]> {
  const dir = mkdtempSync(join(tmpdir(), 'fifteen-bundle-'))
  const clock = systemClock()
  const file = join(dir, 'journal.sqlite')
  const journal = openJournal({ file, clock, log: createLog({ write: () => undefined, level: 'error', clock }) })
  try {
    const key = newSealKey()
    journal.append({ kind: 'journal.key', who: { kind: 'rule', name: 'journal-seal' }, data: announce(key, journal.console, undefined) })
    journal.append({ kind: 'incident.opened', who, incident: 'i-1', data: { title: 'A long one', severity: 'P1', cause: 'bench' } })
    for (let count = 0; count < entries; count += batch)
      journal.appendAll(Array.from({ length: batch }, (_, index) => ({ kind: 'incident.note' as const, who, incident: 'i-1', data: { text: `note ${count + index}: green answers in 312 ms, the bar is 300 ms` } })))
    const { seq, head, incidents: [incident] } = journal.state()
    if (incident === undefined) throw new Error('there is no incident')
    const target = join(dir, 'i-1.fifteen')
    let begun = performance.now()
    const { id, title, severity, cause, openedBy, openedAt, firstSeq, lastSeq } = incident
    await writeBundle({
      journal: file, head: { seq, hash: head }, files: [], span: { from: openedAt, to: openedAt }, incident: { id, title, severity, cause, openedBy, openedAt, firstSeq, lastSeq },
      about: { bundle: '0123456789abcdef', made: clock.wall(), by: 'bench', console: journal.console, version: '0' }, redaction: { level: 'none', secret: '', names: [] }, key, target,
    })
    say(`exported ${entries} entries in ${((performance.now() - begun) / 1_000).toFixed(1)} s, ${(statSync(target).size / 1e6).toFixed(0)} MB`)

    begun = performance.now()
    const bundle = openBundle(target)
    const page = bundle.entries({ after: 0, limit: 200 })
    const firstPage = performance.now() - begun
    if (page.entries.length !== 200) throw new Error(`the first page has ${page.entries.length} entries`)

    const late = monitorEventLoopDelay({ resolution: 1 })
    late.enable()
    const found = await verifyBundle(bundle, { now: clock.mono })
    late.disable()
    if (found.state !== 'whole') throw new Error(`the bundle is ${found.state}: ${JSON.stringify(found.state === 'broken' ? found.faults.slice(0, 3) : found)}`)
    bundle.close()
    say(`verified in ${found.ms.toFixed(0)} ms; the loop was late by ${(late.percentile(99) / 1e6).toFixed(1)} ms at p99`)

    const plain = new Database(target, { readonly: true })
    begun = performance.now()
    for (const body of plain.prepare<[], string>('SELECT body FROM entries ORDER BY seq').pluck().iterate()) hash('sha256', body)
    const bare = performance.now() - begun
    plain.close()
    return [
      figure('bundle.1m-first-page', firstPage, 'ms', firstPageBar),
      figure('bundle.1m-verify', found.ms, 'ms', bare),
      figure('bundle.1m-verify-loop-late-p99', late.percentile(99) / 1e6, 'ms', 20),
    ]
  } finally {
    journal.close()
    rmSync(dir, { recursive: true, force: true })
  }
}
