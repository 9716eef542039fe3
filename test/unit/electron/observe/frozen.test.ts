/** A kept stretch of series as a file that anyone may have made: what it claims costs no more than a day does. */
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { pack } from '../../../../electron/observe/block.ts'
import { thaw } from '../../../../electron/observe/frozen.ts'
import { blockSlots } from '../../../../electron/observe/series-file.ts'

const from = 1_774_267_200_000
const whole = async () => ({
  format: 'fifteen-series-1', from, to: from + 600_000, slots: blockSlots, spans: [{ from, to: from + 600_000 }],
  blocks: [{ metric: 'cpu_usage', environment: 'green', at: from, every: 1, grace: 3, data: Buffer.from(await pack({ states: new Uint8Array(blockSlots).fill(1), values: new Float64Array(blockSlots).fill(0.5) })).toString('base64') }],
})
const thawed = (value: unknown) => thaw(gzipSync(JSON.stringify(value)))

it('reads back what was kept', async () => {
  const { store, to } = await thawed(await whole())
  expect(store.window('cpu_usage', 'green', 'avg', 300_000, from + blockSlots * 1_000).value).toBe(0.5)
  expect(to).toBe(from + 600_000)
})

it.each([
  ['a thousand years', { to: from + 3.2e13 }], ['an end before its beginning', { to: from - 1 }], ['a time that is none', { from: -1e300 }],
])('refuses a stretch of %s', async (_, change) => expect(thawed({ ...(await whole()), ...change })).rejects.toThrow())

it('refuses a block beside its stretch, and a rhythm that nobody keeps', async () => {
  const { blocks: [block], ...rest } = await whole()
  for (const change of [{ at: 0 }, { at: from + 1e12 }, { every: 2 ** 40 }]) await expect(thawed({ ...rest, blocks: [{ ...block, ...change }] })).rejects.toThrow()
})
