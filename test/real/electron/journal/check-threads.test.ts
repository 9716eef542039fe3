/** The chain in several threads: what is found is what one pass from the start finds. Fault 25 of trust.md. */
import { expect, it } from 'vitest'
import { genesis } from '../../../../electron/journal/chain.ts'
import { checkInThreads } from '../../../../electron/journal/check-threads.ts'
import { checkStore } from '../../../../electron/journal/check.ts'
import { openForReading } from '../../../../electron/journal/database.ts'
import { createStore } from '../../../../electron/journal/store.ts'
import { folder, journalIn, notes, tamper } from './parts.ts'

const count = 400

const changes: readonly (readonly [string, string])[] = [
  ['nothing', ''],
  ['a changed letter', "UPDATE entries SET body = replace(body, 'note 7\"', 'note 8\"') WHERE seq = 7"],
  ['two changes, of which the later is found sooner', "UPDATE entries SET body = replace(body, 'note 399', 'note 398') WHERE seq = 399; UPDATE entries SET hash = '00' WHERE seq = 150"],
  ['one that is gone at the edge of a range', 'DELETE FROM entries WHERE seq = 200'],
  ['the first one of a range that is gone', 'DELETE FROM entries WHERE seq = 201'],
  ['two that changed places over the edge', 'UPDATE entries SET seq = 100000 WHERE seq = 200; UPDATE entries SET seq = 200 WHERE seq = 201; UPDATE entries SET seq = 201 WHERE seq = 100000'],
  ['a tail that was cut', 'DELETE FROM entries WHERE seq > 390'],
  ['all of the second half that is gone', 'DELETE FROM entries WHERE seq > 120'],
  ['an entry that is none', "UPDATE entries SET body = 'x' WHERE seq = 333"],
]

it.each(changes)('names the same place as one pass: %s', async (_, sql) => {
  const { file, open } = journalIn(folder())
  const journal = open()
  journal.appendAll(notes(count, 'i-1'))
  const { seq, head } = journal.state()
  const anchors = [{ seq, hash: head }]
  journal.close()
  tamper(file, (db) => db.exec(sql))
  const db = openForReading(file, 0)
  if (!db) throw new Error('no journal')
  const store = createStore(db)
  try {
    const whole = await checkStore(() => store, anchors[0] ?? genesis, [])
    expect(await checkInThreads(file, anchors[0] ?? genesis, anchors)).toEqual(whole)
    expect(whole.ok).toBe(sql === '')
  } finally {
    store.close()
  }
})
