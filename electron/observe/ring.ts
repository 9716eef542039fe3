/**
 * A day of one series: a ring of slots with figures in columns, and sums a block of slots, so that a
 * window of 24 h reads some 1,350 blocks and not 86,400 slots. Slots count from the store's start.
 */
import { missingReasons, type MissingReason } from '../../shared/metrics.ts'

const blockSlots = 64

/** What a slot holds: nothing was ever recorded, or the index of its reason + 1 (`none`: a value). */
const unwritten = 0
const valued = missingReasons.indexOf('none') + 1

/** Slots of a window, merged. */
export type Merged = {
  /** Slots with a value. */
  readonly filled: number
  /** One sum a column. */
  readonly sums: Float64Array
  /** Of the first column; infinite without a value. */
  readonly min: number
  readonly max: number
}

export type Ring = ReturnType<typeof createRing>

/**
 * @param capacity slots that can be read back, at least
 * @param columns figures a slot: 1 for a gauge or counter, 2 for a ratio, buckets and sum for a histogram
 */
export function createRing(capacity: number, columns: number) {
  // One block more than the capacity fills, since the newest block begins before it is full.
  const blocks = Math.ceil(capacity / blockSlots) + 1
  const slots = blocks * blockSlots
  const values = new Float64Array(slots * columns)
  const states = new Uint8Array(slots)
  /** Which block of all time each place holds now: a place is cleared when a newer block moves in. */
  const holds = new Float64Array(blocks).fill(-1)
  const counts = new Uint8Array(blocks)
  const sums = new Float64Array(blocks * columns)
  const mins = new Float64Array(blocks)
  const maxs = new Float64Array(blocks)
  let newest = -1
  let lastGood = -1

  const blockOf = (slot: number): number => Math.floor(slot / blockSlots)
  const isHeld = (slot: number): boolean => slot >= 0 && holds[blockOf(slot) % blocks] === blockOf(slot)
  const stateAt = (slot: number): number => (isHeld(slot) ? (states[slot % slots] ?? unwritten) : unwritten)

  const moveIn = (slot: number): void => {
    const block = blockOf(slot)
    const place = block % blocks
    if (holds[place] === block) return
    holds[place] = block
    counts[place] = 0
    sums.fill(0, place * columns, (place + 1) * columns)
    mins[place] = Infinity
    maxs[place] = -Infinity
    states.fill(unwritten, place * blockSlots, (place + 1) * blockSlots)
  }

  const merge = (from: number, to: number): Merged => {
    const total = new Float64Array(columns)
    let filled = 0
    let min = Infinity
    let max = -Infinity
    let slot = Math.max(0, from)
    while (slot <= to) {
      const block = blockOf(slot)
      const place = block % blocks
      const end = (block + 1) * blockSlots - 1
      if (holds[place] === block && (counts[place] ?? 0) > 0) {
        if (slot === block * blockSlots && end <= to) {
          filled += counts[place] ?? 0
          for (let column = 0; column < columns; column += 1)
            total[column] = (total[column] ?? 0) + (sums[place * columns + column] ?? 0)
          min = Math.min(min, mins[place] ?? Infinity)
          max = Math.max(max, maxs[place] ?? -Infinity)
        } else {
          for (let own = slot; own <= Math.min(end, to); own += 1) {
            if (states[own % slots] !== valued) continue
            const at = (own % slots) * columns
            filled += 1
            for (let column = 0; column < columns; column += 1) total[column] = (total[column] ?? 0) + (values[at + column] ?? 0)
            min = Math.min(min, values[at] ?? Infinity)
            max = Math.max(max, values[at] ?? -Infinity)
          }
        }
      }
      slot = end + 1
    }
    return { filled, sums: total, min, max }
  }

  return {
    columns,
    merge,
    /** False, and nothing changed: the slot holds a value already. A slot further back than the capacity is not to be given. */
    put: (slot: number, figures: readonly number[]): boolean => {
      if (stateAt(slot) === valued) return false
      moveIn(slot)
      const place = blockOf(slot) % blocks
      for (let column = 0; column < columns; column += 1) {
        const figure = figures[column] ?? 0
        values[(slot % slots) * columns + column] = figure
        sums[place * columns + column] = (sums[place * columns + column] ?? 0) + figure
      }
      states[slot % slots] = valued
      counts[place] = (counts[place] ?? 0) + 1
      mins[place] = Math.min(mins[place] ?? Infinity, figures[0] ?? Infinity)
      maxs[place] = Math.max(maxs[place] ?? -Infinity, figures[0] ?? -Infinity)
      newest = Math.max(newest, slot)
      lastGood = Math.max(lastGood, slot)
      return true
    },
    /** Notes why the slot has no value; never in place of a value. */
    miss: (slot: number, reason: Exclude<MissingReason, 'none'>): void => {
      if (stateAt(slot) === valued) return
      moveIn(slot)
      states[slot % slots] = missingReasons.indexOf(reason) + 1
      newest = Math.max(newest, slot)
    },
    hasValue: (slot: number): boolean => stateAt(slot) === valued,
    isWritten: (slot: number): boolean => stateAt(slot) !== unwritten,
    /** The figures of all slots, and where those of one begin: for reading many without copies. */
    values,
    offset: (slot: number): number => (slot % slots) * columns,
    /** The last slot up to this one that has a value; below `from` when there is none. */
    lastGood: (from: number, to: number): number => {
      let slot = Math.min(lastGood, to)
      while (slot >= from && stateAt(slot) !== valued) slot -= 1
      return slot
    },
    /** Why the last of these slots that was written without a value has none; a gap that nobody tried to fill is stale. */
    reason: (from: number, to: number): MissingReason => {
      for (let slot = Math.min(to, newest); slot >= Math.max(from, newest - slots, 0); slot -= 1) {
        const state = stateAt(slot)
        if (state !== unwritten && state !== valued) return missingReasons[state - 1] ?? 'stale'
        if (state === valued) return 'stale'
      }
      return 'stale'
    },
  }
}
