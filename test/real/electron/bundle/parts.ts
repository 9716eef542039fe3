/** A journal with two incidents that take turns, sealed as it goes, and a bundle of one of them. */
import Database from 'better-sqlite3'
import { copyFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openBundle } from '../../../../electron/bundle/open.ts'
import { verifyBundle } from '../../../../electron/bundle/verify.ts'
import { writeBundle, type ToWrite } from '../../../../electron/bundle/write.ts'
import { openJournal, type Journal } from '../../../../electron/journal/journal.ts'
import { createLog } from '../../../../electron/log.ts'
import { announce, newSealKey, sealOf, type SealKey } from '../../../../electron/journal/seals.ts'
import type { BundleFault } from '../../../../shared/bundle.ts'
import { folder, handClock, note } from '../journal/parts.ts'

export const rule = { kind: 'rule', name: 'journal-seal' } as const
export const person = (name: string) => ({ kind: 'person', name, role: 'operator' }) as const

export function sealNow(journal: Journal, key: SealKey): void {
  const { seq, head: hash } = journal.state()
  const { console: _, ...data } = sealOf({ seq, hash }, key, { wall: 1_700_000_000_000, console: journal.console })
  journal.append({ kind: 'journal.sealed', who: rule, data: { ...data, cause: 'count' } })
}

/** Entries of i-1 and i-2 in turns, `pairs` of each; a seal after every five pairs. Close the journal. @param between what happens before i-1 is closed */
export function story(pairs = 20, dir = folder(), between: (own: { readonly journal: Journal; readonly clock: ReturnType<typeof handClock> }) => void = () => undefined) {
  const clock = handClock()
  const file = join(dir, 'journal.sqlite')
  const journal = openJournal({ file, clock, log: createLog({ level: 'error', clock, write: () => undefined }), busyTimeout: 0 })
  const key = newSealKey()
  journal.append({ kind: 'plan.pinned', who: person('Ada Obi'), data: { id: 'p', title: 'P', hash: 'abc', from: 'file', text: 'version: 1\n' } })
  journal.append({ kind: 'journal.key', who: rule, data: announce(key, journal.console, undefined) })
  for (const incident of ['i-1', 'i-2']) journal.append({ kind: 'incident.opened', who: person('Ada Obi'), incident, data: { title: `Odd rows, says Grace Kim (${incident})`, severity: 'P1', cause: 'opened by hand' } })
  for (let pair = 1; pair <= pairs; pair += 1) {
    journal.append({ ...note(`note ${pair}: Grace Kim called ada obi`, 'i-1'), who: person(pair % 2 === 0 ? 'Ada Obi' : 'Grace Kim') })
    journal.append(note(`secret of another incident ${pair}`, 'i-2'))
    if (pair % 5 === 0) sealNow(journal, key)
  }
  between({ journal, clock })
  journal.append({ kind: 'incident.closed', who: person('Ada Obi'), incident: 'i-1', data: { summary: 'Ada Obi and Grace Kim mended it.' } })
  sealNow(journal, key)
  return { dir, journal, file, key, clock }
}

export function toWrite({ dir, journal, file, key }: ReturnType<typeof story>, more: Partial<ToWrite> = {}): ToWrite {
  const { seq, head, incidents } = journal.state()
  const incident = incidents.find(({ id }) => id === 'i-1')
  if (incident === undefined) throw new Error('there is no i-1')
  const { id, title, severity, cause, openedBy, openedAt, closedAt, summary, firstSeq, lastSeq } = incident
  return {
    journal: file, head: { seq, hash: head }, files: [], span: { from: openedAt, to: openedAt + 1_000 },
    incident: { id, title, severity, cause, openedBy, openedAt, firstSeq, lastSeq, ...(closedAt !== undefined && { closedAt }), ...(summary !== undefined && { summary }) },
    about: { bundle: '0123456789abcdef', made: 1_700_000_100_000, by: 'Ada Obi', console: journal.console, version: '0' },
    redaction: { level: 'none', secret: 's', names: [] }, key, target: join(dir, 'i-1.fifteen'), ...more,
  }
}

export async function check(file: string): ReturnType<typeof verifyBundle> {
  const bundle = openBundle(file)
  try {
    return await verifyBundle(bundle, { now: () => performance.now() })
  } finally {
    bundle.close()
  }
}

export const faultsOf = async (file: string): Promise<readonly BundleFault[]> => {
  const found = await check(file)
  return found.state === 'broken' ? found.faults : []
}

/** A copy of the bundle, changed by someone with SQLite. */
export function changed(file: string, dir: string, change: (db: Database.Database) => void): string {
  const copy = join(dir, `changed-${Math.random().toString(36).slice(2)}.fifteen`)
  copyFileSync(file, copy)
  const db = new Database(copy)
  try {
    change(db)
  } finally {
    db.close()
  }
  return copy
}

export function written(dir: string, content: Uint8Array | string): string {
  const file = join(dir, `made-${Math.random().toString(36).slice(2)}.fifteen`)
  writeFileSync(file, content)
  return file
}

export { writeBundle }
