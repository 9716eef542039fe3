/** What a source of lines is given, and what it tells. Each runs until its signal ends it, and never throws for the source's sake. */
import type { LogSourceState } from '../../shared/contract.ts'
import { durationText } from '../../shared/duration.ts'
import { errorText } from '../../shared/error-text.ts'

export type Piece = {
  readonly lines: readonly string[]
  /** Of the same length, where the source itself knows times and levels. */
  readonly known?: readonly { readonly time: number; readonly level: unknown }[]
  readonly bytes: number
  readonly cut?: number
  /** Where to go on after a restart, and under which name. */
  readonly place?: { readonly key: string; readonly value: unknown }
}

export type SourceTools = {
  /** Resolves when it is on disk: a source that is faster waits here, and what it has not read stays where it is. */
  readonly put: (piece: Piece) => Promise<void>
  readonly place: (key: string) => unknown
  readonly state: (state: LogSourceState, detail: string) => void
  /** Lines that were gone before they could be read; bytes where lines can't be told, files where nothing can be. */
  readonly lost: (what: { readonly lines?: number; readonly bytes?: number; readonly files?: number }) => void
  readonly behind: (key: string, bytes: number) => void
  /** It failed for a reason that nobody foresaw: for the log. */
  readonly failed: (error: unknown) => void
  /** A long file that is met for the first time is read whole, and not its end alone. */
  readonly readAllAtFirst: boolean
  readonly signal: AbortSignal
}

/** Ms until a source that failed so is read again: twice as long each time that it fails soon, up to the longest. */
const againAfter = 1_000
const longestAgain = 60_000
/** One that was read for so long (ms) failed of something new. */
const readLong = 5 * 60_000

export const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '')

/** Ends early, and quietly, with the signal. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const end = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal.addEventListener('abort', end)
  })
}

/**
 * Reads until the source ends of itself or by its signal. What fails it without having been foreseen is said, and it is
 * read again from its place: what is written of it is not read twice.
 * @param now monotonic ms
 */
export async function readAgain(read: () => Promise<void>, { signal, state, failed }: Pick<SourceTools, 'signal' | 'state' | 'failed'>, now: () => number = () => performance.now()): Promise<void> {
  let delay = againAfter
  while (!signal.aborted) {
    const begun = now()
    try {
      return await read()
    } catch (error) {
      failed(error)
      const after = now() - begun > readLong ? againAfter : delay
      delay = Math.min(longestAgain, after * 2)
      state('waiting', `reading it failed: ${errorText(error)}. It is read again in ${durationText(after)}`)
      await pause(after, signal)
    }
  }
}
