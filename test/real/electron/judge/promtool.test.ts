/**
 * Gates against Prometheus itself: `promtool test rules` of Debian's package, over complete samples.
 * Semantics 3 of the design. `SEED=… npx vitest run <this file>` tries others.
 */
import { expect, it } from 'vitest'
import { casesOf, ways } from './generate.ts'
import { claimOf, disagreements, ours, type Case, type Claim, type Difference } from './oracle.ts'

const usualSeed = 15
const seed = Number(process.env['SEED'] ?? usualSeed)
/**
 * Many rules over most of a minute, and fewer over a quarter of an hour with a `for` of up to ten minutes; those are judged
 * every three seconds, the longest that still counts as seen. promtool takes a quarter of a millisecond an evaluation.
 */
const batches: readonly (readonly Case[])[] = [
  casesOf(460, 'short', { seconds: 50, every: 1, fors: [0, 0, 1, 2, 5, 10, 20], runs: 25 }, seed),
  casesOf(50, 'long', { seconds: 780, every: 3, fors: [0, 60, 120, 300, 600], runs: 700 }, seed + 1),
]
const cases = batches.flat()

/** A disagreement as someone can try it again: seed, rule, series, and the second. */
function story({ rule, second, in: what }: Difference): string {
  const one = cases.find(({ name }) => name === rule)
  if (one === undefined) throw new Error(`promtool speaks of ${rule}, which was never asked`)
  const { gate, expr, input } = one
  const values = Object.entries(input).map(([series, list]) => `  ${series}: ${list.slice(0, second + 1).join(' ')}`)
  return [
    `seed ${seed}, ${rule}: the ${what} differs first at ${second} s, where ours is ${statuses.get(rule)?.[second / one.every]?.state}`,
    `  ${expr}, for ${gate.for} ms, keep_firing_for ${gate.keepFiringFor} ms`, ...values,
  ].join('\n')
}

const statuses = new Map(cases.map((one) => [one.name, ours(one)]))
const all = [...statuses.values()].flat()

it.runIf(seed === usualSeed)('the series visit every state and function, stand on the bar and sustain ten minutes: or agreeing would mean little', () => {
  expect(cases.length).toBeGreaterThanOrEqual(500)
  for (const wanted of ['ok', 'pending', 'firing', 'resolved'] as const) expect(all.filter(({ state }) => state === wanted).length).toBeGreaterThan(150)
  const fired = cases.filter(({ name }) => statuses.get(name)?.some(({ state }) => state === 'firing'))
  const read = (list: readonly { readonly metric: string; readonly statistic: string }[]): Set<string> => new Set(list.map(({ metric, statistic }) => `${metric} ${statistic}`))
  expect(read(fired.map(({ gate }) => gate))).toEqual(read(Object.values(ways)))
  expect(fired.some(({ gate }) => gate.for === 600_000)).toBe(true)
  expect(all.filter(({ evaluation: { value, threshold } }) => value === threshold).length).toBeGreaterThan(1_000)
})

it(`says what Prometheus says of ${cases.length} rules and series, at every evaluation`, { timeout: 120_000 }, async () => {
  const found = await disagreements(batches.map((batch) => batch.map((one) => claimOf(one, statuses.get(one.name) ?? []))))
  expect(found.map(story).join('\n\n')).toBe('')
})

const claimed = (one: Case): Claim => claimOf(one, ours(one))

it.each([
  ['a state that is wrong for one second', 'state'],
  ['a window that is said to begin a second later', 'since'],
] as const)('would notice %s, and names it', async (_, what) => {
  const few = (batches[0] ?? []).slice(0, 60).map(claimed)
  const wrong = few.find(({ activities }) => activities.includes('pending'))
  if (wrong?.since === undefined) throw new Error('no series is ever pending')
  const second = wrong.activities.indexOf('pending')
  const changed: Claim = what === 'state'
    ? { ...wrong, activities: wrong.activities.with(second, 'firing') }
    : { ...wrong, since: wrong.since.with(second, (wrong.since[second] ?? 0) + 1) }
  const found = await disagreements([few.map((one) => (one === wrong ? changed : one))])
  expect(found).toEqual([{ rule: wrong.case.name, second, in: what }])
})
