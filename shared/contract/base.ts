/**
 * What every part of the contract is made with. Inputs are checked at run time by schema;
 * outputs come from the engine and carry types only.
 */
import { eventIterator, oc, type } from '@orpc/contract'
import { z } from 'zod'

/** operator: may act; viewer: changes nothing (enforced in the engine, never in the page). */
export type Role = 'operator' | 'viewer'

/** Read by the engine's one middleware: which role a call needs. */
export type Access = { readonly role: Role }

const base = oc.$meta<Access>({ role: 'operator' }).errors({
  FORBIDDEN: { message: 'A viewer changes nothing. Ask an operator, or open the console at the desk.' },
  CONFLICT: {},
  NOT_FOUND: {},
  UNAVAILABLE: {},
})

/** Reads; a viewer may. */
export const query = base.meta({ role: 'viewer' })
/** Changes something; acknowledged only after its entry is durable. */
export const command = base.meta({ role: 'operator' })
/** Why a person does it: a command that the record must explain asks for it. */
export const reason = z.string().trim().min(3, { error: 'say why, in a few words: it goes on the record' }).max(500)
export { eventIterator, type }
