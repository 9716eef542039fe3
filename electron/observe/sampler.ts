/**
 * Samples every target in a loop of its own, on an absolute schedule: a sample is due at whole multiples of
 * `every` since the series store's start, an overdue one is skipped, and no target waits for another.
 * Plan: "MONITORING INTEGRATION"; semantics 2, 4, 7 and 8 of the design.
 */
import type { Clock } from '../../shared/clock.ts'
import { errorText } from '../../shared/error-text.ts'
import type { Environment, MissingReason } from '../../shared/metrics.ts'
import type { Timers } from '../clock.ts'
import { ConnectError, type Identity, type Reading, type SampledTarget } from '../connect/connector.ts'
import type { SeriesStore } from './series.ts'

export type { Timers } from '../clock.ts'
export type { SampledTarget } from '../connect/connector.ts'

/** One target as it is seen now. Times are monotonic ms. */
export type SourceView = {
  readonly target: string
  readonly kind: string
  readonly environment?: Environment
  readonly state: 'ok' | MissingReason
  readonly detail?: string
  readonly mend?: string
  readonly lastGood?: number
  readonly lastTried?: number
  readonly latencyMs?: number
  readonly identity?: Identity
  /** Samples missed in a row. */
  readonly misses: number
}

/** A source was lost (after three misses in a row), or is back. Once a turn. */
export type SourceTurn = { readonly turn: 'lost' | 'found'; readonly source: SourceView }
/** Who answers as the target now; `was` is absent the first time. */
export type IdentityTurn = { readonly target: string; readonly environment?: Environment; readonly was?: Identity; readonly is: Identity }

export type SamplerOptions = {
  readonly targets: readonly SampledTarget[]
  readonly series: SeriesStore
  readonly clock: Clock
  readonly timers: Timers
  readonly onSource: (turn: SourceTurn) => void
  readonly onIdentity: (turn: IdentityTurn) => void
}

export type Sampler = {
  readonly sources: () => readonly SourceView[]
  /** Resolves once every target was asked, whatever came of it. */
  readonly asked: Promise<void>
  /** Samples every target now, as after waking up; not twice in the same second. */
  readonly kick: () => void
  /** Resolves once no sample is under way. */
  readonly stop: () => Promise<void>
}

const missesToLose = 3
/** A loop that wakes up this much later than it wanted to has slept. */
const sleepMs = 3_000

const sameIdentity = (a: Identity, b: Identity): boolean =>
  a.id === b.id && JSON.stringify(Object.entries(a.detail).toSorted()) === JSON.stringify(Object.entries(b.detail).toSorted())

/** The error of an attempt that was given up or threw; a fault of ours is shown like one of the target's, with its text. */
const asConnectError = (error: unknown, target: string): ConnectError =>
  error instanceof ConnectError
    ? error
    : new ConnectError({
        target, tried: 'sample', reason: 'invalid', detail: errorText(error),
        mend: 'This is a fault of the console: keep its log.', cause: error,
      })

