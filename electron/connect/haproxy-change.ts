/**
 * Changes of HAProxy as commands and as what must be read back afterwards. Pure, apart from the errors.
 * Plan: "Load Balancer Configuration", "Traffic switching".
 */
import { environments, type Environment, type PerEnvironment } from '../../shared/metrics.ts'
import type { FlagChange } from './connector.ts'
import { isInPlace, namesOf, serversOf, stateOf, type Look } from './haproxy-look.ts'
import type { Runtime } from './haproxy-runtime.ts'
import type { HaproxySettings, ServerName } from './haproxy-settings.ts'
import type { MapEntry } from './haproxy-text.ts'

/** What is to be so: read back as the same after the commands. Servers and users that are not named stay as they are. */
export type Wanted = {
  readonly weights?: ReadonlyMap<string, number>
  readonly drained?: ReadonlyMap<string, boolean>
  /** The whole map. */
  readonly users?: ReadonlyMap<string, string>
}

const largestWeight = 256

/** Weights of the servers, so that the environments share as wanted: 100 and 0 with one server each are 100 and 0. */
export function serverWeights({ weighted }: Pick<HaproxySettings, 'weighted'>, weights: PerEnvironment<number>): ReadonlyMap<string, number> {
  const each = { blue: weights.blue / weighted.blue.length, green: weights.green / weighted.green.length }
  const most = Math.max(each.blue, each.green)
  const asIs = environments.every((environment) => Number.isInteger(each[environment])) && most <= largestWeight
  const scale = asIs ? 1 : largestWeight / most
  // Rounding never turns a few users into none.
  const weightOf = (environment: Environment): number => (each[environment] === 0 ? 0 : Math.max(1, Math.round(each[environment] * scale)))
  return new Map(environments.flatMap((environment) => weighted[environment].map(({ name }) => [name, weightOf(environment)] as const)))
}

/** Share of the users by weight, in %. Nobody there is 0 and everybody is 100; nothing else rounds to either. */
export function sharesOf(total: PerEnvironment<number>): PerEnvironment<number> {
  const all = total.blue + total.green
  const share = (part: number): number => {
    if (part === 0 || part === all) return part === 0 ? 0 : 100
    return Math.min(99.99, Math.max(0.01, Math.round((part / all) * 10_000) / 100))
  }
  return { blue: share(total.blue), green: share(total.green) }
}

