/**
 * Silences: a gate that a person told to be quiet, until an end, for a reason. The gate goes on measuring under it.
 * Plan: "Automated Alerting"; semantics 6 of the design.
 */
import { actorText, type Entry } from './journal.ts'
import type { Environment } from './metrics.ts'

export type Silence = {
  readonly id: string
  /** Gate ids, each named: there is no silence for everything. */
  readonly gates: readonly string[]
  /** Absent: in both. */
  readonly environment?: Environment
  /** Wall milliseconds (UTC). */
  readonly since: number
  readonly until: number
  readonly by: string
  readonly why: string
}

/** Those that were not ended by a person; the clock ends them, so look at `until` too. Oldest first. */
export type Silences = readonly Silence[]

/** Silences over for so long (ms) are history, and in the journal alone. */
const keptAfter = 86_400_000

export function foldSilences(silences: Silences, entry: Entry): Silences {
  if (entry.kind === 'silence.ended') return silences.filter(({ id }) => id !== entry.data.silence)
  if (entry.kind !== 'silence.set') return silences
  const { silence: id, gates, until } = entry.data
  const { environment, at: { occurred: since }, why = '' } = entry
  const made: Silence = { id, gates, ...(environment && { environment }), since, until, by: actorText(entry.who), why }
  return [...silences.filter((one) => one.until > since - keptAfter), made]
}

/** The silence that lasts longest of those that hold at `wall`. */
export const silenceOf = (silences: Silences, { gate, environment }: { readonly gate: string; readonly environment: Environment }, wall: number): Silence | undefined =>
  silences
    .filter((one) => one.until > wall && one.gates.includes(gate) && (one.environment ?? environment) === environment)
    .toSorted((a, b) => b.until - a.until)[0]
