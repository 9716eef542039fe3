/** A file on its way in parts that fit the contract's frames. */
import { partBytes } from '../../shared/attachment.ts'

const base64 = (bytes: Uint8Array): string => {
  let text = ''
  for (let at = 0; at < bytes.length; at += 8_192) text += String.fromCodePoint(...bytes.subarray(at, at + 8_192))
  return btoa(text)
}

export type SentPart = { readonly upload: string; readonly part: number; readonly of: number; readonly data: string }

/** @param send gives what came of it with the last part, null before @throws Error where nothing came of it */
export async function sendParts<T>(file: File, send: (part: SentPart) => Promise<T | null>): Promise<T> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  const upload = crypto.getRandomValues(new Uint32Array(4)).join('-')
  const of = Math.ceil(bytes.length / partBytes)
  for (let part = 0; part < of; part += 1) {
    const sent = await send({ upload, part, of, data: base64(bytes.subarray(part * partBytes, (part + 1) * partBytes)) })
    if (sent !== null) return sent
  }
  throw new Error(`${file.name} was not taken: add it again`)
}
