/** What a connected system offers the console. One file a kind; the registry names them. */
import type { Clock } from '../../shared/clock.ts'
import type { Environment, Measured, MetricName, MissingReason, PerEnvironment } from '../../shared/metrics.ts'
import type { Pending } from '../../shared/pending.ts'
import type { Checkpoints } from './checkpoints.ts'
import type { Jar } from './cookies.ts'
import type { Values } from './journey-template.ts'

/** Who answers: a build id, a server uuid. A target is chosen by this, never as "the previous one". */
export type Identity = { readonly id: string; readonly detail: Readonly<Record<string, string>> }

/** Names one series. */
export type SeriesName = { readonly metric: MetricName; readonly environment: Environment }

/** A metric that one sample could not bring, while the rest of the sample counts. */
export type Missing = SeriesName & { readonly reason: MissingReason; readonly detail?: string }

/** One sample of a target. Counters carry increments since the sample before. */
export type Reading = {
  readonly measured: readonly Measured[]
  readonly missing: readonly Missing[]
  /** What was found amiss all the same, for people. */
  readonly detail?: string
}

export type Connector = {
  readonly target: string
  readonly kind: string
  readonly environment?: Environment
  /** What `sample` brings: the series that a failed sample leaves without a value. */
  readonly provides?: readonly SeriesName[]
  /** @throws ConnectError */
  identify(signal: AbortSignal): Promise<Identity>
  /** @throws ConnectError */
  sample?(signal: AbortSignal): Promise<Reading>
  stop(): Promise<void>
}

/** A connector, and how it is sampled. */
export type SampledTarget = {
  readonly connector: Connector
  /** Milliseconds between samples, and that one sample may take. */
  readonly every: number
  readonly timeout: number
}

/** What a connector is made with. */
export type ConnectContext = {
  readonly clock: Clock
  /** How often the target is sampled, in ms: increments over more than three missed samples are not carried on. */
  readonly every: number
}

type Failure = {
  readonly target: string
  /** What was tried, such as `GET http://127.0.0.1:3000/health`. */
  readonly tried: string
  readonly reason: MissingReason
  readonly detail: string
  /** What a person can do about it. */
  readonly mend: string
  /** What is known all the same: a refused connection measures `up` as 0. */
  readonly known?: readonly Measured[]
  readonly cause?: unknown
}

/** A connected system did not do what was asked of it. */
export class ConnectError extends Error {
  override readonly name: string = 'ConnectError'
  readonly target: string
  readonly tried: string
  readonly reason: MissingReason
  readonly detail: string
  readonly mend: string
  readonly known: readonly Measured[]

  constructor({ target, tried, reason, detail, mend, known = [], cause }: Failure) {
    super(`${target}: ${tried}: ${detail}. ${mend}`, cause === undefined ? undefined : { cause })
    this.target = target
    this.tried = tried
    this.reason = reason
    this.detail = detail
    this.mend = mend
    this.known = known
  }
}

/** A newer driver has written: this one's fencing number is dead, and nothing was changed. */
export class FencingError extends ConnectError {
  override readonly name = 'FencingError'
  /** The largest number that the target has seen. */
  readonly seen: number

  constructor(at: { readonly target: string; readonly tried: string; readonly fencing: number; readonly seen: number }) {
    super({
      target: at.target,
      tried: at.tried,
      reason: 'stale',
      detail: `fencing number ${at.fencing} is dead: another driver came with ${at.seen}`,
      mend: 'Another console drives now. Follow it there, or take the lease anew.',
    })
    this.seen = at.seen
  }
}


/** What the balancer reports, read back; not what it was told. */
export type Routing = {
  /** Changes with each start of the balancer: its run-time configuration died with the one before. */
  readonly id: string
  readonly weights: PerEnvironment<number>
  /** Users sent by flag, by environment. */
  readonly flags: PerEnvironment<number>
  readonly drained: PerEnvironment<boolean>
  readonly inFlight: PerEnvironment<number>
  /** Users of the last minute whose last answer came from there. */
  readonly sticky: PerEnvironment<number>
  /** Answers since the balancer's start. */
  readonly served: PerEnvironment<number>
  /** Requests that no environment answered. */
  readonly failed: number
  readonly healthy: PerEnvironment<boolean>
  /** Largest fencing number seen. */
  readonly fencing: number
  /** Counts the changes of its configuration. */
  readonly changed: number
}

export type FlagChange = {
  readonly set?: Readonly<Record<string, Environment>>
  readonly clear?: readonly string[] | 'all'
}

/** Fresh requests through the data plane, counted by who answered. */
export type Probe = { readonly answered: PerEnvironment<number>; readonly failed: number }

/** Every write is fenced: a number smaller than the largest seen is refused with a FencingError and changes nothing. */
export type Balancer = Connector & {
  /** Base address of the data plane: where users come in. */
  readonly through: string
  read(signal: AbortSignal): Promise<Routing>
  /** Where each user is sent by flag; absent where it can't tell. */
  userFlags?(signal: AbortSignal): Promise<Readonly<Record<string, Environment>>>
  setWeights(weights: PerEnvironment<number>, fencing: number, signal: AbortSignal): Promise<void>
  setFlags(change: FlagChange, fencing: number, signal: AbortSignal): Promise<void>
  drain(environment: Environment, on: boolean, fencing: number, signal: AbortSignal): Promise<void>
  /** Ends kept connections towards the environment once idle, and what is in flight after the grace. */
  close(environment: Environment, graceMs: number, fencing: number, signal: AbortSignal): Promise<void>
  /** Goes the way of a write (authorised, fenced) and changes nothing. */
  noop(fencing: number, signal: AbortSignal): Promise<void>
  /** @param count requests, each on a fresh connection */
  probe(count: number, signal: AbortSignal): Promise<Probe>
}

