/**
 * Checks a long chain with several threads, each over a range that begins where the one before ends, so that the loop
 * stays free and all cores help. What is found is what one pass from the start would find first. Fault 25 of trust.md.
 */
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { workerFile } from '../worker-file.ts'
import { holds, type Break, type Followed, type Link } from './chain.ts'
import type { CheckJob, RangeCheck } from './check-range.ts'

/** Shorter ones are checked sooner than threads start. */
export const worthThreads = 20_000
const mostThreads = 8

async function inThread(job: CheckJob): Promise<RangeCheck> {
  const worker = new Worker(workerFile('./check-worker', import.meta.url), { workerData: job, name: 'journal check' })
  try {
    const [found] = (await once(worker, 'message')) as [RangeCheck]
    return found
  } finally {
    await worker.terminate()
  }
}

/**
 * @param upTo the last entry that is looked at
 * @param anchors heads that were noted anywhere, `upTo` among them
 * @returns undefined where the file could not be read by another connection: then one pass must do
 */
export async function checkInThreads(file: string, upTo: Link, anchors: readonly Link[]): Promise<Followed | Break | undefined> {
  const threads = Math.min(mostThreads, Math.max(2, availableParallelism()))
  const step = Math.ceil(upTo.seq / threads)
  const found = await Promise.all(
    Array.from({ length: threads }, (_, index) => ({ after: index * step, upTo: Math.min(upTo.seq, (index + 1) * step) })).map((range) =>
      inThread({ file, ...range, anchors: anchors.filter(({ seq }) => seq > range.after && seq <= range.upTo) })))
  // The first that is wrong counts: before it all ranges are whole and meet.
  for (const one of found) {
    if (one.ok) continue
    return 'unread' in one ? undefined : one
  }
  const last = found.at(-1)
  if (!last?.ok) return undefined
  const farthest = anchors.toSorted((a, b) => b.seq - a.seq)[0]
  const beyond = farthest !== undefined && farthest.seq > last.head.seq ? holds(farthest, undefined, last.head.seq) : undefined
  return beyond ?? { ok: true, head: last.head }
}
