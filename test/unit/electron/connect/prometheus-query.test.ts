import { describe, expect, it } from 'vitest'
import { isSelector, selectorsOf } from '../../../../electron/connect/prometheus-query.ts'

describe('the series a query reads', () => {
  it.each([
    ['up', ['up']],
    ['up{job="a"}', ['up{job="a"}']],
    ['up {job="a}"}', ['up {job="a}"}']],
    ['{__name__=~"a.*", x!="\\"}"}', ['{__name__=~"a.*", x!="\\"}"}']],
    ['sum by (job, up) (rate(a_total{x="y"}[5m])) / on (job) group_left (b) sum(c) by (d)', ['a_total{x="y"}', 'c']],
    ['sum without(instance) (a) > bool 3', ['a']],
    ['a offset 5m and b @ start() or -c', ['a', 'b', 'c']],
    ['max_over_time(rate(a[1m])[10m:30s])', ['a']],
    ['histogram_quantile(0.95, sum by (le) (rate(h_bucket[1m])))', ['h_bucket']],
    ['a + a', ['a']],
    ['label_replace(a, "b", "$1", "c", "(.*)")', ['a']],
    ['job:rate:sum # up', ['job:rate:sum']],
    ['vector(1) + time() - Inf + nan + 1e3', []],
    ['SUM(a) BY (b)', ['a']],
    ['', []], ['"up"', []], ['up{', ['up{']],
  ])('%s: %j', (query, selectors) => {
    expect(selectorsOf(query)).toEqual(selectors)
  })
  it.each([['a', true], [' a{b="c"} ', true], ['{a="b"}', true], ['a[5m]', false], ['sum(a)', false], ['a + b', false], ['a + a', false], ['a offset 5m', false], ['-a', false], ['1', false]])('%s is one alone: %s', (query, is) => {
    expect(isSelector(query)).toBe(is)
  })
})
