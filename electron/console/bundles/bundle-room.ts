/**
 * The incident of a bundle as the room shows an own one: its series, pictures, log lines, and the console as it was, by the
 * same folds over the entries that the bundle tells. What others would have said is not in it. Issue 6, "Bundle", replay.
 */
import { createHash } from 'node:crypto'
import type { Clock } from '../../../shared/clock.ts'
import type { Attached, LogLines, LogSources, OpenedPlan, Timeline } from '../../../shared/contract.ts'
import { foldIncidents, type Incident, type Incidents } from '../../../shared/incident.ts'
import type { Entry, EntryKind } from '../../../shared/journal.ts'
import { comparePlaces, merge, placed, placeOf, type Placed } from '../../../shared/merge.ts'
import { parseQuery } from '../../../shared/search/query.ts'
import { emptyState } from '../../../shared/state.ts'
import { BundleError } from '../../bundle/error.ts'
import { carriedSources, findCarried, readLogs, type CarriedLogs } from '../../bundle/logs.ts'
import { bytesIn, type Bundle } from '../../bundle/open.ts'
import { othersIn, readOthers } from '../../bundle/others.ts'
import type { Found } from '../../journal/attachments.ts'
import { countOf, type OwnRead, type Reach, type Reached, type Until } from '../../journal/merged.ts'
import type { Kept } from '../../journal/moment-file.ts'
import { createMomentAt, isWithin, keptEvery, type MomentReading } from '../../journal/moment.ts'
import { PictureError, readPicture } from '../../journal/picture.ts'
import type { Log } from '../../log.ts'
import type { LogsInput } from '../../logs/logs.ts'
import { readPlan } from '../../plan/read.ts'
import { namesIn } from '../../plan/variables.ts'
import { pageAround } from '../around.ts'
import { createIncidentSeries } from '../replay/incident-series.ts'
import { createMoments, type Moments } from '../replay/moments.ts'
import type { ReplayedChains } from '../other-chains.ts'
import { pinnedPlan } from '../pinned-plan.ts'

export type BundleRoom = {
  readonly incident: Incident
  readonly moments: Moments
  /** As `incidents.timeline` gives an own one: its entries and, where asked, those of nobody's around it. */
  readonly timeline: (asked: { readonly after: number; readonly limit: number; readonly kinds?: readonly EntryKind[]; readonly all: boolean }) => Timeline
  /** What other consoles wrote of it, in the one order. */
  readonly others: readonly Entry[]
  readonly picture: (sha: string) => Attached
  readonly logs: () => LogSources
  /** @throws BundleError where the lines can't be read */
  readonly lines: (input: LogsInput) => LogLines
}

/** By these alone the incident is what it is; its other entries only count. */
const telling: readonly EntryKind[] = ['incident.opened', 'incident.severity', 'incident.role', 'incident.frozen', 'incident.closed', 'rollback.opened']
const largestFile = 256_000_000
/** Folded states that are held of one bundle: a kept one lies on no disk. */
const mostKept = 64

function incidentIn({ manifest, entries, ends }: Bundle, others: readonly Placed[]): Incident {
  const own: Entry[] = []
  for (let after = 0, more = true; more;) {
    const page = entries({ kinds: telling, after, limit: 500 })
    own.push(...page.entries)
    more = page.more
    after = page.entries.at(-1)?.seq ?? after
  }
  const all: Incidents = merge([placed(own), others]).map(({ entry }) => entry).filter(({ kind }) => telling.includes(kind)).reduce(foldIncidents, [])
  const found = all.find(({ id }) => id === manifest.incident.id)
  const { first, last } = ends()
  const { closedAt, summary, ...rest } = manifest.incident
  const told = found ?? { ...rest, ...(closedAt !== undefined && { closedAt }), ...(summary !== undefined && { summary }) }
  return { ...told, entries: manifest.entries + others.length, firstSeq: first, lastSeq: last }
}

/** A file that can't be read is the check's to name: the rest is shown. */
function othersOf(bundle: Bundle): readonly Placed[] {
  try {
    return othersIn(readOthers(bundle))
  } catch (error) {
    if (error instanceof BundleError) return []
    throw error
  }
}

/** Its variables are another console's: a stand-in takes their place, and nothing here is asked by it. */
const planIn = (text: string): OpenedPlan['plan'] | undefined => {
  const read = readPlan(text, Object.fromEntries(namesIn(text).map((name) => [name, 'http://127.0.0.1:9'])))
  return 'plan' in read ? read.plan : undefined
}

