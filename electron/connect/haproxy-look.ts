/** One look at HAProxy: who answers, its servers, its maps and its statistics, all from one worker. */
import { environments, type Environment } from '../../shared/metrics.ts'
import type { Runtime } from './haproxy-runtime.ts'
import type { HaproxySettings, ServerName } from './haproxy-settings.ts'
import { readStat, type StatRow } from './haproxy-stat.ts'
import { readInfo, readMap, readServerStates, readStickTable, type Info, type MapEntry, type ServerState, type ServerStates } from './haproxy-text.ts'

export type Look = {
  readonly info: Info
  /** Changes with every start and every reload: the run-time configuration died with the one before. */
  readonly generation: string
  readonly states: ServerStates
  readonly users: readonly MapEntry[]
  /** Every fencing number in the map: one is only ever added, so that a late writer can't lower it. */
  readonly numbers: readonly number[]
  readonly stat: readonly StatRow[]
  /** Users that stick to a server of the stick-table's backend, by the server's id. */
  readonly stuck: ReadonlyMap<number, number>
}

export const serversOf = ({ weighted, flagged }: HaproxySettings, environment: Environment): readonly ServerName[] => [...weighted[environment], ...flagged[environment]]
export const namesOf = (servers: readonly ServerName[]): ReadonlySet<string> => new Set(servers.map(({ name }) => name))

/** The state of a server that the plan names. @throws ConnectError where HAProxy has none of that name */
export function stateOf(runtime: Runtime, { states }: Pick<Look, 'states'>, { name }: ServerName): ServerState {
  const state = states.servers.get(name)
  if (state === undefined) throw runtime.wrong('show servers state', `HAProxy has no server ${name}`)
  return state
}

/** Does HAProxy reach the server where the plan says it is? A stale state file revives old ports. */
export const isInPlace = ({ address }: ServerName, state: ServerState): boolean =>
  address === undefined || (address.host === state.address && address.port === state.port)

/** Numbers as far as they are whole ones; anything else in that map is not ours. */
const numbersIn = (entries: readonly MapEntry[]): readonly number[] => entries.flatMap(({ key }) => (/^\d{1,15}$/.test(key) ? [Number(key)] : []))

/** @throws ConnectError also where another HAProxy answers than the plan names */
export async function identified(runtime: Runtime, text: string, { identity }: HaproxySettings): Promise<Info> {
  const info = runtime.reading('show info', () => readInfo(text))
  if (identity !== undefined && info.description !== identity && info.node !== identity)
    throw runtime.wrong('show info', `another HAProxy answers: node ${info.node || 'without a name'}, description ${info.description || 'none'}; the plan names ${identity}`)
  return info
}

export const generationOf = ({ pid, started }: Info): string => `${pid}-${started}`

/** @throws ConnectError */
export async function lookAt(runtime: Runtime, settings: HaproxySettings, signal: AbortSignal): Promise<Look> {
  const { users, fence, stickTable } = settings
  const commands = ['show info', 'show servers state', `show map ${users.map}`, `show map ${fence.map}`, 'show stat']
  const [infoText = '', stateText = '', userText = '', fenceText = '', statText = '', tableText = ''] = await runtime.ask([...commands, ...(stickTable === undefined ? [] : [`show table ${stickTable}`])], signal)
  const info = await identified(runtime, infoText, settings)
  const look: Look = {
    info, generation: generationOf(info),
    states: runtime.reading('show servers state', () => readServerStates(stateText)),
    users: runtime.reading(`show map ${users.map}`, () => readMap(userText)),
    numbers: numbersIn(runtime.reading(`show map ${fence.map}`, () => readMap(fenceText))),
    stat: runtime.reading('show stat', () => readStat(statText)),
    stuck: stickTable === undefined ? new Map() : runtime.reading(`show table ${stickTable}`, () => readStickTable(tableText)),
  }
  for (const server of environments.flatMap((environment) => serversOf(settings, environment))) stateOf(runtime, look, server)
  return look
}
