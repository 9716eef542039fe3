/**
 * A day of one series: a ring of slots with figures in columns, sums a block of slots and a group of blocks, so that a
 * window of 24 h reads some 200 sums and not 86,400 slots. Slots count from the store's start.
 */
import { missingReasons, type MissingReason } from '../../shared/metrics.ts'

const blockSlots = 64
const groupBlocks = 32
const groupSlots = groupBlocks * blockSlots

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

/** Slots in a row, taken out: the state of each, and its figures column by column. `slot` is the first. */
export type Cut = { readonly slot: number; readonly states: Uint8Array; readonly values: Float64Array }

export type Ring = ReturnType<typeof createRing>

/**
 * @param capacity slots that can be read back, at least
 * @param columns figures a slot: 1 for a gauge or counter, 2 for a ratio, buckets and sum for a histogram
 */
export function createRing(capacity: number, columns: number) {
  // One block more than the capacity fills, since the newest block begins before it is full.
  const needed = Math.ceil(capacity / blockSlots) + 1
  // Whole groups, where there are any.
  const blocks = needed < groupBlocks ? needed : Math.ceil(needed / groupBlocks) * groupBlocks
  const groups = Math.floor(blocks / groupBlocks)
  const slots = blocks * blockSlots
  const values = new Float64Array(slots * columns)
  const states = new Uint8Array(slots)
  /** Which block of all time each place holds now: a place is cleared when a newer block moves in. */
  const holds = new Float64Array(blocks).fill(-1)
  const counts = new Uint8Array(blocks)
  const sums = new Float64Array(blocks * columns)
  const mins = new Float64Array(blocks)
  const maxs = new Float64Array(blocks)
  /** The same of each group; the sums of one whose first blocks a newer group took over are gone. */
  const groupHolds = new Float64Array(groups).fill(-1)
  const groupCounts = new Uint32Array(groups)
  const groupSums = new Float64Array(groups * columns)
  const groupMins = new Float64Array(groups)
  const groupMaxs = new Float64Array(groups)
  let newest = -1
  let lastGood = -1
  /** The earliest slot that was written since changes were last taken. */
  let changed = Infinity

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
    const group = Math.floor(slot / groupSlots)
    const home = group % groups
    if (groups === 0 || (groupHolds[home] ?? -1) >= group) return
    groupHolds[home] = group
    groupCounts[home] = 0
    groupSums.fill(0, home * columns, (home + 1) * columns)
    groupMins[home] = Infinity
    groupMaxs[home] = -Infinity
  }

  const merge = (from: number, to: number): Merged => {
    const total = new Float64Array(columns)
    let filled = 0
    let min = Infinity
    let max = -Infinity
    let slot = Math.max(0, from)
    while (slot <= to) {
      if (groups > 0 && slot % groupSlots === 0 && slot + groupSlots - 1 <= to) {
        const home = (slot / groupSlots) % groups
        if (groupHolds[home] === slot / groupSlots) {
          filled += groupCounts[home] ?? 0
          for (let column = 0; column < columns; column += 1) total[column] = (total[column] ?? 0) + (groupSums[home * columns + column] ?? 0)
          min = Math.min(min, groupMins[home] ?? Infinity)
          max = Math.max(max, groupMaxs[home] ?? -Infinity)
          slot += groupSlots
          continue
        }
      }
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

  const put = (slot: number, figures: ArrayLike<number>): boolean => {
    if (stateAt(slot) === valued) return false
    moveIn(slot)
    changed = Math.min(changed, slot)
    const place = blockOf(slot) % blocks
    const first = figures[0] ?? 0
    for (let column = 0; column < columns; column += 1) {
      const figure = figures[column] ?? 0
      values[(slot % slots) * columns + column] = figure
      sums[place * columns + column] = (sums[place * columns + column] ?? 0) + figure
    }
    states[slot % slots] = valued
    counts[place] = (counts[place] ?? 0) + 1
    mins[place] = Math.min(mins[place] ?? Infinity, first)
    maxs[place] = Math.max(maxs[place] ?? -Infinity, first)
    const group = Math.floor(slot / groupSlots)
    const home = group % groups
    // A late value of a group that is gone already counts in its block alone.
    if (groups > 0 && groupHolds[home] === group) {
      for (let column = 0; column < columns; column += 1) groupSums[home * columns + column] = (groupSums[home * columns + column] ?? 0) + (figures[column] ?? 0)
      groupCounts[home] = (groupCounts[home] ?? 0) + 1
      groupMins[home] = Math.min(groupMins[home] ?? Infinity, first)
      groupMaxs[home] = Math.max(groupMaxs[home] ?? -Infinity, first)
    }
    newest = Math.max(newest, slot)
    lastGood = Math.max(lastGood, slot)
    return true
  }
  const missAs = (slot: number, state: number): void => {
    if (stateAt(slot) === valued) return
    moveIn(slot)
    changed = Math.min(changed, slot)
    states[slot % slots] = state
    newest = Math.max(newest, slot)
  }
  const cutFrom = (slot: number, length: number): Cut => {
    const cut = { slot, states: new Uint8Array(length), values: new Float64Array(length * columns) }
    for (let index = 0; index < length; index += 1) {
      const state = stateAt(slot + index)
      cut.states[index] = state
      if (state === valued)
        for (let column = 0; column < columns; column += 1) cut.values[column * length + index] = values[((slot + index) % slots) * columns + column] ?? 0
    }
    return cut
  }

  return {
    columns,
    merge,
    /** False, and nothing changed: the slot holds a value already. A slot further back than the capacity is not to be given. */
    put,
    /** Notes why the slot has no value; never in place of a value. */
    miss: (slot: number, reason: Exclude<MissingReason, 'none'>): void => missAs(slot, missingReasons.indexOf(reason) + 1),
    /** Puts a cut back that begins at `slot`, none of it before `earliest`; that is no change. */
    fill: (slot: number, cut: Pick<Cut, 'states' | 'values'>, earliest: number): void => {
      const before = changed
      const length = cut.states.length
      const figures = new Float64Array(columns)
      for (let index = Math.max(0, earliest - slot); index < length; index += 1) {
        const state = cut.states[index] ?? unwritten
        if (state === unwritten) continue
        if (state !== valued) {
          missAs(slot + index, state)
          continue
        }
        for (let column = 0; column < columns; column += 1) figures[column] = cut.values[column * length + index] ?? 0
        put(slot + index, figures)
      }
      changed = before
    },
    /** Cuts of `length` slots, each at a whole multiple of it, from the earliest change on, or from slot `also`; empty where nothing changed. */
    takeChanged: (length: number, also: number): readonly Cut[] => {
      const from = Math.max(Math.min(changed, also), newest - slots + blockSlots, 0)
      changed = Infinity
      if (from > newest) return []
      const cuts: Cut[] = []
      for (let slot = Math.floor(from / length) * length; slot <= newest; slot += length) cuts.push(cutFrom(slot, length))
      return cuts
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
