/** Pictures of notes, and files of evidence. Issue 6, the incident; issue 7, evidence with an attachment. */
import { ORPCError } from '@orpc/server'
import { pieceBytes } from '../../shared/contract.ts'
import { UploadError, type Part, type Uploads } from '../console/uploads.ts'
import { PictureError, readPicture } from '../journal/picture.ts'
import { conflict, notFound, os, type CallContext } from './base.ts'

async function taken<T>(uploads: Uploads<T>, part: Part): Promise<T | null> {
  try {
    return await uploads(part)
  } catch (error) {
    if (error instanceof PictureError || error instanceof UploadError) throw new ORPCError('BAD_REQUEST', { message: error.message })
    if (error instanceof Error && 'syscall' in error) throw new ORPCError('UNAVAILABLE', { status: 503, message: `It could not be written: ${error.message}. Make room, or mend the rights of the folder.` })
    throw error
  }
}

/** Only what evidence names is handed out as a file: nothing else of the folder is asked for here. `at`: the consoles where it was added. */
function evidenceFile({ console }: CallContext, sha: string): { readonly at: readonly string[] } | undefined {
  const { evidence, decisions } = console.journal.state().programme
  const found = [...Object.values(evidence), ...decisions.flatMap((decision) => decision.evidence)].flatMap(({ attachment }) => (attachment?.sha256 === sha ? [attachment] : []))
  return found.length === 0 ? undefined : { at: [...new Set(found.flatMap(({ console: at }) => at ?? []))] }
}

/** Why a file of evidence is not here: bytes do not travel, their hash does. */
function notHere({ console }: CallContext, at: readonly string[]): string {
  const there = at.filter((one) => one !== console.journal.console)
  return there.length > 0
    ? `This file lies at the console ${there.join(' and at ')}, where it was added: save it there. Its hash is on the record here as well, and proves it`
    : 'This file is not on disk: it was never handed over, or it is gone. Its hash on the record still proves who shows it'
}

export const attachments = {
  add: os.attachments.add.handler(({ context, input }) => taken(context.console.uploads, input)),
  keep: os.attachments.keep.handler(({ context, input }) => taken(context.console.evidenceUploads, input)),
  file: os.attachments.file.handler(async ({ context, input: { sha, offset } }) => {
    const named = evidenceFile(context, sha)
    if (named === undefined) throw notFound(`no evidence names a file ${sha}`)
    const found = await context.console.attachments.get(sha)
    if (found.state !== 'whole')
      throw found.state === 'lost'
        ? notFound(notHere(context, named.at))
        : conflict('This file is not what was recorded: its hash is another')
    const piece = found.bytes.subarray(offset, offset + pieceBytes)
    return { data: piece.toString('base64'), more: offset + piece.length < found.bytes.length }
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
