/** Starts the double of HeavyDB as a process of its own, so that its memory and its work are not the console's. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export async function forkHeavyDb(rows: number): Promise<{ readonly port: number; readonly pid: number; readonly stop: () => Promise<void> }> {
  const child = fork(fileURLToPath(new URL('./heavydb-child.ts', import.meta.url)), [], { execArgv: [], env: { ...process.env, DOUBLE_ROWS: String(rows) } })
  const [port] = (await once(child, 'message')) as [number]
  return {
    port,
    pid: child.pid ?? 0,
    stop: async () => {
      if (child.exitCode !== null) return
      const gone = once(child, 'exit')
      child.disconnect()
      await gone
    },
  }
}
