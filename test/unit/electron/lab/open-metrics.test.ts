import { expect, test } from 'vitest'
import { Counter, Histogram, renderOpenMetrics } from '../../../../electron/lab/open-metrics.ts'

test('a page names type, unit and help, ends counters in _total and itself in # EOF', () => {
  const page = renderOpenMetrics(
    [
      { name: 'cpu_seconds', type: 'counter', unit: 'seconds', help: 'CPU time.', samples: [{ value: 1.5 }] },
      { name: 'build', type: 'info', help: 'What runs.', samples: [{ labels: { build: 'b1' }, value: 1 }] },
      { name: 'pool', type: 'gauge', help: 'In use.', samples: [{ value: 0 }] },
    ],
    { environment: 'blue' },
  )
  expect(page).toBe(`# TYPE cpu_seconds counter
# UNIT cpu_seconds seconds
# HELP cpu_seconds CPU time.
cpu_seconds_total{environment="blue"} 1.5
# TYPE build info
# HELP build What runs.
build_info{environment="blue",build="b1"} 1
# TYPE pool gauge
# HELP pool In use.
pool{environment="blue"} 0
# EOF
`)
})

test('label values keep quotes, backslashes and line ends', () => {
  const page = renderOpenMetrics([{ name: 'a', type: 'gauge', help: '-', samples: [{ labels: { text: 'q" b\\ n\n' }, value: 1 }] }])
  expect(page).toContain('a{text="q\\" b\\\\ n\\n"} 1\n')
})

test('a histogram is cumulative, a value on a bound belongs under it, and the last bucket holds all', () => {
  const histogram = new Histogram([0.3, 1])
  for (const value of [0.1, 0.3, 0.4, 5]) histogram.observe(value)
  expect(histogram.samples().map(({ suffix, labels, value }) => [suffix, labels?.['le'], value])).toEqual([
    ['_bucket', '0.3', 2],
    ['_bucket', '1.0', 3],
    ['_bucket', '+Inf', 4],
    ['_count', undefined, 4],
    ['_sum', undefined, 5.8],
  ])
})

test('a counter shows its known label sets from 0 on and adds up each apart', () => {
  const counter = new Counter([{ outcome: 'failed' }])
  counter.add({ outcome: 'ok' })
  counter.add({ outcome: 'ok' }, 2)
  expect(counter.samples).toEqual([
    { labels: { outcome: 'failed' }, value: 0 },
    { labels: { outcome: 'ok' }, value: 3 },
  ])
})
