/**
 * The record of all consoles as one state: the fold over every chain in the one order. The journal that it gives has this state
 * and is otherwise this console's own; while no other chain is known it is that journal to the letter.
 */
import type { Journal } from '../journal/journal.ts'
import { bodyOf } from '../journal/chain.ts'
import { isTrouble } from '../journal/error.ts'
import type { Entry } from '../../shared/journal.ts'
import { comparePlaces, foldFrom, merge, placed, placeOf, type Place, type Placed } from '../../shared/merge.ts'
import { emptyState, type State } from '../../shared/state.ts'
import { nowhere, type Head, type Others, type Sent } from './others.ts'

/** What it needs of a console's own journal. */
export type OwnJournal = Pick<Journal, 'console' | 'state' | 'entries' | 'recent' | 'seen'> & { readonly health?: Journal['health'] }

export type SharedRecord = {
  readonly state: () => State
  /** This console takes part: its entries get numbers of the one order from here on. */
  readonly join: () => void
  /** What came of another console's chain: checked and kept, and folded in when the state is next asked for. @returns how many entries were new */
  readonly receive: (console: string, sent: readonly Sent[]) => number
  /** Tells the listeners of what has come since the last time. */
  readonly tell: () => void
  /** Own entries after a number that are on disk: what may be sent. */
  readonly own: (after: number, limit: number) => readonly Sent[]
  readonly heads: () => ReadonlyMap<string, Head>
  readonly faults: Others['faults']
  readonly accuse: Others['accuse']
  readonly verify: Others['verify']
  readonly ofIncident: Others['ofIncident']
  readonly between: Others['between']
  readonly texts: Others['texts']
  /** For a replay. */
  readonly page: Others['page']
  readonly upTo: Others['upTo']
  readonly nobodys: Others['nobodys']
  readonly ofRuns: Others['ofRuns']
  /** Told what came of others, all of an exchange at once. @returns its stop */
  readonly onOthers: (listener: (entries: readonly Entry[]) => void) => () => void
}

/** A state and how far each chain was folded into it. */
type Mark = { readonly last: Place; readonly heads: ReadonlyMap<string, Head>; readonly state: State; readonly folded: number }
const beginning: Mark = { last: { order: 0, console: '', seq: 0 }, heads: new Map(), state: emptyState, folded: 0 }

/** A state is kept every so many entries, so many of them: what comes late is folded in from the one before it. */
const every = 32
const kept = 400
const page = 1_000
/** The journal has so many in memory: a disk that can't be read does not hold up a rollback. */
const inMemory = 400

