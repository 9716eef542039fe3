import { z } from 'zod'
import { environments, type Environment } from '../metrics.ts'
import { command, query, type } from './base.ts'

export const faultNames = ['slow', 'errors', 'db-drops', 'memory', 'diverge', 'sessions'] as const

export type LabFault = {
  readonly name: (typeof faultNames)[number]
  readonly environment: Environment
  readonly title: string
  readonly detail: string
  readonly on: boolean
}

export type LabUser = {
  readonly user: string
  readonly profile: string
  readonly pilot: boolean
  readonly environment?: Environment
  readonly requests: number
  readonly failures: number
  readonly sessionsLost: number
}

/** The practice environment; NOT_FOUND where the plan names real targets. */
export const lab = {
  status: query.output(type<{ readonly faults: readonly LabFault[]; readonly users: readonly LabUser[] } | null>()),
  fault: command
    .input(z.strictObject({ name: z.enum(faultNames), environment: z.enum(environments), on: z.boolean() }))
    .output(type<void>()),
  /** Sends the pilot users to green again, so that the next drill can begin. */
  reset: command.output(type<void>()),
}
