/**
 * `npm run bench -- [NAME] [--json]`: measures and prints; never part of the tests. A name stands for all that begin with
 * it; without one each runs in a process of its own, and docs/figures.md is written.
 */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Figure } from './figure.ts'
import { figuresPage, type Bench } from './page.ts'

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
  'screen.charts': () => import('./screen/charts.ts'),
  'screen.timeline': () => import('./screen/timeline.ts'),
  'screen.start': () => import('./screen/start.ts'),
}

const { values: { json }, positionals: [name] } = parseArgs({ allowPositionals: true, options: { json: { type: 'boolean', default: false } } })
const isChosen = (known: string): boolean => name === undefined || known === name || known.startsWith(`${name}.`)
const chosen = Object.entries(benches).filter(([known]) => isChosen(known))
if (chosen.length === 0) {
  console.error(`There is no bench ${name}. Choose one of: ${Object.keys(benches).join(', ')}.`)
  process.exit(2)
}
const print = (figure: Figure): void => {
  const { name: what, value, unit, baseline, ratio } = figure
  console.log(json ? JSON.stringify(figure) : `${what}: ${value} ${unit} (baseline ${baseline} ${unit}, ratio ${ratio})`)
}

/** What one bench takes of memory, or its failure, is not the next one's. */
function measureApart(known: string): Bench {
  console.error(`== ${known}`)
  const { status, stdout } = spawnSync(process.execPath, [import.meta.filename, known, '--json'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
  const figures = stdout.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Figure)
  figures.forEach(print)
  return { name: known, figures, ...(status !== 0 && { failure: `ended with ${status}` }) }
}

if (name === undefined) {
  const [load = 0] = loadavg()
  const machine = `Measured on ${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), load ${load.toFixed(1)} at the start.`
  const done: Bench[] = []
  for (const known of Object.keys(benches)) {
    done.push(measureApart(known))
    // Whatever was measured stands, though the rest is interrupted.
    writeFileSync(join(import.meta.dirname, '../../docs/figures.md'), figuresPage(done, machine))
  }
  process.exit(done.some(({ failure }) => failure !== undefined) ? 1 : 0)
}
for (const [, load] of chosen) {
  const { measure } = await load()
  for (const figure of await measure((line) => console.error(line))) print(figure)
}
// What was started is stopped; a kept connection's timer is no reason to stay.
process.exit(0)
