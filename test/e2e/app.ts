/** `npm start -- --headless` as a user would run it, and Chromium in front of it. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import type { Browser, Locator, Page } from 'playwright'
import { systemClock } from '../../electron/clock.ts'
import { openJournal, type Journal } from '../../electron/journal/journal.ts'
import { readLabFile, type LabFile } from '../../electron/lab/lab-file.ts'
import type { LabAddresses } from '../../electron/lab/lab.ts'
import { createLog } from '../../electron/log.ts'
import { lenientPlan } from '../doubles/plan-on.ts'

const root = resolve(import.meta.dirname, '../..')

export type App = {
  readonly home: string
  readonly address: string
  /** Opens the console once, as operator. */
  readonly link: string
  readonly lab: () => LabAddresses
  readonly labPids: () => LabFile['pids']
  /** Ends it as Ctrl+C does, or at once. Gives the exit code; null where a signal ended it. */
  readonly end: (signal?: 'SIGTERM' | 'SIGKILL') => Promise<number | null>
  readonly log: () => string
}

export const newHome = (): string => mkdtempSync(join(tmpdir(), 'fifteen-e2e-'))

/** Arguments for the built-in plan on the practice lab, where a busy machine is no reason to stop and ask. */
export function lenient(home: string): readonly string[] {
  const file = join(home, 'lenient.yaml')
  writeFileSync(file, lenientPlan())
  return ['--plan', file]
}
export const removeHome = (home: string): void => rmSync(home, { recursive: true, force: true, maxRetries: 5 })

/** Starts the console without a window; resolves once it says where it is. @param env what a plan file's references name */
export async function startApp(home: string, args: readonly string[] = [], env: Readonly<Record<string, string>> = {}): Promise<App> {
  const child: ChildProcess = spawn(
    process.execPath,
    ['--import', './electron/shell/check-node.mjs', 'electron/start.ts', '--headless', '--json', '--port', '0', '--home', home, ...args],
    { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } },
  )
  const said: string[] = []
  child.stderr?.on('data', (data: Buffer) => said.push(data.toString()))
  const exited = once(child, 'exit') as Promise<[number | null]>
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })
  const first = await Promise.race([once(lines, 'line') as Promise<[string]>, exited.then(([code]) => Promise.reject(new Error(`ended with ${code}: ${said.join('')}`)))])
  const { address, link } = JSON.parse(first[0]) as { readonly address: string; readonly link: string }
  return {
    home, address, link,
    lab: () => readLabFile(join(home, 'lab')).addresses,
    labPids: () => readLabFile(join(home, 'lab')).pids,
    end: async (signal = 'SIGTERM') => {
      if (child.exitCode === null) child.kill(signal)
      const [code] = await exited
      return code
    },
    log: () => said.join(''),
  }
}

/** A page of the console, and what its own script complained about. */
export async function openPage(browser: Browser, link: string): Promise<{ readonly page: Page; readonly complaints: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.goto(link)
  return { page, complaints }
}

export const seen = (locator: Locator, timeout = 30_000): Promise<void> => locator.first().waitFor({ state: 'visible', timeout })

/** Holds the rollback button by the keyboard so long, and lets go. */
export async function hold(page: Page, key: string, ms: number): Promise<void> {
  await page.getByRole('button', { name: /Roll back|Join the run/ }).focus()
  await page.keyboard.down(key)
  await page.waitForTimeout(ms)
  await page.keyboard.up(key)
}

/** Holds it until the run has begun: a page that is busy begins to count late. */
export async function press(page: Page, key = 'Space'): Promise<void> {
  await page.getByRole('button', { name: /Roll back|Join the run/ }).focus()
  await page.keyboard.down(key)
  await seen(page.getByText('Exposed since'))
  await page.keyboard.up(key)
}

/** What the journal of a console that has ended says. */
export async function readRecord<T>(home: string, read: (journal: Journal) => Promise<T> | T): Promise<T> {
  const clock = systemClock()
  const journal = openJournal({ file: join(home, 'journal.sqlite'), clock, log: createLog({ write: () => undefined, level: 'error', clock }) })
  try {
    return await read(journal)
  } finally {
    journal.close()
  }
}
