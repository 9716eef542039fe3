/** Sends a picture of a note. */
import { pictureLimits, pictureTypes, type Picture } from '../../../shared/attachment.ts'
import type { Client } from '../../client.ts'
import { sendParts } from '../../parts/send-parts.ts'

/** @throws Error that says what is wrong with it; the engine's own check is by its bytes */
export async function sendPicture(client: Client, file: File): Promise<Picture> {
  if (file.type !== '' && !pictureTypes.some((type) => type === file.type)) throw new Error(`${file.name === '' ? 'This' : file.name} is ${file.type}: a note takes PNG, JPEG and WebP`)
  if (file.size > pictureLimits.bytes) throw new Error(`${file.name} has ${Math.ceil(file.size / 100_000) / 10} MB: a picture has ${pictureLimits.bytes / 1_000_000} MB at most`)
  if (file.size === 0) throw new Error(`${file.name} is empty`)
  return sendParts(file, (part) => client.attachments.add(part))
}
