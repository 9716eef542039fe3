/**
 * Fencing numbers: a millisecond and a console's share of it. A console keeps to its share, so that two never take one
 * number; with it the number still has 15 digits. Pure. Semantics 12 of the design, decision 9.
 */
const shareOfAMoment = 100
/** So many times a driver may resume before the one that went beyond it is known to it. */
const momentsBeyond = 10

/** The least that is more than `last`, in whole moments after `atLeast`. */
const after = (last: number, atLeast: number): number => atLeast + Math.max(0, Math.floor((last - atLeast) / shareOfAMoment) + 1) * shareOfAMoment

/** From the name's digest. @param digest any whole number of at least 0 */
export const shareFrom = (digest: number): number => digest % shareOfAMoment

/**
 * @param at.wall ms
 * @param at.last this console's own last number
 * @param at.beyond greater than this one too: that of a driver whose clock is ahead
 */
export const nextNumber = ({ wall, last, share, beyond = 0 }: { readonly wall: number; readonly last: number; readonly share: number; readonly beyond?: number | undefined }): number =>
  after(last, Math.max(Math.floor(wall), Math.floor(beyond / shareOfAMoment) + momentsBeyond) * shareOfAMoment + share)

/** The same driver again: greater than its own, and below whoever drove since. */
export const resumedNumber = ({ own, last }: { readonly own: number; readonly last: number }): number => after(last, own + shareOfAMoment)
