import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { LoadReport } from './load-child.ts'

export type Load = { readonly report: () => Promise<LoadReport>; readonly stop: () => Promise<void> }

/** @param program a file beside this one that tells a LoadReport whenever it is asked, and ends with its parent */
export function forkLoad(program: string, env: Readonly<Record<string, string>>): Load {
  const child = fork(join(import.meta.dirname, program), [], { env: { ...process.env, ...env }, execArgv: [] })
  return {
    report: async () => {
      child.send('report')
      const [report] = (await once(child, 'message')) as [LoadReport]
      return report
    },
    stop: async () => {
      child.disconnect()
      await once(child, 'exit')
    },
  }
}

/** Starts load on an address; every lane asks as one of the users. */
export const startLoad = (url: string, users: readonly string[], lanes: number): Load =>
  forkLoad('load-child.ts', { LOAD_URL: url, LOAD_USERS: users.join(','), LOAD_LANES: String(lanes) })

/** Waits until green answers again, and until it no longer does. */
export async function until(load: Load, holds: (green: number, before: number) => boolean): Promise<void> {
  let { green: before } = await load.report()
  for (;;) {
    await pause(100)
    const { green } = await load.report()
    if (holds(green, before)) return
    before = green
  }
}
