/** Keeps an engine running from the Electron main process. Faults 3 and 4 of trust.md. */
import type { MessagePortMain, UtilityProcess } from 'electron'
import type { Role } from '../../shared/contract.ts'
import type { Log } from '../log.ts'
import type { LabHost } from './lab-line.ts'
import type { FromEngine, ToEngine } from './messages.ts'

const restartEvery = 5_000
const answerWithin = 1_000
const stopWithin = 5_000

export type EngineHost = {
  readonly serve: (port: MessagePortMain, role: Role, name: string) => void
  /** One line that names what is running, or null. An engine that can't say is taken to be running something. */
  readonly running: () => Promise<string | null>
  readonly resumed: () => void
  readonly openBundle: (file: string) => void
  /** Resolves once the engine has gone; one that does not go by itself is ended. */
  readonly stop: () => Promise<void>
}

/**
 * Starts the engine and starts it again when it dies, at most once in five seconds.
 * @param now monotonic milliseconds
 * @param after runs a function in so many milliseconds; returns its cancel
 * @param onRestart ports handed over before are dead now
 * @param onFailed the console can't be opened: why, for people
 * @param onRun a run has begun, or is over
 * @param answers what the engine asks of the keychain or the printer; undefined for any other message
 */
export function hostEngine(options: {
  readonly fork: () => UtilityProcess
  readonly now: () => number
  readonly after: (ms: number, then: () => void) => () => void
  readonly log: Log
  readonly onRestart: () => void
  readonly onFailed: (message: string) => void
  readonly onRun: (open: boolean) => void
  readonly answers: (message: FromEngine) => Promise<ToEngine | undefined>
  readonly lab: LabHost
}): EngineHost {
  const { fork, now, after, log, onRestart, onFailed, onRun, answers, lab } = options
  const asked = new Map<number, (text: string | null) => void>()
  let asks = 0
  let engine: UtilityProcess | undefined
  let state: 'up' | 'failed' | 'stopping' = 'up'
  let cancelRestart = (): void => undefined
  let gone = (): void => undefined

  const hear = (message: FromEngine): void => {
    answers(message).then((answer) => answer && tell(answer), (error: unknown) => log.error('engine.not answered', { asked: message.kind, error }))
    lab.hear(message, tell)
    if (message.kind === 'running') {
      asked.get(message.ask)?.(message.text)
      asked.delete(message.ask)
    }
    if (message.kind === 'run') onRun(message.open)
    if (message.kind === 'failed') {
      state = 'failed'
      onFailed(message.message)
    }
  }
  const start = (): void => {
    const startedAt = now()
    const started = fork()
    engine = started
    started.on('message', hear)
    started.on('exit', (code) => {
      engine = undefined
      lab.stop()
      gone()
      if (state !== 'up') return
      const wait = Math.max(0, startedAt + restartEvery - now())
      log.error('engine.exited', { code, restartIn: wait })
      cancelRestart = after(wait, () => {
        start()
        onRestart()
      })
    })
  }
  const tell = (message: ToEngine, ports: MessagePortMain[] = []): void => engine?.postMessage(message, ports)
  start()

  return {
    serve: (port, role, name) => tell({ kind: 'serve', role, name }, [port]),
    running: () => {
      if (state !== 'up') return Promise.resolve(null)
      if (!engine) return Promise.resolve('The engine is being started again; a rollback may be running.')
      const ask = ++asks
      return new Promise((resolve) => {
        const cancel = after(answerWithin, () => {
          asked.delete(ask)
          resolve('The engine does not answer; a rollback may be running.')
        })
        asked.set(ask, (text) => {
          cancel()
          resolve(text)
        })
        tell({ kind: 'quit?', ask })
      })
    },
    resumed: () => tell({ kind: 'resumed' }),
    openBundle: (file) => tell({ kind: 'bundle', file }),
    stop: () => {
      state = 'stopping'
      cancelRestart()
      if (!engine) return Promise.resolve()
      return new Promise((resolve) => {
        const cancel = after(stopWithin, () => {
          log.error('engine.ended', { after: stopWithin })
          engine?.kill()
        })
        gone = () => {
          cancel()
          resolve()
        }
        tell({ kind: 'stop' })
      })
    },
  }
}
