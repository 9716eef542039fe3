import { z } from 'zod'
import { environments, type Environment } from '../metrics.ts'
import { command, eventIterator, query, reason, type } from './base.ts'

/** Whether this plan's archive can be checkpointed now, and what stands in the way. What was done is in the state. */
export type CheckpointStatus = {
  /** Absent: it can. */
  readonly unable?: string
  /** What is under way; undefined: nothing. */
  readonly active?: CheckpointProgress
  /** Wall ms of the next one by the schedule; absent where none is scheduled now. */
  readonly due?: number
  /** Bytes that are free where checkpoints are kept; undefined where that can't be told. */
  readonly free?: number
}

export const checkpointWorks = ['take', 'prove', 'recover', 'swap'] as const
/** `done` of `total`, in what the archive counts; no total: not known yet. */
export type CheckpointProgress = {
  readonly work: (typeof checkpointWorks)[number]
  /** Id of the checkpoint or the recovery. */
  readonly subject: string
  readonly environment: Environment
  readonly text: string
  readonly done: number
  readonly total: number
}

/** The moments (wall ms) that can be reached; undefined: only the checkpoint's own. */
export type Reach = { readonly from: number; readonly to: number } | undefined

/** What a recovery would put in the place of what is live, as it is now. */
export type RecoveryPreview = {
  /** Names what was shown; a promotion needs it. */
  readonly id: string
  readonly recovery: string
  readonly environment: Environment
  /** Wall ms of the state that would be live. */
  readonly moment: number
  readonly checkpoint: string
  /** `liveRows` is absent where the live table can't be counted. */
  readonly tables: readonly { readonly table: string; readonly rows: number; readonly liveRows?: number | undefined }[]
  /** Rows that are live and would no longer be, by their number: changed ones are not counted, nor those of a table that can't be. */
  readonly lost: number
  /** Users of the last minute who work there; undefined where that is not known. */
  readonly users?: number
  readonly text: string
}
export type Promoted = { readonly aside: string; readonly whole: boolean; readonly problems: readonly string[] }

const one = z.strictObject({ checkpoint: z.string() })
const recovery = z.strictObject({ recovery: z.string() })

export const checkpoints = {
  status: query.output(type<CheckpointStatus>()),
  /** Takes and proves one of each environment, one after the other. CONFLICT where that can't be now. */
  take: command.input(z.strictObject({ environments: z.array(z.enum(environments)).min(1).optional(), reason })).output(type<{ readonly checkpoint: string }>()),
  prove: command.input(one).output(type<void>()),
  /** Ends what is under way; nothing half done counts. */
  cancel: command.output(type<void>()),
  /** Never the last proven one of an environment. */
  remove: command.input(one.extend({ reason })).output(type<void>()),
  reach: query.input(one).output(type<{ readonly reach: Reach }>()),
  /** Builds a moment (wall ms) beside the database; nothing live is touched. */
  recover: command.input(one.extend({ moment: z.number(), reason })).output(type<{ readonly recovery: string }>()),
  /** Reads every live table: an operator's to ask for. */
  preview: command.input(recovery).output(type<RecoveryPreview>()),
  /** Puts it in place of what is live. `preview`: what the person has seen; CONFLICT where live data moved on since. `yes`: they agree to it. */
  promote: command.input(recovery.extend({ preview: z.string(), yes: z.literal(true), reason })).output(type<Promoted>()),
  /** What was live before is live again; what had been put in place is set aside in turn. */
  takeBack: command.input(recovery.extend({ yes: z.literal(true), reason })).output(type<Promoted>()),
  /** Drops what was built, or what is set aside. */
  discard: command.input(recovery.extend({ reason })).output(type<void>()),
  /** Of what is under way, the last word first; undefined when it has ended. */
  progress: query.output(eventIterator(type<{ readonly active?: CheckpointProgress }>())),
}
