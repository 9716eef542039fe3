/** Checks a journal's chain in its file, with no console: reads alone, mends and moves nothing. Fault 25 of trust.md. */
import { existsSync } from 'node:fs'
import type { ChainCheck } from '../../shared/contract.ts'
import { broken } from './chain.ts'
import { checkInThreads, worthThreads } from './check-threads.ts'
import { checkStore } from './check.ts'
import { openForReading } from './database.ts'
import { isDamage, troubleText } from './error.ts'
import { createStore } from './store.ts'

/**
 * @param now monotonic milliseconds
 * @returns undefined where no journal was ever written there
 * @throws SqliteError, JournalError where the file can't be read for another reason than damage
 */
export async function verifyFile(file: string, now: () => number): Promise<ChainCheck | undefined> {
  const begun = now()
  if (!existsSync(file)) return undefined
  try {
    const db = openForReading(file, 2_000)
    if (!db) return undefined
    const store = createStore(db)
    try {
      // The head as it was noted beside the entries is an anchor too: it shows a tail that was cut.
      const [last, head] = [store.last(), store.head()]
      const inThreads = last.seq < worthThreads ? undefined : await checkInThreads(file, last, [...store.anchors(), last, head])
      const found = inThreads ?? await checkStore(() => store, last, [head])
      const ms = now() - begun
      return found.ok ? { ok: true, entries: found.head.seq, head: found.head.hash, ms } : { ...found, ms }
    } finally {
      store.close()
    }
  } catch (error) {
    if (!isDamage(error)) throw error
    return { ...broken(1, 'changed', `the file can't be read: ${troubleText(error)}`), ms: now() - begun }
  }
}
