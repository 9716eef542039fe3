/** kill -9 at any instant: fault 1 of trust.md, as far as the journal goes. `FIFTEEN_FAULTS=all` kills thousands of times, which takes more than half an hour. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { openJournal } from '../../../../electron/journal/journal.ts'
import { createSearch } from '../../../../electron/journal/search/search.ts'
import { createLog } from '../../../../electron/log.ts'
import type { Entry } from '../../../../shared/journal.ts'
import { handClock } from './parts.ts'

const child = join(import.meta.dirname, 'kill-child.ts')
const all = process.env['FIFTEEN_FAULTS'] === 'all'
const kills = all ? 3_000 : 12
/** Acknowledgements of one kill: from one, the first append, to some hundred. */
const mostAcknowledged = 150
const lanes = 2
/** Kills of one journal: each start reads all of it. */
const most = 50

type Acknowledged = { readonly entries: readonly number[]; readonly fencing: readonly number[]; readonly errors: string }

/** Starts a console that appends, kills it after so many acknowledgements, and gives all that it had acknowledged. */
function killAfter(file: string, acknowledgements: number): Promise<Acknowledged> {
  const { promise, resolve, reject } = Promise.withResolvers<Acknowledged>()
  const running = spawn(process.execPath, [child, file], { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  let errors = ''
  running.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text
    if (said.split('\n').length > acknowledgements) running.kill('SIGKILL')
  })
  running.stderr.setEncoding('utf8').on('data', (text: string) => void (errors += text))
  running.on('error', reject)
  running.on('close', (_code, signal) => {
    if (signal !== 'SIGKILL') return reject(new Error(`the child ended by itself: ${errors}`))
    // What stands after the last line feed was not said to its end.
    const lines = said.split('\n').slice(0, -1).map((line) => line.split(' '))
    const of = (word: string): readonly number[] => lines.filter(([first]) => first === word).map(([, number]) => Number(number))
    resolve({ entries: of('entry'), fencing: of('fencing'), errors })
  })
  return promise
}

const entriesWith = (word: string, entries: readonly Entry[]): readonly number[] =>
  entries.filter((entry) => entry.kind === 'incident.note' && entry.data.text.startsWith(`${word} `)).map(({ seq }) => seq)

/** Numbers of the entries with the word "one", as the index has them. */
async function indexed(file: string): Promise<readonly number[]> {
  const clock = handClock(0)
  const search = createSearch({ file, incidents: () => [], wall: clock.wall, log: createLog({ write: () => undefined, level: 'error', clock }) })
  const found: number[] = []
  try {
    for (let before: number | undefined; ;) {
      const answer = await search.find({ text: 'one ', order: 'newest', limit: 200, ...(before !== undefined && { before }) })
      if (!answer.ok) throw new Error('the search did not understand its own test')
      if (answer.indexed.seq < answer.indexed.of) continue
      found.push(...answer.hits.map(({ entry }) => entry.seq))
      before = found.at(-1)
      if (!answer.more) return found.toReversed()
    }
  } finally {
    await search.stop()
  }
}

/** One journal, killed again and again. */
async function lane(file: string, count: number): Promise<{ readonly entries: number; readonly started: number }> {
  const clock = handClock(0)
  const log = createLog({ write: (line) => { throw new Error(`the journal was not whole: ${line}`) }, level: 'warn', clock })
  let last = 0
  let fencing = 0
  for (let number = 0; number < count; number += 1) {
    const acknowledged = await killAfter(file, 1 + ((number * 37) % mostAcknowledged))
    const journal = openJournal({ file, clock, log })
    try {
      expect(acknowledged.errors).toBe('')
      const { entries } = journal.entries({ after: last, limit: 100_000 })
      // Every acknowledged entry is there, no number is left out, and three are never one or two.
      expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, index) => last + 1 + index))
      expect(entries.length).toBeGreaterThanOrEqual(acknowledged.entries.length)
      expect(acknowledged.entries).toEqual(acknowledged.entries.map((_, index) => last + 1 + index))
      const together = Map.groupBy(entries.filter(({ incident }) => incident?.startsWith('three-') === true), ({ incident }) => incident)
      for (const [incident, parts] of together) expect(parts, incident).toHaveLength(3)
      const next = journal.nextFencing()
      expect(next).toBeGreaterThan(Math.max(fencing, ...acknowledged.fencing))
      fencing = next
      last = journal.state().seq
      expect(await journal.verify()).toMatchObject({ ok: true, entries: last })
      expect(journal.opening).toEqual({ saved: last })
      // The index was killed with it, at any point: what it has is what the entries have, and the rest is taken in.
      if (number % 5 === 4) expect(await indexed(file)).toEqual(entriesWith('one', journal.entries({ after: 0, limit: 1_000_000 }).entries))
    } finally {
      journal.close()
    }
  }
  return { entries: last, started: count }
}

it(`keeps every entry that was acknowledged, and no half one, through ${kills} kills`, { timeout: kills * 10_000 }, async () => {
  const dir = mkdtempSync(join(tmpdir(), 'fifteen-kill-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  const journals = Array.from({ length: Math.max(lanes, kills / most) }, (_, number) => join(dir, `${number}.sqlite`))
  const each = kills / journals.length
  const done: { readonly entries: number; readonly started: number }[] = []
  await Promise.all(Array.from({ length: lanes }, async () => {
    for (let file = journals.pop(); file !== undefined; file = journals.pop()) done.push(await lane(file, each))
  }))
  expect(done.reduce((sum, { started }) => sum + started, 0)).toBe(kills)
  for (const { entries } of done) expect(entries).toBeGreaterThan(5 * each)
})
