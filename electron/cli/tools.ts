/** What every command is given. */
import type { Clock } from '../../shared/clock.ts'
import type { Reached } from './reach.ts'
import type { Terminal } from './terminal.ts'

export type Tools = {
  readonly terminal: Terminal
  readonly clock: Clock
  readonly after: (ms: number, then: () => void) => () => void
  /** Comes with Ctrl+C or another signal to end. */
  readonly signal: AbortSignal
  /** The console that the command is for. @param patience how long to wait for one to come up, ms */
  readonly reach: (patience?: number) => Promise<Reached>
}
