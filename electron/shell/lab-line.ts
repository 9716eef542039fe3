/** The practice lab where Electron's binary runs no programs of Node: the engine asks, and the main process starts them. */
import type { UtilityProcess } from 'electron'
import { EventEmitter } from 'node:events'
import { parse } from 'node:path'
import { entries, type Entry, type LabProcess, type Spawn } from '../lab/children.ts'
import type { FromEngine, ToEngine } from './messages.ts'

type Parent = {
  readonly postMessage: (message: FromEngine) => void
  readonly on: (event: 'message', listener: (event: { readonly data: ToEngine }) => void) => void
}

/** The engine's side: a program that the main process keeps, as if it were this process's own child. */
export function askToFork(parent: Parent): Spawn {
  const hear = new Map<number, (told: Extract<ToEngine, { readonly kind: 'lab' }>) => void>()
  let asks = 0
  parent.on('message', ({ data }) => {
    if (data.kind === 'lab') hear.get(data.ask)?.(data)
  })
  return (file, env) => {
    const ask = ++asks
    const events = new EventEmitter()
    let pid: number | undefined
    let exitCode: number | null = null
    const end = (): void => parent.postMessage({ kind: 'lab end', ask })
    hear.set(ask, (told) => {
      pid = told.pid ?? pid
      if (told.said !== undefined) events.emit('message', told.said)
      if (told.ended === undefined) return
      exitCode = told.ended
      hear.delete(ask)
      events.emit('exit', exitCode, null)
    })
    const entry = entries.find((one) => one === parse(file).name)
    if (entry === undefined) throw new RangeError(`${file} is no program of the lab`)
    parent.postMessage({ kind: 'lab!', ask, entry, config: env['LAB_CONFIG'] ?? '' })
    return {
      get pid() {
        return pid
      },
      get exitCode() {
        return exitCode
      },
      get connected() {
        return exitCode === null
      },
      // Its output goes where the main process's does.
      stdout: null, stderr: null, signalCode: null, disconnect: end, kill: end,
      once: (event: string, listener: (...told: never[]) => void) => events.once(event, listener as (...told: unknown[]) => void),
    } satisfies LabProcess
  }
}

export type LabHost = {
  /** Does what the engine asks of it; passes over any other message. */
  readonly hear: (message: FromEngine, tell: (message: ToEngine) => void) => void
  /** The engine has gone: its programs go too. */
  readonly stop: () => void
}

/** The main process's side. */
export function createLabHost(fork: (entry: Entry, config: string) => Pick<UtilityProcess, 'pid' | 'on' | 'kill'>): LabHost {
  const running = new Map<number, ReturnType<typeof fork>>()
  return {
    hear: (message, tell) => {
      if (message.kind === 'lab end') running.get(message.ask)?.kill()
      if (message.kind !== 'lab!') return
      const { ask, entry, config } = message
      const started = fork(entry, config)
      running.set(ask, started)
      started.on('spawn', () => tell({ kind: 'lab', ask, ...(started.pid !== undefined && { pid: started.pid }) }))
      started.on('message', (said: unknown) => tell({ kind: 'lab', ask, said }))
      started.on('exit', (code) => {
        // Of an engine that has gone meanwhile nobody is told.
        if (running.delete(ask)) tell({ kind: 'lab', ask, ended: code })
      })
    },
    stop: () => {
      const all = [...running.values()]
      running.clear()
      for (const one of all) one.kill()
    },
  }
}
