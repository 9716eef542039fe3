import { z } from 'zod'
import { command, query, type, type Role } from './base.ts'

/** Who is at this window, as the journal will name them. */
export type Me = { readonly name: string; readonly role: Role }

export const session = {
  me: query.output(type<Me>()),
  /** Sets the name under which this connection's acts are recorded. */
  introduce: command.input(z.strictObject({ name: z.string().trim().min(1).max(80) })).output(type<Me>()),
}
