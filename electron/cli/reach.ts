/** How a command comes to a console: one that runs on that home folder, or one that it opens in this process. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Clock } from '../../shared/clock.ts'
import type { OpenedPlan } from '../../shared/contract.ts'
import { errorText } from '../../shared/error-text.ts'
import { checkShared, ownUid, placeOf } from '../shell/control-path.ts'
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
    throw new CliError(exitCodes.unreached, `The console of ${home} can't be asked: ${errorText(error)}`, error)
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
export function refuseOther({ file, plan, mistakes }: OpenedPlan, asked: string, home: string): void {
  const wanted = asked === builtInName ? undefined : resolve(asked)
  if (mistakes.length > 0 && file === wanted) {
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

/** @throws CliError where no console runs there and no plan is named to open one; where another plan is open; whatever `openConsole` throws */
export async function reach(options: ReachOptions): Promise<Reached> {
  const { home, plan, patience } = options
  const link = await waitForLink(home, plan === undefined ? patience : 0, options)
  if (link) return useLink(link, options)
  if (plan === undefined) throw new CliError(exitCodes.unreached, `No console runs on ${home}. Start one (npm start), or name a plan to open one here (--plan FILE, or --plan ${builtInName}).`)
  // The whole engine is loaded by who needs one: a script that asks often should not wait for it.
  const { openHere } = await import('./own-console.ts')
  const opened = await openHere(plan, options)
  if (!('inUse' in opened)) return opened
  // Another console was opened there at the same time: it listens once it is open.
  options.say('Another console is being opened there: waiting for it …')
  const other = await waitForLink(home, openingMs, options)
  if (other) return useLink(other, options)
  throw new CliError(exitCodes.unreached, opened.inUse)
}
