/** Appends until it is killed: one entry, three together, a note, a fencing number; says each once it is acknowledged. */
import { writeSync } from 'node:fs'
import { systemClock } from '../../../../electron/clock.ts'
import { openJournal } from '../../../../electron/journal/journal.ts'
import { createSearch } from '../../../../electron/journal/search/search.ts'
import { createLog } from '../../../../electron/log.ts'
import { ada } from './who.ts'

const clock = systemClock()
const log = createLog({ write: (line) => void process.stderr.write(line), level: 'warn', clock })
const [file = ''] = process.argv.slice(2)
const journal = openJournal({ file, clock, log })
const search = createSearch({ file, incidents: () => journal.state().incidents, wall: clock.wall, log })
search.start()
journal.subscribe(search.appended)
/** A pipe that nobody empties just now is waited for: what was acknowledged is said. */
function say(word: string, number: number): void {
  for (;;)
    try {
      writeSync(1, `${word} ${number}\n`)
      return
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error
    }
}

for (let number = 1; ; number += 1) {
  const note = { kind: 'incident.note', who: ada, incident: 'i-1', data: { text: `one ${'x'.repeat(number % 700)}` } } as const
  say('entry', journal.append(note).seq)
  const three = [1, 2, 3].map((part) => ({ ...note, incident: `three-${process.pid}-${number}`, data: { text: `part ${part}` } }))
  for (const { seq } of journal.appendAll(three)) say('entry', seq)
  say('fencing', journal.nextFencing())
  journal.keep('count', number)
}
