/** What a picture's own bytes say it is: its type by its magic, and its size in pixels. No decoder: nothing of it is run here. */
import { pictureLimits, type Picture } from '../../shared/attachment.ts'

export class PictureError extends Error {
  override readonly name = 'PictureError'
}

type Size = Pick<Picture, 'type' | 'width' | 'height'>
const text = (bytes: Buffer, from: number, to: number): string => bytes.toString('latin1', from, to)

const pngMagic = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
function png(bytes: Buffer): Size | undefined {
  if (bytes.length < 33 || !bytes.subarray(0, 8).equals(pngMagic) || text(bytes, 12, 16) !== 'IHDR') return undefined
  return { type: 'image/png', width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) }
}

/** The frame header's marker, of every coding; C4, C8 and CC are others. */
const isFrameHeader = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
function jpeg(bytes: Buffer): Size | undefined {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return undefined
  for (let at = 2; at + 9 < bytes.length; ) {
    if (bytes[at] !== 0xff) return undefined
    const marker = bytes[at + 1] ?? 0
    if (marker === 0xff) at += 1
    else if (isFrameHeader(marker)) return { type: 'image/jpeg', height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) }
    else at += 2 + bytes.readUInt16BE(at + 2)
  }
  return undefined
}

function webp(bytes: Buffer): Size | undefined {
  if (bytes.length < 30 || text(bytes, 0, 4) !== 'RIFF' || text(bytes, 8, 12) !== 'WEBP') return undefined
  const type = 'image/webp'
  switch (text(bytes, 12, 16)) {
    case 'VP8 ':
      return { type, width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff }
    case 'VP8L': {
      const bits = bytes.readUInt32LE(21)
      return { type, width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1 }
    }
    case 'VP8X':
      return { type, width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 }
    default:
      return undefined
  }
}

/** @throws PictureError that says what it is not, or by how much it is too large */
export function readPicture(bytes: Buffer): Omit<Picture, 'sha'> {
  if (bytes.length > pictureLimits.bytes) throw new PictureError(`The picture has ${bytes.length} bytes; ${pictureLimits.bytes} are the most. Cut it, or save it as JPEG.`)
  const found = png(bytes) ?? jpeg(bytes) ?? webp(bytes)
  if (found === undefined) throw new PictureError('This is no PNG, JPEG or WebP by its first bytes, whatever its name says. Save it as one of these.')
  const { width, height } = found
  if (width < 1 || height < 1) throw new PictureError('The picture says that it has no size: it is damaged.')
  if (width * height > pictureLimits.pixels) throw new PictureError(`The picture has ${width} × ${height} pixels; ${pictureLimits.pixels} are the most. Make it smaller.`)
  return { ...found, bytes: bytes.length }
}
