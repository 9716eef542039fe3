/**
 * Search over all entries, as a person types. The index and every question are in a thread; the loop only passes them on.
 * Issue 6, search.
 */
import { Worker } from 'node:worker_threads'
import type { SearchAnswer, SearchFound } from '../../../shared/contract.ts'
import type { Incidents } from '../../../shared/incident.ts'
import { isEmptyQuery, parseQuery } from '../../../shared/search/query.ts'
import type { Log } from '../../log.ts'
import { workerFile } from '../../worker-file.ts'
import { JournalError } from '../error.ts'
import type { FindQuestion } from './find.ts'
import type { FromSearch, ToSearch } from './worker.ts'

export type SearchInput = { readonly text: string; readonly order: 'newest' | 'best'; readonly limit: number; readonly before?: number; readonly skip?: number }

export type Search = {
  /** @throws JournalError 'unreadable', 'closed'; the signal's reason where the reader has left */
  readonly find: (input: SearchInput, signal?: AbortSignal) => Promise<SearchAnswer>
  /** Begins to index, where that has not begun. */
  readonly start: () => void
  /** New entries are on disk: they are taken in when there is time. */
  readonly appended: () => void
  readonly stop: () => Promise<void>
}

type Waiting = { readonly resolve: (found: SearchFound) => void; readonly reject: (error: unknown) => void }

export function createSearch(options: {
  /** The journal's file; the index lies beside it. */
  readonly file: string
  readonly incidents: () => Incidents
  readonly wall: () => number
  readonly log: Log
}): Search {
  const { file, incidents, wall, log } = options
  const indexFile = `${file.replace(/\.sqlite$/, '')}.search.sqlite`
  const waiting = new Map<number, Waiting>()
  let worker: Worker | undefined
  let number = 0
  let stopped = false
  let told = false
  const unreadable = (detail: string, cause?: unknown): JournalError => new JournalError({ tried: 'search the journal', file, reason: 'unreadable', detail, mend: 'Search again: the index is made anew where it is damaged.', cause })
  const failAll = (error: unknown): void => {
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }

  const heard = (message: FromSearch): void => {
    if (message.kind === 'log') return log.info(message.event, message.fields)
    const asked = waiting.get(message.id)
    waiting.delete(message.id)
    if (message.kind === 'found') asked?.resolve(message.found)
    else asked?.reject(unreadable(message.text))
  }
  const thread = (): Worker => {
    if (worker) return worker
    const started = new Worker(workerFile('./worker', import.meta.url), { workerData: { file, indexFile }, name: 'journal search' })
    started.on('message', heard)
    started.on('error', (error) => {
      log.error('journal.search failed', { error })
      failAll(unreadable('its thread failed', error))
    })
    started.on('exit', () => {
      if (worker === started) worker = undefined
      failAll(unreadable('its thread ended'))
    })
    worker = started
    return started
  }
  const send = (message: ToSearch): void => thread().postMessage(message)

  return {
    find: async ({ text, ...rest }, signal) => {
      if (stopped) throw new JournalError({ tried: 'search the journal', file, reason: 'closed', detail: 'the journal is closed', mend: 'Start the console again.' })
      const parsed = parseQuery(text, wall())
      if (!parsed.ok) return parsed
      const { query } = parsed
      const graded = query.severities.length === 0 ? undefined : incidents().filter(({ severity }) => query.severities.includes(severity)).map(({ id }) => id)
      signal?.throwIfAborted()
      const id = (number += 1)
      const { promise, resolve, reject } = Promise.withResolvers<SearchFound>()
      waiting.set(id, { resolve, reject })
      const leave = (): void => {
        waiting.delete(id)
        send({ kind: 'cancel', id })
        reject(signal?.reason)
      }
      signal?.addEventListener('abort', leave, { once: true })
      try {
        send({ kind: 'find', id, question: { query, ...rest, ...(graded && { incidents: graded }) } satisfies FindQuestion })
        return { ok: true, ...(await promise), everything: isEmptyQuery(query) }
      } finally {
        signal?.removeEventListener('abort', leave)
      }
    },
    start: () => void (stopped || thread()),
    appended: () => {
      if (worker === undefined || told) return
      // Many at once are one message.
      told = true
      setTimeout(() => {
        told = false
        worker?.postMessage({ kind: 'appended' } satisfies ToSearch)
      }, 250).unref()
    },
    stop: async () => {
      stopped = true
      const ending = worker
      if (!ending) return
      const { promise: ended, resolve } = Promise.withResolvers<void>()
      ending.once('exit', () => resolve())
      ending.postMessage({ kind: 'stop' } satisfies ToSearch)
      await ended
    },
  }
}
