/** Contacts of a plan, as far as messages need them: who is meant by an id, and where they are written to. */
import { z } from 'zod'
import type { Plan } from '../plan.ts'

const contact = z.looseObject({ id: z.string(), name: z.string(), email: z.string().optional(), phone: z.string().optional(), channels: z.array(z.string()).default([]) })
export type MessageContact = z.infer<typeof contact>
const section = z.array(contact)

/** The section `contacts` belongs to the rotation; a plan without one has none. */
export function contactsOf({ people }: Pick<Plan, 'people'>): readonly MessageContact[] {
  const found = section.safeParse((people as Readonly<Record<string, unknown>>)['contacts'])
  return found.success ? found.data : []
}