/** A session as it is carried from one environment to the other: as its record came. */
export type MovedSession = { readonly sessionId: string; readonly user: string; readonly record?: unknown }

/** What a journey leaves to the next: cookies and saved values. Secrets: they stay in memory. */
export type Carried = { readonly jar: Jar; readonly values: Values }

/** A synthetic user's way through the platform, each step asserted. */
export type Journey = {
  /** Who answered, where its answers say so. */
  readonly environment?: Environment
  readonly steps: readonly { readonly title: string; readonly ms: number }[]
  readonly carried: Carried
}

/** `through`: another base address than the app's own, such as the balancer's data plane. */
export type Way = { readonly through?: string }

/** A journey that the plan gives an app. */
export type JourneyInfo = {
  readonly id: string
  readonly title: string
  /** The one that is gone first. */
  readonly after?: string
  /** What it and those before it may take (ms). */
  readonly timeout: number
}

/** What the plan says that an app can do. A step that needs what is not offered asks a person. */
export type Offers = { readonly journeys: readonly JourneyInfo[]; readonly sessions: boolean; readonly notice: boolean }

export type App = Connector & {
  readonly environment: Environment
  readonly offers: Offers
  /** Its journeys, sampled on a schedule of their own: a slow one delays nothing else. */
  readonly beside?: SampledTarget
  health(signal: AbortSignal, way?: Way): Promise<Identity & { readonly environment: Environment }>
  exportSessions(signal: AbortSignal): Promise<readonly MovedSession[]>
  /** Idempotent; never overwrites a session that was seen later there. `imported` counts what was new or newer. */
  importSessions(sessions: readonly MovedSession[], signal: AbortSignal): Promise<{ readonly imported: number }>
  /** Shows a message to everyone in the app. `key` stands for this message: an app that knows it shows a repeat once. */
  notice(text: string, severity: 'info' | 'warning' | 'critical', signal: AbortSignal, key?: string): Promise<void>
  /**
   * Goes one way of the plan's, those before it first; what is carried stands in for those before it, `variables` for its own.
   * @throws ConnectError with the step, what was expected and what came
   */
  journey(id: string, signal: AbortSignal, options?: Way & { readonly user?: string; readonly carried?: Carried; readonly variables?: Values }): Promise<Journey>
}

export type Differing = {
  readonly onlyBlue: number
  readonly onlyGreen: number
  readonly changed: number
  /** Of the changed rows, those that the other environment holds an older version of. */
  readonly newer: PerEnvironment<number>
}

export type TableComparison = {
  readonly table: string
  readonly blueRows: number
  readonly greenRows: number
  readonly differing: Differing
  /** Keys of the first rows that differ, for people. */
  readonly sampleKeys: readonly string[]
}

export type Comparison = { readonly tables: readonly TableComparison[]; readonly ms: number }
export type OnRows = (progress: { readonly table: string; readonly done: number; readonly total: number }) => void

export type SyncOptions = {
  readonly tables?: readonly string[]
  /** Rows read a transaction; 500 if not given. */
  readonly chunk?: number
  /** JSON Lines file that gets every row before it is overwritten, on disk before the overwriting is committed. */
  readonly beforeImages: string
  /** The driver's number, where the archive checks it. */
  readonly fencing?: number
}

/** A row that was left as it is, for a person. */
export type Conflict = { readonly table: string; readonly key: string; readonly why: string }

export type Synced = {
  readonly inserted: number
  readonly updated: number
  readonly beforeImages: number
  readonly chunks: number
  /** Rows left as they are because the target's own version is newer. */
  readonly kept: number
  /** Rows that a person has to settle; the first of them, with their number in `conflicting`. */
  readonly conflicts?: readonly Conflict[]
  readonly conflicting?: number
}

export type { Pending } from '../../shared/pending.ts'

export type Archives = Connector & {
  /** Absent where this archive can't be checkpointed. */
  readonly checkpoints?: Checkpoints
  compare(signal: AbortSignal, options?: { readonly tables?: readonly string[]; readonly onProgress?: OnRows }): Promise<Comparison>
  /** Copies what `target` lacks or holds an older version of, from the other environment. Never deletes; may be repeated. */
  syncInto(target: Environment, options: SyncOptions, signal: AbortSignal, onProgress?: OnRows): Promise<Synced>
  /** `since` in wall ms. */
  pending(environment: Environment, signal: AbortSignal): Promise<readonly Pending[]>
  /**
   * Ends what a person saw and said yes to, if it still is that one, and reads back that it is gone. 'gone': it had ended by
   * itself. Absent where this archive can end none. @throws ConnectError where it can't be ended
   */
  endTransaction?(environment: Environment, shown: Pending, yes: { readonly who: string }, signal: AbortSignal): Promise<'ended' | 'gone'>
  /** Why its user could end none there, for people; undefined: it can. */
  mayNotEnd?(environment: Environment, signal: AbortSignal): Promise<string | undefined>
  /** What the database says of its own files; no problems: whole. */
  integrity(environment: Environment, signal: AbortSignal): Promise<{ readonly whole: boolean; readonly problems: readonly string[] }>
}
