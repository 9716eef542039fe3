import { closeSync, fstatSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'

export type LogFile = { readonly write: (line: string) => void; readonly stop: () => void }

/**
 * A log in `dir` of at most `files` files of `size` bytes: fifteen.log, fifteen.1.log (older), and so on.
 * A line is on its way to the disk when `write` returns, so that a crash keeps it. A disk that can't be
 * written must not stop a rollback: `onFailure` hears of the first failure, and the next line tries again.
 */
export function openLogFile(options: {
  readonly dir: string
  readonly size?: number
  readonly files?: number
  readonly onFailure: (error: unknown) => void
}): LogFile {
  const { dir, size = 5 * 1024 * 1024, files = 5 } = options
  const name = (age: number): string => join(dir, age === 0 ? 'fifteen.log' : `fifteen.${age}.log`)
  let file: number | undefined
  let written = 0
  let failing = false

  const open = (): number => {
    mkdirSync(dir, { recursive: true, mode: 0o700 })
    const opened = openSync(name(0), 'a', 0o600)
    written = fstatSync(opened).size
    file = opened
    return opened
  }
  const stop = (): void => {
    if (file !== undefined) closeSync(file)
    file = undefined
  }
  const rotate = (): void => {
    stop()
    rmSync(name(files - 1), { force: true })
    for (let age = files - 2; age >= 0; age--) {
      try {
        renameSync(name(age), name(age + 1))
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
      }
    }
  }
  const write = (line: string): void => {
    try {
      const bytes = Buffer.byteLength(line)
      if (file === undefined) open()
      if (written > 0 && written + bytes > size) rotate()
      writeSync(file ?? open(), line)
      written += bytes
      failing = false
    } catch (error) {
      if (!failing) options.onFailure(error)
      failing = true
    }
  }
  return { write, stop }
}
