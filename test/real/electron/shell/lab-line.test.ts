/** The whole lab by the way that a package has: the engine's side asks, the main process's starts; between them what Electron would carry. */
import { fork } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { entryFile } from '../../../../electron/lab/children.ts'
import { readLabFile } from '../../../../electron/lab/lab-file.ts'
import { startLab } from '../../../../electron/lab/lab.ts'
import { askToFork, createLabHost } from '../../../../electron/shell/lab-line.ts'
import type { FromEngine, ToEngine } from '../../../../electron/shell/messages.ts'
import { until } from '../../parts/process.ts'
import { asUtility } from '../../parts/utility.ts'

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    // There is no such process: what was asked.
    return false
  }
}

test('starts, is known by its processes, answers, and is gone when it is stopped or when its engine dies', { timeout: 60_000 }, async () => {
  const dir = mkdtempSync(join(tmpdir(), 'fifteen-lab-line-'))
  const started: string[] = []
  const host = createLabHost((entry, config) => {
    started.push(entry)
    const child = fork(entryFile(entry), [], { execArgv: ['--import', asUtility], env: { ...process.env, LAB_CONFIG: config }, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    const kill = child.kill.bind(child, 'SIGKILL')
    return Object.assign(child, { kill }) as never
  })
  const heard = new EventEmitter()
  const tell = (data: ToEngine): void => void heard.emit('message', { data })
  const spawn = askToFork({ postMessage: (message: FromEngine) => host.hear(message, tell), on: (event, listener) => void heard.on(event, listener) })
  try {
    expect(() => spawn('/etc/passwd', {})).toThrow(/no program of the lab/)
    const lab = await startLab({ dir, seed: 15, users: 2, market: { rows: 1_000 }, spawn })
    expect(started.toSorted()).toEqual(['app', 'app', 'balancer', 'replicator', 'users'])
    const pids = Object.values(readLabFile(dir).pids)
    expect(pids.every((pid) => pid > 0 && isAlive(pid))).toBe(true)
    expect((await fetch(`${lab.addresses.blue}/health`)).status).toBe(200)
    await lab.stop()
    await until('its processes are gone', () => !pids.some(isAlive))

    await startLab({ dir, seed: 15, users: 2, market: { rows: 1_000 }, spawn })
    const again = Object.values(readLabFile(dir).pids)
    host.stop()
    await until('they went with their engine', () => !again.some(isAlive))
  } finally {
    host.stop()
    rmSync(dir, { recursive: true, force: true, maxRetries: 5 })
  }
})
