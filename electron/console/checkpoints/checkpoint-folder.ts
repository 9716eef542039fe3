/** The folder of checkpoints: its room, what is removed from it, and what a console that was killed has left half done in it. */
import { readdirSync, rmSync, statfsSync } from 'node:fs'
import { isAbsolute, join, relative } from 'node:path'
import { Refusal } from '../../refusal.ts'

/** A disk that can't be asked is no reason to take none. @returns bytes */
export function freeIn(folder: string): number | undefined {
  try {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined
    throw error
  }
}

/** Only what is below the folder is ever removed. The record says so first: a file that stays is removed at the next start. */
export function removeFile(folder: string, file: string): void {
  const path = join(folder, file)
  const below = relative(folder, path)
  if (below === '' || below.startsWith('..') || isAbsolute(below)) throw new Refusal('CONFLICT', `${file} is not below the folder of checkpoints`)
  rmSync(path, { recursive: true, force: true })
}

const isHalfDone = (name: string): boolean => /\.making(?:-journal)?$/.test(name) || name.startsWith('.replay-')

/** Dumps that were not finished and logs that were fetched for a replay. Only where nothing is under way: at a console's start. */
export function sweepFolder(folder: string): void {
  for (const name of readdirSync(folder).filter(isHalfDone)) rmSync(join(folder, name), { recursive: true, force: true })
}
