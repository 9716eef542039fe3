/**
 * Old workers: after a reload they serve their connections to the end, with the routing of before, and the
 * ordinary socket does not show them. The master's socket does, and passes commands on to each.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { ConnectError } from './connector.ts'
import { createRuntime } from './haproxy-runtime.ts'
import { readStat, type StatRow } from './haproxy-stat.ts'
import { readSessions, readWorkers, type Worker } from './haproxy-text.ts'

export type OldWorker = { readonly pid: number; readonly uptime: string; readonly stat: readonly StatRow[] }

export type Workers = {
  /** Empty without a master's socket. @throws ConnectError */
  old(signal: AbortSignal): Promise<readonly OldWorker[]>
  /** Ends what old workers have open towards these servers. @throws ConnectError */
  close(servers: ReadonlySet<string>, signal: AbortSignal): Promise<void>
}

/** The master starts itself anew at a reload, and forgets who was just asking. */
const attempts = 4
const attemptWithin = 300
const apart = 100

const none: Workers = { old: async () => [], close: async () => undefined }

export function createWorkers(target: string, master: string | undefined): Workers {
  if (master === undefined) return none
  const runtime = createRuntime(target, master)

  const say = async (command: string, signal: AbortSignal): Promise<string> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await runtime.tellWhole(command, AbortSignal.any([signal, AbortSignal.timeout(attemptWithin)]))
      } catch (error) {
        const transient = error instanceof ConnectError && ['refused', 'unreachable', 'timeout'].includes(error.reason)
        if (!transient || signal.aborted || attempt === attempts) throw error
        await pause(apart)
      }
    }
  }

  const listed = async (signal: AbortSignal): Promise<readonly Worker[]> => {
    const text = await say('show proc', signal)
    return runtime.reading('show proc', () => readWorkers(text)).filter(({ old }) => old)
  }
  /** Undefined where the worker ended while it was asked. */
  const toWorker = async (pid: number, command: string, signal: AbortSignal): Promise<string | undefined> => {
    try {
      return await say(`@!${pid} ${command}`, signal)
    } catch (error) {
      if (!(error instanceof ConnectError)) throw error
      if ((await listed(signal)).some((worker) => worker.pid === pid)) throw error
      return undefined
    }
  }

  return {
    old: async (signal) => {
      const found: OldWorker[] = []
      for (const { pid, uptime } of await listed(signal)) {
        const text = await toWorker(pid, 'show stat', signal)
        if (text === undefined) continue
        // The master's own words when the worker is just gone.
        if (!text.startsWith('# pxname,') && !(await listed(signal)).some((worker) => worker.pid === pid)) continue
        found.push({ pid, uptime, stat: runtime.reading(`@!${pid} show stat`, () => readStat(text)) })
      }
      return found
    },
    close: async (servers, signal) => {
      for (const { pid } of await listed(signal)) {
        // `shutdown sessions server` is refused there, as its proxies are stopped: one session after another is not.
        const sessions = readSessions((await toWorker(pid, 'show sess', signal)) ?? '', servers)
        for (const session of sessions) await toWorker(pid, `shutdown session ${session}`, signal)
      }
    },
  }
}
