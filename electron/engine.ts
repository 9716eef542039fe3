/**
 * The engine: the process that lives on when a window dies. It opens a console and serves its contract
 * on every port that the main process hands it. Faults 3 and 4 of trust.md.
 */
import type { MessagePortMain } from 'electron'
import { join } from 'node:path'
import type { Clock } from '../shared/clock.ts'
import type { Role } from '../shared/contract.ts'
import { errorText } from '../shared/error-text.ts'
import { systemClock } from './clock.ts'
import type { Console } from './console.ts'
import { systemTimers } from './console/timers.ts'
import { openReachable } from './control.ts'
import { createLog, type Log } from './log.ts'
import { router } from './router.ts'
import { runningText } from './shell/leaving.ts'
import { openLogFile } from './shell/log-file.ts'
import { askToFork } from './shell/lab-line.ts'
import type { EngineConfig, FromEngine, ToEngine } from './shell/messages.ts'
import { askToPrint } from './shell/print-line.ts'
import { askForSecrets } from './shell/secret-line.ts'
import { portLine, type Port } from './shell/port-line.ts'
import { serveLine } from './shell/wire.ts'

/** Serves a console on one port, as one person. Returns its stop. */
export function serveOnPort(
  console: Console,
  port: Port,
  options: { readonly role: Role; readonly name: string; readonly log: Log },
): () => void {
  const { role, name, log } = options
  serveLine(portLine(port), { router, context: { console, role, me: { name } }, log })
  port.start()
  return () => port.close()
}

/** The main process as the engine sees it: `process.parentPort` under Electron. */
export type Parent = {
  readonly postMessage: (message: FromEngine) => void
  readonly on: (event: 'message', listener: (event: { readonly data: ToEngine; readonly ports: readonly Port[] }) => void) => void
}

/**
 * Opens a console and does as the main process asks, until told to stop.
 * @param exit ends the process: 0 once stopped, 1 where the console can't be opened
 */
export async function runEngine(options: {
  readonly parent: Parent
  readonly open: () => Promise<Console>
  readonly clock: Clock
  readonly log: Log
  readonly exit: (code: number) => void
}): Promise<void> {
  const { parent, clock, log, exit } = options
  const opening = options.open()
  parent.on('message', ({ data, ports: [port] }) => {
    // A failed opening is told below, once; here there is then nothing to do.
    opening.then((console) => answer(console, data, port), () => undefined)
  })
  const answer = (console: Console, message: ToEngine, port: Port | undefined): void => {
    switch (message.kind) {
      case 'serve':
        if (port) serveOnPort(console, port, { role: message.role, name: message.name, log })
        return
      case 'quit?':
        return parent.postMessage({ kind: 'running', ask: message.ask, text: runningText(console.activeRun() ?? console.runner.forward.active(), clock.mono()) ?? null })
      case 'bundle':
        return openHanded(console, message.file, options)
      case 'resumed':
        return log.info('power.resumed')
      // Heard by who asked for them (shell/secret-line.ts, shell/print-line.ts, shell/lab-line.ts).
      case 'lab':
      case 'secrets':
      case 'secret kept':
      case 'printed':
        return
      case 'stop':
        console.stop().then(
          () => exit(0),
          (error: unknown) => {
            log.error('engine.stop failed', { error })
            exit(1)
          },
        )
    }
  }
  try {
    const console = await opening
    parent.postMessage({ kind: 'open' })
    tellRuns(console, parent)
  } catch (error) {
    log.error('console.open failed', { error })
    parent.postMessage({ kind: 'failed', message: errorText(error) })
    exit(1)
  }
}

/** Whoever handed it over sees what became of it. */
function openHanded({ bundles }: Pick<Console, 'bundles'>, file: string, { parent, log }: { readonly parent: Pick<Parent, 'postMessage'>; readonly log: Log }): void {
  bundles.add({ file }).then(({ id }) => parent.postMessage({ kind: 'bundle', file, id }), (error: unknown) => {
    log.warn('bundle.not opened', { file, error })
    parent.postMessage({ kind: 'bundle', file, failed: errorText(error) })
  })
}

/** Screens stay on as long as something runs. */
function tellRuns(console: Console, parent: Pick<Parent, 'postMessage'>): void {
  let told = false
  const tell = (): void => {
    const open = (console.activeRun() ?? console.runner.forward.active()) !== undefined
    if (open !== told) parent.postMessage({ kind: 'run', open })
    told = open
  }
  console.journal.subscribe(tell)
  tell()
}

function main(parent: Electron.ParentPort): void {
  const config = JSON.parse(process.argv[2] ?? '{}') as EngineConfig
  const clock = systemClock()
  const stderr = (line: string): void => void process.stderr.write(line)
  const file = openLogFile({ dir: join(config.home, 'logs'), onFailure: (error) => stderr(`The log can't be written: ${String(error)}\n`) })
  const log = createLog({ write: file.write, level: config.level, clock })
  process.on('uncaughtException', (error) => {
    log.error('engine.crashed', { error })
    process.exit(1)
  })
  // Ctrl+C in a terminal reaches every process of the group; the main process asks, and tells us.
  process.on('SIGINT', () => undefined)
  const main: Parent = {
    postMessage: (message) => parent.postMessage(message),
    on: (event, listener) =>
      parent.on(event, ({ data, ports }: { data: ToEngine; ports: MessagePortMain[] }) => listener({ data, ports: ports as Port[] })),
  }
  void runEngine({
    parent: main,
    open: async () =>
      openReachable({
        pages: config.pages, home: config.home, env: process.env, clock, log, user: config.user, secrets: await askForSecrets(main, systemTimers.after), print: askToPrint(main, systemTimers.after), notify: (notice) => main.postMessage({ kind: 'notice', notice }),
        ...(config.packaged && { spawnLab: askToFork(main) }),
        ...(config.planFile !== undefined && { planFile: config.planFile }),
      }),
    clock,
    log,
    exit: (code) => process.exit(code),
  })
}

// Present only in a utility process of Electron.
if (process.parentPort) main(process.parentPort)
