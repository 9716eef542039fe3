import { z } from 'zod'

const units = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const
const pattern = /^(\d+(?:\.\d+)?)(ms|s|m|h|d|w)$/

/** Milliseconds of a duration as plan files write it ("90s", "5m", "24h"), or undefined. */
export function parseDuration(text: string): number | undefined {
  const match = pattern.exec(text)
  return match ? Number(match[1]) * units[match[2] as keyof typeof units] : undefined
}

/** A duration in a plan file: read as text, held as milliseconds. */
export const duration = z
  .string()
  .regex(pattern, { error: 'expected a duration such as 90s, 5m, 24h or 7d' })
  .transform((text) => parseDuration(text) ?? 0)

/** "2:05" or "-0:07": minutes and seconds of a clock that a room reads. Rounds toward later for what is left. */
export function clockText(ms: number): string {
  const seconds = Math.floor(Math.abs(ms) / 1_000)
  return `${ms <= -1_000 ? '-' : ''}${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/** What is over is told to the nearest second: 8.97 s were "0:09", as `durationText` has it. */
export const tookText = (ms: number): string => clockText(Math.round(ms / 1_000) * 1_000)

/** "45 s", "5 min", "2 h 30 min", "7 d": a length of time in words. */
export function durationText(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${Math.round(ms / 100) / 10} s`
  const minutes = Math.round(ms / 60_000)
  if (minutes < 60) return ms % 60_000 === 0 ? `${minutes} min` : `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1_000)} s`
  const hours = Math.floor(minutes / 60)
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`
  return `${Math.round(hours / 24)} d`
}
