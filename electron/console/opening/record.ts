/** The record: this console's journal, the other consoles' chains beside it, the state of all of them, and the search over it. */
import { join } from 'node:path'
import { openOthers } from '../../consoles/others.ts'
import { createRecord, withShared, type SharedRecord } from '../../consoles/record.ts'
import { openJournal, type Journal } from '../../journal/journal.ts'
import { createSearch, type Search } from '../../journal/search/search.ts'
import type { Ground } from './ground.ts'

/** Ms after the start. */
const indexAfter = 10_000

export type OpenRecord = {
  /** This console's chain and its own state: what the start is written to. */
  readonly own: Journal
  readonly others: SharedRecord
  /** The same chain with the state of all consoles: what everything else reads and writes. */
  readonly journal: Journal
  readonly search: Search
}

/** @throws JournalError, SqliteError */
export function openRecord({ home, clock, timers, log, onStop }: Ground): OpenRecord {
  const files = { own: join(home, 'journal.sqlite'), others: join(home, 'others.sqlite') }
  const own = openJournal({ file: files.own, clock, log })
  onStop(own.close)
  const chains = openOthers(files.others)
  onStop(chains.close)
  const others = createRecord(own, chains, (error) => log.error('consoles.unreadable', { error }))
  const journal = withShared(own, others)
  const search = createSearch({ file: files.own, console: own.console, others: files.others, incidents: () => journal.state().incidents, wall: clock.wall, log })
  onStop(search.stop)
  onStop(journal.subscribe(search.appended))
  onStop(others.onOthers(search.appended))
  // A journal without its index is indexed while nobody searches; a start has other work first.
  onStop(timers.after(indexAfter, search.start))
  return { own, others, journal, search }
}
