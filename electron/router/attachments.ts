/** Pictures of notes. Issue 6, the incident. */
import { ORPCError } from '@orpc/server'
import { PictureError, readPicture } from '../journal/picture.ts'
import { os } from './base.ts'

export const attachments = {
  add: os.attachments.add.handler(async ({ context, input }) => {
    try {
      return await context.console.uploads(input)
    } catch (error) {
      if (error instanceof PictureError) throw new ORPCError('BAD_REQUEST', { message: error.message })
      if (error instanceof Error && 'syscall' in error) throw new ORPCError('UNAVAILABLE', { status: 503, message: `The picture could not be written: ${error.message}. Make room, or mend the rights of the folder.` })
      throw error
    }
  }),
  get: os.attachments.get.handler(async ({ context, input: { sha } }) => {
    const found = await context.console.attachments.get(sha)
    if (found.state !== 'whole') return found
    try {
      const { type } = readPicture(found.bytes)
      return { state: 'whole', type, data: found.bytes.toString('base64') }
    } catch (error) {
      // Another attachment than a picture: it is not for the page.
      if (error instanceof PictureError) throw new ORPCError('NOT_FOUND', { message: `${sha} is no picture` })
      throw error
    }
  }),
}
