/**
 * Runs one program without a shell, in a process group of its own that ends as a whole: at its exit, its time-out, or when the attempt
 * is over. A process that leaves its group (setsid) can't be reached so; on Windows, which has no groups, only the program itself is.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import type { Clock } from '../../shared/clock.ts'
import { durationText } from '../../shared/duration.ts'
import { formsOf, redact, telling } from '../hide.ts'
import type { Timers } from '../observe/sampler.ts'

export type Ended = {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly timedOut: boolean
  readonly ms: number
  /** The last of what it wrote, both streams as they came. */
  readonly tail: string
  /** Bytes that it wrote. */
  readonly wrote: number
}

/** It could not be started at all. */
export class StartError extends Error {
  override readonly name = 'StartError'
}

export type ProcessOptions = {
  readonly argv: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly timeout: number
  readonly signal: AbortSignal
  readonly clock: Clock
  readonly timers: Timers
  /** The last lines, a few times a second at most; secrets are hidden already. */
  readonly onOutput: (lines: string) => void
}

const tailKept = 2_000
const lineKept = 400
const linesShown = 8
const showEvery = 200
/** Between the asking (SIGTERM) and the ending (SIGKILL). */
export const killAfter = 500
/** What is still in the pipes after the last of the group has gone comes within this. */
const pipesWithin = 500

/** Variables that are no secrets, whatever they hold. */
const plainNames: ReadonlySet<string> = new Set(['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'USER', 'LOGNAME', 'TMPDIR', 'PWD'])

export const hideSecrets = (text: string, env: Readonly<Record<string, string>>): string =>
  redact(text, Object.entries(env).filter(([name, value]) => !plainNames.has(name) && value.length >= telling).flatMap(([name, value]) => formsOf({ name, value })), (name) => `[${name}]`)

// eslint-disable-next-line no-control-regex -- what a terminal would obey is not text
const obeyed = /\u001B(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007]*\u0007|.)|[\u0000-\u0008\u000B-\u001F\u007F]/g

/** Keeps the last lines of an endless output in bounded memory. */
function outputKeeper(env: ProcessOptions['env']) {
  let lines: readonly string[] = []
  let open = ''
  let wrote = 0
  const clean = (line: string): string => hideSecrets(line.replaceAll(obeyed, ''), env).slice(0, lineKept)
  return {
    take: (chunk: Buffer): void => {
      wrote += chunk.length
      const parts = (open + chunk.toString('utf8')).split(/\r?\n|\r/)
      // A line without an end would grow for ever.
      open = (parts.pop() ?? '').slice(-tailKept)
      lines = [...lines, ...parts.slice(-linesShown).map(clean)].slice(-linesShown)
    },
    last: (): string => [...lines, ...(open === '' ? [] : [clean(open)])].slice(-linesShown).join('\n').slice(-tailKept).trim(),
    wrote: (): number => wrote,
  }
}

const isGone = (error: unknown): boolean => error instanceof Error && 'code' in error && (error.code === 'ESRCH' || error.code === 'EPERM')

function killGroup(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (child.pid === undefined) return
  if (process.platform === 'win32') return void child.kill(signal)
  try {
    process.kill(-child.pid, signal)
  } catch (error) {
    if (!isGone(error)) throw error
  }
}

/**
 * @throws StartError where there is no such program; the reason of `signal` once that is aborted and the group has ended
 */
export async function runProcess({ argv, cwd, env, timeout, signal, clock, timers, onOutput }: ProcessOptions): Promise<Ended> {
  signal.throwIfAborted()
  const [program = '', ...args] = argv
  const begun = clock.mono()
  const output = outputKeeper(env)
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: process.platform !== 'win32', shell: false, windowsHide: true })
  const exited = Promise.withResolvers<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>()
  const closed = Promise.withResolvers<void>()
  child.once('error', (error) => exited.reject(new StartError(`${program} could not be started in ${cwd}: ${error.message}. Install it, or mend \`commands\` in the plan.`, { cause: error })))
  child.once('exit', (code, by) => exited.resolve({ code, signal: by }))
  child.once('close', () => closed.resolve())

  let timedOut = false
  let cancelKill = (): void => undefined
  const end = (): void => {
    killGroup(child, 'SIGTERM')
    cancelKill = timers.after(killAfter, () => killGroup(child, 'SIGKILL'))
  }
  const cancelTimeout = timers.after(timeout, () => {
    timedOut = true
    end()
  })
  signal.addEventListener('abort', end, { once: true })

  let cancelShow = (): void => undefined
  let showing = false
  const show = (): void => {
    showing = false
    onOutput(output.last())
  }
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output.take(chunk)
      if (showing) return
      showing = true
      cancelShow = timers.after(showEvery, show)
    })

  try {
    const { code, signal: by } = await exited.promise
    // What it left behind in its group ends with it.
    killGroup(child, 'SIGKILL')
    const cancelPipes = timers.after(pipesWithin, closed.resolve)
    await closed.promise
    cancelPipes()
    if (showing) show()
    signal.throwIfAborted()
    return { code, signal: by, timedOut, ms: clock.mono() - begun, tail: output.last(), wrote: output.wrote() }
  } finally {
    cancelTimeout()
    cancelKill()
    cancelShow()
    signal.removeEventListener('abort', end)
    child.stdout.destroy()
    child.stderr.destroy()
  }
}

export const endedText = ({ code, signal, timedOut, ms }: Ended): string =>
  timedOut ? `it was ended after ${durationText(ms)}, with all that it had started` : code === null ? `it was ended by ${signal ?? 'a signal'}` : `exit code ${code}`
