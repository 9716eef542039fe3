/** A lock file: one console at a time changes nginx's files. */
import { open, readFile, rm } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import type { Clock } from '../../shared/clock.ts'

const lockWithin = 2_000
const lookEvery = 20

/** Another process holds the lock for too long. */
export class LockError extends Error {
  override readonly name = 'LockError'
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}

const holderOf = async (lock: string): Promise<number> => {
  try {
    return Number(await readFile(lock, 'utf8'))
  } catch (error) {
    // Given back just now.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0
    throw error
  }
}

/**
 * A lock whose process is gone is taken over. On one machine only: elsewhere a pid says nothing.
 * @throws LockError, or NodeJS.ErrnoException as the file system says it
 */
export async function locked<T>(lock: string, clock: Clock, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const by = clock.mono() + lockWithin
  for (;;) {
    try {
      const handle = await open(lock, 'wx')
      await handle.writeFile(String(process.pid))
      await handle.close()
      break
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    const holder = await holderOf(lock)
    if (holder > 0 && !isAlive(holder)) await rm(lock, { force: true })
    else if (clock.mono() >= by) throw new LockError(`process ${holder} holds it: wait for the other console, or remove ${lock} where there is none`)
    else await pause(lookEvery, undefined, { signal })
  }
  try {
    return await work()
  } finally {
    await rm(lock, { force: true })
  }
}
