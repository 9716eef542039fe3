/**
 * The console in this process, in a browser's window or by a link: what `npm start` opens where Electron can't be had.
 * It is started from the build (dist/shell/local.js), since Node reads a bundle in a fraction of the time that the sources take.
 */
import { spawn } from 'node:child_process'
import { userInfo } from 'node:os'
import { join, resolve } from 'node:path'
import { systemClock } from './clock.ts'
import { openReachable } from './control.ts'
import { browserArgs, findBrowser, kioskArgs } from './find-browser.ts'
import { createLog } from './log.ts'
import { serveConsole } from './serve.ts'
import { createInterrupt } from './shell/interrupt.ts'
import { runningText } from './shell/leaving.ts'
import { openLogFile } from './shell/log-file.ts'
import type { StartOptions } from './shell/start-options.ts'

const asRoot = process.getuid?.() === 0
/** As long as the console can run. */
const wallTtl = 30 * 86_400_000
const say = (line: string): void => void process.stderr.write(`${line}\n`)

export type LocalOptions = {
  readonly options: StartOptions
  readonly home: string
  readonly plan: string | undefined
  /** Folder of the built renderer. */
  readonly pages: string
  /** Opens a browser's window on it. */
  readonly window: boolean
}

/** Serves the console from this process until it is stopped. Gives the exit code. */
export async function runLocal({ options, home, plan, pages, window }: LocalOptions): Promise<number> {
  const clock = systemClock()
  const user = userInfo().username
  const file = openLogFile({ dir: join(home, 'logs'), onFailure: (error) => say(`The log can't be written: ${String(error)}`) })
  const write = (line: string): void => {
    file.write(line)
    if (options.headless) process.stderr.write(line)
  }
  const log = createLog({ write, level: 'info', clock })
  const console = await openReachable({ pages, home, env: process.env, clock, log, user, ...(plan !== undefined && { planFile: plan }) })
  const host = await serveConsole({ console, root: pages, port: options.port, user, clock, log }).catch(async (error: unknown) => {
    await console.stop()
    throw error
  })

  if (options.bundle !== undefined)
    await console.bundles.add({ file: resolve(options.bundle) }).then(({ manifest }) => say(`The bundle of ${manifest.incident.id} is open under Incidents.`), (error: unknown) => say(`${options.bundle} was not opened: ${String(error)}`))

  const done = Promise.withResolvers<number>()
  const stop = (): void => {
    void host.stop().then(() => console.stop()).then(() => done.resolve(0), done.reject)
  }
  const running = (): { readonly run: string; readonly text: string } | undefined => {
    const run = console.activeRun() ?? console.runner.forward.active()
    const text = runningText(run, clock.mono())
    return run && text !== undefined ? { run: run.id, text } : undefined
  }
  process.on('SIGINT', createInterrupt({ running, say, stop, abort: () => process.exit(1) }))
  // Who sends these does not ask twice; the run goes on at the next start.
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.once(signal, stop)

  const browser = window ? findBrowser(process.env, process.platform) : undefined
  if (browser === undefined) {
    const link = host.operatorLink
    const token = new URL(link).searchParams.get('token')
    process.stdout.write(options.json ? `${JSON.stringify({ address: host.address, token, link })}\n` : `Fifteen is at ${link} (this link works once)\n`)
  } else {
    const args = browserArgs(host.operatorLink, join(home, 'browser'), asRoot)
    // In a group of its own, so that Ctrl+C here asks and does not close the window.
    const child = spawn(browser, args, { stdio: 'ignore', detached: process.platform !== 'win32' })
    say(`Fifteen is open in a window of ${browser}, from ${host.address}. Ctrl+C stops it.`)
    if (options.wall) {
      const wall = spawn(browser, kioskArgs(`${host.mintLink('viewer', wallTtl).url}&to=wall`, join(home, 'browser-wall'), asRoot), { stdio: 'ignore', detached: process.platform !== 'win32' })
      wall.once('error', (error) => say(`The war room could not be opened: ${error.message}`))
      void done.promise.finally(() => wall.kill()).catch(() => undefined)
    }
    // A window that was closed during a run leaves it running, as in Electron.
    const closed = (): void => {
      const left = running()
      if (!left) return stop()
      say(`${left.text} It goes on without a window. Open one again by ${host.mintLink('operator', 86_400_000).url} (works once).`)
    }
    child.once('exit', closed)
    child.once('error', (error) => say(`${browser} could not be started (${error.message}). Open ${host.mintLink('operator', 86_400_000).url} (works once).`))
    void done.promise.finally(() => child.kill()).catch(() => undefined)
  }
  const code = await done.promise
  file.stop()
  return code
}
