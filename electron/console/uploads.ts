/** Files that arrive in parts, since a frame of the contract is small: whole ones are proven and put on disk. */
import type { Picture } from '../../shared/attachment.ts'
import { evidenceBytes, pictureLimits } from '../../shared/attachment.ts'
import type { Attachments } from '../journal/attachments.ts'
import { readPicture } from '../journal/picture.ts'

export class UploadError extends Error {
  override readonly name = 'UploadError'
}

export type Part = { readonly upload: string; readonly part: number; readonly of: number; readonly data: string }
/** @returns what came of it with its last part, null before. @throws UploadError, PictureError, or the file system's error */
export type Uploads<T = Picture> = (part: Part) => Promise<T | null>
/** A file as the record names it. */
export type Kept = { readonly sha: string; readonly bytes: number }

/** Begun and not ended: the oldest gives way. */
const mostOpen = 8

/** @param most bytes of a whole one @param take what is done with it */
function partsOf<T>({ what, most, mend, take }: { readonly what: string; readonly most: number; readonly mend: string; readonly take: (bytes: Buffer) => Promise<T> }): Uploads<T> {
  const open = new Map<string, { readonly of: number; readonly parts: readonly Buffer[] }>()
  return async ({ upload, part, of, data }) => {
    const before = open.get(upload)
    open.delete(upload)
    const parts = before?.parts ?? []
    if (part !== parts.length || part >= of || (before !== undefined && before.of !== of))
      throw new UploadError(`The parts of the ${what} came out of order: add it again.`)
    const now = [...parts, Buffer.from(data, 'base64')]
    const size = now.reduce((sum, { length }) => sum + length, 0)
    if (size > most) throw new UploadError(`The ${what} has more than ${most} bytes. ${mend}`)
    if (part + 1 < of) {
      const [oldest] = open.keys()
      if (open.size >= mostOpen && oldest !== undefined) open.delete(oldest)
      open.set(upload, { of, parts: now })
      return null
    }
    return take(Buffer.concat(now))
  }
}

export const createUploads = ({ put }: Pick<Attachments, 'put'>): Uploads =>
  partsOf({ what: 'picture', most: pictureLimits.bytes, mend: 'Cut it, or save it as JPEG.', take: async (bytes) => ({ ...readPicture(bytes), sha: await put(bytes) }) })

/** Files that show what a criterion rests on: of any type, since nothing here opens them. */
export const createEvidenceUploads = ({ put }: Pick<Attachments, 'put'>): Uploads<Kept> =>
  partsOf({
    what: 'file', most: evidenceBytes, mend: 'Record a link to it instead.',
    take: async (bytes) => {
      if (bytes.length === 0) throw new UploadError('The file is empty.')
      return { sha: await put(bytes), bytes: bytes.length }
    },
  })
