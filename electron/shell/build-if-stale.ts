import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Wall milliseconds of the newest file below a path (or of the path, if it is a file); 0 where there is none. */
export function newest(path: string): number {
  const own = statSync(path, { throwIfNoEntry: false })
  if (!own) return 0
  if (!own.isDirectory()) return own.mtimeMs
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((latest, entry) => Math.max(latest, statSync(join(entry.parentPath, entry.name)).mtimeMs), 0)
}

/**
 * Builds something whose result is missing or older than what it is made of. A failed build is an error
 * only where no earlier result stands: at 3 a.m. yesterday's pages are better than none.
 * @param result a file that the build writes last or always
 * @param say takes one line for people
 */
export async function buildIfStale(options: {
  readonly what: string
  readonly result: string
  readonly sources: readonly string[]
  readonly build: () => Promise<unknown>
  readonly say: (line: string) => void
}): Promise<void> {
  const { what, result, sources, build, say } = options
  const had = existsSync(result)
  if (had && newest(result) >= Math.max(...sources.map(newest))) return
  say(`Building ${what}${had ? ', which have changed' : ''} …`)
  try {
    await build()
  } catch (error) {
    if (!had) throw error
    say(`${what} could not be built (${(error as Error).message.split('\n')[0]}): the earlier build is used.`)
  }
}
