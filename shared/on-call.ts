/**
 * Who has which duty at a moment: the rotation by the place's own clocks, and who stands in for whom. Pure.
 * Plan: "24/7 On-Call Rotation".
 */
import { actorText, type Entry } from './journal.ts'
import { weekdays } from './plan/drills.ts'
import type { Contact, People, Rotation } from './plan.ts'
import { addDays, dayIn, daysBetween, instantOf, weekdayOf } from './zoned.ts'

/** `from`, `to`, `at`: wall ms; `to` is no part of it. */
export type Override = { readonly id: string; readonly duty: string; readonly contact: string; readonly from: number; readonly to: number; readonly by: string; readonly why: string; readonly at: number }
export type HandOverNote = { readonly duty: string; readonly text: string; readonly by: string; readonly at: number }
/** Oldest first. */
export type Duties = { readonly overrides: readonly Override[]; readonly notes: readonly HandOverNote[] }

export const noDuties: Duties = { overrides: [], notes: [] }
const kept = { overrides: 500, notes: 50 } as const

export function foldDuties(duties: Duties, entry: Entry): Duties {
  const { occurred: at } = entry.at
  switch (entry.kind) {
    case 'on-call.overridden': {
      const { override: id, ...data } = entry.data
      if (duties.overrides.some((one) => one.id === id)) return duties
      return { ...duties, overrides: [...duties.overrides, { id, ...data, by: actorText(entry.who), why: entry.why ?? '', at }].slice(-kept.overrides) }
    }
    case 'on-call.restored':
      return { ...duties, overrides: duties.overrides.filter(({ id }) => id !== entry.data.override) }
    case 'on-call.noted':
      return { ...duties, notes: [...duties.notes, { ...entry.data, by: actorText(entry.who), at }].slice(-kept.notes) }
    default:
      return duties
  }
}

/** A part of the calendar that one person has: the whole of a turn, or what stand-ins leave of it. */
export type Turn = {
  readonly duty: string
  readonly contact: string
  readonly from: number
  readonly to: number
  readonly override?: Override
  /** Who would have had it. */
  readonly instead?: string
}

const stepOf = ({ handOver }: Rotation): number => (handOver.weekly === undefined ? 1 : 7)

function firstDay({ from, handOver: { weekly } }: Rotation): string {
  return weekly === undefined ? from : addDays(from, (weekdays.indexOf(weekly) - weekdayOf(from) + 7) % 7)
}

/** Turn number `index`; those before the rotation's first day count backwards, so that somebody always has it. */
const beginOf = (rotation: Rotation, index: number): number => instantOf(rotation.zone, addDays(firstDay(rotation), index * stepOf(rotation)), rotation.handOver.at)

function indexAt(rotation: Rotation, wall: number): number {
  let index = Math.floor(daysBetween(firstDay(rotation), dayIn(rotation.zone, wall)) / stepOf(rotation))
  while (beginOf(rotation, index) > wall) index -= 1
  while (beginOf(rotation, index + 1) <= wall) index += 1
  return index
}

const personOf = ({ people }: Rotation, index: number): string => people[((index % people.length) + people.length) % people.length] ?? ''

/** All turns from wall ms `from` to before `to`, in their order and without a gap. */
export function turnsBetween(rotation: Rotation, overrides: readonly Override[], from: number, to: number): readonly Turn[] {
  const own = overrides.filter((one) => one.duty === rotation.duty && one.from < to && one.to > from)
  const turns: Turn[] = []
  for (let index = indexAt(rotation, from); beginOf(rotation, index) < to; index += 1) {
    const [begin, end] = [Math.max(from, beginOf(rotation, index)), Math.min(to, beginOf(rotation, index + 1))]
    const cuts = [...new Set([begin, end, ...own.flatMap((one) => [one.from, one.to])])].filter((at) => at >= begin && at <= end).toSorted((a, b) => a - b)
    for (const [at, cut] of cuts.slice(0, -1).entries()) {
      const until = cuts[at + 1] ?? end
      const override = own.findLast((one) => one.from <= cut && one.to > cut)
      const last = turns.at(-1)
      // A stand-in goes on over a hand-over; the turn itself is cut by stand-ins only.
      if (last !== undefined && last.to === cut && last.override === override && (override !== undefined || cut !== begin)) turns[turns.length - 1] = { ...last, to: until }
      else turns.push({ duty: rotation.duty, contact: override?.contact ?? personOf(rotation, index), from: cut, to: until, ...(override && { override, instead: personOf(rotation, index) }) })
    }
  }
  return turns
}

/** Who has it now: exactly one. */
export function onDuty(rotation: Rotation, overrides: readonly Override[], wall: number): Pick<Turn, 'duty' | 'contact' | 'override' | 'instead'> {
  const override = overrides.findLast((one) => one.duty === rotation.duty && one.from <= wall && one.to > wall)
  const base = personOf(rotation, indexAt(rotation, wall))
  return { duty: rotation.duty, contact: override?.contact ?? base, ...(override && { override, instead: base }) }
}

export type OnNow = { readonly rotation: Rotation; readonly contact: Contact; readonly override?: Override; readonly next?: { readonly at: number; readonly contact: Contact } }

/** The next hand-over is mostly near: looked for within days first, then within two months. */
const lookAhead = [8 * 86_400_000, 62 * 86_400_000] as const
const contactOf = (people: Pick<People, 'contacts'>, id: string): Contact => people.contacts.find((one) => one.id === id) ?? { id, name: id, channels: [], placeholder: false }

/** Who is on call now for each duty of the plan, and who takes over next; no `next`: the same person for two months. */
export function onCallNow(people: Pick<People, 'contacts' | 'rotation'>, overrides: readonly Override[], wall: number): readonly OnNow[] {
  return people.rotation.map((rotation) => {
    const { contact, override } = onDuty(rotation, overrides, wall)
    const alone = rotation.people.length === 1 && !overrides.some((one) => one.duty === rotation.duty && one.to > wall)
    const within = (ms: number): Turn | undefined => turnsBetween(rotation, overrides, wall, wall + ms).find((turn) => turn.contact !== contact)
    const next = alone ? undefined : (within(lookAhead[0]) ?? within(lookAhead[1]))
    return { rotation, contact: contactOf(people, contact), ...(override && { override }), ...(next && { next: { at: next.from, contact: contactOf(people, next.contact) } }) }
  })
}
