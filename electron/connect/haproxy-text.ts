/**
 * Reads what HAProxy's Runtime API answers. Pure: text in, values out, or a HaproxyTextError that names what is wrong.
 * https://docs.haproxy.org/2.6/management.html#9.3
 */

/** An answer is not what HAProxy gives to that command. */
export class HaproxyTextError extends Error {
  override readonly name = 'HaproxyTextError'
  /** HAProxy answers, yet one that is not known here. */
  readonly version: boolean

  constructor(message: string, version = false) {
    super(message)
    this.version = version
  }
}

const linesOf = (text: string): readonly string[] => text.split('\n').filter((line) => line !== '')
const shown = (text: string): string => JSON.stringify(text.slice(0, 80))

const count = (text: string | undefined, what: string): number => {
  if (text === undefined || !/^\d{1,15}$/.test(text)) throw new HaproxyTextError(`${what} is ${text === undefined ? 'missing' : shown(text)}`)
  return Number(text)
}

export type Info = {
  readonly name: string
  readonly version: string
  readonly node: string
  readonly description: string
  readonly pid: number
  /** Seconds since 1970. */
  readonly started: number
  readonly stopping: boolean
}

const oldest = [2, 4] as const

export function readInfo(text: string): Info {
  const fields = new Map(linesOf(text).map((line) => [line.slice(0, Math.max(0, line.indexOf(':'))), line.slice(line.indexOf(':') + 1).trim()]))
  const name = fields.get('Name')
  if (name === undefined || !/^(haproxy|hapee)/i.test(name)) throw new HaproxyTextError(`no HAProxy answers there: ${shown(text)}`)
  const version = fields.get('Version') ?? ''
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(version) ?? []
  if (major === undefined) throw new HaproxyTextError(`its version is ${shown(version)}`, true)
  if (Number(major) < oldest[0] || (Number(major) === oldest[0] && Number(minor) < oldest[1]))
    throw new HaproxyTextError(`version ${version} is older than ${oldest.join('.')}`, true)
  return {
    name, version, node: fields.get('node') ?? '', description: fields.get('description') ?? '',
    pid: count(fields.get('Pid'), 'Pid'), started: count(fields.get('Start_time_sec'), 'Start_time_sec'), stopping: fields.get('Stopping') === '1',
  }
}

export type ServerState = {
  /** `backend/server` */
  readonly name: string
  readonly backend: string
  readonly id: number
  readonly address: string
  readonly port: number
  /** Up as its health check says; always so without a check. */
  readonly up: boolean
  /** Kept from new users, by drain or maintenance. */
  readonly drained: boolean
  readonly weight: number
  /** The whole line, by the header's names. */
  readonly row: readonly string[]
}
export type ServerStates = { readonly header: string; readonly columns: readonly string[]; readonly servers: ReadonlyMap<string, ServerState> }

/** Forced, inherited and configured maintenance and drain (`srv_admin_state`). */
const keptOut = 0x01 | 0x02 | 0x04 | 0x08 | 0x10

/** `show servers state`, or a server-state file. */
export function readServerStates(text: string): ServerStates {
  const [format, header = '', ...rows] = linesOf(text)
  if (format !== '1' || !header.startsWith('# be_id be_name srv_id srv_name'))
    throw new HaproxyTextError(`expected servers' states in format 1, got ${shown(text)}`)
  const columns = header.slice(2).split(' ')
  const read = (line: string): ServerState => {
    const row = line.split(' ')
    if (row.length < columns.length) throw new HaproxyTextError(`a server's state is cut: ${shown(line)}`)
    const of = (column: string): string | undefined => row[columns.indexOf(column)]
    const backend = of('be_name') ?? ''
    const operation = count(of('srv_op_state'), 'srv_op_state')
    return {
      name: `${backend}/${of('srv_name') ?? ''}`, backend, id: count(of('srv_id'), 'srv_id'), address: of('srv_addr') ?? '', port: count(of('srv_port'), 'srv_port'),
      up: operation === 1 || operation === 2, drained: (count(of('srv_admin_state'), 'srv_admin_state') & keptOut) !== 0,
      weight: count(of('srv_uweight'), 'srv_uweight'), row,
    }
  }
  return { header, columns, servers: new Map(rows.map(read).map((server) => [server.name, server])) }
}

/** As HAProxy would read it at a reload. A server that was down then is given its chance, as at a fresh start. */
export function writeServerStates({ header, columns, servers }: ServerStates): string {
  const fresh: Readonly<Record<string, string>> = { srv_op_state: '2', srv_check_status: '1', srv_check_result: '0', srv_check_health: '0' }
  const rows = [...servers.values()].map(({ up, row }) => (up ? row : row.map((value, index) => fresh[columns[index] ?? ''] ?? value)).join(' '))
  return ['1', header, ...rows, ''].join('\n')
}

export type MapEntry = { readonly key: string; readonly value: string }

/** `show map`: one entry a line, behind its reference. */
export function readMap(text: string): readonly MapEntry[] {
  return linesOf(text).map((line) => {
    const [, key, value] = /^0x[\da-f]+ (\S+) (.*)$/.exec(line) ?? []
    if (key === undefined || value === undefined) throw new HaproxyTextError(`expected the entries of a map, got ${shown(line)}`)
    return { key, value }
  })
}

/** A map file: `key value` a line. */
export const writeMapFile = (entries: readonly MapEntry[]): string => entries.map(({ key, value }) => `${key} ${value}\n`).join('')
export const readMapFile = (text: string): readonly MapEntry[] =>
  linesOf(text).map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#')).map((line) => {
    const [, key = line, value = ''] = /^(\S+)\s+(.*)$/.exec(line) ?? []
    return { key, value }
  })

export type Worker = { readonly pid: number; readonly old: boolean; readonly uptime: string }

/** `show proc` of the master: workers in use, and old ones that still serve since a reload. */
export function readWorkers(text: string): readonly Worker[] {
  if (!text.startsWith('#<PID>')) throw new HaproxyTextError(`expected the master's processes, got ${shown(text)}`)
  let old = false
  return linesOf(text).flatMap((line): readonly Worker[] => {
    if (line.startsWith('#')) {
      old = line.startsWith('# old')
      return []
    }
    const [pid, type, , uptime = ''] = line.trim().split(/\s+/)
    return type === 'worker' ? [{ pid: count(pid, 'a pid'), old, uptime }] : []
  })
}

/** `show sess`: references of the sessions that are on one of the servers. */
export const readSessions = (text: string, servers: ReadonlySet<string>): readonly string[] =>
  linesOf(text).flatMap((line) => {
    const [, reference, backend, server] = /^(0x[\da-f]+): .*? be=(\S+) srv=(\S+) /.exec(line) ?? []
    return reference !== undefined && servers.has(`${backend}/${server}`) ? [reference] : []
  })

/** `show table`: users by the id of the server that they stick to. */
export function readStickTable(text: string): ReadonlyMap<number, number> {
  if (!text.startsWith('# table:')) throw new HaproxyTextError(`expected a stick-table, got ${shown(text)}`)
  const users = new Map<number, number>()
  for (const [, id] of text.matchAll(/ server_id=(\d{1,9})\b/g)) users.set(Number(id), (users.get(Number(id)) ?? 0) + 1)
  return users
}
