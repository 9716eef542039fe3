/** Twelve of the product's own charts, each with both environments' lines of an hour by the second, and the clock that feeds them. */
import { createChart } from '../../../../renderer/screens/live/chart.ts'
import type { Series } from '../../../../renderer/screens/live/use-series.ts'
import type { Line } from '../../../../shared/contract.ts'
import '../../../../renderer/theme/tokens.css'
import '../../../../renderer/theme/base.css'

const points = 3_600
const charts = 12
const range = { last: points * 1_000, tick: 600_000 }

const grid = document.querySelector('#grid')
if (!(grid instanceof HTMLElement)) throw new Error('index.html has no #grid')
Object.assign(grid.style, { display: 'grid', gridTemplateColumns: 'repeat(4, 1fr)', gap: '8px' })
const made = Array.from({ length: charts }, () => {
  const cell = document.createElement('div')
  Object.assign(cell.style, { position: 'relative', height: '240px', minWidth: '0' })
  grid.append(cell)
  return createChart(cell, { metric: 'requests', statistic: 'rate', zero: true })
})

/** An hour that ends at this second; made before the clock starts, as an answer of the engine is there before it is drawn. */
function lineAt(end: number, chart: number): Line {
  const t = Array.from({ length: points }, (_, index) => (end - points + index) * 1_000)
  const avg = t.map((at) => 100 + 20 * Math.sin(at / 90_000 + chart) + ((at / 1_000) * 7_919) % 11)
  return { t, avg, min: avg.map((value) => value - 4), max: avg.map((value) => value + 6) }
}
const rounds = 8
const prepared = Array.from({ length: rounds }, (_, second) => made.map((_, chart): Series => ({
  lines: { blue: lineAt(7_200 + second, chart), green: lineAt(7_200 + second, chart + 0.5) }, offset: 0, end: (7_200 + second) * 1_000,
})))

/** How long anything else would have had to wait at the most, ms: a message to oneself comes back when the task at hand is done. */
function watchLoop(): () => number {
  const { port1, port2 } = new MessageChannel()
  let [longest, before] = [0, performance.now()]
  port1.addEventListener('message', () => {
    const now = performance.now()
    longest = Math.max(longest, now - before)
    before = now
    port2.postMessage(undefined)
  })
  port1.start()
  port2.postMessage(undefined)
  return () => {
    port1.close()
    return longest
  }
}

/** Feeds all charts so many times a second, for so many updates. @returns ms of the longest task; 0 where nobody watches for it */
async function feed(hertz: number, updates: number, watches: boolean): Promise<number> {
  const stop = watches ? watchLoop() : () => 0
  for (let update = 0; update < updates; update += 1) {
    const begun = performance.now()
    made.forEach((chart, index) => {
      const one = prepared[update % rounds]?.[index]
      if (one) chart.show({ series: one, range })
    })
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, 1_000 / hertz - (performance.now() - begun))))
  }
  return stop()
}

declare global {
  // oxlint-disable-next-line no-var -- how a global is declared
  var feedCharts: typeof feed
}
globalThis.feedCharts = feed
