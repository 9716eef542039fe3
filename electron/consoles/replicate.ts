/**
 * Exchanges entries with the other consoles: sends what is new of its own chain, fetches what is new of theirs, says that it is
 * there, and renews the lease. Nothing waits for it: with the database gone every command goes on here, and what was not sent
 * goes when it is back. Fault 30 of trust.md; decision 9.
 */
import type { Clock } from '../../shared/clock.ts'
import type { ConsoleView, Driving, Presence } from '../../shared/contract/consoles.ts'
import { errorText } from '../../shared/error-text.ts'
import { asksAgain, tellingNow, turnLasts, type Instant, type Telling, type TurnSeen } from '../../shared/telling.ts'
import type { Timers } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Sent } from './others.ts'
import type { SharedRecord } from './record.ts'
import { mostAtOnce, type SharedDatabase, type SharedLease, type TurnThere } from './shared-database.ts'

export type ReplicationOptions = {
  readonly console: string
  readonly person: string
  readonly version: string
  readonly machine: string
  readonly record: Pick<SharedRecord, 'join' | 'receive' | 'tell' | 'own' | 'heads' | 'faults' | 'accuse'>
  /** Number and hash of this console's own last entry. */
  readonly head: () => { readonly seq: number; readonly head: string }
  readonly open: (signal: AbortSignal) => Promise<SharedDatabase>
  /** What this console drives, if it does. */
  readonly driving: () => Driving | undefined
  /** Told after each exchange in which the lease was another than before. */
  readonly onLease: (lease: SharedLease | undefined) => void
  /** Told after each try in which who tells people was another than before. */
  readonly onTelling: () => void
  /** Ms between two exchanges. */
  readonly every: number
  readonly clock: Clock
  readonly timers: Timers
  readonly log: Log
}

export type Replication = {
  readonly status: () => {
    readonly link: { readonly state: 'connecting' | 'open' } | { readonly state: 'cut off'; readonly since: number; readonly detail: string }
    readonly unsent: number
    /** Monotonic ms of the last whole exchange. */
    readonly exchangedAt?: number
    readonly consoles: readonly ConsoleView[]
    readonly lease?: SharedLease
  }
  /** Ms since a console was last heard of; undefined where it never was. */
  readonly silence: (console: string) => number | undefined
  /** Whether this console tells people now; `tookOver`: from another, which may have told what it has not said. */
  readonly telling: () => { readonly now: Telling; readonly by?: string; readonly tookOver: boolean; /** It could not send, and leaves it to another. */ readonly passedOn: boolean }
  /** Another console is there, which could tell people. */
  readonly others: () => boolean
  /** Gives up the turn to tell people: from this call on this console tells nobody. What it has appended by then is sent before another may have the turn. @returns false where it does not have the turn */
  readonly passOn: () => boolean
  /** Exchanges now, and not at the next time. */
  readonly kick: () => void
  readonly stop: () => Promise<void>
}

const longestBackoff = 5_000
const rowsAtOnce = 500
/** Pages of one exchange: a long chain does not keep the lease from being renewed. */
const pagesAtOnce = 20

/** The first so many that make one statement. */
function batchOf(entries: readonly Sent[]): readonly Sent[] {
  let size = 0
  const end = entries.findIndex(({ body }, index) => (size += body.length) > mostAtOnce && index > 0)
  return end === -1 ? entries : entries.slice(0, end)
}

