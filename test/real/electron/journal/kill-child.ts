/**
 * Loads a journal's program, waits for its file, and appends until it is killed: one entry, three together, a note, a
 * fencing number. Says each once it is acknowledged. Ready before it is its turn, so that a kill costs no start.
 */
import { once } from 'node:events'
import { writeSync } from 'node:fs'
import { systemClock } from '../../../../electron/clock.ts'
import { openJournal } from '../../../../electron/journal/journal.ts'
import { createLog } from '../../../../electron/log.ts'
import { ada } from './who.ts'

const clock = systemClock()
const log = createLog({ write: (line) => void process.stderr.write(line), level: 'warn', clock })
/** A pipe that nobody empties just now is waited for: what was acknowledged is said. */
function say(...words: readonly (string | number)[]): void {
  for (;;)
    try {
      writeSync(1, `${words.join(' ')}\n`)
      return
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error
    }
}

const [given] = (await once(process.stdin.setEncoding('utf8'), 'data')) as [string]
const { file, searched } = JSON.parse(given) as { readonly file: string; readonly searched: boolean }
say('opening')
const journal = openJournal({ file, clock, log })
if (searched) {
  const { createSearch } = await import('../../../../electron/journal/search/search.ts')
  const search = createSearch({ file, console: journal.console, others: `${file}.others`, incidents: () => journal.state().incidents, wall: clock.wall, log })
  search.start()
  journal.subscribe(search.appended)
}

for (let number = 1; ; number += 1) {
  const note = { kind: 'incident.note', who: ada, incident: 'i-1', data: { text: `one ${'x'.repeat(number % 700)}` } } as const
  const one = journal.append(note)
  say('entry', one.seq, one.hash)
  const three = [1, 2, 3].map((part) => ({ ...note, incident: `three-${process.pid}-${number}`, data: { text: `part ${part}` } }))
  for (const { seq, hash } of journal.appendAll(three)) say('entry', seq, hash)
  say('fencing', journal.nextFencing())
  journal.keep('count', number)
  say('note', number)
}
