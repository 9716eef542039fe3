/** What the lab's tests share: polling with a deadline, a reader of metrics pages, comparing archives. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { Browser } from '../../../electron/lab/browser.ts'
import type { LabFile } from '../../../electron/lab/lab-file.ts'

/** Asks until the answer is not undefined or false; fails with its name at the deadline. */
export const until = async <T>(what: string, ask: () => Promise<T | undefined | false> | T | undefined | false, withinMs = 6_000): Promise<T> => {
  const deadline = performance.now() + withinMs
  for (;;) {
    const answer = await ask()
    if (answer !== undefined && answer !== false) return answer
    if (performance.now() > deadline) throw new Error(`not within ${withinMs} ms: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}

/** The sum of a metric's samples whose line holds all the given parts. */
export const metric = async (base: string, name: string, ...parts: readonly string[]): Promise<number> => {
  const page = await (await fetch(`${base}/metrics`)).text()
  return page
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) && parts.every((part) => line.includes(part)))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0)
}

export const readLab = (dir: string): LabFile => JSON.parse(readFileSync(join(dir, 'lab.json'), 'utf8')) as LabFile

/** The keys of rows that are not the same in both archives. */
export const differing = (blueFile: string, greenFile: string, table: string, key: string): readonly unknown[] => {
  const db = new Database(blueFile, { readonly: true })
  try {
    db.prepare('ATTACH ? AS green').run(greenFile)
    return db
      .prepare(`SELECT DISTINCT ${key} FROM (
        SELECT * FROM (SELECT * FROM main.${table} EXCEPT SELECT * FROM green.${table})
        UNION ALL SELECT * FROM (SELECT * FROM green.${table} EXCEPT SELECT * FROM main.${table}))`)
      .pluck()
      .all()
  } finally {
    db.close()
  }
}

/** A user of a test's own, signed in. */
export const signedIn = async (base: string, user: string): Promise<Browser> => {
  const browser = new Browser(base, { user })
  const { status } = await browser.ask('POST', '/login', { user })
  if (status !== 200) throw new Error(`${user} could not sign in at ${base}: ${status}`)
  return browser
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
    throw error
  }
}

export const allGone = (pids: readonly number[]): boolean => pids.every((pid) => !isAlive(pid))
