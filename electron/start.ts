/** `npm start`: opens Fifteen in Electron, or where that can't be had the same console in a browser. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { userInfo } from 'node:os'
import { join, resolve } from 'node:path'
import { systemClock } from './clock.ts'
import { openReachable } from './control.ts'
import { createLog } from './log.ts'
import { serveConsole } from './serve.ts'
import { buildIfStale } from './shell/build-if-stale.ts'
import { electronReachable, findElectron } from './shell/find-electron.ts'
import { browserArgs, findBrowser, hasDisplay, kioskArgs } from './find-browser.ts'
import { homeOf } from './home.ts'
import { openKiosk } from './shell/kiosk.ts'
import { createInterrupt } from './shell/interrupt.ts'
import { runningText } from './shell/leaving.ts'
import { openLogFile } from './shell/log-file.ts'
import { readStartOptions, usage, type StartOptions } from './shell/start-options.ts'

const root = resolve(import.meta.dirname, '..')
const inRoot = (...paths: readonly string[]): string => join(root, ...paths)
const asRoot = process.getuid?.() === 0
/** As long as the console can run. */
const wallTtl = 30 * 86_400_000
const say = (line: string): void => void process.stderr.write(`${line}\n`)

/** Vite is needed only here: what people install is built already. */
async function build(config: string): Promise<void> {
  const vite = await import('vite')
  const builder = await vite.createBuilder({ configFile: inRoot('build', config), logLevel: 'error' })
  await builder.buildApp()
}

const buildPages = (): Promise<void> =>
  buildIfStale({
    what: 'the pages', result: inRoot('dist/renderer/index.html'), say,
    sources: [inRoot('renderer'), inRoot('shared'), inRoot('build/vite.renderer.config.ts')],
    build: () => build('vite.renderer.config.ts'),
  })

const buildShell = (): Promise<void> =>
  buildIfStale({
    what: 'the desktop shell', result: inRoot('dist/shell/main.cjs'), say,
    sources: [inRoot('electron'), inRoot('shared'), inRoot('build/vite.shell.config.ts')],
    build: () => build('vite.shell.config.ts'),
  })

/** Runs Electron until it ends; Ctrl+C reaches it by itself, and it asks. Gives its exit code. */
async function runElectron(file: string, home: string, { plan, bundle, wall }: Pick<StartOptions, 'plan' | 'bundle' | 'wall'>): Promise<number> {
  await buildShell()
  const child = spawn(file, [root, '--home', home, ...(plan === undefined ? [] : ['--plan', plan]), ...(wall ? ['--wall'] : []), ...(bundle === undefined ? [] : [bundle])], { stdio: 'inherit' })
  process.on('SIGINT', () => undefined)
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  const [code] = (await once(child, 'exit')) as [number | null]
  return code ?? 1
}

/** Serves the console from this process until it is stopped. Gives the exit code. */
async function runServer(options: StartOptions, home: string, plan: string | undefined, window: boolean): Promise<number> {
  const clock = systemClock()
  const user = userInfo().username
  const file = openLogFile({ dir: join(home, 'logs'), onFailure: (error) => say(`The log can't be written: ${String(error)}`) })
  const write = (line: string): void => {
    file.write(line)
    if (options.headless) process.stderr.write(line)
  }
  const log = createLog({ write, level: 'info', clock })
  const console = await openReachable({ pages: inRoot('dist/renderer'), home, env: process.env, clock, log, user, ...(plan !== undefined && { planFile: plan }) })
  const host = await serveConsole({ console, root: inRoot('dist/renderer'), port: options.port, user, clock, log }).catch(async (error: unknown) => {
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

/** This machine is a screen: a browser on a link, opened once somebody answers there. Gives the exit code. */
async function runKiosk(link: string, home: string): Promise<number> {
  const browser = findBrowser(process.env, process.platform)
  if (browser === undefined) {
    say('There is no Chromium on this machine. Install it (Debian: apt-get install chromium), or open the link in any browser.')
    return 1
  }
  const child = await openKiosk({ link, start: () => spawn(browser, kioskArgs(link, join(home, 'kiosk'), asRoot), { stdio: 'ignore' }), reach: async (address) => (await fetch(address, { redirect: 'manual', signal: AbortSignal.timeout(5_000) })).status, wait: (ms) => new Promise((then) => setTimeout(then, ms)), say })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => child.kill())
  const [code] = (await once(child, 'exit')) as [number | null]
  return code ?? 0
}

async function main(): Promise<number> {
  const options = readStartOptions(process.argv.slice(2))
  if (options === 'help') {
    process.stdout.write(usage)
    return 0
  }
  if ('wrong' in options) {
    say(`${options.wrong}. See npm start -- --help.`)
    return 2
  }
  const home = resolve(options.home ?? homeOf(process.env, process.platform))
  const plan = options.plan === undefined ? undefined : resolve(options.plan)
  if (options.kiosk !== undefined) return runKiosk(options.kiosk, home)
  await buildPages()
  const window = !options.headless && options.open && hasDisplay(process.env, process.platform)
  if (window) {
    const found = await findElectron({
      packageDir: inRoot('node_modules/electron'), env: process.env, reachable: () => electronReachable(process.env), say,
    })
    if ('file' in found) return runElectron(found.file, home, { wall: options.wall, ...(plan !== undefined && { plan }), ...(options.bundle !== undefined && { bundle: resolve(options.bundle) }) })
    say(`Electron can't be used: ${found.missing}. The same console opens in a browser.`)
  }
  return runServer(options, home, plan, window)
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    say(`Fifteen could not start: ${error instanceof Error ? error.message : String(error)}`)
    process.exit(1)
  },
)
