/** How a command comes to a console: one that runs on that home folder, or one that it opens in this process. */
import { createRouterClient } from '@orpc/server'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Clock } from '../../shared/clock.ts'
import type { OpenedPlan } from '../../shared/contract.ts'
import { checkShared } from '../shell/control-path.ts'
import { openReachable, ownUid, placeOf } from '../control.ts'
import { JournalError } from '../journal/journal.ts'
import { createLog } from '../log.ts'
import { router } from '../router.ts'
import { runningText } from '../shell/leaving.ts'
import { openLogFile } from '../shell/log-file.ts'
import { CliError, exitCodes } from './exit.ts'
import { openLink, type Client, type Link } from './link.ts'

/** The plan that comes with Fifteen, as `--plan` names it. */
export const builtInName = 'built-in'
/** A console that is being opened listens soon: its lab and its connections take some seconds. */
const openingMs = 30_000
const lookEvery = 200

export type Reached = {
  readonly client: Client
  readonly home: string
  /** Opened in this process, for this command. */
  readonly own: boolean
  /** Settles when a running console has gone; never for one of this process. */
  readonly closed: Promise<void>
  /** The run of this process's own console that is under way, and one line that names it. */
  readonly running: () => { readonly run: string; readonly text: string } | undefined
  /** Leaves a running console as it is; stops one of this process. */
  readonly leave: () => Promise<void>
}

export type ReachOptions = {
  /** Absolute. */
  readonly home: string
  readonly plan?: string
  /** How long to wait for a console to come up, ms. */
  readonly patience: number
  readonly env: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
  /** Under whose name acts are recorded. */
  readonly user: string
  readonly say: (line: string) => void
  readonly signal: AbortSignal
}

const words = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** @returns undefined where no console runs there */
export async function linkTo(home: string): Promise<Link | undefined> {
  if (!existsSync(home)) return undefined
  try {
    const { path, shared } = placeOf(home)
    if (shared !== undefined) {
      if (!existsSync(shared)) return undefined
      checkShared(shared, ownUid())
    }
    return await openLink(path)
  } catch (error) {
    throw new CliError(exitCodes.unreached, `The console of ${home} can't be asked: ${words(error)}`, error)
  }
}

async function waitForLink(home: string, patience: number, { clock, signal }: ReachOptions): Promise<Link | undefined> {
  const until = clock.mono() + patience
  for (;;) {
    const link = await linkTo(home)
    if (link !== undefined || clock.mono() >= until) return link
    await pause(lookEvery, undefined, { signal })
  }
}

/** A script that names a plan must not act on another. */
function refuseOther({ file, from, plan, mistakes }: OpenedPlan, asked: string, home: string): void {
  const wanted = asked === builtInName ? undefined : resolve(asked)
  if (from !== 'file' && mistakes.length > 0 && file === wanted) {
    const said = mistakes.slice(0, 5).map(({ line, column, message, mend }) => `\n  ${line}:${column} ${message}. ${mend}`).join('')
    throw new CliError(exitCodes.usage, `The plan ${asked} has ${mistakes.length} ${mistakes.length === 1 ? 'mistake' : 'mistakes'}, and is not in use:${said}`)
  }
  if (file !== wanted) throw new CliError(exitCodes.usage, `The console of ${home} has another plan open: ${plan.title} (${file ?? builtInName}). Leave --plan out, or choose another --home.`)
}

async function useLink({ client, closed, close }: Link, { home, plan, user }: ReachOptions): Promise<Reached> {
  try {
    if (plan !== undefined) refuseOther(await client.plan.current(), plan, home)
    await client.session.introduce({ name: user })
    return {
      client, home, closed, own: false,
      running: () => undefined,
      leave: () => {
        close()
        return Promise.resolve()
      },
    }
  } catch (error) {
    close()
    throw error
  }
}

async function openHere(plan: string, { home, env, clock, user, say }: ReachOptions): Promise<Reached> {
  const file = openLogFile({ dir: join(home, 'logs'), onFailure: (error) => say(`The log can't be written: ${words(error)}`) })
  const log = createLog({ write: file.write, level: 'info', clock })
  say(`No console runs on ${home}: opening one here …`)
  const console = await openReachable({ home, env, clock, log, user, ...(plan !== builtInName && { planFile: resolve(plan) }) })
  const leave = async (): Promise<void> => {
    await console.stop()
    file.stop()
  }
  try {
    refuseOther(console.opened, plan, home)
  } catch (error) {
    await leave()
    throw error
  }
  return {
    client: createRouterClient(router, { context: { console, role: 'operator', me: { name: user } } }),
    home, leave, own: true,
    closed: new Promise(() => undefined),
    running: () => {
      const run = console.activeRun()
      const text = runningText(run, clock.mono())
      return run && text !== undefined ? { run: run.id, text } : undefined
    },
  }
}

/** @throws CliError where no console runs there and no plan is named to open one; where another plan is open; whatever `openConsole` throws */
export async function reach(options: ReachOptions): Promise<Reached> {
  const { home, plan, patience } = options
  const link = await waitForLink(home, plan === undefined ? patience : 0, options)
  if (link) return useLink(link, options)
  if (plan === undefined) throw new CliError(exitCodes.unreached, `No console runs on ${home}. Start one (npm start), or name a plan to open one here (--plan FILE, or --plan ${builtInName}).`)
  try {
    return await openHere(plan, options)
  } catch (error) {
    if (!(error instanceof JournalError) || error.reason !== 'in use') throw error
    // Another console was opened there at the same time: it listens once it is open.
    options.say('Another console is being opened there: waiting for it …')
    const other = await waitForLink(home, openingMs, options)
    if (other) return useLink(other, options)
    throw new CliError(exitCodes.unreached, error.message, error)
  }
}
