/** Entries of links to the war room. */
import { z } from 'zod'
import { sha256 } from './attachment.ts'

const share = z.string().min(1).max(40)

export const wallEntries = {
  /** `digest`: SHA-256 of the link's token, in hex; `until`: wall ms. */
  'wall.shared': z.strictObject({ share, label: z.string().trim().min(1).max(80), digest: sha256, until: z.number() }),
  'wall.revoked': z.strictObject({ share }),
} as const
