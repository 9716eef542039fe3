/**
 * Clients that read one record and no other: the past of this console, or a bundle. Each refuses every command: by the access
 * that the contract itself states, so that a new command is refused without a line here. What the record does not tell is
 * refused too, and never answered by the present.
 */
import { ORPCError } from '@orpc/client'
import { bundleIn, bundleItem } from '../../shared/bundle.ts'
import { contract, type Access } from '../../shared/contract.ts'
import type { Client } from '../client.ts'

export type MomentAt = { readonly incident: string; readonly wall: number }

/** Reads of what does not change with time: a picture by its hash, the chain as a whole. */
const timeless: ReadonlySet<string> = new Set(['attachments.get', 'incidents.verify', 'moments.span', 'moments.series', 'session.me'])

const isCommand = (feature: string, call: string): boolean => {
  const found = (contract as unknown as Readonly<Record<string, Readonly<Record<string, { readonly '~orpc': { readonly meta: Access } }>>>>)[feature]?.[call]
  return found === undefined || found['~orpc'].meta.role === 'operator'
}

const replayingError = (): Error => new ORPCError('REPLAYING', { message: 'This is a replay of the past: nothing is changed from here.' })
const notRecordedError = (): Error => new ORPCError('NOT_RECORDED', { message: 'What this was at that moment was not recorded.' })
const notInBundleError = (): Error => new ORPCError('NOT_IN_BUNDLE', { message: 'This is not in the bundle.' })
const readOnlyError = (): Error => new ORPCError('READ_ONLY', { message: 'A bundle is read-only: nothing is changed from here.' })

type Call = (input?: unknown, options?: unknown) => Promise<unknown>
type Answers = Readonly<Record<string, Call>>

const callOf = (live: () => Client) => (feature: string, call: string): Call =>
  (live() as unknown as Readonly<Record<string, Readonly<Record<string, Call>>>>)[feature]?.[call] ?? (() => Promise.reject(notRecordedError()))

/** @param answers by `feature.call`; `refused`: of a command, `missing`: of what there is no answer to */
function readingClient(answers: Answers, refused: () => Error, missing: () => Error): Client {
  const answer = (feature: string, call: string): Call => async (input, options) => {
    if (isCommand(feature, call)) throw refused()
    const own = answers[`${feature}.${call}`]
    if (own === undefined) throw missing()
    return own(input, options)
  }
  const nested = <T>(make: (name: string) => T): Readonly<Record<string, T>> => new Proxy({}, { get: (_, name) => (typeof name === 'string' && name !== 'then' ? make(name) : undefined) })
  return nested((feature) => nested((call) => answer(feature, call))) as unknown as Client
}

/** What a bundle itself tells, at any moment of it. */
function ofBundle(live: () => Client, bundle: string): Answers {
  const call = callOf(live)
  const incident = bundleItem(bundle)
  return {
    'moments.span': (_, options) => call('moments', 'span')({ incident }, options),
    'moments.series': (input, options) => call('moments', 'series')({ ...(input as object), incident }, options),
    'attachments.get': async (input, options) => {
      const found = (await call('bundles', 'picture')({ ...(input as object), bundle }, options)) as { readonly state: string }
      // No file of this console is gone: it did not come along.
      if (found.state === 'lost') throw notInBundleError()
      return found
    },
    'session.me': (input, options) => call('session', 'me')(input, options),
  }
}

/** Its whole record, as the room reads an own incident. */
export function createBundleClient(live: () => Client, bundle: string): Client {
  const call = callOf(live)
  return readingClient({
    ...ofBundle(live, bundle),
    'incidents.timeline': (input, options) => {
      const { incident, around, ...rest } = input as { readonly incident?: string; readonly around?: boolean }
      return call('bundles', 'timeline')({ ...rest, bundle, all: around === true || incident === undefined }, options)
    },
    'logs.sources': (_, options) => call('bundles', 'logSources')({ bundle }, options),
    'logs.lines': (input, options) => call('bundles', 'logLines')({ ...(input as object), bundle }, options),
  }, readOnlyError, notInBundleError)
}

/**
 * @param live the client of the present link
 * @param at the moment that is shown
 */
export function createMomentClient(live: () => Client, at: () => MomentAt): Client {
  const call = callOf(live)
  const bundle = bundleIn(at().incident)
  const own: Answers = Object.fromEntries([...timeless].map((name) => {
    const [feature = '', one = ''] = name.split('.')
    return [name, (input: unknown, options: unknown) => call(feature, one)(input, options)]
  }))
  return readingClient({
    ...(bundle === undefined ? own : ofBundle(live, bundle)),
    'live.series': (input, options) => call('moments', 'series')({ ...(input as object), ...at() }, options),
    'incidents.timeline': (input, options) => {
      const { incident: of, ...rest } = input as { readonly incident?: string }
      return call('moments', 'timeline')({ ...rest, ...(of !== undefined && { of }), ...at() }, options)
    },
    'consoles.ofIncident': (input, options) => call('moments', 'others')({ of: (input as { readonly incident: string }).incident, ...at() }, options),
  }, replayingError, bundle === undefined ? notRecordedError : notInBundleError)
}
