/**
 * The database's own programs (mariadb-dump, mariadb, mariadb-binlog), started without a shell, ended by their process.
 * What they sign in with is in a file that has lost its name before they begin: no process list, no crash leaves it behind.
 */
import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, type Readable, type Writable } from 'node:stream'
import { ConnectError } from '../connect/connector.ts'
import { formsOf, redact } from '../hide.ts'
import { archiveError } from './error.ts'
import type { DatabaseLink } from './settings.ts'

export type Tool = {
  readonly stdin: Writable
  readonly stdout: Readable
  /** Once it is gone. @throws ConnectError where it failed, with what it said; the reason of the signal that ended it */
  readonly ended: Promise<void>
}

/** MariaDB's own name, and the one that older systems know it by. */
const programs = {
  dump: ['mariadb-dump', 'mysqldump'],
  client: ['mariadb', 'mysql'],
  log: ['mariadb-binlog', 'mysqlbinlog'],
} as const
type Program = keyof typeof programs

type Child = ChildProcessByStdio<Writable, Readable, Readable>

const wordsKept = 2_000

/** A value of an option file, whatever it holds. */
const optionText = (value: string): string =>
  `"${value.replaceAll('\\', '\\\\').replaceAll('"', String.raw`\"`).replaceAll("'", String.raw`\'`).replaceAll('\n', String.raw`\n`).replaceAll('\r', String.raw`\r`).replaceAll('\t', String.raw`\t`)}"`

function optionsOf({ user, password, place, tls }: DatabaseLink): string {
  const options: readonly (readonly [name: string, value: string | undefined])[] = [
    ['user', user], ['password', password],
    ...('host' in place ? [['host', place.host], ['port', String(place.port)], ['protocol', 'tcp']] as const : [['socket', place.socketPath]] as const),
    ...(tls === false ? [] : [['ssl', '1'], ['ssl-verify-server-cert', '1'], ['ssl-ca', tls.ca]] as const),
  ]
  return `[client]\n${options.flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${optionText(value)}\n`])).join('')}`
}

/** An open file with the options, and the name that the program reads it by. */
function openOptions(link: DatabaseLink): { readonly fd: number; readonly name: string; readonly remove: () => void } {
  const dir = mkdtempSync(join(tmpdir(), 'fifteen-'))
  const remove = (): void => rmSync(dir, { recursive: true, force: true })
  try {
    const path = join(dir, 'options')
    writeFileSync(path, optionsOf(link), { mode: 0o600, flag: 'wx' })
    const fd = openSync(path, 'r')
    if (process.platform === 'win32') return { fd, name: path, remove }
    remove()
    return { fd, name: '/dev/fd/3', remove: () => undefined }
  } catch (error) {
    remove()
    throw error
  }
}

/** What a program said, without what it signed in with. */
const heard = (said: string, { password }: DatabaseLink): string =>
  redact(said.trim(), password === undefined ? [] : formsOf({ name: 'password', value: password }))

/** As the server's own error where it is one: `ERROR 1062 (23000) at line 5`, `Got error: 1045`, `… (1227)`. */
function failureOf(link: DatabaseLink, tried: string, code: number | null, by: NodeJS.Signals | null, said: string): ConnectError {
  const text = heard(said, link) || 'it said nothing'
  const number = /\bERROR (\d{4})\b|\berror:? (\d{4})\b|\((\d{4})\)/i.exec(text)?.slice(1).find((found) => found !== undefined)
  const detail = `it ended with ${code === null ? (by ?? 'a signal') : `exit code ${code}`}: ${text}`
  if (number === undefined || Number(number) >= 2_000 && Number(number) < 3_000)
    return new ConnectError({ target: link.target, tried, reason: number === undefined ? 'invalid' : 'unreachable', detail, mend: 'See what it says, and the log of the server; then run it again.' })
  return archiveError(link.target, tried, Object.assign(new Error(detail), { errno: Number(number), sqlState: '' }))
}

/**
 * @param args come after those that sign in
 * @throws ConnectError where there is no such program
 */
export async function startTool(link: DatabaseLink, program: Program, args: readonly string[], tried: string, signal: AbortSignal): Promise<Tool> {
  signal.throwIfAborted()
  const { fd, name, remove } = openOptions(link)
  try {
    for (const file of programs[program]) {
      const child = spawn(file, [`--defaults-file=${name}`, ...args], { stdio: ['pipe', 'pipe', 'pipe', fd], env: { PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8', TZ: 'UTC' }, windowsHide: true }) as Child
      try {
        await once(child, 'spawn')
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') continue
        throw error
      }
      // Node drops what a program that has ended said to nobody yet: here it is heard from the beginning, whoever comes late.
      return { stdin: child.stdin, stdout: child.stdout.pipe(new PassThrough()), ended: endOf(child, link, tried, signal, remove) }
    }
  } catch (error) {
    remove()
    throw error
  } finally {
    closeSync(fd)
  }
  remove()
  throw new ConnectError({ target: link.target, tried, reason: 'invalid', detail: `there is no program ${programs[program].join(' or ')} on this machine`, mend: "Install the database's own programs (Debian: mariadb-client)." })
}

function endOf(child: Child, link: DatabaseLink, tried: string, signal: AbortSignal, remove: () => void): Promise<void> {
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-wordsKept)))
  // Whoever writes into it hears of its end by `ended`.
  child.stdin.on('error', () => undefined)
  const end = (): void => void child.kill('SIGKILL')
  if (signal.aborted) end()
  signal.addEventListener('abort', end, { once: true })
  const ended = (async (): Promise<void> => {
    try {
      const [code, by] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]
      signal.throwIfAborted()
      if (code !== 0) throw failureOf(link, tried, code, by, said)
    } finally {
      signal.removeEventListener('abort', end)
      remove()
    }
  })()
  // Heard by whoever waits for it; until somebody does, it is no fault that nobody hears of.
  ended.catch(() => undefined)
  return ended
}

/**
 * All of them, to their end. One that fails ends the others; its error comes first, not what that broke elsewhere.
 * @param stop ends the others
 */
export async function together(stop: AbortController, ...work: readonly Promise<unknown>[]): Promise<void> {
  let first: { readonly error: unknown } | undefined
  await Promise.allSettled(work.map((one) => one.catch((error: unknown) => {
    // A pipe that breaks says less than the program at its other end.
    if (first === undefined || (isBrokenPipe(first.error) && !stop.signal.aborted)) first = { error }
    if (!isBrokenPipe(error)) stop.abort(error)
    throw error
  })))
  if (first !== undefined) throw first.error
}

const isBrokenPipe = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && ['EPIPE', 'ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET', 'ERR_STREAM_DESTROYED'].includes(String(error.code))
