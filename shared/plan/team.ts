/**
 * Several consoles of one deployment, which share their record through a database of the team's own.
 * Plan: "On-Call Procedures" (a primary and a secondary, each with a console).
 */
import { z } from 'zod'
import { duration } from '../duration.ts'

export const team = z.strictObject({
  /** Names the deployment in the database: consoles of the same one share a record. */
  deployment: z.string().regex(/^[a-z0-9-]{1,60}$/),
  host: z.string().min(1),
  port: z.int().min(1).max(65_535).default(3_306),
  database: z.string().min(1),
  user: z.string().min(1),
  /** A reference such as ${TEAM_DB_PASSWORD}. */
  password: z.string().min(1).optional(),
  tls: z.union([z.boolean(), z.strictObject({ ca: z.string().min(1) })]).default(false),
  /** How often entries are exchanged. */
  every: duration.prefault('500ms'),
  /** The longest that one statement may take. */
  timeout: duration.prefault('5s'),
})
export type Team = z.infer<typeof team>
