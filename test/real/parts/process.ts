/** A real server that a test starts for itself: its own folder, its own port on 127.0.0.1, ended by its process id. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs'
import { connect, createServer, type AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

/** Do all threads of a process stand still? */
const isStopped = (pid: number): boolean =>
  readdirSync(`/proc/${pid}/task`).every((thread) => /^\d+ \(.*\) [Tt]/s.test(readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8')))

/** The processes that one has started: a master's workers. */
export const childrenOf = (pid: number): readonly number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter((text) => text !== '').map(Number)

/**
 * They stand still when this returns. The signal is taken when each thread comes to it, on a busy machine later than
 * the next question is asked: until then one of them still answers.
 */
export function freezeAll(pids: readonly number[]): void {
  for (const pid of pids) process.kill(pid, 'SIGSTOP')
  const deadline = Date.now() + 10_000
  while (!pids.every(isStopped)) if (Date.now() > deadline) throw new Error('the server did not stand still within 10 s')
}
export const thawAll = (pids: readonly number[]): void => pids.forEach((pid) => process.kill(pid, 'SIGCONT'))

/** A port that nobody listens on; taken by nobody else as long as tests ask here. */
export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** Asks until it holds; fails with its name at the deadline. */
export const until = async (what: string, holds: () => boolean | Promise<boolean>, ms = 15_000): Promise<void> => {
  const deadline = performance.now() + ms
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`not within ${ms} ms: ${what}`)
    await pause(20)
  }
}

/**
 * Work that must end by something of its own and not by chance: before a later timer of this same process, which on a
 * busy machine is as late as the work's own.
 */
export const within = async <T>(ms: number, work: Promise<T>): Promise<T> => {
  const late = new AbortController()
  try {
    return await Promise.race([work, pause(ms, undefined, { signal: late.signal }).then(() => Promise.reject(new Error(`not within ${ms} ms`)))])
  } finally {
    late.abort()
  }
}

export const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' }, () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })

export type Part = {
  readonly pid: () => number
  /** Ends it as its owner would, and waits. */
  readonly stop: () => Promise<void>
  /** Ends it in the middle of whatever it does. */
  readonly kill: () => Promise<void>
  readonly start: () => Promise<void>
  /** Stands still: connections are taken by the kernel, nothing is answered. */
  readonly freeze: () => void
  readonly thaw: () => void
}

export type PartOptions = {
  readonly program: string
  readonly args: readonly string[]
  /** What it writes goes here. */
  readonly log: string
  /** For a program that is told by its environment, and wants to talk to who started it. */
  readonly env?: Readonly<Record<string, string>>
  readonly isUp: () => Promise<boolean>
}

/** @returns once it is up */
export async function startPart({ program, args, log, env, isUp }: PartOptions): Promise<Part> {
  let child: ChildProcess | undefined
  const hasEnded = (): boolean => child === undefined || child.exitCode !== null || child.signalCode !== null
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    if (child === undefined || hasEnded()) return
    const exit = once(child, 'exit')
    child.kill(signal)
    // One that stands still heeds nothing until it goes on.
    child.kill('SIGCONT')
    await exit
  }
  const onExit = (): void => void child?.kill('SIGKILL')
  const start = async (): Promise<void> => {
    const file = openSync(log, 'a')
    child = spawn(program, args, { stdio: ['ignore', file, file, ...(env ? ['ipc' as const] : [])], ...(env && { env: { ...process.env, ...env } }) })
    closeSync(file)
    const failed = once(child, 'error').then(([error]) => Promise.reject(new Error(`${program} could not be started`, { cause: error })))
    failed.catch(() => undefined)
    await Promise.race([
      failed,
      until(`${program} is up: ${log}`, async () => {
        if (hasEnded()) throw new Error(`${program} ended at its start:\n${readFileSync(log, 'utf8').slice(-2_000)}`)
        return isUp()
      }),
    ])
  }
  process.on('exit', onExit)
  await start()
  return {
    pid: () => child?.pid ?? 0,
    start,
    stop: async () => {
      await end('SIGTERM')
      process.off('exit', onExit)
    },
    kill: () => end('SIGKILL'),
    freeze: () => freezeAll(child?.pid === undefined ? [] : [child.pid]),
    thaw: () => void child?.kill('SIGCONT'),
  }
}
