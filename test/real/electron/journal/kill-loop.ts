/** Journals whose consoles are killed again and again, and looked at after each kill. A child is ready before its turn: a kill costs no start. */
import { deepEqual, ok } from 'node:assert/strict'
import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { build } from 'vite'
import { openJournal, type Link } from '../../../../electron/journal/journal.ts'
import { createSearch } from '../../../../electron/journal/search/search.ts'
import { seededRandom, type Random } from '../../../../electron/lab/random.ts'
import { createLog } from '../../../../electron/log.ts'
import type { Entry } from '../../../../shared/journal.ts'
import { handClock } from './parts.ts'

const root = join(import.meta.dirname, '../../../..')
export const source = join(import.meta.dirname, 'kill-child.ts')
/** Acknowledgements of one kill, from the first append on. */
const mostAcknowledged = 40
/** One in so many is killed while it opens the file that the one before left, so many ms after it began at most. */
const openingIn = 5
const longestOpening = 12
const lanes = 2
/** Kills of one journal: each start reads all of it. */
const most = 50
/** Entries that one append makes at most: so many may be on disk with nobody told. */
const together = 3

/** The child as one file, made once: loaded from its sources it would need four times as long as it lives. */
export async function bundled(dir: string): Promise<string> {
  await build({
    root, configFile: false, publicDir: false, logLevel: 'warn', ssr: { noExternal: true },
    build: { ssr: source, outDir: dir, emptyOutDir: false, minify: false, target: 'node24', rolldownOptions: { external: ['better-sqlite3', /^node:/], output: { format: 'es', entryFileNames: 'kill-child.js' } } },
  })
  // What is not bundled is found beside it.
  symlinkSync(join(root, 'node_modules'), join(dir, 'node_modules'), 'junction')
  return join(dir, 'kill-child.js')
}

type Child = ChildProcessByStdio<Writable, Readable, Readable>
/** Starts each child while the one before lives. */
function nursery(program: string, cache: string): { readonly take: () => Child; readonly stop: () => void } {
  const start = (): Child => spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, NODE_COMPILE_CACHE: cache } })
  let next = start()
  return {
    take: () => {
      const taken = next
      next = start()
      return taken
    },
    stop: () => void next.kill('SIGKILL'),
  }
}

type Acknowledged = { readonly entries: readonly Link[]; readonly fencing: readonly number[]; readonly errors: string }
/** After so many lines were said; while the file is opened, so many ms after it began. */
type Moment = { readonly after: number } | { readonly opening: number }

const momentOf = (random: Random): Moment => (random() < 1 / openingIn ? { opening: random() * longestOpening } : { after: 2 + Math.floor(random() * mostAcknowledged) })

/** Kills a console that appends, and gives all that it had acknowledged. */
function killAt(running: Child, given: { readonly file: string; readonly searched: boolean }, moment: Moment): Promise<Acknowledged> {
  const { promise, resolve, reject } = Promise.withResolvers<Acknowledged>()
  const kill = (): void => void running.kill('SIGKILL')
  let said = ''
  let errors = ''
  running.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (said === '' && 'opening' in moment) setTimeout(kill, moment.opening)
    said += text
    if ('after' in moment && said.split('\n').length > moment.after) kill()
  })
  running.stderr.setEncoding('utf8').on('data', (text: string) => void (errors += text))
  running.on('error', reject)
  running.stdin.on('error', reject)
  running.on('close', (_code, signal) => {
    if (signal !== 'SIGKILL') return reject(new Error(`the child ended by itself: ${errors}`))
    // What stands after the last line feed was not said to its end.
    const lines = said.split('\n').slice(0, -1).map((line) => line.split(' '))
    const of = (word: string) => lines.filter(([first]) => first === word)
    resolve({ entries: of('entry').map(([, seq, hash = '']) => ({ seq: Number(seq), hash })), fencing: of('fencing').map(([, number]) => Number(number)), errors })
  })
  running.stdin.end(JSON.stringify(given))
  return promise
}

const entriesWith = (word: string, entries: readonly Entry[]): readonly number[] =>
  entries.filter((entry) => entry.kind === 'incident.note' && entry.data.text.startsWith(`${word} `)).map(({ seq }) => seq)

