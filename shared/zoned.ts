/** Days and times of a place, by its IANA zone: what stands still on its clocks while summer time comes and goes. Pure. */

const dayMs = 86_400_000
const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(zone: string): Intl.DateTimeFormat {
  const made = formats.get(zone) ?? new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' })
  formats.set(zone, made)
  return made
}

export function isZone(zone: string): boolean {
  try {
    formatOf(zone)
    return true
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

/** What the place's clocks show, as if it were UTC (ms). */
function shownAt(zone: string, wall: number): number {
  const parts = Object.fromEntries(formatOf(zone).formatToParts(wall).map(({ type, value }) => [type, Number(value)]))
  return Date.UTC(parts['year'] ?? 0, (parts['month'] ?? 1) - 1, parts['day'], parts['hour'], parts['minute'], parts['second'])
}

/** By how much the place's clocks are ahead of UTC, ms. */
const offsetAt = (zone: string, wall: number): number => shownAt(zone, wall) - Math.floor(wall / 1_000) * 1_000

/** "2026-03-29": the day that it is there. */
export const dayIn = (zone: string, wall: number): string => new Date(shownAt(zone, wall)).toISOString().slice(0, 10)
/** "09:30": what the clocks show there. */
export const timeIn = (zone: string, wall: number): string => new Date(shownAt(zone, wall)).toISOString().slice(11, 16)

export const addDays = (day: string, days: number): string => new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10)
export const daysBetween = (from: string, to: string): number => (Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / dayMs
/** 0 is Sunday. */
export const weekdayOf = (day: string): number => new Date(`${day}T00:00:00Z`).getUTCDay()

/**
 * Wall ms at which the place's clocks show this. A time that the clocks leave out is taken as if they had not been set yet;
 * one that they show twice is the first.
 * @param day as 2026-03-29
 * @param time as 09:30
 */
export function instantOf(zone: string, day: string, time: string): number {
  const shown = Date.parse(`${day}T${time}:00Z`)
  const candidates = [offsetAt(zone, shown - dayMs), offsetAt(zone, shown + dayMs)].map((offset) => shown - offset)
  const [asBefore = shown] = candidates
  const right = candidates.filter((wall) => shownAt(zone, wall) === shown)
  return right.length > 0 ? Math.min(...right) : asBefore
}
