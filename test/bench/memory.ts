/** Memory of the console's Node process after a simulated day of 40 metrics. The bar is design.md's 200 MB. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { figure, type Figure } from './figure.ts'

const goalBytes = 200e6

/** A Node that has loaded nothing: what a process costs before it is a console. */
async function emptyNode(): Promise<number> {
  const child = fork('-e', ['process.send(process.memoryUsage().rss); process.disconnect()'], { execArgv: [] })
  const [rss] = (await once(child, 'message')) as [number]
  return rss
}

export async function measure(say: (line: string) => void): Promise<readonly Figure[]> {
  say('a day of 40 metrics, second by second …')
  const child = fork(join(import.meta.dirname, 'memory-child.ts'), [], { execArgv: ['--expose-gc'] })
  const [{ rss, series, ticks, held, entries }] = (await once(child, 'message')) as [Readonly<Record<'rss' | 'series' | 'ticks' | 'held' | 'entries', number>>]
  say(`${series} series of ${held} samples, ${ticks} ticks of the judge, ${entries} entries`)
  return [
    figure('memory.day', rss / 1e6, 'MB', goalBytes / 1e6),
    figure('memory.day-of-empty-node', rss / 1e6, 'MB', (await emptyNode()) / 1e6),
  ]
}