/** Numbers of the entries with the word "one", as the index has them. */
async function indexed(file: string): Promise<readonly number[]> {
  const clock = handClock(0)
  const search = createSearch({ file, console: 'killed', others: `${file}.others`, incidents: () => [], wall: clock.wall, log: createLog({ write: () => undefined, level: 'error', clock }) })
  const found: number[] = []
  try {
    for (let before: number | undefined; ;) {
      const answer = await search.find({ text: 'one ', order: 'newest', limit: 200, ...(before !== undefined && { before: { killed: before } }) })
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

export type Done = { readonly kills: number; readonly acknowledged: number; readonly untold: number; readonly last: number }

const sumOf = (done: readonly Done[], of: (one: Done) => number): number => done.reduce((total, one) => total + of(one), 0)

/** One journal, killed again and again. */
async function killedAgain({ take, file, kills, searched, random }: {
  readonly take: () => Child; readonly file: string; readonly kills: number; readonly searched: boolean; readonly random: Random
}): Promise<Done> {
  const clock = handClock(0)
  const log = createLog({ write: (line) => { throw new Error(`the journal was not whole: ${line}`) }, level: 'warn', clock })
  let [last, fencing, acknowledged, untold] = [0, 0, 0, 0]
  for (let number = 1; number <= kills; number += 1) {
    const told = await killAt(take(), { file, searched }, momentOf(random))
    const journal = openJournal({ file, clock, log })
    try {
      deepEqual(told.errors, '')
      const { entries } = journal.entries({ after: last, limit: 100_000 })
      // No number is left out, every acknowledged entry is there to the letter, and at most one append nobody was told of.
      deepEqual(entries.map(({ seq }) => seq), entries.map((_, index) => last + 1 + index))
      deepEqual(entries.slice(0, told.entries.length).map(({ seq, hash }) => ({ seq, hash })), told.entries)
      ok(entries.length - told.entries.length <= together, `${entries.length} entries where ${told.entries.length} were acknowledged`)
      const threes = Map.groupBy(entries.filter(({ incident }) => incident?.startsWith('three-') === true), ({ incident }) => incident)
      for (const [incident, parts] of threes) deepEqual(parts.length, together, incident)
      const next = journal.nextFencing()
      ok(next > Math.max(fencing, ...told.fencing), 'a fencing number came twice')
      fencing = next
      last = journal.state().seq
      const checked = await journal.verify()
      ok(checked.ok && checked.entries === last, JSON.stringify(checked))
      deepEqual(journal.opening, { saved: last })
      acknowledged += told.entries.length
      untold += entries.length - told.entries.length
      // The index was killed with it, at any point: what it has is what the entries have, and the rest is taken in.
      if (searched && number % 3 === 0) deepEqual(await indexed(file), entriesWith('one', journal.entries({ after: 0, limit: 1_000_000 }).entries))
    } finally {
      journal.close()
    }
  }
  return { kills, acknowledged, untold, last }
}

/** @param program makes the child's, in a folder that it may use @param onDone told of each journal @throws AssertionError where one is not whole */
export async function killMany(options: {
  readonly kills: number
  readonly searched: boolean
  readonly program: (dir: string) => Promise<string> | string
  readonly onDone?: (kills: number) => void
}): Promise<Done> {
  const dir = mkdtempSync(join(tmpdir(), 'fifteen-kill-'))
  try {
    return await killIn(dir, options)
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

async function killIn(dir: string, { kills, searched, program, onDone }: Parameters<typeof killMany>[0]): Promise<Done> {
  const children = await program(join(dir, 'child'))
  const count = Math.max(lanes, Math.ceil(kills / most))
  const journals = Array.from({ length: count }, (_, number) => ({ file: join(dir, `${number}.sqlite`), kills: Math.floor((kills + number) / count), random: seededRandom(number + 1) }))
  const done: Done[] = []
  await Promise.all(Array.from({ length: lanes }, async () => {
    const { take, stop } = nursery(children, join(dir, 'cache'))
    try {
      for (let next = journals.pop(); next !== undefined; next = journals.pop()) {
        done.push(await killedAgain({ ...next, take, searched }))
        onDone?.(sumOf(done, (one) => one.kills))
      }
    } finally {
      stop()
    }
  }))
  return { kills: sumOf(done, (one) => one.kills), acknowledged: sumOf(done, (one) => one.acknowledged), untold: sumOf(done, (one) => one.untold), last: sumOf(done, (one) => one.last) }
}
