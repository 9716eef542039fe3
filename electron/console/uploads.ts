/** Pictures that arrive in parts, since a frame of the contract is small: whole ones are proven and put on disk. */
import type { Picture } from '../../shared/attachment.ts'
import { pictureLimits } from '../../shared/attachment.ts'
import type { Attachments } from '../journal/attachments.ts'
import { PictureError, readPicture } from '../journal/picture.ts'

export type Part = { readonly upload: string; readonly part: number; readonly of: number; readonly data: string }
/** @returns the picture with its last part, null before. @throws PictureError, or the file system's error */
export type Uploads = (part: Part) => Promise<Picture | null>

/** Begun and not ended: the oldest gives way. */
const mostOpen = 8

export function createUploads({ put }: Pick<Attachments, 'put'>): Uploads {
  const open = new Map<string, { readonly of: number; readonly parts: readonly Buffer[] }>()
  return async ({ upload, part, of, data }) => {
    const before = open.get(upload)
    open.delete(upload)
    const parts = before?.parts ?? []
    if (part !== parts.length || part >= of || (before !== undefined && before.of !== of))
      throw new PictureError('The parts of the picture came out of order: add it again.')
    const now = [...parts, Buffer.from(data, 'base64')]
    const size = now.reduce((sum, { length }) => sum + length, 0)
    if (size > pictureLimits.bytes) throw new PictureError(`The picture has more than ${pictureLimits.bytes} bytes. Cut it, or save it as JPEG.`)
    if (part + 1 < of) {
      const [oldest] = open.keys()
      if (open.size >= mostOpen && oldest !== undefined) open.delete(oldest)
      open.set(upload, { of, parts: now })
      return null
    }
    const bytes = Buffer.concat(now)
    const about = readPicture(bytes)
    return { ...about, sha: await put(bytes) }
  }
}
