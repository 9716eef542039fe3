/** The short form of `npm run fuzz`: a few hundred inputs for every way in, the same ones each time. */
import { expect, test } from 'vitest'
import { fuzz, type Outcome } from './run.ts'

test('nothing that others send crashes, hangs, or brings a secret out', { timeout: 240_000 }, async () => {
  const outcomes: Outcome[] = []
  await fuzz({ inputs: 1_500, seed: 15, patience: 90, onDone: (outcome) => outcomes.push(outcome) })
  expect(outcomes.filter(({ finding }) => finding !== undefined)).toEqual([])
  expect(new Set(outcomes.map(({ room }) => room))).toEqual(new Set(['parsers', 'kept', 'peers', 'files', 'calls']))
  expect(outcomes.reduce((sum, { inputs }) => sum + inputs, 0)).toBeGreaterThan(1_200)
})