/** @param onTrouble told where the chains can't be read: the state is then this console's own */
export function createRecord(journal: OwnJournal, others: Others, onTrouble: (error: unknown) => void = () => undefined): SharedRecord {
  const listeners = new Set<(entries: readonly Entry[]) => void>()
  let marks: readonly Mark[] = []
  let now: Mark | undefined
  let joined = false
  /** Where what came late begins: from there on it is folded anew. */
  let late: Place | undefined
  let untold: readonly Entry[] = []

  /** What another console wrote and can't be understood here changes nothing here, and its chain is named. */
  const foldOne = (state: State, entry: Entry): State => {
    try {
      return foldFrom(journal.console, state, entry)
    } catch (error) {
      if (entry.console === journal.console || !(error instanceof Error)) throw error
      others.accuse({ console: entry.console, at: entry.seq, detail: `entry ${entry.seq} (${entry.kind}) of ${entry.console} can't be understood here: ${error.message}` })
      return state
    }
  }
  const step = (mark: Mark, one: Placed): Mark => {
    const { entry, order } = one
    return {
      last: placeOf(one), state: foldOne(mark.state, entry), folded: mark.folded + 1,
      heads: new Map([...mark.heads, [entry.console, { seq: entry.seq, hash: entry.hash, order }]]),
    }
  }
  /** Folds on from a mark, keeping some on the way. */
  const foldOn = (from: Mark, entries: readonly Placed[]): void => {
    let mark = from
    const made: Mark[] = []
    for (const one of entries) {
      mark = step(mark, one)
      if (mark.folded % every === 0) made.push(mark)
    }
    if (made.length > 0) marks = [...marks, ...made].slice(-kept)
    now = mark
  }
  const ownAfter = (from: Head): readonly Placed[] => {
    const count = journal.state().seq - from.seq
    if (count <= inMemory) return placed(journal.recent(count), from.order)
    const found: Entry[] = []
    for (let [after, more] = [from.seq, true]; more;) {
      const next = journal.entries({ after, limit: page })
      found.push(...next.entries)
      after = next.entries.at(-1)?.seq ?? after
      ;({ more } = next)
    }
    return placed(found, from.order)
  }
  const chainAfter = (console: string, { heads }: Mark): readonly Placed[] => {
    const from = heads.get(console) ?? nowhere
    return console === journal.console ? ownAfter(from) : others.after(console, from)
  }
  /** Folds anew all that stands after a place. */
  const foldFromPlace = (place: Place): void => {
    marks = marks.filter(({ last }) => comparePlaces(last, place) < 0)
    const from = marks.at(-1) ?? beginning
    foldOn(from, merge([journal.console, ...others.heads().keys()].map((console) => chainAfter(console, from))))
  }
  const alone = (): boolean => others.heads().size === 0

  /** With what this console appended since: it stands after all that was known by then. */
  const current = (): Mark => {
    if (now === undefined || late !== undefined) {
      foldFromPlace(late ?? beginning.last)
      late = undefined
    }
    const mark = now ?? beginning
    const own = mark.heads.get(journal.console) ?? nowhere
    if (own.seq < journal.state().seq) foldOn(mark, ownAfter(own))
    return now ?? beginning
  }
  const join = (): void => {
    if (joined) return
    joined = true
    journal.seen(Math.max(1, current().last.order))
  }
  if (!alone()) join()

  return {
    join,
    state: () => {
      if (alone()) return journal.state()
      try {
        return current().state
      } catch (error) {
        if (!isTrouble(error)) throw error
        onTrouble(error)
        return now?.state ?? journal.state()
      }
    },
    receive: (console, sent) => {
      if (console === journal.console) return 0
      join()
      // What this console has appended stands before what comes now, or is folded anew with it.
      const mark = late === undefined ? current() : undefined
      const taken = others.take(console, sent)
      const [first] = taken
      const last = taken.at(-1)
      if (first === undefined || last === undefined) return 0
      journal.seen(last.order)
      const place = placeOf(first)
      if (mark !== undefined && comparePlaces(mark.last, place) < 0) foldOn(mark, taken)
      else if (late === undefined || comparePlaces(place, late) < 0) late = place
      untold = [...untold, ...taken.map(({ entry }) => entry)]
      return taken.length
    },
    tell: () => {
      if (untold.length === 0) return
      const entries = untold
      untold = []
      for (const listener of listeners) listener(entries)
    },
    own: (after, limit) => {
      const health = journal.health?.() ?? 'durable'
      const durable = journal.state().seq - (health === 'durable' ? 0 : health.buffered)
      return journal.entries({ after, limit }).entries.filter(({ seq }) => seq <= durable).map((entry) => ({ seq: entry.seq, body: bodyOf(entry), hash: entry.hash }))
    },
    heads: others.heads,
    faults: others.faults,
    accuse: others.accuse,
    verify: others.verify,
    ofIncident: others.ofIncident,
    between: others.between,
    texts: others.texts,
    page: others.page,
    upTo: others.upTo,
    nobodys: others.nobodys,
    ofRuns: others.ofRuns,
    onOthers: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

/** The console's own journal, with the state of all. */
export const withShared = (journal: Journal, record: Pick<SharedRecord, 'state'>): Journal => ({ ...journal, state: record.state })
