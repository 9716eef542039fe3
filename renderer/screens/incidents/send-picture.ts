/** Sends a picture in parts that fit the contract's frames. */
import { partBytes, pictureLimits, pictureTypes, type Picture } from '../../../shared/attachment.ts'
import type { Client } from '../../client.ts'

const base64 = (bytes: Uint8Array): string => {
  let text = ''
  for (let at = 0; at < bytes.length; at += 8_192) text += String.fromCodePoint(...bytes.subarray(at, at + 8_192))
  return btoa(text)
}

/** @throws Error that says what is wrong with it; the engine's own check is by its bytes */
export async function sendPicture(client: Client, file: File): Promise<Picture> {
  if (file.type !== '' && !pictureTypes.some((type) => type === file.type)) throw new Error(`${file.name === '' ? 'This' : file.name} is ${file.type}: a note takes PNG, JPEG and WebP`)
  if (file.size > pictureLimits.bytes) throw new Error(`${file.name} has ${Math.ceil(file.size / 100_000) / 10} MB: a picture has ${pictureLimits.bytes / 1_000_000} MB at most`)
  if (file.size === 0) throw new Error(`${file.name} is empty`)
  const bytes = new Uint8Array(await file.arrayBuffer())
  const upload = crypto.getRandomValues(new Uint32Array(4)).join('-')
  const of = Math.ceil(bytes.length / partBytes)
  for (let part = 0; part < of; part += 1) {
    const sent = await client.attachments.add({ upload, part, of, data: base64(bytes.subarray(part * partBytes, (part + 1) * partBytes)) })
    if (sent !== null) return sent
  }
  throw new Error('the picture was not taken: add it again')
}
