/** What a turn of the judge takes: 30 gates in two environments. The bar is a frame of the screen, a sixtieth of a second. */
import { createJudge } from '../../electron/judge/judge.ts'
import { exampleGate, reading } from '../unit/electron/judge/examples.ts'
import { figure, quantile, type Figure } from './figure.ts'

const frameMs = 1_000 / 60
const turns = 1_000

export async function measure(say: (line: string) => void): Promise<readonly Figure[]> {
  const gates = Array.from({ length: 30 }, (_, index) => exampleGate({ id: `gate-${index}`, environments: ['blue', 'green'] }))
  const judge = createJudge({ plan: { gates, baselines: {}, targets: [] }, read: () => reading(0.01), clock: { mono: () => 0, wall: () => 0, boot: 'bench' } })
  const times = Array.from({ length: turns }, (_, second) => {
    const begun = performance.now()
    judge.tick((60 + second) * 1_000, { phase: null })
    return performance.now() - begun
  })
  say(`${turns} turns`)
  return [figure('judge.turn-p99', quantile(times, 0.99), 'ms', frameMs)]
}
