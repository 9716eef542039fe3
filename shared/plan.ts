import { z } from 'zod'
import { duration } from './duration.ts'
import { environments, metricNames } from './metrics.ts'
import { archive } from './plan/archive.ts'
import { benchmark } from './plan/benchmarks.ts'
import { checkpoints } from './plan/checkpoints.ts'
import { care, seal } from './plan/care.ts'
import { baseline, gate, matrixRow, tile } from './plan/gates.ts'
import { command } from './plan/commands.ts'
import { drills } from './plan/drills.ts'
import { logs } from './plan/logs.ts'
import { people } from './plan/people.ts'
import { pilots } from './plan/pilots.ts'
import { programme } from './plan/programme.ts'
import { ramp } from './plan/ramps.ts'
import { rollback } from './plan/rollback.ts'
import { team } from './plan/team.ts'
import { wall } from './plan/wall.ts'

export * from './plan/archive.ts'
export * from './plan/benchmarks.ts'
export * from './plan/channels.ts'
export * from './plan/checkpoints.ts'
export * from './plan/care.ts'
export * from './plan/commands.ts'
export * from './plan/drills.ts'
export * from './plan/gates.ts'
export * from './plan/logs.ts'
export * from './plan/on-call.ts'
export * from './plan/people.ts'
export * from './plan/pilots.ts'
export * from './plan/programme.ts'
export * from './plan/ramps.ts'
export * from './plan/rollback.ts'
export * from './plan/team.ts'
export * from './plan/wall.ts'

/** One connected system. Its kind names a file in electron/connect/, which checks the rest of the settings. */
export const target = z.looseObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  kind: z.string(),
  environment: z.enum(environments).optional(),
  every: duration.prefault('1s'),
  timeout: duration.prefault('900ms'),
  /** Who must answer there: a build id, a server uuid, as the Sources panel shows it. Anyone else is never acted upon. */
  expect: z.strictObject({ identity: z.string().min(1) }).optional(),
})
export type Target = z.infer<typeof target>

const environmentInfo = z.strictObject({
  title: z.string(),
  description: z.string(),
  technology: z.string(),
  port: z.int().min(1).max(65535),
})

/**
 * A deployment plan: every requirement of `deployment-plan.md` as data. No number of it is in code.
 * References (gate ids in triggers, criteria in decisions, step ids) are checked by `planReferences`.
 */
export const planSchema = z.strictObject({
  version: z.literal(1),
  id: z.string().regex(/^[a-z0-9-]+$/),
  title: z.string(),
  document: z.strictObject({ version: z.string(), date: z.iso.date(), status: z.string(), classification: z.string() }),
  mission: z.string(),
  system: z.array(z.strictObject({ title: z.string(), text: z.string() })),
  objectives: z.array(z.strictObject({ id: z.string(), title: z.string(), text: z.string() })),
  /** Present: the console starts the practice environment and fills in ${LAB_…} below. */
  lab: z.strictObject({ seed: z.int(), users: z.int().min(1).max(100) }).optional(),
  /** A staging pair, without real users: every run on it is a drill. */
  staging: z.boolean().default(false),
  environments: z.strictObject({ blue: environmentInfo, green: environmentInfo }),
  balancer: z.strictObject({
    switchObjective: duration,
    features: z.array(z.strictObject({ title: z.string(), text: z.string() })),
  }),
  stores: z.array(
    z.strictObject({ id: z.string(), title: z.string(), access: z.enum(['read-only', 'synchronised']), text: z.string() }),
  ),
  databaseStrategy: z.array(z.strictObject({ title: z.string(), text: z.string() })),
  monitoring: z.array(z.strictObject({ title: z.string(), text: z.string() })),
  targets: z.array(target).min(1),
  /** Absent: a target of kind lab-archive stands for it, or there is none. */
  archive: archive.optional(),
  /** Of the archive, whichever that is. Absent: none is taken. */
  checkpoints: checkpoints.optional(),
  baselines: z.partialRecord(z.enum(metricNames), baseline),
  benchmarks: z.array(benchmark).default([]),
  gates: z.array(gate).min(1),
  matrix: z.array(matrixRow),
  /** Plan: "Uptime Requirement". The share of the window that may be lost, our own switches and drills included. */
  errorBudget: z.strictObject({ objective: z.number().min(0).max(1), window: duration }),
  /** Who is told from outside that the console watches: the dead man's switch. */
  watcher: z.strictObject({
    heartbeat: z.strictObject({ address: z.url({ protocol: /^https?$/ }), every: duration.prefault('1m'), timeout: duration.prefault('10s') }).optional(),
  }).optional(),
  rollback,
  /** All that steps of kind `command` may run. */
  commands: z.array(command).default([]),
  drills: drills.optional(),
  /** Ways of sending users on in steps. `forward` is the one back to green after a rollback. */
  ramps: z.array(ramp).default([]),
  logs: logs.optional(),
  people,
  /** When the record is sealed, and who outside is told its head. */
  seal: seal.prefault({}),
  /** Copies of the record, and how long what belongs to closed incidents stays. */
  care: care.prefault({}),
  pilots: pilots.optional(),
  /** Absent: this console is alone. */
  team: team.optional(),
  /** Where the war room may be looked at from, once it is shared. */
  wall: wall.prefault({}),
  dashboard: z.strictObject({ title: z.string(), tiles: z.array(tile).min(1) }),
  ...programme,
})
export type Plan = z.infer<typeof planSchema>

/** No real users: a run is a drill. */
export const isPractice = ({ lab, staging }: Pick<Plan, 'lab' | 'staging'>): boolean => lab !== undefined || staging
