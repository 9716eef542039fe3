/** What the record says of past runs, incidents and phases, with their times on the line that recorded series are placed on. */
import type { ReplayEpisode } from '../../../shared/contract.ts'
import type { Incidents } from '../../../shared/incident.ts'
import { actorText, type Entry, type EntryKind } from '../../../shared/journal.ts'
import type { Plan } from '../../../shared/plan.ts'
import { merge, placed as inOrder, type Placed as InOrder } from '../../../shared/merge.ts'
import type { JudgedRun } from '../../../shared/replay.ts'
import type { Journal } from '../../journal/journal.ts'
import type { Placed } from '../../observe/restore.ts'

/** Looked at before an exposure began, and after all was over, ms. */
const before = 600_000
const after = 120_000

/** One run: when its condition began, it opened and it ended, and what people made of it. */
export type PastRun = Omit<JudgedRun, 'rules'> & { readonly exposed: number; readonly ended?: number }
export type Past = {
  /** Newest first. */
  readonly runs: readonly PastRun[]
  readonly phaseAt: (time: number) => string | null
}

const kinds = ['phase.set', 'gate.turned', 'rollback.opened', 'rollback.vetoed', 'rollback.finished'] as const satisfies readonly EntryKind[]
const batch = 1_000

/** Of all consoles, in the one order; gates are those of this console. @param theirs in that order */
function entriesOf(journal: Pick<Journal, 'entries'>, theirs: readonly InOrder[]): readonly Entry[] {
  const own: Entry[] = []
  for (let more = true; more;) {
    const found = journal.entries({ kinds, after: own.at(-1)?.seq ?? 0, limit: batch })
    own.push(...found.entries)
    ;({ more } = found)
  }
  return merge([inOrder(own), theirs]).map(({ entry }) => entry)
}

/** An entry's time beside the series of its boot: exact to the sample there, by the wall clock elsewhere. */
function timesOf(placed: readonly Placed[]): (at: Entry['at']) => number {
  const adds = new Map(placed.map(({ session, add }) => [session.boot, add]))
  return ({ boot, mono, occurred }) => {
    const add = adds.get(boot)
    return add === undefined ? occurred : mono + add
  }
}

/** @param theirs runs and phases of other consoles, in the one order */
export function readPast(journal: Pick<Journal, 'entries'>, plan: Pick<Plan, 'gates' | 'rollback'>, placed: readonly Placed[], theirs: readonly InOrder[] = []): Past {
  const timeOf = timesOf(placed)
  const firing = new Set<string>()
  const phases: { readonly at: number; readonly phase: string | null }[] = []
  const runs: PastRun[] = []
  const change = (id: string, changed: Partial<PastRun>): void => {
    const index = runs.findIndex(({ run }) => run === id)
    const found = runs[index]
    if (found !== undefined) runs[index] = { ...found, ...changed }
  }
  for (const entry of entriesOf(journal, theirs)) {
    const at = timeOf(entry.at)
    if (entry.kind === 'phase.set') phases.push({ at, phase: entry.data.phase })
    else if (entry.kind === 'gate.turned') {
      const key = `${entry.data.gate}/${entry.environment}`
      if (entry.data.to === 'firing' && entry.data.response === 'rollback' && entry.environment !== plan.rollback.target) firing.add(key)
      else firing.delete(key)
    } else if (entry.kind === 'rollback.opened') {
      const { run, manual, drill, trigger, startedAt, exposedSince } = entry.data
      const title = [...plan.gates, ...plan.rollback.manualTriggers].find(({ id }) => id === trigger)?.title ?? `Pressed by ${actorText(entry.who)}`
      runs.push({ run, title, drill, opened: at, exposed: at - (startedAt - exposedSince), outcome: 'open', mark: !manual ? 'right' : firing.size > 0 ? 'agreed' : 'missed' })
    } else if (entry.kind === 'rollback.vetoed') change(entry.data.run, { outcome: 'vetoed', mark: 'false alarm', ended: at })
    else if (entry.kind === 'rollback.finished') change(entry.data.run, { outcome: entry.data.outcome, ended: at, ...(entry.data.outcome === 'vetoed' && { mark: 'false alarm' }) })
  }
  return { runs: runs.toReversed(), phaseAt: (time) => phases.findLast(({ at }) => at <= time)?.phase ?? null }
}

/** What can be chosen to be replayed, newest first. */
export function episodesOf(runs: readonly PastRun[], incidents: Incidents, placed: readonly Placed[], now: number): readonly ReplayEpisode[] {
  const recorded = (from: number, to: number): boolean => placed.some(({ span }) => span.from < to && span.to > from)
  const episode = (kind: ReplayEpisode['kind'], id: string, title: string, begin: number, end: number): ReplayEpisode => {
    const [from, to] = [begin - before, Math.min(now, end + after)]
    return { kind, id, title, from, to, recorded: recorded(from, to) }
  }
  return [
    ...runs.map(({ run, title, drill, exposed, opened, ended = now }) => episode('run', run, `${drill ? 'Drill' : 'Rollback'}: ${title}`, Math.min(exposed, opened), ended)),
    ...incidents.map(({ id, title, openedAt, closedAt = now }) => episode('incident', id, title, openedAt, closedAt)),
  ].toSorted((a, b) => b.from - a.from)
}
