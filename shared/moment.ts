/**
 * A moment of the past, for replay: what the entries up to it say, and how time goes on in it. Pure.
 * Issue 6, replay: "every panel of the console shows that moment, by the same folds".
 */
import type { Entry, EntryData } from './journal.ts'
import { foldFrom } from './merge.ts'
import { emptyState, fold, type State } from './state.ts'

/** The last turn of a gate in one environment. `at`: wall and monotonic ms, and the boot of the latter. */
export type GateTurn = EntryData<'gate.turned'> & { readonly wall: number; readonly mono: number; readonly boot: string }
/** What the record says of a source: it tells who was lost and who came back, and nothing of the rest. */
export type SourceTurn = { readonly lost: boolean; readonly reason?: string; readonly detail?: string; readonly wall: number }

export type MomentFold = {
  readonly state: State
  /** By `gate/environment`. */
  readonly turns: Readonly<Record<string, GateTurn>>
  /** By target. */
  readonly sources: Readonly<Record<string, SourceTurn>>
}

export const emptyMoment: MomentFold = { state: emptyState, turns: {}, sources: {} }

export const gateKey = (gate: string, environment: string | undefined): string => `${gate}/${environment ?? ''}`

export function foldTurns({ turns, sources }: Pick<MomentFold, 'turns' | 'sources'>, entry: Entry): Pick<MomentFold, 'turns' | 'sources'> {
  const { recorded: wall, mono, boot } = entry.at
  switch (entry.kind) {
    case 'gate.turned':
      return { turns: { ...turns, [gateKey(entry.data.gate, entry.environment)]: { ...entry.data, wall, mono, boot } }, sources }
    case 'source.lost':
      return { turns, sources: { ...sources, [entry.data.target]: { lost: true, reason: entry.data.reason, detail: entry.data.detail, wall } } }
    case 'source.found':
      return { turns, sources: { ...sources, [entry.data.target]: { lost: false, wall } } }
    default:
      return { turns, sources }
  }
}

export const foldMoment = (moment: MomentFold, entry: Entry): MomentFold => ({ ...foldTurns(moment, entry), state: fold(moment.state, entry) })

/** Of several consoles: gates and sources are this console's own; of the others' entries counts here what counts everywhere. */
export const foldMomentFrom = (own: string, moment: MomentFold, entry: Entry): MomentFold =>
  entry.console === own ? foldMoment(moment, entry) : { ...moment, state: foldFrom(own, moment.state, entry) }

export const speeds = [1, 2, 10, 60] as const
export type Speed = (typeof speeds)[number]

/** Where a replay stands; wall ms. */
export type Played = { readonly at: number; readonly speed: Speed; readonly playing: boolean }
export type Stretch = { readonly from: number; readonly to: number }

export const within = ({ from, to }: Stretch, wall: number): number => Math.min(to, Math.max(from, wall))

/** @param elapsed real ms since the last step; at the end it stands still */
export function playOn(played: Played, stretch: Stretch, elapsed: number): Played {
  if (!played.playing) return played
  const at = within(stretch, played.at + elapsed * played.speed)
  return { ...played, at, playing: at < stretch.to }
}

/** The event before or after a moment; undefined where there is none. Events in the order of their time. */
export const eventFrom = <E extends { readonly at: number }>(events: readonly E[], at: number, way: 'previous' | 'next'): E | undefined =>
  way === 'next' ? events.find((event) => event.at > at) : events.findLast((event) => event.at < at)
