/**
 * The client of a replay. It reads the past, and refuses every command: by the access that the contract itself states, so
 * that a new command is refused without a line here. What was not recorded is refused too, and never answered by the present.
 */
import { ORPCError } from '@orpc/client'
import { contract, type Access } from '../../shared/contract.ts'
import type { Client } from '../client.ts'

export type MomentAt = { readonly incident: string; readonly wall: number }

/** Reads of what does not change with time: a picture by its hash, the chain as a whole. */
const timeless: ReadonlySet<string> = new Set(['attachments.get', 'incidents.verify', 'moments.span', 'moments.series', 'session.me'])

const isCommand = (feature: string, call: string): boolean => {
  const found = (contract as unknown as Readonly<Record<string, Readonly<Record<string, { readonly '~orpc': { readonly meta: Access } }>>>>)[feature]?.[call]
  return found === undefined || found['~orpc'].meta.role === 'operator'
}

export const replayingError = (): Error => new ORPCError('REPLAYING', { message: 'This is a replay of the past: nothing is changed from here.' })
export const notRecordedError = (): Error => new ORPCError('NOT_RECORDED', { message: 'What this was at that moment was not recorded.' })

type Call = (input?: unknown, options?: unknown) => Promise<unknown>

/**
 * @param live the client of the present link
 * @param at the moment that is shown
 */
export function createMomentClient(live: () => Client, at: () => MomentAt): Client {
  const ofLive = (feature: string, call: string): Call => (live() as unknown as Readonly<Record<string, Readonly<Record<string, Call>>>>)[feature]?.[call] ?? (() => Promise.reject(notRecordedError()))
  const answers: Readonly<Record<string, Call>> = {
    'live.series': (input, options) => ofLive('moments', 'series')({ ...(input as object), ...at() }, options),
    'incidents.timeline': (input, options) => {
      const { incident: of, ...rest } = input as { readonly incident?: string }
      return ofLive('moments', 'timeline')({ ...rest, ...(of !== undefined && { of }), ...at() }, options)
    },
  }
  const answer = (feature: string, call: string): Call => async (input, options) => {
    if (isCommand(feature, call)) throw replayingError()
    const name = `${feature}.${call}`
    const own = answers[name] ?? (timeless.has(name) ? ofLive(feature, call) : undefined)
    if (own === undefined) throw notRecordedError()
    return own(input, options)
  }
  const nested = <T>(make: (name: string) => T): Readonly<Record<string, T>> => new Proxy({}, { get: (_, name) => (typeof name === 'string' && name !== 'then' ? make(name) : undefined) })
  return nested((feature) => nested((call) => answer(feature, call))) as unknown as Client
}
