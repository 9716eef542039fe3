/** The parent's end: starts the lab's programs as processes of their own. */
import { fork } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Ready } from './child.ts'
import { LabError } from './lab-error.ts'

export const entries = ['app', 'balancer', 'replicator', 'users'] as const
export type Entry = (typeof entries)[number]

type Output = { readonly setEncoding: (encoding: 'utf8') => { readonly on: (event: 'data', listener: (text: string) => void) => unknown } }
/** What is used of a process: Node's own, or one that Electron's main process keeps for the engine. */
export type LabProcess = {
  /** Undefined where it could not be started, or is not known yet. */
  readonly pid?: number | undefined
  readonly stdout: Output | null
  readonly stderr: Output | null
  readonly exitCode: number | null
  readonly signalCode: NodeJS.Signals | null
  readonly connected: boolean
  readonly disconnect: () => void
  readonly kill: (signal: 'SIGKILL') => unknown
  once(event: 'message', listener: (message: unknown) => void): unknown
  once(event: 'error', listener: (cause: Error) => void): unknown
  once(event: 'exit', listener: (code: number | null, signal: NodeJS.Signals | null) => void): unknown
}
/** Starts an entry file with a channel for its messages. */
export type Spawn = (file: string, env: NodeJS.ProcessEnv) => LabProcess
export type Log = (line: string) => void

/** A child that was started: `ready` gives its addresses or rejects; `stop` ends it, after two seconds by force. */
export type Child = { readonly pid: number; readonly ready: Promise<Ready>; readonly stop: () => Promise<void> }

const startWithinMs = 20_000
const stopWithinMs = 2_000

/** The one place that knows where the programs lie: sources when run by Node, built files in the packed console. */
export const entryFile = (entry: Entry): string => {
  const tried = ['.ts', '.js'].map((ending) => fileURLToPath(new URL(`./${entry}${ending}`, import.meta.url)))
  const found = tried.find((file) => existsSync(file))
  if (found === undefined) throw new LabError('start-failed', `the lab's program "${entry}" is missing: tried ${tried.join(' and ')}`)
  return found
}

export const forkNode: Spawn = (file, env) =>
  fork(file, [], { env, execArgv: [], stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })

/** Starts one child; its `ready` rejects with LabError `start-failed`. */
export const startChild = (options: {
  readonly name: string
  readonly entry: Entry
  readonly config: unknown
  readonly spawn: Spawn
  readonly log: Log
}): Child => {
  const { name, log } = options
  const child = options.spawn(entryFile(options.entry), {
    ...process.env,
    ...(process.versions['electron'] !== undefined && { ELECTRON_RUN_AS_NODE: '1' }),
    LAB_CONFIG: JSON.stringify(options.config),
  })
  for (const output of [child.stdout, child.stderr])
    output?.setEncoding('utf8').on('data', (lines: string) => log(`lab ${name}: ${lines.trimEnd()}`))

  const { promise: ready, resolve, reject } = Promise.withResolvers<Ready>()
  const { promise: gone, resolve: nowGone } = Promise.withResolvers<void>()
  let expected = false
  const fail = (how: string, cause?: unknown): void => reject(new LabError('start-failed', `lab ${name}: ${how}`, cause))
  const timer = setTimeout(() => fail(`not ready within ${startWithinMs} ms`), startWithinMs)
  child.once('message', (message) => {
    clearTimeout(timer)
    resolve((message as { readonly ready: Ready }).ready)
  })
  child.once('error', (cause) => fail('could not be started', cause))
  child.once('exit', (code, signal) => {
    const how = signal ?? `exit code ${code}`
    clearTimeout(timer)
    nowGone()
    if (!expected) log(`lab ${name}: process ${child.pid} ended (${how})`)
    fail(`ended before it was ready (${how})`)
  })

  const stop = async (): Promise<void> => {
    expected = true
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
    if (child.connected) child.disconnect()
    const force = setTimeout(() => child.kill('SIGKILL'), stopWithinMs)
    await gone
    clearTimeout(force)
  }
  return {
    get pid() {
      return child.pid ?? 0
    },
    ready, stop,
  }
}
