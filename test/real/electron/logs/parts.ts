/** Logs over real sources, in a folder of their own. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { systemClock } from '../../../../electron/clock.ts'
import { systemTimers } from '../../../../electron/console/timers.ts'
import { createLog } from '../../../../electron/log.ts'
import { startLogs, type Logs, type LogsOptions } from '../../../../electron/logs/logs.ts'
import type { LogLines, LogSource } from '../../../../shared/contract.ts'
import type { Incident } from '../../../../shared/incident.ts'
import type { Draft, Entry } from '../../../../shared/journal.ts'
import { logs as logsPlan } from '../../../../shared/plan.ts'

export function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'fifteen-logs-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

/** @param plan the section as it stands in a plan file */
export function logsIn(dir: string, plan: unknown, more: Partial<LogsOptions> = {}) {
  const appended: Draft[] = []
  const lines: string[] = []
  const incidents: Incident[] = []
  const listeners = new Set<(entry: Entry) => void>()
  const clock = systemClock()
  const file = join(dir, 'logs.sqlite')
  const start = (): Logs => {
    const logs = startLogs({
      file, plan: logsPlan.parse(plan), clock, timers: systemTimers, log: createLog({ write: (line) => void lines.push(line), level: 'info', clock }),
      journal: {
        append: (draft) => void appended.push(draft), incidents: () => incidents,
        subscribe: (listener) => {
          listeners.add(listener)
          return () => void listeners.delete(listener)
        },
        sealed: () => appended.flatMap((draft) => (draft.kind === 'logs.sealed' ? [{ batch: draft.data.batch, hash: draft.data.hash }] : [])),
      },
      ...more,
    })
    onTestFinished(logs.stop)
    return logs
  }
  const tell = (entry: unknown): void => {
    for (const listener of listeners) listener(entry as Entry)
  }
  return { file, start, appended, lines, incidents, tell }
}

export const all = (logs: Logs, text = ''): Promise<LogLines> => logs.lines({ since: 0, until: 8e15, take: 'oldest', limit: 2_000, text })
export const textsOf = async (logs: Logs, text = ''): Promise<readonly string[]> => (await all(logs, text)).lines.map((line) => line.text)

/** Waits for what has to come, and for as long as it may take. */
export const soon = (check: () => Promise<void>): Promise<void> => expect.poll(async () => {
  try {
    await check()
    return 'so it is'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}, { timeout: 15_000, interval: 50 }).toBe('so it is')

export const sourceOf = (logs: Logs, id: string): LogSource => {
  const found = logs.sources().sources.find((one) => one.id === id)
  if (found === undefined) throw new Error(`no figures of ${id} yet`)
  return found
}
