/**
 * A cohort proposed from the candidates by what the plan wants of a phase: so many users, a mix of experience, or one of each
 * profile. What can't be had is said. The same candidates in any order give the same cohort.
 * Plan: "Pilot User Selection": 60 % experienced, 40 % new or intermediate.
 */
import { takesPart, type Pilot } from './pilot.ts'
import type { Phase } from './plan.ts'

type Wanted = Pick<NonNullable<Phase['users']>, 'min' | 'max' | 'mix' | 'profiles'>
export type Proposal = { readonly chosen: readonly string[]; readonly shortfalls: readonly string[] }

/** Groups of the mix, by the experiences that belong to each: "new/intermediate" is two. */
const groupsOf = (mix: NonNullable<Wanted['mix']>): readonly { readonly name: string; readonly share: number; readonly of: readonly string[] }[] =>
  Object.entries(mix).map(([name, share]) => ({ name, share, of: name.split('/').map((one) => one.trim()) }))

/** How far a cohort's counts are from the mix, in users: below 1 is what rounding does. */
const mixGap = (counts: readonly number[], shares: readonly number[], size: number): number =>
  Math.max(0, ...shares.map((share, at) => Math.abs((counts[at] ?? 0) - share * size)))

/** Every way to put so many into groups that hold no more than these. */
function* splits(size: number, most: readonly number[]): Generator<readonly number[]> {
  const [first, ...rest] = most
  if (first === undefined) {
    if (size === 0) yield []
    return
  }
  for (let count = Math.min(first, size); count >= 0; count -= 1) for (const others of splits(size - count, rest)) yield [count, ...others]
}

/** Better first: enough users, a mix that only rounding misses, more users, a closer mix. */
export const scoreOf = (counts: readonly number[], shares: readonly number[], { min }: Pick<Wanted, 'min'>): readonly number[] => {
  const size = counts.reduce((sum, one) => sum + one, 0)
  const gap = mixGap(counts, shares, size)
  return [Math.max(0, min - size), gap < 1 ? 0 : Math.round(gap * 1e6), -size, Math.round(gap * 1e6)]
}
export function compareScores(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((one, index) => one !== b[index])
  return at === -1 ? 0 : (a[at] ?? 0) - (b[at] ?? 0)
}

const byId = (candidates: readonly Pilot[]): readonly Pilot[] => candidates.toSorted((a, b) => (a.id < b.id ? -1 : 1))

/** In turn from each profile, so that no profile fills a group alone. */
function spread(candidates: readonly Pilot[]): readonly Pilot[] {
  const seen = new Map<string, number>()
  return byId(candidates)
    .map((one) => {
      const turn = seen.get(one.profile) ?? 0
      seen.set(one.profile, turn + 1)
      return { one, turn }
    })
    .toSorted((a, b) => a.turn - b.turn || (a.one.id < b.one.id ? -1 : 1))
    .map(({ one }) => one)
}

function byMix(candidates: readonly Pilot[], wanted: Wanted, mix: NonNullable<Wanted['mix']>): Proposal {
  const groups = groupsOf(mix)
  const shares = groups.map(({ share }) => share)
  const members = groups.map((group) => spread(candidates.filter(({ experience }) => group.of.includes(experience))))
  const most = members.map((list) => Math.min(list.length, wanted.max))
  let best: readonly number[] = groups.map(() => 0)
  for (let size = 0; size <= wanted.max; size += 1)
    for (const counts of splits(size, most)) if (compareScores(scoreOf(counts, shares, wanted), scoreOf(best, shares, wanted)) < 0) best = counts
  const size = best.reduce((sum, one) => sum + one, 0)
  const off = mixGap(best, shares, size) >= 1
  return {
    chosen: members.flatMap((list, at) => list.slice(0, best[at]).map(({ id }) => id)),
    shortfalls: [
      ...(size < wanted.min ? [`${size} of at least ${wanted.min} users`] : []),
      ...groups.flatMap(({ name, share }, at) => (off && (best[at] ?? 0) < share * size ? [`${name}: ${best[at] ?? 0} of ${size} users, ${Math.round(share * 100)} % are wanted`] : [])),
      ...groups.flatMap(({ name }, at) => (size < wanted.min && (best[at] ?? 0) === most[at] ? [`no further candidate is ${name.replaceAll('/', ' or ')}`] : [])),
    ],
  }
}

function byProfile(candidates: readonly Pilot[], { min, max, profiles }: Wanted): Proposal {
  const same = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase()
  const first = profiles.flatMap((profile) => byId(candidates).find((one) => same(one.profile, profile)) ?? [])
  const others = spread(candidates.filter((one) => !first.includes(one)))
  const chosen = [...new Set([...first, ...others])].slice(0, max)
  const lacking = profiles.filter((profile) => !chosen.some((one) => same(one.profile, profile)))
  return {
    chosen: chosen.map(({ id }) => id),
    shortfalls: [...(chosen.length < min ? [`${chosen.length} of at least ${min} users`] : []), ...lacking.map((profile) => `no candidate with the profile “${profile}”`)],
  }
}

/** @param roster all candidates; those without consent are left out, and that is said */
export function proposeCohort(roster: readonly Pilot[], wanted: Wanted): Proposal {
  const willing = roster.filter(takesPart)
  const { chosen, shortfalls } = wanted.mix === undefined ? byProfile(willing, wanted) : byMix(willing, wanted, wanted.mix)
  const without = roster.length - willing.length
  return { chosen, shortfalls: without === 0 ? shortfalls : [...shortfalls, `${without} left out: no consent`] }
}
