import { z } from 'zod'
import { mostParts, partBytes, sha256, type Picture, type PictureType } from '../attachment.ts'
import { command, query, type } from './base.ts'

/** A picture as bytes in base64; or that its file is gone, or is no longer the one that the note names. */
export type Attached = { readonly state: 'whole'; readonly type: PictureType; readonly data: string } | { readonly state: 'lost' | 'changed' }

export const attachments = {
  /**
   * Takes one part of a picture, in their order; the last part's answer is the picture, which then lies on disk. A note
   * names it. BAD_REQUEST for anything but a PNG, JPEG or WebP of a size that is allowed.
   */
  add: command
    .input(z.strictObject({
      upload: z.string().regex(/^[\w-]{8,64}$/), part: z.int().min(0).max(mostParts - 1), of: z.int().min(1).max(mostParts),
      data: z.base64().max(Math.ceil(partBytes / 3) * 4),
    }))
    .output(type<Picture | null>()),
  get: query.input(z.strictObject({ sha: sha256 })).output(type<Attached>()),
}