/** A carried file, whole, where it has the hash that an entry names. */
function fileIn(bundle: Bundle, sha: string): Found {
  const path = `attachments/${sha}`
  const file = bundle.manifest.files.find((one) => one.path === path)
  if (file === undefined) return { state: 'lost' }
  if (file.bytes > largestFile) return { state: 'changed' }
  let bytes: Buffer
  try {
    bytes = bytesIn(bundle, file)
  } catch (error) {
    if (error instanceof BundleError) return { state: 'lost' }
    throw error
  }
  return createHash('sha256').update(bytes).digest('hex') === sha ? { state: 'whole', bytes } : { state: 'changed' }
}

/** Kept states, spread over the whole: each nearer than so many entries to one that is held is let go. */
function keptStates(last: number) {
  const apart = Math.max(keptEvery, Math.ceil(last / mostKept))
  let held: readonly Kept[] = []
  return {
    before: (until: Until, stands: (kept: Reached) => boolean, than?: Reach) => held.findLast((one) => isWithin(one, until) && (than === undefined || countOf(one) > countOf(than)) && stands(one)),
    put: async (one: Kept): Promise<void> => {
      if (held.some((other) => Math.abs(countOf(other) - countOf(one)) < apart)) return
      held = [...held, one].toSorted((a, b) => countOf(a) - countOf(b))
    },
  }
}

/** What came along of other consoles, as a replay reads their chains: with gaps, and of the incident alone. */
function carriedChains(incident: string, others: readonly Placed[]): ReplayedChains {
  const chains = Map.groupBy(others, ({ entry }) => entry.console)
  return {
    heads: () => new Map([...chains].flatMap(([console, chain]) => chain.slice(-1).map(({ entry: { seq, hash }, order }) => [console, { seq, hash, order }] as const))),
    page: (console, after, limit) => {
      const chain = chains.get(console) ?? []
      const from = chain.findIndex(({ entry }) => entry.seq > after)
      return from === -1 ? [] : chain.slice(from, from + limit)
    },
    upTo: (console, place) => (chains.get(console) ?? []).findLast((one) => comparePlaces(placeOf(one), place) <= 0)?.entry.seq ?? 0,
    ofIncident: (of) => (of === incident ? others : []),
    nobodys: () => [],
  }
}

export function openBundleRoom({ bundle, opened, clock, log }: {
  readonly bundle: Bundle
  /** The plan in use here, where the bundle's own can't be read. */
  readonly opened: () => OpenedPlan
  readonly clock: Clock
  readonly log: Log
}): BundleRoom {
  const { manifest } = bundle
  const others = othersOf(bundle)
  const incident = incidentIn(bundle, others)
  const state = { ...emptyState, seq: manifest.head.seq, head: manifest.head.hash, incidents: [incident] }
  const chains = carriedChains(incident.id, others)
  const journal: OwnRead = {
    console: manifest.console,
    state: () => state,
    entries: ({ incident: of, kinds, after, limit }) => (of !== undefined && of !== incident.id ? { entries: [], more: false } : bundle.entries({ after, limit, all: of === undefined, ...(kinds && { kinds }) })),
  }
  // Time stood still at the export.
  const then: Clock = { ...clock, wall: () => manifest.made }
  let reading: MomentReading | undefined
  let logs: { readonly read: CarriedLogs | undefined } | undefined
  const carried = (): CarriedLogs | undefined => (logs ??= { read: readLogs(bundle) }).read
  return {
    incident,
    others: others.map(({ entry }) => entry),
    moments: createMoments({
      journal, others: chains, opened, clock: then,
      reading: () => reading,
      momentAt: createMomentAt({ journal, others: chains, file: keptStates(manifest.head.seq + others.length), onReading: (now) => (reading = now) }),
      seriesOf: createIncidentSeries({ file: bundle.series, recorder: { flush: async () => true }, attachments: { get: async (sha) => fileIn(bundle, sha) }, clock: then, log }),
      planOf: (hash) => pinnedPlan(journal, hash, planIn),
    }),
    timeline: ({ all, ...asked }) => (all ? pageAround(journal, incident, asked) : bundle.entries(asked)),
    picture: (sha) => {
      const found = fileIn(bundle, sha)
      if (found.state !== 'whole') return found
      try {
        return { state: 'whole', type: readPicture(found.bytes).type, data: found.bytes.toString('base64') }
      } catch (error) {
        if (error instanceof PictureError) return { state: 'changed' }
        throw error
      }
    },
    logs: () => carriedSources(carried()),
    lines: ({ text, ...rest }) => {
      const begun = clock.mono()
      const found = carried()
      const parsed = parseQuery(text, clock.wall())
      if (!parsed.ok) return { lines: [], more: false, ms: 0, mistake: parsed.mistakes.map(({ message }) => message).join('; ') }
      if (found === undefined) return { lines: [], more: false, ms: 0 }
      return { ...findCarried(found, { ...rest, terms: parsed.query.terms }), ms: clock.mono() - begun }
    },
  }
}
