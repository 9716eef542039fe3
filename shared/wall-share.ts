/** Who may look at the war room from elsewhere: links with an end, folded from entries. A link is known by its digest alone. Trust.md, "Wall and browser host". */
import { actorText, type Entry } from './journal.ts'

/** Times are wall ms. */
export type WallShare = {
  readonly id: string
  readonly label: string
  readonly digest: string
  readonly by: string
  readonly at: number
  readonly until: number
  readonly revoked?: { readonly at: number; readonly by: string }
}

/** Newest first, the last fifty. */
export type WallShares = readonly WallShare[]
const most = 50

export function foldWallShares(shares: WallShares, entry: Entry): WallShares {
  if (entry.kind === 'wall.shared') {
    const { share: id, ...data } = entry.data
    return [{ id, ...data, by: actorText(entry.who), at: entry.at.occurred }, ...shares].slice(0, most)
  }
  if (entry.kind !== 'wall.revoked') return shares
  return shares.map((one) => (one.id === entry.data.share && one.revoked === undefined ? { ...one, revoked: { at: entry.at.occurred, by: actorText(entry.who) } } : one))
}

export const isLive = ({ until, revoked }: WallShare, wall: number): boolean => revoked === undefined && wall < until
