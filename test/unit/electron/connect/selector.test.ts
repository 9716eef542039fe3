import { describe, expect, it } from 'vitest'
import { readPage } from '../../../../electron/connect/open-metrics.ts'
import { readSelector, select } from '../../../../electron/connect/selector.ts'

const page = readPage('r_total{code="200",route="/a"} 1\nr_total{code="500",route="/a"} 2\nr_total{code="503"} 4\nother 8\n', { ended: false })
const values = (text: string): readonly number[] | string => {
  const found = readSelector(text)
  return 'wrong' in found ? found.wrong : select(page, found).map(({ value }) => value)
}

describe('a selector', () => {
  it.each([
    ['r_total', [1, 2, 4]],
    ['r_total{}', [1, 2, 4]],
    ['r_total{code="500"}', [2]],
    ['r_total{code=~"5.."}', [2, 4]],
    ['r_total{ code=~"5.." , route="/a" }', [2]],
    ['r_total{route=""}', [4]],
    ['r_total{code=~"0"}', []],
    ['nothing', []],
  ])('%s picks %j', (text, expected) => {
    expect(values(text)).toEqual(expected)
  })
  it.each([
    ['5xx', /expected a metric name/],
    ['r_total{code=5}', /expected label="value" or label=~"regex" at code=5/],
    ['r_total{code!="5"}', /expected label="value"/],
    ['r_total{code=~"("}', /^code: Invalid regular expression/],
    [`r_total{code="${'x'.repeat(500)}"}`, /longer than 500/],
  ])('%s is refused', (text, message) => {
    expect(values(text)).toMatch(message)
  })
})
