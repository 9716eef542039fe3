/**
 * kill -9 at any instant, in the middle of appends and of openings: fault 1 of trust.md, as far as the journal goes.
 * `npm run faults` kills thousands of times, some minutes of work.
 */
import { expect, it } from 'vitest'
import { bundled, killMany, source } from './kill-loop.ts'

const all = process.env['FIFTEEN_FAULTS'] === 'all'
const often = all ? 3_000 : 50
it(`keeps every entry that was acknowledged, and no half one, through ${often} kills`, { timeout: 20_000 + often * 2_000 }, async () => {
  const found = await killMany({ kills: often, searched: false, program: bundled })
  if (all) process.stderr.write(`${JSON.stringify(found)}\n`)
  expect(found.kills).toBe(often)
  // What is on disk is what was told and what nobody was told of, and the kills were in the middle of work.
  expect(found.last).toBe(found.acknowledged + found.untold)
  expect(found.acknowledged).toBeGreaterThan(5 * often)
})

const searchedKills = all ? 100 : 6
it(`keeps an index that has what the entries have, through ${searchedKills} kills`, { timeout: 20_000 + searchedKills * 10_000 }, async () => {
  const found = await killMany({ kills: searchedKills, searched: true, program: () => source })
  expect(found.kills).toBe(searchedKills)
  expect(found.acknowledged).toBeGreaterThan(5 * searchedKills)
})
