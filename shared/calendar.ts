/**
 * The programme's days: relative ones, as the plan has them, and what became of them. Day 1 is the first of phase 1, the
 * days before it prepare. A date is a day of UTC. An extension moves what follows; so does a late start. Pure.
 * Plan: "DETAILED TIMELINE & RESOURCE ALLOCATION"; the design's "relative days; an extension moves what follows".
 */
import type { Phase, Plan } from './plan.ts'
import type { Programme } from './programme.ts'

const dayMs = 86_400_000

/** Which day of the programme a moment lies in. @param day1 as 2026-01-05 */
export const dayAt = (day1: string, wall: number): number => Math.floor((wall - Date.parse(`${day1}T00:00:00Z`)) / dayMs) + 1

/** Wall ms at which a day of the programme begins (UTC). */
export const wallOfDay = (day1: string, day: number): number => Date.parse(`${day1}T00:00:00Z`) + (day - 1) * dayMs

/** Week 0 prepares, week 1 is that of day 1. */
export const weekOf = (day: number): number => Math.max(0, Math.ceil(day / 7))
export const daysOfWeek = (week: number): { readonly from: number; readonly to: number } => ({ from: week * 7 - 6, to: week * 7 })

export type Days = { readonly from: number; readonly to: number }
export type Placed = {
  readonly phase: Phase
  readonly planned: Days
  /** As it was, and as it will be if nothing more goes wrong. */
  readonly now: Days
  readonly started: boolean
  readonly ended: boolean
  /** Days by which its end is later than planned; below zero where it is earlier. */
  readonly slip: number
  /** Days that decisions gave it in its present run. */
  readonly extended: number
  /** Days that it runs beyond its end by now. */
  readonly overdue: number
}

type Lives = Pick<Programme, 'day1' | 'lives'>

/** Where each phase lies. Without a start date all lie as planned. @param today day of the programme */
export function placePhases({ phases }: Pick<Plan, 'phases'>, { day1, lives }: Lives, today: number | undefined): readonly Placed[] {
  const placed: Placed[] = []
  for (const phase of phases) {
    const before = placed.at(-1)
    const { days: planned } = phase
    const length = planned.to - planned.from + 1
    const life = day1 === undefined ? undefined : lives[phase.id]
    const run = life?.spans.at(-1)
    const extended = life?.extensions.filter(({ at }) => at >= (life.since ?? 0)).reduce((sum, { days }) => sum + days, 0) ?? 0
    if (day1 === undefined || life === undefined || run === undefined || life.replaced) {
      const gap = before === undefined ? 0 : planned.from - before.planned.to - 1
      // What has not begun can't begin before today, once the one before it is over.
      const earliest = before === undefined ? planned.from : before.now.to + 1 + gap
      const from = before?.ended === true && today !== undefined ? Math.max(earliest, today) : earliest
      const to = from + length - 1
      placed.push({ phase, planned, now: { from, to }, started: false, ended: false, slip: to - planned.to, extended: 0, overdue: 0 })
      continue
    }
    const from = dayAt(day1, life.spans[0]?.from ?? run.from)
    const due = dayAt(day1, run.from) + length - 1 + extended
    // The day on which another begins is the other's.
    const ended = run.to === undefined ? undefined : Math.max(from, dayAt(day1, run.to) - 1)
    const overdue = ended === undefined && today !== undefined ? Math.max(0, today - due) : 0
    const to = ended ?? due + overdue
    placed.push({ phase, planned, now: { from, to }, started: true, ended: ended !== undefined, slip: to - planned.to, extended, overdue })
  }
  return placed
}

export type PlacedMilestone = { readonly title: string; readonly phase: string; readonly planned: number; readonly day: number }

/** Milestones go with their phase: one of its last day with its end, the others with its beginning. */
export const placeMilestones = (placed: readonly Placed[]): readonly PlacedMilestone[] =>
  placed.flatMap(({ phase, planned, now }) =>
    phase.milestones.map(({ day, title }) => ({ title, phase: phase.id, planned: day, day: day === planned.to ? now.to : Math.min(now.to, now.from + day - planned.from) })))

/** Days of a phase that an activity is for ("Days 1-2", "Week 1", "Weeks 2-3"), as days of the programme; all where it does not say. */
export function daysOfActivity(when: string, { planned, now }: Pick<Placed, 'planned' | 'now'>): Days {
  const [, unit, first, last = first] = /^(Day|Week)s?\s+(\d+)(?:\s*-\s*(\d+))?$/i.exec(when) ?? []
  const weeks = Math.ceil((planned.to - planned.from + 1) / 7)
  // A phase of one week is named by its week in the programme.
  if (unit === undefined || first === undefined || (unit.toLowerCase() === 'week' && weeks === 1)) return now
  const size = unit.toLowerCase() === 'week' ? 7 : 1
  const to = Math.min(now.to, now.from + Number(last) * size - 1)
  return { from: Math.min(now.to, now.from + (Number(first) - 1) * size), to: Number(last) * size >= planned.to - planned.from + 1 ? now.to : to }
}

export const overlap = (a: Days, b: Days): boolean => a.from <= b.to && b.from <= a.to
