/** The thread that keeps the index and answers searches, with a connection of its own that only reads the journal. */
import { setImmediate as turn } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import type { SearchFound } from '../../../shared/contract.ts'
import { troubleText } from '../error.ts'
import { findInAll, openOtherChains, openOwn, type Chain, type ChainsQuestion } from './chains.ts'

export type ToSearch =
  | { readonly kind: 'find'; readonly id: number; readonly question: ChainsQuestion }
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
/** @field console this one's name @field others the file of other consoles' chains, which may not be there */
export type SearchPlaces = { readonly console: string; readonly file: string; readonly indexFile: string; readonly others: string }
const places = workerData as SearchPlaces
const tell = (message: FromSearch): void => port.postMessage(message)
const toldAnew = (file: string, why: string): void => tell({ kind: 'log', event: 'journal.index made anew', fields: { file, why } })

let own: Chain | undefined
const others = openOtherChains(places.others, toldAnew)

/** The own one first; none where nothing was written yet. */
function opened(): readonly Chain[] {
  own ??= openOwn(places.console, places.file, places.indexFile, toldAnew)
  if (own === undefined) return []
  try {
    return [own, ...others.chains()]
  } catch (error) {
    // Theirs can be fetched anew; one's own is found all the same.
    others.close()
    tell({ kind: 'log', event: 'journal.others not indexed', fields: { file: places.others, why: troubleText(error) } })
    return [own]
  }
}

function close(): void {
  own?.close()
  own = undefined
  others.close()
}

/** Takes the next entries of a chain in. @returns whether there may be more */
function catchUp(chain: Chain): boolean {
  const after = chain.index.reached().seq
  const limit = chain.last() - after > farBehind ? longSlice : slice
  const rows = chain.rows(after, limit)
  if (rows.length > 0) chain.index.add(rows)
  chain.untidy += rows.length
  return rows.length === limit
}
const lag = (chain: Chain): number => chain.last() - chain.index.reached().seq
const sum = (counts: readonly number[]): number => counts.reduce((all, count) => all + count, 0)

function answer(question: ChainsQuestion): SearchFound {
  const begun = performance.now()
  const chains = opened()
  if (chains.length === 0) return { hits: [], count: 0, counted: true, more: false, ms: 0, indexed: { seq: 0, of: 0 } }
  for (const chain of chains) if (lag(chain) <= mostWhileAsked) while (catchUp(chain)) continue
  const found = findInAll(chains, question)
  return { ...found, ms: performance.now() - begun, indexed: { seq: sum(chains.map(({ index }) => index.reached().seq)), of: sum(chains.map((chain) => chain.last())) } }
}

/** The one that is the least tidy, where nothing else is to be done. */
function tidyUp(): void {
  const chain = toTidy()
  if (chain !== undefined) chain.untidy = chain.index.tidy() ? Infinity : 0
}

let askedAt = -Infinity
let later: NodeJS.Timeout | undefined
const toTidy = (): Chain | undefined => (own === undefined ? [] : [own, ...others.known()]).find(({ untidy }) => untidy >= tidyAfter)
const mayTidy = (): boolean => performance.now() - askedAt >= quietFor && toTidy() !== undefined

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
      else if (behind) behind = opened().some(catchUp)
      else tidyUp()
    } catch (error) {
      // Whatever it was, damage among it: opened anew with the next question, and made anew where it is damaged.
      close()
      behind = false
      if (next) tell({ kind: 'failed', id: next.id, text: troubleText(error) })
      else tell({ kind: 'log', event: 'journal.not indexed', fields: { file: places.indexFile, why: troubleText(error) } })
    }
    await turn()
  }
  running = false
  clearTimeout(later)
  if (!stopped) {
    if (toTidy() !== undefined) later = setTimeout(() => void work(), quietFor)
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
