/** `npm run bench -- [NAME] [--json]`: measures and prints; never part of the tests. A name stands for all that begin with it. */
import { parseArgs } from 'node:util'
import type { Figure } from './figure.ts'

/** Each in a file of its own, loaded only when it is asked for. */
const benches: Readonly<Record<string, () => Promise<{ readonly measure: (say: (line: string) => void) => Promise<readonly Figure[]> }>>> = {
  switch: () => import('./switch.ts'),
  rollback: () => import('./rollback.ts'),
  memory: () => import('./memory.ts'),
  journal: () => import('./journal.ts'),
  verify: () => import('./verify.ts'),
  checkpoint: () => import('./checkpoint.ts'),
  judge: () => import('./judge.ts'),
  'connectors.mysql': () => import('./connectors/mysql.ts'),
  'connectors.load': () => import('./connectors/load.ts'),
  'connectors.stall': () => import('./connectors/stall.ts'),
  'connectors.press': () => import('./connectors/press.ts'),
  'connectors.heavydb': () => import('./connectors/heavydb.ts'),
  gates: () => import('./gates.ts'),
  bundle: () => import('./bundle.ts'),
  replay: () => import('./replay.ts'),
}

const { values: { json }, positionals: [name] } = parseArgs({ allowPositionals: true, options: { json: { type: 'boolean', default: false } } })
const isChosen = (known: string): boolean => name === undefined || known === name || known.startsWith(`${name}.`)
const chosen = Object.entries(benches).filter(([known]) => isChosen(known))
if (chosen.length === 0) {
  console.error(`There is no bench ${name}. Choose one of: ${Object.keys(benches).join(', ')}.`)
  process.exit(2)
}
for (const [, load] of chosen) {
  const { measure } = await load()
  for (const figure of await measure((line) => console.error(line))) {
    const { name: what, value, unit, baseline, ratio } = figure
    console.log(json ? JSON.stringify(figure) : `${what}: ${value} ${unit} (baseline ${baseline} ${unit}, ratio ${ratio})`)
  }
}
// What was started is stopped; a kept connection's timer is no reason to stay.
process.exit(0)
