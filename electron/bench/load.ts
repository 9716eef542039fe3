/** Puts load on an address and measures it. Semantics 16 of the design: a fixed rate counts from the intended send time. */
import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import { createLatencies, type Latencies } from './histogram.ts'
import { openHttpLine, requestBytes, type HttpLine, type Outcome } from './http-line.ts'
import type { LoadJob, LoadResult, Progress } from './job.ts'
import { dueWithin, intendedAt, userStartsAt } from './schedule.ts'

/** Busier than this, or later than this many ms at its 99th percentile, the generator counts as the limit. */
const busiest = 0.95
const latest = 10
const progressEvery = 250
const lookEvery = 50

type Worker = { readonly line: HttpLine; sentAt: number; from: number; busy: boolean }
type Second = { answered: number; errors: number; readonly latencies: Latencies }
const newSecond = (): Second => ({ answered: 0, errors: 0, latencies: createLatencies() })

const kindOf = (outcome: Outcome, errorsFrom: number): string | undefined =>
  'failure' in outcome ? outcome.failure : outcome.status >= errorsFrom ? `status ${outcome.status}` : undefined

/** Books of what was counted. */
const createBooks = (job: LoadJob, now: () => number, startedAt: number) => {
  const latencies = createLatencies()
  const lateness = createLatencies()
  const errors: Record<string, number> = {}
  const seconds: Second[] = []
  let [sent, answered, failed, lastAt] = [0, 0, 0, startedAt]
  const counts = (from: number): boolean => from - startedAt >= job.warmUp
  return {
    sent: (from: number, lateBy: number): void => {
      if (!counts(from)) return
      sent += 1
      lateness.record(lateBy)
    },
    outcome: (from: number, outcome: Outcome): void => {
      if (!counts(from)) return
      const at = now()
      const took = at - from
      const error = kindOf(outcome, job.errorsFrom)
      const second = (seconds[Math.max(0, Math.floor((at - startedAt) / 1_000))] ??= newSecond())
      if ('status' in outcome) {
        answered += 1
        lastAt = at
        second.answered += 1
        latencies.record(took)
        second.latencies.record(took)
      }
      if (error === undefined) return
      failed += 1
      second.errors += 1
      errors[error] = (errors[error] ?? 0) + 1
    },
    told: (): string => `${answered} answered${failed > 0 ? `, ${failed} failed` : ''}`,
    /** @param ranMs how long requests were sent; answers that came later lengthen the time that they are counted over */
    close: (ranMs: number) => ({
      sent, answered, good: sent - failed, errors,
      throughput: answered === 0 ? 0 : answered / ((Math.max(ranMs, lastAt - startedAt) - job.warmUp) / 1_000),
      ...(sent > 0 && { errorRate: failed / sent }),
      lateness: lateness.summary()?.p99 ?? 0,
      latency: latencies.summary(),
      perSecond: Array.from(seconds, (one, second) => {
        const p95 = one?.latencies.summary()?.p95
        return { second, answered: one?.answered ?? 0, errors: one?.errors ?? 0, ...(p95 !== undefined && { p95 }) }
      }),
    }),
  }
}
type Books = ReturnType<typeof createBooks>

type Run = { readonly job: LoadJob; readonly books: Books; readonly now: () => number; readonly startedAt: number; readonly open: () => Worker }
/** `idle`: nothing is under way any more. */
type Loop = { readonly start: () => void; readonly stopSending: () => void; readonly idle: () => boolean; readonly unsent: () => number }

const closedLoop = ({ job, books, now, startedAt, open }: Run, users: number, think: number): Loop => {
  const timers = new Set<NodeJS.Timeout>()
  let sending = true
  let underWay = 0
  const later = (ms: number, then: () => void): void => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      then()
    }, ms)
    timers.add(timer)
  }
  const send = (worker: Worker, dueAt: number): void => {
    if (!sending) return
    const at = now()
    Object.assign(worker, { sentAt: at, from: at, busy: true })
    underWay += 1
    books.sent(at, Math.max(0, at - dueAt))
    worker.line.send((outcome) => {
      worker.busy = false
      underWay -= 1
      books.outcome(at, outcome)
      // What fails at once, as a refused connection, is not tried again at once: that would be a storm and no user.
      const pause = 'failure' in outcome ? Math.max(think, 10) : think
      if (pause === 0) send(worker, now())
      else {
        const next = now() + pause
        later(pause, () => send(worker, next))
      }
    })
  }
  return {
    start: () => {
      for (let user = 0; user < users; user += 1) {
        const dueAt = startedAt + userStartsAt(user, users, job.ramp)
        later(Math.max(0, dueAt - now()), () => send(open(), dueAt))
      }
    },
    stopSending: () => {
      sending = false
      for (const timer of timers) clearTimeout(timer)
    },
    idle: () => underWay === 0,
    unsent: () => 0,
  }
}

