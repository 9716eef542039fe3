/** A run, followed live over the contract, entry by entry. */
import type { Pressed } from '../../shared/contract.ts'
import type { Entry } from '../../shared/journal.ts'
import { runEnded, type Run } from '../../shared/rollback.ts'
import { fold, type State } from '../../shared/state.ts'
import type { Client } from './link.ts'

const isOf = (entry: Entry, run: string): boolean => 'run' in entry.data && entry.data.run === run

/** The record's stream ended before the run did. */
export class LostError extends Error {
  override readonly name = 'LostError'
  readonly run: string | undefined

  constructor(run: string | undefined, cause?: unknown) {
    super('The console is no longer there.', { cause })
    this.run = run
  }
}

/**
 * Begins a run and follows it to its end. The record is listened to before it begins, so that no entry is missed.
 * @param begin presses; gives the run
 * @param onBegin the run as it stood when it was joined; undefined where it is new
 * @param onEntry each entry of the run from then on, with the run after it
 * @throws LostError where the console goes, or `signal` comes
 */
export async function followRun(options: {
  readonly client: Client
  readonly signal: AbortSignal
  /** The run of another procedure than the rollback. */
  readonly pick?: (state: State) => Run | undefined
  readonly begin: () => Promise<Pressed>
  readonly onBegin: (pressed: Pressed, run: Run | undefined) => void
  readonly onEntry: (entry: Entry, run: Run) => void
}): Promise<Run> {
  const { client, signal, begin, onBegin, onEntry, pick = ({ run }) => run } = options
  let state: State | undefined
  let pressed: Pressed | undefined
  try {
    for await (const change of await client.state.changes(undefined, { signal })) {
      if (change.kind === 'snapshot') {
        ;({ state } = change)
        pressed = await begin()
        const present = pick(state)
        onBegin(pressed, present?.id === pressed.run ? present : undefined)
        continue
      }
      if (!state || !pressed) break
      state = fold(state, change.entry)
      const run = pick(state)
      if (run?.id !== pressed.run) continue
      if (isOf(change.entry, run.id)) onEntry(change.entry, run)
      if (runEnded(run)) return run
    }
  } catch (error) {
    // What the press itself was refused with is the caller's to tell.
    if (pressed === undefined) throw error
    throw new LostError(pressed.run, error)
  }
  throw new LostError(pressed?.run)
}
