/** Entries of one incident, or of the whole journal, read in pages and carried on as new ones are appended. */
import { useEffect, useMemo, useRef, useState } from 'react'
import type { Entry, EntryKind } from '../../../shared/journal.ts'
import { useActs } from '../../act.tsx'
import { failureOf, type Failure } from '../../parts/failure.ts'
import { useView } from '../../store.ts'

/** An incident is read from its first entry on, the journal from its end back: so much at once. */
const page = 200
/** Of a timeline that is followed: a screen stands open for days. What is older is read again when a person asks for it. */
export const mostHeld = 5_000

export type TimelineOf = {
  readonly incident: string | undefined
  /** Also what is nobody's and happened around it. */
  readonly merged?: boolean
  /** The same array as long as the choice is the same. */
  readonly kinds: readonly EntryKind[] | undefined
  /** Number of the last entry that there is to read. */
  readonly last: number
  /** Number of the first. */
  readonly first: number
  /** Read from about this entry on. */
  readonly around?: number | undefined
}

export type Timeline = {
  /** Oldest first. */
  readonly entries: readonly Entry[]
  /** There are more after these. */
  readonly more: boolean
  /** There may be others before these. */
  readonly before: boolean
  readonly busy: boolean
  readonly failure?: Failure
  readonly loadMore: () => void
  readonly loadBefore: () => void
  readonly tryAgain: () => void
}

type Held = {
  readonly entries: readonly Entry[]
  /** Every entry that fits with a number in (from, to] is among them. */
  readonly from: number
  readonly to: number
  /** The incident's page was full: a person asks for the next. */
  readonly full: boolean
  readonly asked: false | 'later' | 'earlier'
  /** So many entries are held at most, what a person asked for on top. */
  readonly room: number
  readonly failure?: Failure
}

/** The newest of them, without so many that the page grows for as long as it is looked at; some at once, so that a list seldom moves. */
export function newest(entries: readonly Entry[], { room, from }: Pick<Held, 'room' | 'from'>): Pick<Held, 'entries' | 'from'> {
  if (entries.length < room + page) return { entries, from }
  return { entries: entries.slice(-room), from: entries.at(-room - 1)?.seq ?? from }
}

/** Use it under a `key` of incident and kinds: another choice is another timeline. */
export function useTimeline({ incident, merged = false, kinds, first, last, around }: TimelineOf): Timeline {
  const { client } = useActs()
  const connected = useView((view) => view.connection.status === 'open')
  const [held, setHeld] = useState<Held>(() => {
    const start = Math.max(first - 1, around !== undefined ? around - page / 2 : incident === undefined ? last - page : 0)
    return { entries: [], from: start, to: start, full: false, asked: false, room: mostHeld }
  })
  const { from, to, full, asked, failure } = held
  const end = useRef(last)
  const again = useRef((): void => undefined)
  useEffect(() => {
    end.current = last
  })

  // A replay that goes back leaves what it had read behind.
  const upTo = useView((view) => view.moment?.seq) ?? Infinity
  const entries = useMemo(() => (to <= upTo ? held.entries : held.entries.filter(({ seq }) => seq <= upTo)), [held.entries, to, upTo])
  const earlier = asked === 'earlier' && from >= first
  const later = to < last && (!full || asked === 'later')
  const wanted = earlier || later
  const after = earlier ? Math.max(first - 1, from - page) : to
  // Not by `failure`: what failed is asked again with each new link, or when a person asks, and not in a loop.
  useEffect(() => {
    if (!connected || !wanted) return undefined
    const stop = new AbortController()
    const read = async (): Promise<void> => {
      const known = end.current
      try {
        const found = await client().incidents.timeline(
          { after, limit: page, around: merged, ...(incident !== undefined && { incident }), ...(kinds && { kinds: [...kinds] }) }, { signal: stop.signal })
        if (stop.signal.aborted) return
        setHeld(({ failure: _, ...before }) => {
          if (earlier) return { ...before, entries: [...found.entries.filter((entry) => entry.seq <= before.from), ...before.entries], from: after, asked: false, room: before.room + found.entries.length }
          const reached = found.entries.at(-1)?.seq ?? known
          return {
            ...before, ...newest([...before.entries, ...found.entries], before), to: found.more ? reached : Math.max(known, reached),
            full: found.more && (incident !== undefined || around !== undefined), asked: before.asked === 'earlier' && before.asked,
          }
        })
      } catch (error) {
        if (!stop.signal.aborted) setHeld((before) => ({ ...before, failure: failureOf(error) }))
      }
    }
    again.current = () => void read()
    void read()
    return () => {
      stop.abort()
      again.current = () => undefined
    }
  }, [connected, wanted, earlier, after, client, incident, merged, kinds, around])

  return {
    entries, busy: wanted && failure === undefined, more: full, before: from >= first, ...(failure && { failure }),
    loadMore: () => setHeld((before) => ({ ...before, asked: 'later' })),
    loadBefore: () => setHeld((before) => ({ ...before, asked: 'earlier' })),
    tryAgain: () => again.current(),
  }
}
