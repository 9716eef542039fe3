/**
 * What an archive that can be checkpointed offers. A checkpoint counts only once it was restored beside the database and
 * compared, with the restore's time measured. Plan: "Backup Restoration", "Database Strategy"; semantics 15 of the design.
 */
import type { Environment } from '../../shared/metrics.ts'

/** Where the database's own log of changes stood at the dump: a later moment is reached by replaying from there. */
export type LogPosition = { readonly file: string; readonly offset: number; readonly gtid?: string }

/** One consistent dump, on disk and flushed. */
export type CheckpointFile = {
  readonly id: string
  readonly environment: Environment
  /** Whose data it is: a server's uuid. */
  readonly identity: string
  /** Wall ms of the moment that it holds. */
  readonly at: number
  readonly path: string
  readonly bytes: number
  readonly sha256: string
  readonly tables: readonly { readonly table: string; readonly rows: number; readonly checksum: string }[]
  /** Absent where the server keeps no log of changes: then no later moment can be reached. */
  readonly position?: LogPosition
  readonly ms: number
}

/** What proving found: the dump, restored beside the database, holds what it held when it was taken. */
export type Proof = { readonly rows: number; readonly tables: number; /** Of the restore alone. */ readonly ms: number }

/** Data set aside by a restore, so that it can be taken back. */
export type SetAside = { readonly environment: Environment; readonly name: string; readonly tables: readonly string[] }

/** A state of the past, built in a schema beside the database; nothing is live yet. */
export type Recovered = {
  readonly environment: Environment
  /** Name of the schema, dropped by `discard`. */
  readonly scratch: string
  readonly checkpoint: string
  /** Wall ms. */
  readonly moment: number
  readonly tables: readonly { readonly table: string; readonly rows: number; /** Rows that the live table has now; absent where it can't be counted. */ readonly liveRows?: number | undefined }[]
  readonly ms: number
}

export type OnStep = (progress: { readonly what: string; readonly done: number; readonly total: number }) => void

/** @throws ConnectError, with what was tried and how to mend it; nothing half done is left behind under a name that counts */
export type Checkpoints = {
  take(environment: Environment, to: { readonly id: string; readonly folder: string }, signal: AbortSignal, onProgress?: OnStep): Promise<CheckpointFile>
  /** Restores into a schema beside the database, compares, drops it. Changes nothing that is live. */
  prove(checkpoint: CheckpointFile, signal: AbortSignal, onProgress?: OnStep): Promise<Proof>
  /** The file is there, whole, and what was taken (size, sha256). */
  intact(checkpoint: CheckpointFile, signal: AbortSignal): Promise<void>
  /** The moments (wall ms) that can be reached from it by replay, up to now; undefined where the log does not reach back to it. */
  reach(checkpoint: CheckpointFile, signal: AbortSignal): Promise<{ readonly from: number; readonly to: number } | undefined>
  /** Builds the state of a moment beside the database: the dump, then the log up to and without what was committed after it. */
  recover(checkpoint: CheckpointFile, moment: number, signal: AbortSignal, onProgress?: OnStep): Promise<Recovered>
  /** Puts what was built in the place of the live tables, in one rename; those are set aside. */
  promote(recovered: Recovered, signal: AbortSignal): Promise<SetAside>
  /** The live tables again as they were before `promote`; what was promoted is set aside in turn. */
  takeBack(aside: SetAside, signal: AbortSignal): Promise<SetAside>
  discard(recovered: Recovered, signal: AbortSignal): Promise<void>
  /** What is set aside on that database, newest last. */
  aside(environment: Environment, signal: AbortSignal): Promise<readonly SetAside[]>
  drop(aside: SetAside, signal: AbortSignal): Promise<void>
}
