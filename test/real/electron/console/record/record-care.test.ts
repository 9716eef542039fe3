/** What a start found damaged, and the check of the chain after it. Fault 24 and 25 of trust.md; issue 6, "integrity check at start". */
import { readFileSync, writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { checkAfter, startRecordCare } from '../../../../../electron/console/record/record-care.ts'
import type { Journal } from '../../../../../electron/journal/journal.ts'
import { createLog } from '../../../../../electron/log.ts'
import { fakeTime } from '../../../../doubles/fake-time.ts'
import { folder, journalIn, notes, tamper } from '../../journal/parts.ts'

function careOf(journal: Journal) {
  const time = fakeTime()
  const lines: string[] = []
  const log = createLog({ level: 'warn', clock: time.clock, write: (line) => void lines.push(line) })
  return { ...time, lines, care: startRecordCare({ journal, verify: () => journal.verify(), clock: time.clock, timers: time.timers, log }) }
}
const checked = (care: ReturnType<typeof careOf>['care']) => expect.poll(() => care.state().checked).toBeDefined().then(() => care.state().checked)

it('a whole record is found whole once the start is over, and nothing was repaired', async () => {
  const { open } = journalIn(folder())
  const journal = open()
  journal.appendAll(notes(50))
  const { care, advance } = careOf(journal)
  expect(care.state()).toEqual({ repairs: [] })
  await advance(checkAfter)
  expect(await checked(care)).toMatchObject({ found: { ok: true, entries: 50 } })
})

it('a letter that was changed in an entry, which SQLite does not see, is named by the check after the start', async () => {
  const { open, file } = journalIn(folder())
  const first = open()
  first.appendAll(notes(50))
  first.close()
  tamper(file, (db) => void db.exec("UPDATE entries SET body = replace(body, 'note 21', 'note 12') WHERE seq = 21"))
  const { care, advance, lines } = careOf(open())
  await advance(checkAfter)
  expect(await checked(care)).toMatchObject({ found: { ok: false, at: 21, what: 'changed' } })
  expect(lines.join()).toContain('journal.broken')
})

it('what a start had to save is told as of now, and at the next start as of then', () => {
  const { open, file } = journalIn(folder())
  const first = open()
  first.appendAll(notes(400))
  first.close()
  const content = readFileSync(file)
  Buffer.alloc(4_096, 0xee).copy(content, Math.floor(content.indexOf('"note 300"') / 4_096) * 4_096)
  writeFileSync(file, content)
  const repaired = open()
  const { saved, lost = '', setAside = '' } = repaired.opening
  repaired.append({ kind: 'journal.repaired', who: { kind: 'rule', name: 'journal-check' }, data: { saved, lost, setAside } })
  expect(careOf(repaired).care.state().repairs).toMatchObject([{ saved, lost, setAside, now: true }])
  repaired.close()
  expect(careOf(open()).care.state().repairs).toMatchObject([{ saved, lost, setAside, now: false }])
})

it('a console that ends before checks nothing', async () => {
  const { open } = journalIn(folder())
  const { care, advance } = careOf(open())
  care.stop()
  await advance(checkAfter * 2)
  expect(care.state().checked).toBeUndefined()
})
