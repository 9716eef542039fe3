/** A source of numbers in [0, 1), as Math.random is. */
export type Random = () => number

/** The same seed gives the same row of numbers, so that a drill repeats (mulberry32). */
export const seededRandom = (seed: number): Random => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** One seed from several parts, so that each user and job has a row of its own (FNV-1a). */
export const seedOf = (...parts: readonly (string | number)[]): number => {
  let hash = 0x811c9dc5
  for (const character of parts.join('\u0000')) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193)
  return hash >>> 0
}

export const between = (random: Random, low: number, high: number): number => low + random() * (high - low)

/** A whole number from low to high, both included. */
export const whole = (random: Random, low: number, high: number): number => low + Math.floor(random() * (high - low + 1))

/** One of the items, each as likely as the next. */
export const pick = <T>(random: Random, items: readonly [T, ...T[]]): T => items[whole(random, 0, items.length - 1)] ?? items[0]
