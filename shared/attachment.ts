/** Files that belong to an incident, named by their SHA-256: pictures of notes, frozen series. Issue 6, the incident. */
import { z } from 'zod'

export const pictureTypes = ['image/png', 'image/jpeg', 'image/webp'] as const
export type PictureType = (typeof pictureTypes)[number]

export const sha256 = z.string().regex(/^[0-9a-f]{64}$/, { error: 'a SHA-256 in 64 lower-case hex digits' })

/** What a note says of its picture; the picture itself lies beside the journal, and is proven by its hash. */
export const picture = z.strictObject({ sha: sha256, type: z.enum(pictureTypes), bytes: z.int().positive(), width: z.int().positive(), height: z.int().positive() })
export type Picture = z.infer<typeof picture>

/** Bytes, and pixels, of one picture; pictures of one note. */
export const pictureLimits = { bytes: 4_000_000, pixels: 40_000_000, ofNote: 6 } as const
/** Bytes of one file that is kept as evidence; of any type, never opened here. */
export const evidenceBytes = 10_000_000

/** Bytes that one call carries: as base64 it stays under the largest frame of the contract. */
export const partBytes = 390_000
export const mostParts = Math.ceil(pictureLimits.bytes / partBytes)
export const mostEvidenceParts = Math.ceil(evidenceBytes / partBytes)
