/** Files in pieces over the contract, and into the browser's own way of saving. */
import { pieceBytes, type Piece } from '../../../shared/contract.ts'
import type { Client } from '../../client.ts'

export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64)
  const bytes = new Uint8Array(text.length)
  for (let index = 0; index < text.length; index += 1) bytes[index] = text.codePointAt(index) ?? 0
  return bytes
}

/** A slice of a file is small enough to be one argument list in parts. */
function base64Of(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 8_192) text += String.fromCodePoint(...bytes.subarray(at, at + 8_192))
  return btoa(text)
}

export async function readPieces(read: (offset: number) => Promise<Piece>, onProgress: (bytes: number) => void): Promise<readonly Uint8Array<ArrayBuffer>[]> {
  const pieces: Uint8Array<ArrayBuffer>[] = []
  for (let offset = 0; ;) {
    const { data, more } = await read(offset)
    const piece = bytesOf(data)
    pieces.push(piece)
    offset += piece.length
    onProgress(offset)
    if (!more || piece.length === 0) return pieces
  }
}

export async function sendFile(client: Client, file: Blob, onProgress: (share: number) => void): Promise<string> {
  const upload = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, '0')).join('')
  for (let offset = 0; offset === 0 || offset < file.size; offset += pieceBytes) {
    const bytes = new Uint8Array(await file.slice(offset, offset + pieceBytes).arrayBuffer())
    await client.bundles.send({ upload, offset, data: base64Of(bytes) })
    onProgress(Math.min(1, (offset + bytes.length) / Math.max(1, file.size)))
  }
  return upload
}

export function saveBytes(name: string, type: string, pieces: readonly Uint8Array<ArrayBuffer>[]): void {
  const address = URL.createObjectURL(new Blob([...pieces], { type }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
