/** `npm start`: opens Fifteen in Electron, or where that can't be had the same console in a browser. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { errorText } from '../shared/error-text.ts'
import { findBrowser, hasDisplay, kioskArgs } from './find-browser.ts'
import { homeOf } from './home.ts'
import type { LocalOptions } from './local.ts'
import { buildPages, buildShell, built } from './shell/build.ts'
import { electronReachable, findElectron } from './shell/find-electron.ts'
import { openKiosk } from './shell/kiosk.ts'
import { readStartOptions, usage, type StartOptions } from './shell/start-options.ts'

const root = resolve(import.meta.dirname, '..')
const inRoot = (...paths: readonly string[]): string => join(root, ...paths)
const asRoot = process.getuid?.() === 0
const say = (line: string): void => void process.stderr.write(`${line}\n`)

/** Runs Electron until it ends; Ctrl+C reaches it by itself, and it asks. Gives its exit code. */
async function runElectron(file: string, home: string, { plan, bundle, wall }: Pick<StartOptions, 'plan' | 'bundle' | 'wall'>): Promise<number> {
  await buildShell(say)
  const child = spawn(file, [root, '--home', home, ...(plan === undefined ? [] : ['--plan', plan]), ...(wall ? ['--wall'] : []), ...(bundle === undefined ? [] : [bundle])], { stdio: 'inherit' })
  process.on('SIGINT', () => undefined)
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  const [code] = (await once(child, 'exit')) as [number | null]
  return code ?? 1
}

/** Serves the console from this process, as it was built. Gives the exit code. */
async function runBuilt(options: Omit<LocalOptions, 'pages'>): Promise<number> {
  await buildShell(say)
  const { runLocal } = (await import(pathToFileURL(built('shell/local.js')).href)) as typeof import('./local.ts')
  return runLocal({ ...options, pages: built('renderer') })
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
  await buildPages(say)
  const window = !options.headless && options.open && hasDisplay(process.env, process.platform)
  if (window) {
    const found = await findElectron({
      packageDir: inRoot('node_modules/electron'), env: process.env, reachable: () => electronReachable(process.env), say,
    })
    if ('file' in found) return runElectron(found.file, home, { wall: options.wall, ...(plan !== undefined && { plan }), ...(options.bundle !== undefined && { bundle: resolve(options.bundle) }) })
    say(`Electron can't be used: ${found.missing}. The same console opens in a browser.`)
  }
  return runBuilt({ options, home, plan, window })
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    say(`Fifteen could not start: ${errorText(error)}`)
    process.exit(1)
  },
)
