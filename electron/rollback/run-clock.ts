import type { Clock } from '../../shared/clock.ts'
import type { Run } from '../../shared/rollback.ts'

/**
 * Now, in milliseconds on the monotonic clock that the run began on. After a reboot that clock is gone,
 * and only wall time can tell how long the run has lasted. Semantics 8 of the design; the screen counts alike.
 */
export const runNow = (run: Pick<Run, 'boot' | 'startedAt' | 'startedWall'>, clock: Clock): number =>
  run.boot === clock.boot ? clock.mono() : run.startedAt + Math.max(0, clock.wall() - run.startedWall)
