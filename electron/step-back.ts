/** Work that may wait steps back behind the loop on which a rollback runs. */
import { setPriority } from 'node:os'

const behind = 10

/**
 * To be called in a thread. Linux gives a priority to one thread; elsewhere it would be the whole process's, which keeps
 * its own: a check there shares the cores as they come.
 */
export function stepBack(): void {
  if (process.platform === 'linux') setPriority(behind)
}