export function startReplication(options: ReplicationOptions): Replication {
  const { console, person, version, machine, record, head, open, driving, onLease, onTelling, every, clock, timers, log } = options
  const stopped = new AbortController()
  let database: SharedDatabase | undefined
  let link: ReturnType<Replication['status']>['link'] = { state: 'connecting' }
  let sent = 0
  let exchangedAt: number | undefined
  let present: readonly Presence[] = []
  let presentAt = clock.mono()
  let lease: SharedLease | undefined
  let seen: TurnSeen = { own: console, since: { mono: clock.mono(), wall: clock.wall() } }
  let tookOver = false
  /** When this console passed its turn on; `said`: the database knows. */
  let rests: { readonly at: Instant; readonly said: boolean } | undefined
  let told: Telling = 'waits'
  let failures = 0
  let cancel = (): void => undefined
  let under: Promise<void> | undefined
  let again = false
  record.join()

  /** What the database has of this console's chain must be the beginning of it: else another one goes by its name, or it is an old copy. */
  const compareOwn = (there: { readonly seq: number; readonly hash: string } | undefined): boolean => {
    sent = there?.seq ?? 0
    if (there === undefined) return true
    const [own] = record.own(there.seq - 1, 1)
    const same = own?.seq === there.seq && own.hash === there.hash
    if (!same) record.accuse({ console, at: there.seq, detail: own === undefined
      ? `the shared database has ${there.seq} entries of this console, and ${head().seq} are here: this record is an older copy`
      : `entry ${there.seq} of this console is ${own.hash.slice(0, 12)} here, and ${there.hash.slice(0, 12)} in the shared database: its chain has forked` })
    return same
  }
  const isFaulty = (name: string): boolean => record.faults().some((fault) => fault.console === name)

  const push = async (to: SharedDatabase, signal: AbortSignal): Promise<void> => {
    for (let page = 0; page < pagesAtOnce; page += 1) {
      const entries = batchOf(record.own(sent, rowsAtOnce))
      const last = entries.at(-1)
      if (last === undefined) return
      await to.push(console, entries, signal)
      sent = last.seq
    }
  }
  const pull = async (from: SharedDatabase, name: string, upTo: number, signal: AbortSignal): Promise<void> => {
    for (let page = 0; page < pagesAtOnce; page += 1) {
      const known = record.heads().get(name)?.seq ?? 0
      if (known >= upTo || isFaulty(name)) return
      if (record.receive(name, await from.pull(name, known, rowsAtOnce, signal)) === 0) return
    }
  }

  const instant = (): Instant => ({ mono: clock.mono(), wall: clock.wall() })
  /** Asks for the turn, unless this console has just passed it on. */
  const turnOf = async (to: SharedDatabase, signal: AbortSignal): Promise<TurnThere | undefined> => {
    if (rests === undefined) return to.turn(console, signal)
    // Another would send anew what is not known there yet: until then the turn lapses by itself.
    if (!rests.said && sent >= head().seq) {
      const there = await to.passTurn(console, signal)
      rests = { ...rests, said: true }
      return there
    }
    const there = await to.turnNow(signal)
    if (!asksAgain(rests.at, there.left, instant())) return rests.said ? there : undefined
    rests = undefined
    return to.turn(console, signal)
  }

  const exchange = async (): Promise<void> => {
    const { signal } = stopped
    const to = database ?? await open(signal)
    database = to
    const heads = await to.heads(signal)
    const sends = !isFaulty(console) && compareOwn(heads.get(console))
    if (sends) await push(to, signal)
    for (const [name, there] of heads) {
      if (name === console) continue
      const known = record.heads().get(name)
      if (known?.seq === there.seq && known.hash !== there.hash) record.accuse({ console: name, at: there.seq, detail: `entry ${there.seq} of ${name} is ${known.hash.slice(0, 12)} here, and ${there.hash.slice(0, 12)} in the shared database: its chain has forked` })
      await pull(to, name, there.seq, signal)
    }
    record.tell()
    // After the entries: whoever drove may have ended.
    const found = await to.lease(driving(), signal)
    const moved = found?.fencing !== lease?.fencing || found?.console !== lease?.console
    lease = found
    if (moved) onLease(found)
    present = await to.beat({ console, person, version, machine, seq: head().seq }, signal)
    presentAt = clock.mono()
    exchangedAt = presentAt
    const nearest = Math.min(...present.filter((one) => one.console !== console).map(({ silentFor }) => silentFor))
    if (nearest !== Infinity) seen = { ...seen, heard: Math.max(seen.heard ?? -Infinity, presentAt - nearest) }
    // Only who knows what the others have told, and can say what it tells, may have the turn.
    const caughtUp = [...heads].every(([name, there]) => name === console || isFaulty(name) || (record.heads().get(name)?.seq ?? 0) >= there.seq)
    if (sends && caughtUp) {
      const asked = instant()
      const passing = rests
      const turn = await turnOf(to, signal)
      // Passed on while it was asked for: what it was told is not so any more.
      if (turn === undefined || (passing === undefined && rests !== undefined)) return
      if (turn.console === console && seen.turn?.console !== console) tookOver = seen.turn !== undefined || turn.number > 1
      seen = { ...seen, turn: { ...turn, asked } }
    }
  }
  const telling = (): Telling => tellingNow(seen, instant())
  const tellIfChanged = (): void => {
    const now = telling()
    if (now === told) return
    told = now
    log.info('consoles.telling', { console, now })
    onTelling()
  }

  const turn = async (): Promise<void> => {
    try {
      await exchange()
      if (link.state !== 'open') log.info('consoles.joined', { console })
      link = { state: 'open' }
      failures = 0
    } catch (error) {
      database?.close()
      database = undefined
      failures += 1
      if (stopped.signal.aborted) return
      // What had come before it broke counts.
      record.tell()
      const detail = errorText(error)
      if (link.state !== 'cut off' || link.detail !== detail) log.warn('consoles.cut off', { console, error })
      link = { state: 'cut off', since: link.state === 'cut off' ? link.since : clock.mono(), detail }
    }
    tellIfChanged()
  }
  const schedule = (): void => {
    cancel()
    if (stopped.signal.aborted) return
    const wait = again ? 1 : failures === 0 ? every : Math.min(longestBackoff, every * 2 ** Math.min(failures, 10))
    again = false
    cancel = timers.after(wait, begin)
  }
  function begin(): void {
    if (under !== undefined || stopped.signal.aborted) return
    cancel()
    under = turn().finally(() => {
      under = undefined
      schedule()
    })
  }
  begin()

  const silentFor = (one: Presence): number => one.silentFor + (clock.mono() - presentAt)
  const kick = (): void => {
    // With the database gone every entry would try it anew.
    if (failures > 0) return
    if (under === undefined) begin()
    else again = true
  }
  return {
    status: () => ({
      link, unsent: Math.max(0, head().seq - sent), ...(exchangedAt !== undefined && { exchangedAt }), ...(lease && { lease }),
      consoles: viewsOf(console, present.map((one) => ({ ...one, silentFor: silentFor(one) })), head().seq, record),
    }),
    silence: (name) => {
      const found = present.find((one) => one.console === name)
      return found && silentFor(found)
    },
    telling: () => ({ now: telling(), tookOver, passedOn: rests !== undefined, ...(seen.turn && { by: seen.turn.console }) }),
    others: () => present.some((one) => one.console !== console && silentFor(one) < turnLasts),
    passOn: () => {
      if (telling() !== 'has the turn' || seen.turn === undefined) return false
      rests = { at: instant(), said: false }
      seen = { ...seen, turn: { ...seen.turn, left: 0, asked: rests.at } }
      log.warn('consoles.turn passed on', { console })
      tellIfChanged()
      kick()
      return true
    },
    kick,
    stop: async () => {
      // A last try to send what the end of this console has written is not waited for: it goes at the next start.
      stopped.abort(new Error('the console is being closed'))
      cancel()
      await under
      database?.close()
    },
  }
}

function viewsOf(own: string, present: readonly Presence[], ownSeq: number, record: Pick<SharedRecord, 'heads' | 'faults'>): readonly ConsoleView[] {
  const faults = new Map(record.faults().map(({ console, detail }) => [console, detail]))
  const rows = present.map((one): ConsoleView => {
    const fault = faults.get(one.console)
    return { ...one, own: one.console === own, known: one.console === own ? ownSeq : (record.heads().get(one.console)?.seq ?? 0), ...(fault !== undefined && { fault }) }
  })
  const missing = [...record.heads()].filter(([console]) => !present.some((one) => one.console === console))
  return [...rows, ...missing.map(([console, { seq }]): ConsoleView => {
    const fault = faults.get(console)
    return { console, person: '', version: '', machine: '', seq, known: seq, own: false, ...(fault !== undefined && { fault }) }
  })]
}
