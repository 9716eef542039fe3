/** Data of the entries about checkpoints and recoveries: what was begun, what came of it. Semantics 9, 14 and 15 of the design. */
import { z } from 'zod'
import { environments } from './metrics.ts'

const checkpoint = z.string()
const recovery = z.string()
const environment = z.enum(environments)
const count = z.int().nonnegative()

/** interrupted: the console ended in the middle, and nothing of it counts. */
export const checkpointEnds = ['failed', 'cancelled', 'rollback', 'interrupted'] as const

/** What a dump holds. `file`: its name below the plan's folder; `at`: wall ms of the moment that it holds. */
const taken = z.strictObject({
  checkpoint, identity: z.string(), at: z.number(), file: z.string(), bytes: count, sha256: z.string(),
  tables: z.array(z.strictObject({ table: z.string(), rows: count, checksum: z.string() })),
  position: z.strictObject({ file: z.string(), offset: count, gtid: z.string().optional() }).optional(),
  ms: z.number(),
})
/** `liveRows` is absent where the live table could not be counted: it is damaged. */
const recoveredTables = z.array(z.strictObject({ table: z.string(), rows: count, liveRows: count.optional() }))
const setAside = z.strictObject({ environment, name: z.string(), tables: z.array(z.string()) })

/** Data of the entries, by their kinds. */
export const checkpointEntries = {
  'checkpoint.begun': z.strictObject({ checkpoint, environment, cause: z.enum(['person', 'schedule', 'phase']), phase: z.string().optional() }),
  'checkpoint.taken': taken,
  'checkpoint.proven': z.strictObject({ checkpoint, rows: count, tables: count, ms: z.number() }),
  'checkpoint.failed': z.strictObject({ checkpoint, at: z.enum(['take', 'prove']), ended: z.enum(checkpointEnds) }),
  /** It was proven and no longer is what was taken. */
  'checkpoint.damaged': z.strictObject({ checkpoint, what: z.string() }),
  'checkpoint.removed': z.strictObject({ checkpoint, by: z.enum(['retention', 'person']) }),
  /** A state of the past is being built beside the database. `run`: for a step of that run. */
  'recovery.begun': z.strictObject({ recovery, checkpoint, environment, moment: z.number(), run: z.string().optional() }),
  'recovery.built': z.strictObject({ recovery, scratch: z.string(), moment: z.number(), tables: recoveredTables, ms: z.number() }),
  /** About to be done: what is set aside by then tells, after a crash, whether it was. */
  'recovery.swapping': z.strictObject({ recovery, back: z.boolean(), aside: z.array(z.string()) }),
  'recovery.promoted': z.strictObject({ recovery, aside: setAside }),
  'recovery.taken-back': z.strictObject({ recovery, aside: setAside }),
  'recovery.failed': z.strictObject({ recovery, ended: z.enum(checkpointEnds) }),
  /** What was built, or what was set aside, is gone. */
  'recovery.discarded': z.strictObject({ recovery, what: z.enum(['built', 'set aside']) }),
  /** A phase begins after its checkpoint; and one that does not begin, with the reason. */
  'phase.waits': z.strictObject({ phase: z.string() }),
  'phase.stays': z.strictObject({ phase: z.string() }),
} as const

export type Taken = z.infer<typeof taken>
export type SetAsideData = z.infer<typeof setAside>