/** A user's name that is a whole argument of a command and a whole line of a map file. */
const userPattern = /^(?!#)[^\s;\\<>"'`\p{Cc}]{1,256}$/u

/** @throws ConnectError for a name that would be read as something else */
export function usersAfter(runtime: Runtime, now: readonly MapEntry[], { set = {}, clear = [] }: FlagChange, values: HaproxySettings['values']): ReadonlyMap<string, string> {
  for (const name of [...Object.keys(set), ...(clear === 'all' ? [] : clear)])
    if (!userPattern.test(name)) throw runtime.wrong('change the user map', `a user can't be called ${JSON.stringify(name.slice(0, 80))}: no blanks, quotation marks, ; \\ < > and no # in front`)
  const users = new Map(clear === 'all' ? [] : now.map(({ key, value }) => [key, value] as const))
  if (clear !== 'all') for (const name of clear) users.delete(name)
  for (const [name, environment] of Object.entries(set)) users.set(name, values[environment])
  return users
}

/** A key may stand in a map more than once. */
const usersOf = (entries: readonly MapEntry[]): ReadonlyMap<string, readonly string[]> =>
  new Map([...Map.groupBy(entries, ({ key }) => key)].map(([key, same]) => [key, same.map(({ value }) => value)]))

/**
 * Commands from what is to what is wanted. What takes users comes before what loses them, so that at no moment
 * everything is drained or without weight; and users by name before the weights.
 */
export function commandsTo(runtime: Runtime, look: Look, wanted: Wanted, settings: HaproxySettings): readonly string[] {
  const { users: { map }, drainState } = settings
  const mapCommands: string[] = []
  if (wanted.users) {
    const now = usersOf(look.users)
    if (wanted.users.size === 0) mapCommands.push(...(now.size > 0 ? [`clear map ${map}`] : []))
    else {
      for (const [key, value] of wanted.users) {
        const has = now.get(key)
        if (has === undefined) mapCommands.push(`add map ${map} ${key} ${value}`)
        else if (has.some((one) => one !== value)) mapCommands.push(`set map ${map} ${key} ${value}`)
      }
      for (const key of now.keys()) if (!wanted.users.has(key)) mapCommands.push(`del map ${map} ${key}`)
    }
  }
  const named = environments.flatMap((environment) => serversOf(settings, environment))
  const states = new Map(named.map((server) => [server.name, stateOf(runtime, look, server)]))
  const places = named.flatMap((server) => {
    const state = states.get(server.name)
    return server.address && state && !isInPlace(server, state) ? [`set server ${server.name} addr ${server.address.host} port ${server.address.port}`] : []
  })
  const weights = [...(wanted.weights ?? [])].filter(([name, weight]) => states.get(name)?.weight !== weight).toSorted(([, a], [, b]) => b - a)
  const drains = [...(wanted.drained ?? [])].filter(([name, drained]) => states.get(name)?.drained !== drained).toSorted(([, a], [, b]) => Number(a) - Number(b))
  return [
    ...places, ...mapCommands,
    ...drains.filter(([, drained]) => !drained).map(([name]) => `set server ${name} state ready`),
    ...weights.map(([name, weight]) => `set server ${name} weight ${weight}`),
    ...drains.filter(([, drained]) => drained).map(([name]) => `set server ${name} state ${drainState}`),
  ]
}

/** What is not as wanted, for people; undefined where all is. */
export function differing(runtime: Runtime, look: Look, wanted: Wanted, settings: HaproxySettings): string | undefined {
  const named = environments.flatMap((environment) => serversOf(settings, environment))
  const wrong = named.flatMap((server) => {
    const state = stateOf(runtime, look, server)
    const weight = wanted.weights?.get(server.name)
    const drained = wanted.drained?.get(server.name)
    return [
      ...(weight !== undefined && state.weight !== weight ? [`${server.name} has weight ${state.weight} instead of ${weight}`] : []),
      ...(drained !== undefined && state.drained !== drained ? [`${server.name} is ${state.drained ? 'drained' : 'not drained'}`] : []),
      ...(isInPlace(server, state) ? [] : [`${server.name} is at ${state.address}:${state.port}`]),
    ]
  })
  if (wanted.users) {
    const now = usersOf(look.users)
    const right = [...wanted.users].filter(([key, value]) => now.get(key)?.every((one) => one === value) === true).length
    const extra = [...now.keys()].filter((key) => wanted.users?.has(key) === false).length
    if (right !== wanted.users.size || extra > 0) wrong.push(`the user map has ${right} of ${wanted.users.size} users as wanted, and ${extra} besides`)
  }
  return wrong.length === 0 ? undefined : wrong.join(', ')
}

const takesUsers = (weight: number, drained: boolean): boolean => weight > 0 && !drained

/** Where users would find no server, by backend. Dead servers are a person's to weigh: these are only those that are kept from users. */
function emptyBackends(look: Look, wanted: Wanted, { weighted, flagged, values }: HaproxySettings): ReadonlyMap<string, string> {
  const after = [...look.states.servers.values()].map((state) => ({
    ...state, weight: wanted.weights?.get(state.name) ?? state.weight, drained: wanted.drained?.get(state.name) ?? state.drained,
  }))
  const isEmpty = (backend: string): boolean => !after.some((state) => state.backend === backend && takesUsers(state.weight, state.drained))
  const sent = wanted.users ? [...wanted.users.values()] : look.users.map(({ value }) => value)
  const byName = environments.flatMap((environment) => {
    const users = sent.filter((value) => value === values[environment]).length
    if (users === 0) return []
    // The map says a backend's name; where it says something else, all that only the map leads to.
    const all = backendsOf(flagged[environment])
    return (all.includes(values[environment]) ? [values[environment]] : all).filter(isEmpty)
      .map((backend) => [backend, `${users} users are sent to ${backend} by name, and no server of it would take them: clear their flags first`] as const)
  })
  const byWeight = backendsOf([...weighted.blue, ...weighted.green]).filter(isEmpty)
    .map((backend) => [backend, `no server of ${backend} would take users: switch to the other environment first`] as const)
  return new Map([...byName, ...byWeight])
}

/** Why the change would leave users without any server who have one now; undefined where it would not. */
export function outageOf(look: Look, wanted: Wanted, settings: HaproxySettings): string | undefined {
  const before = emptyBackends(look, {}, settings)
  return [...emptyBackends(look, wanted, settings)].find(([backend]) => !before.has(backend))?.[1]
}

const backendsOf = (servers: readonly ServerName[]): readonly string[] => [...new Set(servers.map(({ backend }) => backend))]

/** What a look shows of the servers and users that the plan names. */
export function wantedFrom({ states, users }: Pick<Look, 'states' | 'users'>, settings: HaproxySettings): Required<Wanted> {
  const names = namesOf(environments.flatMap((environment) => serversOf(settings, environment)))
  const own = [...states.servers.values()].filter(({ name }) => names.has(name))
  return {
    weights: new Map(own.map(({ name, weight }) => [name, weight])),
    drained: new Map(own.map(({ name, drained }) => [name, drained])),
    users: new Map(users.map(({ key, value }) => [key, value])),
  }
}