/** Settles with the work, or rejects when the time is over, whether or not the work heeds its signal. */
const within = async <T>(ms: number, timers: Timers, target: string, stopped: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> => {
  const controller = new AbortController()
  const { promise: given, reject } = Promise.withResolvers<never>()
  const giveUp = (detail: string): void => {
    controller.abort()
    reject(new ConnectError({ target, tried: 'sample', reason: 'timeout', detail, mend: 'The process may hang: look at its load and its log.' }))
  }
  const onStop = (): void => giveUp('the console stopped')
  const cancel = timers.after(ms, () => giveUp(`no answer within ${ms} ms`))
  stopped.addEventListener('abort', onStop)
  try {
    return await Promise.race([work(controller.signal), given])
  } finally {
    cancel()
    stopped.removeEventListener('abort', onStop)
  }
}

function startTarget({ connector, every, timeout }: SampledTarget, options: SamplerOptions, stopped: AbortSignal) {
  const { series, clock, timers, onSource, onIdentity } = options
  const { target, kind, environment, provides = [] } = connector
  for (const { metric, environment: of } of provides) series.expect(metric, of, every, timeout, clock.mono())

  let view: SourceView = { target, kind, ...(environment && { environment }), state: 'empty', detail: 'not tried yet', misses: 0 }
  let lost = false
  /** Asked anew at the start, after a sleep, a miss or a restart: the answer may come from another server. */
  let identityDue = true
  /** The next sample is due at `number` times `every`; the timer for it was to fire at `wakeAt`. */
  let number = 0
  let wakeAt = clock.mono()
  let lastSlot = -1
  let cancel = (): void => undefined
  let underWay: Promise<void> | undefined

  const slotOf = (mono: number): number => Math.floor((mono - series.start) / 1_000)

  const checkIdentity = async (signal: AbortSignal): Promise<void> => {
    const is = await connector.identify(signal)
    const was = view.identity
    if (signal.aborted) return
    identityDue = false
    view = { ...view, identity: is }
    if (was === undefined || !sameIdentity(was, is)) onIdentity({ target, ...(environment && { environment }), ...(was && { was }), is })
  }

  const take = async (at: number): Promise<Reading> => {
    const reading = await within(timeout, timers, target, stopped, async (signal) => {
      if (identityDue) await checkIdentity(signal)
      return connector.sample?.(signal) ?? { measured: [], missing: [] }
    })
    const now = clock.mono()
    for (const one of reading.measured) series.record(one, at, now)
    for (const { reason, ...name } of reading.missing) if (reason !== 'none') series.miss(name, reason, at, now)
    return reading
  }

  const succeeded = ({ missing, detail }: Reading, begun: number): void => {
    const now = clock.mono()
    // Restarted, or the machine slept while the answer was on its way.
    if (missing.some(({ reason }) => reason === 'restart') || now - begun > timeout + sleepMs) identityDue = true
    const { detail: _detail, mend: _mend, ...rest } = view
    const wrong = detail ?? missing.find(({ reason }) => reason === 'invalid')?.detail
    view = { ...rest, state: 'ok', ...(wrong !== undefined && { detail: wrong }), misses: 0, lastGood: now, latencyMs: now - begun }
    if (lost) onSource({ turn: 'found', source: view })
    lost = false
  }

  const failed = (error: ConnectError, at: number): void => {
    if (stopped.aborted) return
    const now = clock.mono()
    for (const one of error.known) series.record(one, at, now)
    if (error.reason !== 'none') for (const name of provides) series.miss(name, error.reason, at, now)
    identityDue = true
    view = { ...view, state: error.reason, detail: error.detail, mend: error.mend, misses: view.misses + 1 }
    if (!lost && view.misses >= missesToLose) {
      lost = true
      onSource({ turn: 'lost', source: view })
    }
  }

  /** @param at monotonic ms that the sample counts for */
  const attempt = async (at: number): Promise<void> => {
    const begun = clock.mono()
    lastSlot = slotOf(at)
    view = { ...view, lastTried: begun }
    await take(at).then((reading) => succeeded(reading, begun), (error: unknown) => failed(asConnectError(error, target), at))
  }

  const run = (at: number): void => {
    cancel()
    underWay = attempt(at).then(schedule)
  }

  const wake = (): void => {
    const now = clock.mono()
    if (now - wakeAt > sleepMs) identityDue = true
    // Of several that are due only the last is taken: the others are gaps.
    number = Math.max(number, Math.floor((now - series.start) / every))
    const at = series.start + number * every
    if (now < at) {
      schedule()
      return
    }
    number += 1
    run(at)
  }

  const schedule = (): void => {
    underWay = undefined
    if (stopped.aborted) return
    const now = clock.mono()
    wakeAt = Math.max(now, series.start + number * every)
    cancel = timers.after(wakeAt - now, wake)
  }

  /** Now and not when it is due; the schedule goes on with the next. */
  const runNow = (): void => {
    const now = clock.mono()
    number = Math.floor((now - series.start) / every) + 1
    run(now)
  }

  runNow()
  return {
    view: () => view,
    asked: underWay ?? Promise.resolve(),
    kick: (): void => {
      const now = clock.mono()
      if (underWay !== undefined || stopped.aborted || slotOf(now) <= lastSlot) return
      if (now - wakeAt > sleepMs) identityDue = true
      runNow()
    },
    settled: async (): Promise<void> => {
      cancel()
      await underWay
    },
  }
}

export function startSampler(options: SamplerOptions): Sampler {
  const controller = new AbortController()
  const loops = options.targets.map((target) => startTarget(target, options, controller.signal))
  return {
    sources: () => loops.map(({ view }) => view()),
    asked: Promise.all(loops.map(({ asked }) => asked)).then(() => undefined),
    kick: () => loops.forEach(({ kick }) => kick()),
    stop: async () => {
      controller.abort()
      await Promise.all(loops.map(({ settled }) => settled()))
    },
  }
}
