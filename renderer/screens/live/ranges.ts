const minute = 60_000
/** How far back the charts look: milliseconds, points a line, and how often (ms) a line is read anew. */
export const ranges = [
  { id: '5m', title: '5 min', last: 5 * minute, points: 300, every: 1_000, tick: minute },
  { id: '30m', title: '30 min', last: 30 * minute, points: 360, every: 5_000, tick: 5 * minute },
  { id: '6h', title: '6 h', last: 360 * minute, points: 360, every: 30_000, tick: 60 * minute },
  { id: '24h', title: '24 h', last: 1_440 * minute, points: 480, every: 60_000, tick: 240 * minute },
] as const
export type Range = (typeof ranges)[number]
export type RangeId = Range['id']