const openLoop = ({ job, books, now, startedAt, open }: Run, rate: number, connections: number): Loop => {
  const due = dueWithin(job.duration, rate, job.ramp)
  const free: Worker[] = []
  let [opened, next, underWay] = [0, 0, 0]
  let timer: NodeJS.Timeout | undefined
  let sending = true
  const dueAt = (index: number): number => startedAt + intendedAt(index, rate, job.ramp)

  const send = (worker: Worker, from: number, freeSince: number): void => {
    const at = now()
    Object.assign(worker, { sentAt: at, from, busy: true })
    underWay += 1
    books.sent(from, Math.max(0, at - Math.max(from, freeSince)))
    worker.line.send((outcome) => {
      worker.busy = false
      underWay -= 1
      books.outcome(from, outcome)
      // What became due while every connection was busy goes first, and is timed from when it was due.
      if (sending && next < due && dueAt(next) <= now()) send(worker, dueAt(next++), now())
      else free.push(worker)
      if (timer === undefined) tick()
    })
  }
  const tick = (): void => {
    timer = undefined
    if (!sending) return
    while (next < due && dueAt(next) <= now()) {
      if (free.length === 0 && opened < connections) {
        opened += 1
        free.push(open())
      }
      const worker = free.pop()
      // All are busy: the next outcome goes on.
      if (worker === undefined) return
      send(worker, dueAt(next++), 0)
    }
    if (next < due) timer = setTimeout(tick, Math.max(1, dueAt(next) - now()))
  }
  return {
    start: tick,
    stopSending: () => {
      sending = false
      clearTimeout(timer)
    },
    idle: () => underWay === 0 && (!sending || next >= due),
    unsent: () => {
      let count = 0
      for (let index = next; index < due && dueAt(index) <= now(); index += 1) count += 1
      return count
    },
  }
}

/**
 * Runs the load to its end, or until the signal: then gives what was measured so far.
 * @throws TypeError for a request that can't be sent
 */
export async function runLoad(job: LoadJob, signal: AbortSignal, onProgress: (progress: Progress) => void): Promise<LoadResult> {
  const bytes = requestBytes(job.request)
  const now = (): number => performance.now()
  const startedAt = now()
  const books = createBooks(job, now, startedAt)
  const workers: Worker[] = []
  const open = (): Worker => {
    const worker: Worker = { line: openHttpLine(job.request, bytes), sentAt: 0, from: 0, busy: false }
    workers.push(worker)
    return worker
  }
  const run: Run = { job, books, now, startedAt, open }
  const loop = job.loop.kind === 'closed' ? closedLoop(run, job.loop.users, job.loop.think) : openLoop(run, job.loop.rate, job.loop.connections)

  const delays = monitorEventLoopDelay({ resolution: 10 })
  delays.enable()
  const busyAtStart = performance.eventLoopUtilization()
  loop.start()

  const { promise: over, resolve } = Promise.withResolvers<void>()
  let told = startedAt
  /** What is asked last is still answered: its wait has a deadline, which the time-out of a request is. */
  const look = (): void => {
    const at = now()
    for (const worker of workers) if (worker.busy && at - worker.sentAt >= job.timeout) worker.line.giveUp()
    const passed = at - startedAt
    if (passed >= job.duration && job.loop.kind === 'closed') loop.stopSending()
    if ((passed >= job.duration && loop.idle()) || passed >= job.duration + job.timeout || signal.aborted) return resolve()
    if (at - told >= progressEvery) {
      told = at
      onProgress({ done: Math.min(1, passed / job.duration), leftMs: Math.max(0, job.duration - passed), text: `${workers.length} connections, ${books.told()}` })
    }
  }
  const looking = setInterval(look, lookEvery)
  signal.addEventListener('abort', look)
  await over
  signal.removeEventListener('abort', look)
  clearInterval(looking)
  const endedAt = now()
  const { utilization } = performance.eventLoopUtilization(busyAtStart)
  const unsent = loop.unsent()
  loop.stopSending()
  delays.disable()
  for (const { line } of workers) line.stop()

  const { latency, lateness, ...counted } = books.close(Math.min(endedAt - startedAt, job.duration))
  const delayed = delays.percentile(99) / 1e6
  const late = Math.max(lateness, Number.isFinite(delayed) ? delayed - 10 : 0)
  const busy = utilization >= busiest
  const why = busy ? `its thread was busy ${Math.round(utilization * 100)} % of the time`
    : late >= latest ? `it sent ${late.toFixed(1)} ms late at the 99th percentile`
      : undefined
  return {
    kind: 'load', ...counted, ...(latency && { latency }), unsent,
    generator: { limited: why !== undefined, ...(why !== undefined && { why }), utilization, latenessP99: late },
  }
}
