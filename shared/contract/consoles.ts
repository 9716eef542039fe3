/** Several consoles of one deployment: who has which open, how far their chains have come, who drives. */
import { z } from 'zod'
import type { Entry } from '../journal.ts'
import type { Telling } from '../telling.ts'
import { command, query, reason, type } from './base.ts'

/** A console as it last said it was there. `silentFor`: ms by the shared database's clock, and since it was last asked. */
export type Presence = {
  readonly console: string
  readonly person: string
  readonly version: string
  readonly machine: string
  /** Entries of its own chain. */
  readonly seq: number
  readonly silentFor: number
}
/** Who drives a run, by which number. */
export type Driving = { readonly run: string; readonly console: string; readonly holder: string; readonly fencing: number }

/** One console's row; `silentFor`: absent where it never said that it is there. `known`: how many entries of its chain are here, all checked; `fault`: why no more is taken of it. */
export type ConsoleView = Omit<Presence, 'silentFor'> & { readonly silentFor?: number; readonly own: boolean; readonly known: number; readonly fault?: string }

export type Consoles =
  | { readonly shared: false }
  | {
      readonly shared: true
      readonly deployment: string
      readonly own: string
      readonly place: string
      /** Since when (ms) the entries are exchanged, or not any more. */
      readonly link: { readonly state: 'connecting' | 'open' } | { readonly state: 'cut off'; readonly for: number; readonly detail: string }
      /** Own entries that are not in the shared database yet. */
      readonly unsent: number
      /** Ms since the last whole exchange; absent before the first. */
      readonly exchanged?: number
      readonly consoles: readonly ConsoleView[]
      /** Whether this console tells people, and who has the turn as far as it knows. */
      readonly tells: { readonly now: Telling; readonly console?: string; /** It reached somebody by no channel, and leaves it to another. */ readonly passedOn?: boolean }
      readonly drives?: Driving & { readonly here: boolean; /** Its console was heard of lately. */ readonly heard: boolean }
    }

export type ChainsChecked = readonly { readonly console: string; readonly entries: number; readonly fault?: string }[]

export const consoles = {
  list: query.output(type<Consoles>()),
  /** This console drives the run from here on: the number of whoever drove is dead. */
  takeOver: command.input(z.strictObject({ run: z.string(), reason })).output(type<void>()),
  /** The console that drives here asks another, which is there, to drive: it takes the run over as soon as it hears of it. */
  handOver: command.input(z.strictObject({ to: z.string(), reason })).output(type<void>()),
  /** What other consoles have written of an incident, in the one order. */
  ofIncident: query.input(z.strictObject({ incident: z.string() })).output(type<readonly Entry[]>()),
  /** Reads the other consoles' chains again, whole, as they lie here. */
  verify: query.output(type<ChainsChecked>()),
}
