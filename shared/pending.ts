/** Transactions that have begun and not ended, as people are shown them. Plan: "Active Transactions". */
import { z } from 'zod'
import { environments } from './metrics.ts'

/** `since` in wall ms. `mark`: what tells it from another one of the same connection, where the archive knows. */
export const pending = z.strictObject({ id: z.string(), user: z.string(), since: z.number(), statement: z.string(), mark: z.string().optional() })
export type Pending = Readonly<z.infer<typeof pending>>

/** What a question lets a person end: these and no others. */
export const endable = z.strictObject({ environment: z.enum(environments), pending: z.array(pending).min(1) })
export type Endable = { readonly environment: (typeof environments)[number]; readonly pending: readonly Pending[] }
