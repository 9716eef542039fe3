/** The console as it was at a moment of an incident: state by the folds, the frame by what was recorded. Issue 6, replay. */
import { withBaselines } from '../../../shared/baseline.ts'
import type { Clock } from '../../../shared/clock.ts'
import type { Line, MergedPlace, Moment, MomentEvent, MomentSpan, OpenedPlan } from '../../../shared/contract.ts'
import type { Incident } from '../../../shared/incident.ts'
import type { Entry, EntryKind } from '../../../shared/journal.ts'
import type { Environment, MetricName, Statistic } from '../../../shared/metrics.ts'
import { within } from '../../../shared/moment.ts'
import type { OwnRead, Until } from '../../journal/merged.ts'
import type { MomentAt, MomentReading } from '../../journal/moment.ts'
import { aroundOf, entriesAround, lookBack, pageAround, seqAt } from '../around.ts'
import { shownPlan } from '../../plan/shown.ts'
import type { SeriesOf } from './incident-series.ts'
import { longestKept } from '../record/keep-series.ts'
import { eventOf, eventsOfOthers, mergedPlace, recentMerged, sinceMerged } from './moment-others.ts'
import { noOthers, type ReplayedChains } from '../other-chains.ts'
import { pastFrame } from './past-frame.ts'

/** Entries given with a state, and at most after one that the asker has. */
const recentEntries = 200
const mostEvents = 2_000

/** Nothing but what the page may have, whatever else the opened plan carries. */
const shownOf = ({ hash, file, from, mistakes, findings }: OpenedPlan, plan: OpenedPlan['plan']): OpenedPlan =>
  ({ plan: shownPlan(plan), hash, from, mistakes, findings, ...(file !== undefined && { file }) })

/** The moment that a page has. */
type Had = { readonly seq: number; readonly planKey: string; readonly merged?: Omit<MergedPlace, 'own'> | undefined }
type At = { readonly incident: Incident; readonly wall: number }
export type Moments = {
  readonly span: (incident: Incident) => Promise<MomentSpan>
  readonly reading: () => MomentReading | null
  readonly at: (at: At & { readonly have?: Had | undefined }) => Promise<Moment>
  readonly series: (at: At & { readonly metric: MetricName; readonly environment: Environment; readonly statistic: Statistic; readonly last: number; readonly points: number; readonly clock?: 'mono' | 'wall' }) => Promise<Line>
  readonly timeline: (at: At & { readonly of?: Incident | undefined; readonly around: boolean; readonly kinds?: readonly EntryKind[] | undefined; readonly after: number; readonly limit: number }) => { readonly entries: readonly Entry[]; readonly more: boolean }
  /** What other consoles had written of an incident by then, in the one order. */
  readonly others: (at: At & { readonly of: Incident }) => Promise<readonly Entry[]>
}

