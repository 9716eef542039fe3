/** Starts the target of load as a process of its own. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { ToTarget } from './http-target.ts'

export type HttpTarget = {
  readonly url: string
  readonly tell: (message: ToTarget) => Promise<{ readonly stalled?: number; readonly requests?: number }>
  readonly stop: () => Promise<void>
}

export async function forkHttpTarget(): Promise<HttpTarget> {
  const child = fork(fileURLToPath(new URL('./http-target.ts', import.meta.url)), [], { execArgv: [] })
  const [{ port }] = (await once(child, 'message')) as [{ readonly port: number }]
  return {
    url: `http://127.0.0.1:${port}/`,
    tell: async (message) => {
      const told = once(child, 'message')
      child.send(message)
      return ((await told) as [{ readonly stalled?: number; readonly requests?: number }])[0]
    },
    stop: async () => {
      if (child.exitCode !== null) return
      const gone = once(child, 'exit')
      child.disconnect()
      await gone
    },
  }
}
