/**
 * Files of incidents, `attachments/<sha256>` below the home folder: named by what they hold, so that a name is a proof.
 * They are not entries; the entry that names one stands in the chain, and with it its hash.
 */
import { createHash } from 'node:crypto'
import { mkdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { sha256 } from '../../shared/attachment.ts'
import { writeAtomic } from '../atomic-file.ts'

export type Found = { readonly state: 'whole'; readonly bytes: Buffer } | { readonly state: 'lost' | 'changed' }

export type Attachments = {
  /** On disk when it resolves. The same bytes again are the same file. @throws the file system's error */
  readonly put: (bytes: Uint8Array) => Promise<string>
  /** Read whole and compared with its name. @throws RangeError for a name that is no SHA-256; what can't be read is lost */
  readonly get: (sha: string) => Promise<Found>
}

const largest = 256_000_000
export const shaOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

export function openAttachments(folder: string): Attachments {
  /** Built from a checked name alone: nothing that a caller says can lead out of the folder. */
  const fileOf = (sha: string): string => {
    if (!sha256.safeParse(sha).success) throw new RangeError(`"${sha.slice(0, 80)}" is no SHA-256: an attachment is named by 64 lower-case hex digits`)
    return join(folder, sha)
  }
  const get = async (sha: string): Promise<Found> => {
    const file = fileOf(sha)
    try {
      const about = await stat(file)
      if (!about.isFile()) return { state: 'lost' }
      if (about.size > largest) return { state: 'changed' }
      const bytes = await readFile(file)
      return shaOf(bytes) === sha ? { state: 'whole', bytes } : { state: 'changed' }
    } catch (error) {
      // Gone, or not to be read: the place where it belongs says so.
      if (error instanceof Error && 'syscall' in error) return { state: 'lost' }
      throw error
    }
  }
  return {
    get,
    put: async (bytes) => {
      const sha = shaOf(bytes)
      if ((await get(sha)).state === 'whole') return sha
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await writeAtomic(fileOf(sha), Buffer.from(bytes), 0o600)
      return sha
    },
  }
}
