/** Writes a file so that a reader, or a start after a power cut, finds the old text or the new one and nothing between. */
import { randomUUID } from 'node:crypto'
import { open, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/** What was renamed in it is there after a power cut. */
export const folderSynced = async (folder: string): Promise<void> => {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** The mode of the file that is there, so that another user's process may go on reading it. */
const modeOf = async (file: string): Promise<number> => {
  try {
    return (await stat(file)).mode & 0o777
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0o644
    throw error
  }
}

/**
 * Temp file beside it, fsync, rename, fsync of the folder.
 * @param mode of the file; without one that of the file that is there
 * @throws NodeJS.ErrnoException as the file system says it; the old file is then untouched
 */
export async function writeAtomic(file: string, content: string | Buffer, mode?: number): Promise<void> {
  const making = `${file}.${randomUUID()}.new`
  try {
    const handle = await open(making, 'wx', mode ?? (await modeOf(file)))
    try {
      await handle.writeFile(content)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(making, file)
  } catch (error) {
    await rm(making, { force: true })
    throw error
  }
  await folderSynced(dirname(file))
}
