/** The war room: what it shows, and who may look at it from elsewhere. Trust.md, "Wall and browser host". */
import { z } from 'zod'
import type { WallShare } from '../wall-share.ts'
import type { WallView } from '../wall.ts'
import { command, eventIterator, query, reason, type } from './base.ts'

/** A link of this console. `connections`: open now; `seen`: wall ms at which someone last came or was there. */
export type SharedWall = Omit<WallShare, 'digest'> & { readonly connections: number; readonly seen?: number }

/** `addresses`: where it is served, or would be once it is shared. `open`: other machines reach one of them. */
export type WallSharing = {
  readonly shares: readonly SharedWall[]
  readonly addresses: readonly string[]
  readonly open: boolean
  readonly serving: boolean
  /** Why it can't be served, where it can't. */
  readonly failed?: string
}

/** The links are told once, one an address; the record has the token's digest. */
export type SharedLinks = { readonly share: string; readonly until: number; readonly links: readonly { readonly address: string; readonly url: string }[] }

const hour = 3_600_000
export const shareLimits = { shortest: 60_000, longest: 31 * 24 * hour } as const

export const wall = {
  /** The view whole, then each part that has changed. A reader that is slow gets the present, not a queue of the past. */
  views: query.output(eventIterator(type<WallView>())),
  sharing: command.output(type<WallSharing>()),
  /** CONFLICT where it can't be served. */
  share: command
    .input(z.strictObject({ label: z.string().trim().min(1).max(80), lasts: z.int().min(shareLimits.shortest).max(shareLimits.longest), reason }))
    .output(type<SharedLinks>()),
  /** Cuts its connections before it is answered. */
  revoke: command.input(z.strictObject({ share: z.string(), reason })).output(type<void>()),
}
