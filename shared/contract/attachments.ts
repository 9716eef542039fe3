import { z } from 'zod'
import { mostEvidenceParts, mostParts, partBytes, sha256, type Picture, type PictureType } from '../attachment.ts'
import { command, query, type } from './base.ts'
import type { Piece } from './bundles.ts'

/** A picture as bytes in base64; or that its file is gone, or is no longer the one that the note names. */
export type Attached = { readonly state: 'whole'; readonly type: PictureType; readonly data: string } | { readonly state: 'lost' | 'changed' }

const part = z.strictObject({
  upload: z.string().regex(/^[\w-]{8,64}$/), part: z.int().min(0).max(mostParts - 1), of: z.int().min(1).max(mostParts),
  data: z.base64().max(Math.ceil(partBytes / 3) * 4),
})

export const attachments = {
  /**
   * Takes one part of a picture, in their order; the last part's answer is the picture, which then lies on disk. A note
   * names it. BAD_REQUEST for anything but a PNG, JPEG or WebP of a size that is allowed.
   */
  add: command
    .input(part)
    .output(type<Picture | null>()),
  /** Takes one part of a file that shows evidence; the last part's answer is its hash, by which the evidence names it. */
  keep: command
    .input(part.extend({ part: z.int().min(0).max(mostEvidenceParts - 1), of: z.int().min(1).max(mostEvidenceParts) }))
    .output(type<{ readonly sha: string; readonly bytes: number } | null>()),
  /** A piece of a file that evidence names. NOT_FOUND where none does or it is not on disk, CONFLICT where it is another by now. */
  file: query.input(z.strictObject({ sha: sha256, offset: z.int().nonnegative() })).output(type<Piece>()),
  get: query.input(z.strictObject({ sha: sha256 })).output(type<Attached>()),
}
