/** A console that is opened in this process for one command: the same engine, reached without a socket. */
import { createRouterClient } from '@orpc/server'
import { join, resolve } from 'node:path'
import { errorText } from '../../shared/error-text.ts'
import { openReachable } from '../control.ts'
import { JournalError } from '../journal/journal.ts'
import { createLog } from '../log.ts'
import { router } from '../router.ts'
import { runningText } from '../shell/leaving.ts'
import { openLogFile } from '../shell/log-file.ts'
import { builtInName, refuseOther, type Reached, type ReachOptions } from './reach.ts'

/**
 * @returns the console, or what holds its journal where another process has it open
 * @throws CliError where the plan is not the one in use; whatever else `openConsole` throws
 */
export async function openHere(plan: string, { home, env, clock, user, say }: ReachOptions): Promise<Reached | { readonly inUse: string }> {
  const file = openLogFile({ dir: join(home, 'logs'), onFailure: (error) => say(`The log can't be written: ${errorText(error)}`) })
  const log = createLog({ write: file.write, level: 'info', clock })
  say(`No console runs on ${home}: opening one here …`)
  const console = await openReachable({ home, env, clock, log, user, ...(plan !== builtInName && { planFile: resolve(plan) }) }).catch((error: unknown) => {
    file.stop()
    if (error instanceof JournalError && error.reason === 'in use') return { inUse: error.message }
    throw error
  })
  if ('inUse' in console) return console
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
      const run = console.activeRun() ?? console.runner.forward.active()
      const text = runningText(run, clock.mono())
      return run && text !== undefined ? { run: run.id, text } : undefined
    },
  }
}
