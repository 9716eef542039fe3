/**
 * The page for users as the plan in use describes it: another plan may move it, rename it or take it away without a restart.
 * What is written while it moves is written where it has moved to, and its history goes along.
 */
import type { Clock } from '../../shared/clock.ts'
import type { StatusPageSettings } from '../../shared/plan.ts'
import type { Log } from '../log.ts'
import { openStatusPage, type StatusPage } from './status-page.ts'

export type StatusPages = {
  /** Absent where the plan has none, or where it could not be written. */
  readonly now: () => StatusPage | undefined
  /** The plan may be another one. */
  readonly look: () => void
  /** Resolves once the page is that of the plan which was in use at the call. */
  readonly settled: () => Promise<void>
}

/** @returns once the page of the plan in use is open */
export async function openStatusPages({ settings, home, clock, log }: {
  readonly settings: () => StatusPageSettings | undefined
  readonly home: string
  readonly clock: Clock
  readonly log: Log
}): Promise<StatusPages> {
  let open: StatusPage | undefined
  let used: string | undefined
  // One after the other, messages too: one that is written where the page no longer is would be lost.
  let lane: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = lane.then(work)
    lane = done.catch(() => undefined)
    return done
  }
  const use = async (): Promise<void> => {
    const wanted = settings()
    const key = JSON.stringify(wanted)
    if (key === used && (open !== undefined || wanted === undefined)) return
    used = key
    const items = open?.items()
    if (wanted === undefined) {
      open = undefined
      return
    }
    try {
      // Read where it was until it stands where it is to be.
      open = await openStatusPage({ settings: wanted, home, clock, ...(items && { before: items }), onDamaged: (error) => log.warn('status-page.damaged', { error }) })
    } catch (error) {
      open = undefined
      log.error('status-page.not opened', { error })
    }
  }
  const look = (): void => void inTurn(use)
  look()
  await lane
  return {
    now: () => open && {
      ...open,
      publish: (message) => inTurn(() => {
        if (open === undefined) throw new Error('the plan in use has no people.statusPage, or its folder can not be written')
        return open.publish(message)
      }),
    },
    look,
    settled: async () => void (await lane),
  }
}
