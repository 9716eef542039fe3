/**
 * The series of a stretch of time as one file that needs nothing else: gzipped JSON of blocks, as the series file has them,
 * with wall times. It is what an incident keeps when the console's own series are long gone.
 */
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { z } from 'zod'
import { environments, metricInfo, metricNames } from '../../shared/metrics.ts'
import { pack, unpack } from './block.ts'
import { placeSessions } from './restore.ts'
import { blockSlots, type SeriesFile } from './series-file.ts'
import { columnsOf, createSeriesStore, type SeriesStore } from './series.ts'

const [zip, unzip] = [promisify(gzip), promisify(gunzip)]
const slotMs = 1_000
const largest = 512_000_000
/** Ms of the longest stretch that is read: an incident keeps a day and what was before it. A store of more would take the memory that a file of others asks for. */
const longest = 2 * 86_400_000
const wall = z.number().min(0).max(8.64e15)
/** Slots. */
const rhythm = z.int().nonnegative().max(86_400)

const block = z.strictObject({
  metric: z.enum(metricNames), environment: z.enum(environments),
  /** Wall ms of its first slot; how often it was sampled and how long an answer may take, in slots of a second. */
  at: wall, every: rhythm.positive(), grace: rhythm, data: z.base64(),
})
const frozen = z.strictObject({
  format: z.literal('fifteen-series-1'), from: wall, to: wall, slots: z.literal(blockSlots),
  /** When a console watched. */
  spans: z.array(z.strictObject({ from: z.number(), to: z.number() })),
  blocks: z.array(block),
}).refine(({ from, to, blocks }) => to >= from && to - from <= longest && blocks.every(({ at }) => at > from - 2 * blockSlots * slotMs && at <= to), { error: `a stretch of at most ${longest / 3_600_000} hours, and blocks within it` })

export type Thawed = { readonly store: SeriesStore; readonly from: number; readonly to: number }

/** @returns undefined where nothing of that time (wall ms) is recorded */
export async function freeze(file: SeriesFile, from: number, to: number): Promise<{ readonly bytes: Buffer; readonly series: number } | undefined> {
  const blocks: z.infer<typeof block>[] = []
  const spans: { from: number; to: number }[] = []
  for (const { session, add, span } of placeSessions(file.sessions())) {
    if (span.to < from || span.from > to) continue
    spans.push({ from: span.from, to: span.to })
    const slotAt = (time: number): number => Math.floor((time - add - session.start) / slotMs)
    for (const group of file.groups(session, Math.max(0, slotAt(from)), slotAt(Math.min(to, span.to))))
      for (const { metric, environment, slot, every, grace, cut } of group)
        blocks.push({ metric, environment, at: session.start + slot * slotMs + add, every, grace, data: Buffer.from(await pack(cut)).toString('base64') })
  }
  if (blocks.length === 0) return undefined
  const text = JSON.stringify({ format: 'fifteen-series-1', from, to, slots: blockSlots, spans, blocks } satisfies z.infer<typeof frozen>)
  return { bytes: await zip(text), series: new Set(blocks.map(({ metric, environment }) => `${metric}/${environment}`)).size }
}

/** A store whose time is the wall clock. @throws Error for bytes that are no such file */
export async function thaw(bytes: Uint8Array): Promise<Thawed> {
  const { from, to, spans, blocks } = frozen.parse(JSON.parse((await unzip(bytes, { maxOutputLength: largest })).toString('utf8')))
  const start = Math.min(from, ...blocks.map(({ at }) => at))
  const store = createSeriesStore({ capacity: Math.ceil((to - start) / slotMs) + 1, start, spans })
  for (const { metric, environment, at, every, grace, data } of blocks) {
    store.expect(metric, environment, every * slotMs, grace * slotMs, start)
    store.fill(metric, environment, at, unpack(Buffer.from(data, 'base64'), blockSlots, columnsOf[metricInfo(metric).kind]), to)
  }
  return { store, from, to }
}
