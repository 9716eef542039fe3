/**
 * The dead man's switch: tells a watcher outside that this console watches, for as long as it really does. When the beats
 * stop (the machine died, the loop stands still, the sources are gone, the record is not written), that watcher calls people.
 */
import type { Clock } from '../../../shared/clock.ts'
import type { Heartbeat } from '../../../shared/contract.ts'
import { errorText } from '../../../shared/error-text.ts'
import type { Plan } from '../../../shared/plan.ts'
import { createHttp } from '../../connect/http.ts'
import type { Log } from '../../log.ts'
import type { Timers } from '../../observe/sampler.ts'
import { everyTick } from '../timers.ts'

export type DeadMan = { readonly view: () => Heartbeat; readonly stop: () => void }

export function startDeadMan(options: {
  readonly heartbeat: NonNullable<NonNullable<Plan['watcher']>['heartbeat']>
  /** Why the console does not watch now, in words; undefined while it does. */
  readonly notWatching: () => string | undefined
  readonly clock: Clock
  readonly timers: Timers
  readonly log: Log
}): DeadMan {
  const { heartbeat: { address, every, timeout }, notWatching, clock, timers, log } = options
  const http = createHttp('heartbeat', address)
  const stopped = new AbortController()
  let sent: number | undefined
  let failure: string | undefined
  let busy = false

  const beat = async (): Promise<void> => {
    const limit = new AbortController()
    const cancel = timers.after(timeout, () => limit.abort())
    try {
      const { status } = await http.ask({ path: '', signal: AbortSignal.any([stopped.signal, limit.signal]) })
      if (status < 200 || status > 299) throw new Error(`${address} answered ${status}`)
      sent = clock.mono()
      failure = undefined
    } catch (error) {
      if (stopped.signal.aborted) return
      failure = errorText(error)
      log.warn('heartbeat.failed', { error })
    } finally {
      cancel()
    }
  }
  const turn = (): void => {
    const why = notWatching()
    if (why !== undefined) {
      failure = `held back on purpose: ${why}`
      return
    }
    if (busy) return
    busy = true
    void beat().finally(() => {
      busy = false
    })
  }
  const cancel = everyTick({ every, now: clock.mono, timers, act: turn })
  turn()
  return {
    view: () => ({ ...(sent !== undefined && { age: clock.mono() - sent }), ...(failure !== undefined && { failure }) }),
    stop: () => {
      cancel()
      stopped.abort()
      http.stop()
    },
  }
}
