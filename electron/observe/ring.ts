/**
 * A day of one series: a ring of slots with figures in columns, and sums of blocks of slots, of blocks of those, and so on:
 * a window of 24 h reads some 160 sums and slots, not 86,400, and one of ten minutes 60 of them. Slots count from the store's start.
 */
import { missingReasons, type MissingReason } from '../../shared/metrics.ts'

/** Slots of a block, the largest first. */
const blockSizes = [4_096, 512, 64] as const
const smallest = 64

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

type Total = { -readonly [K in keyof Merged]: Merged[K] }

/** Sums of blocks of `size` slots, as many as the ring's capacity needs. */
function createBlocks(capacity: number, columns: number, size: number) {
  const places = Math.ceil(capacity / size) + 1
  /** Which block of all time each place holds now. */
  const numbers = new Float64Array(places).fill(-1)
  const counts = new Uint16Array(places)
  const sums = new Float64Array(places * columns)
  const mins = new Float64Array(places)
  const maxs = new Float64Array(places)
  const holds = (slot: number): boolean => {
    const block = Math.floor(slot / size)
    return numbers[block % places] === block
  }
  return {
    size,
    holds,
    /** True where the slot's block took the place of an older one. */
    moveIn: (slot: number): boolean => {
      if (holds(slot)) return false
      const block = Math.floor(slot / size)
      const place = block % places
      numbers[place] = block
      counts[place] = 0
      sums.fill(0, place * columns, (place + 1) * columns)
      mins[place] = Infinity
      maxs[place] = -Infinity
      return true
    },
    put: (slot: number, figures: ArrayLike<number>): void => {
      const place = Math.floor(slot / size) % places
      counts[place] = (counts[place] ?? 0) + 1
      for (let column = 0; column < columns; column += 1) sums[place * columns + column] = (sums[place * columns + column] ?? 0) + (figures[column] ?? 0)
      mins[place] = Math.min(mins[place] ?? Infinity, figures[0] ?? Infinity)
      maxs[place] = Math.max(maxs[place] ?? -Infinity, figures[0] ?? -Infinity)
    },
    /** The whole block that begins at `slot`; one that is not held has no value. */
    add: (slot: number, total: Total): void => {
      const place = Math.floor(slot / size) % places
      const count = counts[place] ?? 0
      if (count === 0 || !holds(slot)) return
      total.filled += count
      for (let column = 0; column < columns; column += 1) total.sums[column] = (total.sums[column] ?? 0) + (sums[place * columns + column] ?? 0)
      total.min = Math.min(total.min, mins[place] ?? Infinity)
      total.max = Math.max(total.max, maxs[place] ?? -Infinity)
    },
  }
}

/** Slots in a row, taken out: the state of each, and its figures column by column. `slot` is the first. */
export type Cut = { readonly slot: number; readonly states: Uint8Array; readonly values: Float64Array }

export type Ring = ReturnType<typeof createRing>

/**
 * @param capacity slots that can be read back, at least
 * @param columns figures a slot: 1 for a gauge or counter, 2 for a ratio, buckets and sum for a histogram
 */
export function createRing(capacity: number, columns: number) {
  const levels = blockSizes.map((size) => createBlocks(capacity, columns, size))
  // One block more than the capacity fills, since the newest block begins before it is full.
  const slots = (Math.ceil(capacity / smallest) + 1) * smallest
  const values = new Float64Array(slots * columns)
  const states = new Uint8Array(slots)
  const held = levels[levels.length - 1]
  let newest = -1
  let lastGood = -1
  /** The earliest slot that was written since changes were last taken. */
  let changed = Infinity

  const stateAt = (slot: number): number => (slot >= 0 && held?.holds(slot) ? (states[slot % slots] ?? unwritten) : unwritten)

  /** A place of the ring is cleared when newer slots move in. */
  const moveIn = (slot: number): void => {
    for (const level of levels) {
      if (!level.moveIn(slot) || level !== held) continue
      const at = (slot - (slot % smallest)) % slots
      states.fill(unwritten, at, at + smallest)
    }
  }

  /** Slots of one smallest block, one by one. */
  const addSlots = (from: number, to: number, total: Total): void => {
    if (!held?.holds(from)) return
    for (let place = from % slots, end = place + to - from; place <= end; place += 1) {
      if (states[place] !== valued) continue
      const at = place * columns
      const first = values[at] ?? Number.NaN
      total.filled += 1
      for (let column = 0; column < columns; column += 1) total.sums[column] = (total.sums[column] ?? 0) + (values[at + column] ?? 0)
      if (first < total.min) total.min = first
      if (first > total.max) total.max = first
    }
  }

  const merge = (from: number, to: number): Merged => {
    const total: Total = { filled: 0, sums: new Float64Array(columns), min: Infinity, max: -Infinity }
    let slot = Math.max(0, from)
    while (slot <= to) {
      const whole = levels.find(({ size }) => slot % size === 0 && slot + size - 1 <= to)
      if (whole === undefined) {
        const end = Math.min(to, slot - (slot % smallest) + smallest - 1)
        addSlots(slot, end, total)
        slot = end + 1
      } else {
        whole.add(slot, total)
        slot += whole.size
      }
    }
    return total
  }

  const put = (slot: number, figures: ArrayLike<number>): boolean => {
    if (stateAt(slot) === valued) return false
    moveIn(slot)
    changed = Math.min(changed, slot)
    for (let column = 0; column < columns; column += 1) values[(slot % slots) * columns + column] = figures[column] ?? 0
    states[slot % slots] = valued
    for (const level of levels) level.put(slot, figures)
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
        // In a file that others made there may be anything; a sum would carry it into every figure.
        if (figures.every(Number.isFinite)) put(slot + index, figures)
        else missAs(slot + index, missingReasons.indexOf('nan') + 1)
      }
      changed = before
    },
    /** Cuts of `length` slots, each at a whole multiple of it, from the earliest change on, or from slot `also`; empty where nothing changed. */
    takeChanged: (length: number, also: number): readonly Cut[] => {
      const from = Math.max(Math.min(changed, also), newest - slots + smallest, 0)
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
