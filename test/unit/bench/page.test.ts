import { expect, test } from 'vitest'
import { figure } from '../../bench/figure.ts'
import { figuresPage, goals } from '../../bench/page.ts'

test('each figure stands beside its peer, and says whether its goal was met', () => {
  const page = figuresPage([
    { name: 'journal', figures: [figure('journal.appends', 96, 'entries/s', 100), figure('journal.search-1m-p99', 8, 'ms', 2)] },
    { name: 'switch', figures: [figure('switch.failed', 0, 'requests', 5_000)] },
    { name: 'verify', figures: [], failure: 'ended with 1' },
  ], 'Measured on 2 cores.')
  expect(page.split('\n').filter((line) => line.startsWith('| ')).slice(1)).toEqual([
    `| journal.appends | 96 entries/s | 100 entries/s: ${goals['journal.appends']?.peer ?? ''} | 0.96 | ≥ 0.95: met |`,
    '| journal.search-1m-p99 | 8 ms | 2 ms: a bare FTS5 table | 4 | ≤ 3.3: **missed** |',
    '| switch.failed | 0 requests | 5,000 requests: requests sent | 0 | ≤ 0: met |',
    '| verify | | ended with 1 | | **not measured** |',
  ])
})

test('a figure that nobody set a goal for is shown all the same', () => {
  expect(figuresPage([{ name: 'x', figures: [figure('x.y', 1, 'ms', 2)] }], '')).toContain('| x.y | 1 ms | 2 ms | 0.5 |  |')
})
