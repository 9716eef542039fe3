import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { LoadReport } from './load-child.ts'

export type Load = { readonly report: () => Promise<LoadReport>; readonly stop: () => Promise<void> }

/** Starts load on an address; every lane asks as one of the users. */
export function startLoad(url: string, users: readonly string[], lanes: number): Load {
  const child = fork(join(import.meta.dirname, 'load-child.ts'), [], {
    env: { ...process.env, LOAD_URL: url, LOAD_USERS: users.join(','), LOAD_LANES: String(lanes) }, execArgv: [],
  })
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
