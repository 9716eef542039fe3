/** A console's process from outside: started, told what to do, killed. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Consoles, Frame } from '../../shared/contract.ts'
import type { Health } from '../../electron/journal/writer.ts'
import type { EntryKind } from '../../shared/journal.ts'
import type { ForwardRun } from '../../shared/forward.ts'
import type { Run } from '../../shared/rollback.ts'
import { until } from '../real/parts/process.ts'
import type { When } from './ledger.ts'

export type Config = {
  readonly home: string
  readonly plan: string
  readonly token: string
  /** What else references of the plan stand for. */
  readonly env?: Readonly<Record<string, string>>
  readonly user?: string
  /** Presses, or goes on with the run that it finds, and ends. */
  readonly alone?: boolean
  /** Ends itself at that write of the journal. */
  readonly kill?: { readonly when: When; readonly write: number; readonly from: 'press' | 'start' }
  /** How far its clocks are from this machine's, ms: time slept, and by how much the wall clock was set. */
  readonly moved?: { readonly slept: number; readonly set: number }
}
export type Order =
  | { readonly do: 'press' | 'forward' | 'look' | 'idle' | 'close' | 'consoles' | 'take over' | 'incident' | 'replay' }
  | { readonly do: 'sleep' | 'set'; readonly ms: number }
  | { readonly do: 'count'; readonly kind?: EntryKind }
  | { readonly do: 'answer'; readonly step: string; readonly choice: 'retry' | 'skip' }
  | { readonly do: 'have it'; readonly incident: string }
  | { readonly do: 'stop run'; readonly run: string; readonly reason: string }
export type Look = { readonly run: Run | undefined; readonly forward: ForwardRun | undefined; readonly health: Health; readonly ready: boolean; readonly routing: Frame['routing']; readonly banner: Frame['watcher']['journal'] | undefined }
/** What several consoles must have alike at the end: the head of each chain, and what is folded from all of them. */
export type Shared = { readonly chains: Readonly<Record<string, string>>; readonly folded: unknown; readonly consoles: Consoles }
/** The present run as a replay of its incident shows it at its end, from event to event as a page goes; `others`: consoles whose steps were events. */
export type ReplayedRun = { readonly run: Run | undefined; readonly others: readonly string[] }
export type Said = { readonly id: number; readonly value?: unknown; readonly error?: string }

export type ConsoleProcess = {
  readonly pid: number
  /** Settles once it is open. @throws where it can't be */
  readonly open: Promise<void>
  readonly tell: <T = undefined>(order: Order) => Promise<T>
  readonly look: () => Promise<Look>
  readonly kill: () => void
  /** Kills it where it has not ended, and waits. */
  readonly end: () => Promise<void>
  /** How it ended: a signal's name, or `exit code …`. */
  readonly ended: Promise<string>
  readonly log: () => string
}

export function startConsole(config: Config): ConsoleProcess {
  const child = fork(join(import.meta.dirname, 'child.ts'), [JSON.stringify(config)], {
    execArgv: [], stdio: ['ignore', 'ignore', 'pipe', 'ipc'], env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'fifteen-compile-cache') },
  })
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-200_000)))
  const waiting = new Map<number, { readonly resolve: (value: unknown) => void; readonly reject: (error: Error) => void }>()
  const expect = <T>(id: number): Promise<T> => {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    waiting.set(id, { resolve, reject })
    return promise as Promise<T>
  }
  const opened = expect<unknown>(0).then(() => undefined)
  opened.catch(() => undefined)
  child.on('message', ({ id, value, error }: Said) => {
    const asked = waiting.get(id)
    waiting.delete(id)
    if (error === undefined) asked?.resolve(value)
    else asked?.reject(new Error(error))
  })
  const ended = once(child, 'exit').then(([code, signal]: readonly (number | string | null)[]) => {
    for (const { reject } of waiting.values()) reject(new Error(`the console has ended: ${signal ?? code}\n${said.slice(-2_000)}`))
    return typeof signal === 'string' ? signal : `exit code ${code}`
  })
  let last = 0
  const tell = <T>(order: Order): Promise<T> => {
    const id = (last += 1)
    const answer = expect<T>(id)
    child.send({ id, order })
    return answer
  }
  return {
    pid: child.pid ?? 0,
    open: opened, tell, ended,
    look: () => tell<Look>({ do: 'look' }),
    kill: () => void child.kill('SIGKILL'),
    end: async () => {
      child.kill('SIGKILL')
      await ended
    },
    log: () => said,
  }
}

/** One that is open and has seen where users are. */
export async function startReady(config: Config): Promise<ConsoleProcess> {
  const one = startConsole(config)
  await one.open
  await until('the console sees where users are', async () => (await one.look()).routing !== undefined)
  return one
}
