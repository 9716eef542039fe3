/** What every part of the router is made with: access, held for every call at once, and the contract's errors. Semantics 17 and 20 of the design. */
import { mapEventIterator } from '@orpc/client'
import { implement, ORPCError } from '@orpc/server'
import { contract, type Access, type Me, type Role } from '../../shared/contract.ts'
import type { Actor } from '../../shared/journal.ts'
import { BundleError } from '../bundle/error.ts'
import { ConnectError } from '../connect/connector.ts'
import type { Console } from '../console.ts'
import { ReportError } from '../console/programme/programme-reports.ts'
import { Refusal } from '../refusal.ts'
import { LabError } from '../lab/lab-error.ts'
import { PdfError } from '../report/pdf.ts'
import { SecretError } from '../secrets/store.ts'

/** One connection to a console. `me.name` is what its acts are recorded under. */
export type CallContext = { readonly console: Console; readonly role: Role; readonly me: { name: string } }

export const notFound = (message: string): ORPCError<'NOT_FOUND', undefined> => new ORPCError('NOT_FOUND', { message })
export const unavailable = (message: string): ORPCError<'UNAVAILABLE', undefined> => new ORPCError('UNAVAILABLE', { message, status: 503 })
export const conflict = (message: string): ORPCError<'CONFLICT', undefined> => new ORPCError('CONFLICT', { message })

/** What the rooms below throw, as the contract's errors; anything else is a fault of ours and stays one. */
function toContract(error: unknown): unknown {
  if (error instanceof ConnectError || error instanceof LabError || error instanceof SecretError || error instanceof PdfError) return unavailable(error.message)
  if (error instanceof ReportError) return error.reason === 'unknown' ? notFound(error.message) : error.reason === 'refused' ? conflict(error.message) : unavailable(error.message)
  if (error instanceof BundleError) return error.reason === 'unknown' ? notFound(error.message) : error.reason === 'busy' ? conflict(error.message) : unavailable(error.message)
  if (error instanceof Refusal) return error.code === 'NOT_FOUND' ? notFound(error.message) : conflict(error.message)
  return error
}

const isStream = (output: unknown): output is AsyncIterator<unknown> => typeof output === 'object' && output !== null && Symbol.asyncIterator in output && 'next' in output

const base = implement(contract).$context<CallContext>()
export const os = base.use(async ({ context, next, procedure }) => {
  const { role } = procedure['~orpc'].meta as Access
  if (role === 'operator' && context.role !== 'operator') throw new ORPCError('FORBIDDEN', { message: 'A viewer changes nothing. Ask an operator, or open the console at the desk.' })
  try {
    const result = await next()
    // A stream begins when it is read: what goes wrong then is told by the same words.
    return isStream(result.output) ? { ...result, output: mapEventIterator(result.output, { value: async (value) => value, error: async (error) => toContract(error) }) } : result
  } catch (error) {
    throw toContract(error)
  }
})

export const personOf = ({ role, me }: CallContext): Actor => ({ kind: 'person', name: me.name, role })
export const meOf = ({ role, me }: CallContext): Me => ({ name: me.name, role })

/** What may wait for a slow reader. */
export const queued = { entries: 5_000, progress: 500 } as const
