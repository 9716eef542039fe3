/**
 * Search over all entries, as a person types. The index and every question are in a thread; the loop only passes them on.
 * Issue 6, search.
 */
import { Worker } from 'node:worker_threads'
import type { SearchAnswer, SearchFound } from '../../../shared/contract.ts'
import type { Incidents } from '../../../shared/incident.ts'
import type { EntryKind } from '../../../shared/journal.ts'
import { isEmptyQuery, parseQuery } from '../../../shared/search/query.ts'
import type { Log } from '../../log.ts'
import { createQuestions } from '../../questions.ts'
import { workerFile } from '../../worker-file.ts'
import { JournalError } from '../error.ts'
import type { ChainsQuestion } from './chains.ts'
import type { FromSearch, SearchPlaces, ToSearch } from './worker.ts'

/** @field without kinds whose text is not for who asks: by a word of it they are not found */
export type SearchInput = Pick<ChainsQuestion, 'order' | 'limit' | 'before' | 'skip'> & { readonly text: string; readonly without?: readonly EntryKind[] }

export type Search = {
  /** @throws JournalError 'unreadable', 'closed'; the signal's reason where the reader has left */
  readonly find: (input: SearchInput, signal?: AbortSignal) => Promise<SearchAnswer>
  /** Begins to index, where that has not begun. */
  readonly start: () => void
  /** New entries are on disk: they are taken in when there is time. */
  readonly appended: () => void
  readonly stop: () => Promise<void>
}

export function createSearch(options: {
  /** The journal's file; the index lies beside it. */
  readonly file: string
  /** This console's name. */
  readonly console: string
  /** The file of other consoles' chains, which may not be there. */
  readonly others: string
  readonly incidents: () => Incidents
  readonly wall: () => number
  readonly log: Log
}): Search {
  const { file, console, others, incidents, wall, log } = options
  const indexFile = `${file.replace(/\.sqlite$/, '')}.search.sqlite`
  const questions = createQuestions()
  let worker: Worker | undefined
  let stopped = false
  let told = false
  const unreadable = (detail: string, cause?: unknown): JournalError => new JournalError({ tried: 'search the journal', file, reason: 'unreadable', detail, mend: 'Search again: the index is made anew where it is damaged.', cause })

  const heard = (message: FromSearch): void => {
    if (message.kind === 'log') return log.info(message.event, message.fields)
    if (message.kind === 'found') questions.answer(message.id, message.found)
    else questions.fail(message.id, unreadable(message.text))
  }
  const thread = (): Worker => {
    if (worker) return worker
    const started = new Worker(workerFile('./worker', import.meta.url), { workerData: { console, file, indexFile, others } satisfies SearchPlaces, name: 'journal search' })
    started.on('message', heard)
    started.on('error', (error) => {
      log.error('journal.search failed', { error })
      questions.failAll(unreadable('its thread failed', error))
    })
    started.on('exit', () => {
      if (worker === started) worker = undefined
      questions.failAll(unreadable('its thread ended'))
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
      const question: ChainsQuestion = { query, ...rest, ...(graded && { incidents: graded }) }
      const found = await questions.ask<SearchFound>((id) => send({ kind: 'find', id, question }), (id) => send({ kind: 'cancel', id }), signal)
      return { ok: true, ...found, everything: isEmptyQuery(query) }
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
