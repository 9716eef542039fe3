/** Moments of the demo's record, by the real folds and frames, over series that tell its story: green fails, traffic goes to blue. */
import { pageAround } from '../../electron/console/around.ts'
import type { SeriesOf } from '../../electron/console/replay/incident-series.ts'
import { createMoments, type Moments } from '../../electron/console/replay/moments.ts'
import { createEvidenceUploads, createUploads } from '../../electron/console/uploads.ts'
import { shaOf, type Found } from '../../electron/journal/attachments.ts'
import { createSeriesStore } from '../../electron/observe/series.ts'
import type { Clock } from '../../shared/clock.ts'
import type { OpenedPlan } from '../../shared/contract.ts'
import type { Incident } from '../../shared/incident.ts'
import type { Entry } from '../../shared/journal.ts'
import { environments, metricInfo, responseBuckets, type Measured, type MetricName } from '../../shared/metrics.ts'
import { valueOf } from './demo-frame.ts'
import { createMomentAt } from '../../electron/journal/moment.ts'
import { noOthers } from '../../electron/console/other-chains.ts'
import { placed } from '../../shared/merge.ts'
import { demoConsole, type DemoRecord } from './demo-record.ts'

const shown = ['up', 'error_rate', 'response_time', 'rows_per_second', 'session_success', 'active_users', 'cpu_usage', 'memory_usage', 'requests', 'traffic_share'] as const satisfies readonly MetricName[]

function measured(metric: MetricName, environment: 'blue' | 'green', value: number): Measured {
  const { kind } = metricInfo(metric)
  const name = { metric, environment }
  switch (kind) {
    case 'gauge': return { ...name, kind, value }
    case 'counter': return { ...name, kind, increment: value }
    case 'ratio': return metric === 'rows_per_second' ? { ...name, kind, numerator: value, denominator: 1 } : { ...name, kind, numerator: value * 100, denominator: 100 }
    case 'histogram': {
      const own = responseBuckets.findIndex((bound) => value <= bound)
      return { ...name, kind, buckets: [...responseBuckets, Infinity].map((_, index) => (index === own ? 40 : 0)), sum: value * 40 }
    }
  }
}

/** @param theirs what another console wrote of the newest incident */
export function demoMoments({ record, theirs, opened, clock, series }: { readonly record: DemoRecord; readonly theirs: readonly Entry[]; readonly opened: OpenedPlan; readonly clock: Clock; readonly series: boolean }): Moments & { readonly pageAround: (incident: Incident, asked: Parameters<typeof pageAround>[2]) => ReturnType<typeof pageAround> } {
  const journal = {
    console: demoConsole,
    state: record.state,
    entries: ({ incident, kinds, after, limit }: { readonly incident?: string; readonly kinds?: readonly string[]; readonly after: number; readonly limit: number }) => {
      const found = record.entries().slice(after).filter((entry) => (incident === undefined || entry.incident === incident) && (kinds === undefined || kinds.includes(entry.kind)))
      return { entries: found.slice(0, limit), more: found.length > limit }
    },
  }
  const chain = placed(theirs)
  const others = chain.length === 0 ? noOthers : {
    ...noOthers,
    heads: () => new Map(chain.slice(-1).map(({ entry: { console, seq, hash }, order }) => [console, { seq, hash, order }])),
    page: (_: string, after: number, limit: number) => chain.filter(({ entry }) => entry.seq > after).slice(0, limit),
    upTo: (_: string, place: { readonly order: number }) => chain.findLast(({ order }) => order <= place.order)?.entry.seq ?? 0,
    ofIncident: (incident: string) => chain.filter(({ entry }) => entry.incident === incident),
  }
  const held = new Map<string, Awaited<ReturnType<SeriesOf>>>()
  const seriesOf: SeriesOf = async (incident) => {
    const found = held.get(incident.id)
    if (found !== undefined) return found
    if (!series) return { store: undefined, from: 'none' }
    const [from, to] = [incident.openedAt - 600_000, Math.min(incident.closedAt ?? clock.wall(), incident.openedAt + 3_600_000)]
    const store = createSeriesStore({ capacity: Math.ceil((to - from) / 1_000) + 1, start: from, spans: [{ from, to }] })
    const moved = incident.openedAt + 45_000
    for (let at = from; at < to; at += 1_000)
      for (const metric of shown) for (const environment of environments) {
        const bad = at > incident.openedAt - 20_000 && at < moved + 20_000 ? 'firing' as const : 'none' as const
        const green = at < moved ? 0.2 : 0
        const value = metric === 'traffic_share' ? (environment === 'green' ? green : 1 - green) : valueOf(metric, environment, { bad, share: green, blocked: false }, at)
        if (value !== undefined) store.record(measured(metric, environment, value), at, at)
      }
    const made = { store, from: incident.frozen === undefined ? 'recorded' as const : 'frozen' as const }
    held.set(incident.id, made)
    return made
  }
  const moments = createMoments({
    journal, others, clock, seriesOf, opened: () => opened, planOf: () => undefined,
    momentAt: createMomentAt({ journal, others, file: { before: () => undefined, put: async () => undefined } }),
  })
  return { ...moments, pageAround: (incident, asked) => pageAround(journal, incident, asked) }
}

/** Attachments in memory; `lose` and `damage` do to them what a disk may. */
export function demoAttachments() {
  const files = new Map<string, Buffer>()
  const get = (sha: string): Found => {
    const bytes = files.get(sha)
    if (bytes === undefined) return { state: 'lost' }
    return shaOf(bytes) === sha ? { state: 'whole', bytes } : { state: 'changed' }
  }
  const put = (bytes: Uint8Array): string => {
    files.set(shaOf(bytes), Buffer.from(bytes))
    return shaOf(bytes)
  }
  return {
    get, put, upload: createUploads({ put: async (bytes) => put(bytes) }), keep: createEvidenceUploads({ put: async (bytes) => put(bytes) }),
    lose: (sha: string) => void files.delete(sha),
    damage: (sha: string) => void files.set(sha, Buffer.from('another picture')),
  }
}
