/** Where gates differ from Prometheus on purpose: each row as ours has it, as promtool has it, and as docs/gates.md tells it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { activities, activitiesOf, gapCase, gapCases, type GapCase } from './gap-cases.ts'
import { activityOf, disagreements, ours } from './oracle.ts'

const letterOf = (activity: string): string => Object.entries(activities).find(([, one]) => one === activity)?.[0] ?? '?'

it.each(gapCases.map((one, index) => [one.title, one, index] as const))('%s: ours', (_, one, index) => {
  const statuses = ours(gapCase(one, index))
  expect(statuses.map(({ state }) => letterOf(activityOf(state))).join('')).toBe(one.ours)
  expect(statuses.at(-1)?.evaluation.outcome).toBe(one.outcome)
})

it('Prometheus does what the table says of it', { timeout: 60_000 }, async () => {
  const found = await disagreements(gapCases.map((one, index) => [{ case: gapCase(one, index), activities: activitiesOf(one.prometheus) }]))
  expect(found.map(({ rule, second }) => `${gapCases[Number(rule.slice(3))]?.title}: not so at ${second} s`)).toEqual([])
})

it.each(gapCases.map((one) => [one.title, one] as const))('%s: they differ', (_, one) => expect(one.ours).not.toBe(one.prometheus))

const row = ({ title, samples, ours: own, prometheus, why }: GapCase): string => `| ${title} | \`${samples}\`<br>\`${own}\`<br>\`${prometheus}\` | ${why} |`

it('docs/gates.md shows the same rows', () => {
  const text = readFileSync(join(import.meta.dirname, '../../../../docs/gates.md'), 'utf8')
  expect(text.split('\n').filter((line) => line.startsWith('| ') && line.includes('<br>'))).toEqual(gapCases.map(row))
})