/** @param others chains of other consoles: a moment is a place in the one order of all */
export function createMoments({ journal, others = noOthers, momentAt, reading = () => undefined, seriesOf, opened, planOf, clock }: {
  readonly journal: OwnRead
  readonly others?: ReplayedChains
  readonly momentAt: MomentAt
  /** How far a seek is that is under way. */
  readonly reading?: () => MomentReading | undefined
  readonly seriesOf: SeriesOf
  /** The plan in use now. */
  readonly opened: () => OpenedPlan
  /** The plan of another time by its hash; undefined where its text can't be used any more. */
  readonly planOf: (hash: string) => OpenedPlan['plan'] | undefined
  readonly clock: Clock
}): Moments {
  const stretchOf = ({ openedAt, closedAt }: Incident): { readonly from: number; readonly to: number } =>
    ({ from: openedAt - lookBack, to: Math.min(closedAt ?? clock.wall(), openedAt + longestKept) })
  const plans = new Map<string, OpenedPlan['plan'] | undefined>()
  const planAt = (hash: string): OpenedPlan['plan'] | undefined => {
    if (!plans.has(hash)) plans.set(hash, planOf(hash))
    return plans.get(hash)
  }
  const openedAt = (hash: string | undefined, from: OpenedPlan['from'] | undefined): { readonly opened: OpenedPlan; readonly plan: Moment['plan'] } => {
    const present = opened()
    if (hash === undefined || hash === present.hash) return { opened: present, plan: hash === undefined ? 'present' : 'its own' }
    const plan = planAt(hash)
    return plan === undefined ? { opened: present, plan: 'present' } : { opened: { plan, hash, from: from ?? 'file', mistakes: [], findings: [] }, plan: 'its own' }
  }
  /** A bundle's entries have gaps: so many of them may lead further. */
  const between = (after: number, seq: number): readonly Entry[] => journal.entries({ after, limit: seq - after }).entries.filter((entry) => entry.seq <= seq)
  const until = (wall: number): Until => ({ seq: seqAt(journal, wall), order: Math.floor(wall) })
  const timeOf = (seq: number, wall: number): Pick<Moment, 'mono' | 'boot'> => {
    const entry = journal.entries({ after: Math.max(0, seq - 1), limit: 1 }).entries[0]
    return entry === undefined ? { mono: 0, boot: clock.boot } : { mono: entry.at.mono + (wall - entry.at.recorded), boot: entry.at.boot }
  }

  return {
    reading: () => reading() ?? null,
    span: async (incident) => {
      const { from, to } = stretchOf(incident)
      const events: MomentEvent[] = []
      let more = false
      for (const entry of entriesAround(journal, incident.id, aroundOf(journal, incident), { after: 0, upTo: seqAt(journal, to) })) {
        if (events.length === mostEvents) {
          more = true
          break
        }
        events.push(eventOf(entry, entry.at.recorded))
      }
      const theirs = await eventsOfOthers(journal, others, incident, { from, to }, mostEvents)
      const all = [...events, ...theirs].toSorted((a, b) => a.at - b.at)
      const series = await seriesOf(incident, to)
      return { incident: incident.id, from, to, events: all.slice(0, mostEvents), more: more || all.length > mostEvents, series: series.from }
    },
    at: async ({ incident, wall: asked, have }) => {
      const wall = within(stretchOf(incident), asked)
      const place = until(wall)
      const reached = await momentAt(place.seq, place.order)
      const { seq, moment } = reached
      const { store } = await seriesOf(incident, wall)
      const time = timeOf(seq, wall)
      const { opened: own, plan } = openedAt(moment.state.plan?.hash, moment.state.plan?.from)
      const inUse = withBaselines(own.plan, moment.state.baselines)
      const planKey = `${own.hash} ${JSON.stringify(moment.state.baselines)}`
      const merged = mergedPlace(journal, others, reached)
      const since = (had: Had): readonly Entry[] | undefined => {
        if (merged !== undefined) return had.merged && sinceMerged(journal, others, { seq: had.seq, merged: had.merged }, reached, place, recentEntries)
        if (had.merged !== undefined || had.seq === 0 || had.seq > seq || seq - had.seq > recentEntries) return undefined
        return seq === had.seq ? [] : between(had.seq, seq)
      }
      const entries = have && since(have)
      const recent = (): readonly Entry[] => (merged !== undefined ? recentMerged(journal, others, reached, place, recentEntries) : seq === 0 ? [] : between(Math.max(0, seq - recentEntries), seq))
      return {
        seq, wall, ...time, plan, planKey, ...(merged && { merged }),
        change: entries === undefined ? { kind: 'state', state: moment.state, recent: recent() } : { kind: 'entries', entries },
        frame: pastFrame({ plan: inUse, moment, read: store?.window, wall, mono: time.mono }),
        // What came from the environment stays in the engine: it may be a secret.
        ...(have?.planKey !== planKey && { opened: shownOf(own, inUse) }),
      }
    },
    series: async ({ incident, wall: asked, metric, environment, statistic, last, points, clock: on }) => {
      const wall = within(stretchOf(incident), asked)
      const { store } = await seriesOf(incident, wall)
      if (store === undefined) return { t: [], min: [], max: [], avg: [] }
      const line = store.range(metric, environment, statistic, wall - last, wall, points)
      if (on === 'wall') return line
      const { mono } = timeOf(seqAt(journal, wall), wall)
      return { ...line, t: line.t.map((at) => at - wall + mono) }
    },
    timeline: ({ incident, wall, of, around, kinds, after, limit }) => {
      const upTo = seqAt(journal, within(stretchOf(incident), wall))
      if (of !== undefined && around) return pageAround(journal, of, { kinds, after, limit, upTo })
      const { entries, more } = journal.entries({ after, limit, ...(of && { incident: of.id }), ...(kinds && { kinds }) })
      const known = entries.filter(({ seq }) => seq <= upTo)
      return { entries: known, more: more && known.length === entries.length }
    },
    others: async ({ incident, wall, of }) => {
      if (others.heads().size === 0) return []
      const place = until(within(stretchOf(incident), wall))
      const { others: ends } = await momentAt(place.seq, place.order)
      return others.ofIncident(of.id).filter(({ entry }) => entry.seq <= (ends[entry.console]?.seq ?? 0)).map(({ entry }) => entry)
    },
  }
}
