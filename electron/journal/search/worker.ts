/** The thread that keeps the index and answers searches, with a connection of its own that only reads the journal. */
import { setImmediate as turn } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import type Database from 'better-sqlite3'
import type { SearchFound } from '../../../shared/contract.ts'
import { openForReading } from '../database.ts'
import { troubleText } from '../error.ts'
import type { Row } from '../row.ts'
import { createStore, type Store } from '../store.ts'
import { createFind, type Find, type FindQuestion } from './find.ts'
import { openIndex, type IndexFile } from './index-file.ts'

export type ToSearch =
  | { readonly kind: 'find'; readonly id: number; readonly question: FindQuestion }
  | { readonly kind: 'cancel'; readonly id: number }
  | { readonly kind: 'appended' }
  | { readonly kind: 'stop' }
export type FromSearch =
  | { readonly kind: 'found'; readonly id: number; readonly found: SearchFound }
  | { readonly kind: 'failed'; readonly id: number; readonly text: string }
  | { readonly kind: 'log'; readonly event: string; readonly fields: Readonly<Record<string, string | number>> }

/** Entries of one transaction of the index: some ten milliseconds. Far behind it is more: each transaction is a part that is merged later. */
const slice = 500
const longSlice = 2_000
const farBehind = 20_000
/** New entries after which its parts are put together again, and ms without a question before that: each round holds up the next question. */
const tidyAfter = 5_000
const quietFor = 400
/** So many are taken in before a search is answered; with more to come it says how far the index is. */
const mostWhileAsked = 2_000

const port = parentPort
if (port === null) throw new Error('the console starts this program in a thread, it is not started by hand')
const { file, indexFile } = workerData as { readonly file: string; readonly indexFile: string }
const tell = (message: FromSearch): void => port.postMessage(message)

type Open = { readonly store: Store; readonly journal: Database.Database; readonly index: IndexFile; readonly find: Find }
let open: Open | undefined

function opened(): Open | undefined {
  if (open) return open
  const journal = openForReading(file, 1_000)
  if (!journal) return undefined
  try {
    const store = createStore(journal)
    journal.pragma('cache_size = -64000')
    const one = journal.prepare<[number], Row>('SELECT seq, kind, incident, body, hash FROM entries WHERE seq = ?')
    const { index, anew } = openIndex(indexFile, (seq) => one.get(seq)?.hash)
    if (anew !== undefined) tell({ kind: 'log', event: 'journal.index made anew', fields: { file: indexFile, why: anew } })
    open = { store, journal, index, find: createFind(index, (seq) => one.get(seq), file, () => performance.now()) }
    return open
  } catch (error) {
    journal.close()
    throw error
  }
}

function close(): void {
  open?.index.close()
  open?.store.close()
  open = undefined
}

/** Takes the next entries in. @returns whether there may be more */
function catchUp({ store, index }: Open): boolean {
  const after = index.reached().seq
  const limit = store.last().seq - after > farBehind ? longSlice : slice
  const rows = store.rows({ after, limit })
  if (rows.length > 0) index.add(rows)
  untidy += rows.length
  return rows.length === limit
}

function answer(question: FindQuestion): SearchFound {
  const begun = performance.now()
  const own = opened()
  if (!own) return { hits: [], count: 0, counted: true, more: false, ms: 0, indexed: { seq: 0, of: 0 } }
  const of = own.store.last().seq
  if (of - own.index.reached().seq <= mostWhileAsked) while (catchUp(own)) continue
  const found = own.find(question)
  return { ...found, ms: performance.now() - begun, indexed: { seq: own.index.reached().seq, of } }
}

/** Entries since the parts were one, or Infinity while they are put together. */
let untidy = 0
/** Where nothing else is to be done. */
function tidyUp(): void {
  untidy = open !== undefined && open.index.tidy() ? Infinity : 0
}

let askedAt = -Infinity
let later: NodeJS.Timeout | undefined
const mayTidy = (): boolean => untidy >= tidyAfter && performance.now() - askedAt >= quietFor

const waiting: Extract<ToSearch, { kind: 'find' }>[] = []
let behind = true
let running = false
let stopped = false

/** Searches before the index; each turn of the loop lets newer messages in, cancels among them. */
async function work(): Promise<void> {
  if (running) return
  running = true
  while (!stopped && (waiting.length > 0 || behind || mayTidy())) {
    const next = waiting.shift()
    try {
      if (next) tell({ kind: 'found', id: next.id, found: answer(next.question) })
      else if (behind) {
        const own = opened()
        behind = own !== undefined && catchUp(own)
      } else tidyUp()
    } catch (error) {
      // Whatever it was, damage among it: opened anew with the next question, and made anew where it is damaged.
      close()
      behind = false
      untidy = 0
      if (next) tell({ kind: 'failed', id: next.id, text: troubleText(error) })
      else tell({ kind: 'log', event: 'journal.not indexed', fields: { file: indexFile, why: troubleText(error) } })
    }
    await turn()
  }
  running = false
  clearTimeout(later)
  if (!stopped) {
    if (untidy >= tidyAfter) later = setTimeout(() => void work(), quietFor)
    return
  }
  close()
  port?.close()
}

port.on('message', (message: ToSearch) => {
  if (message.kind === 'find') {
    askedAt = performance.now()
    waiting.push(message)
  }
  else if (message.kind === 'appended') behind = true
  else if (message.kind === 'stop') stopped = true
  else {
    const at = waiting.findIndex(({ id }) => id === message.id)
    if (at !== -1) waiting.splice(at, 1)
  }
  void work()
})
void work()
