import { describe, expect, it } from 'vitest'
import type { Http } from '../../../../electron/connect/http.ts'
import { readPage } from '../../../../electron/connect/open-metrics.ts'
import { createScraper } from '../../../../electron/connect/scraper.ts'

const unused = (): never => {
  throw new Error('nothing is fetched here')
}
const http: Http = { ask: unused, json: unused, text: unused, wrong: unused, stop: unused }

const following = () => {
  let now = 0
  const scraper = createScraper(http, { clock: { mono: () => now, wall: () => now, boot: 'test' }, every: 1_000 })
  return (at: number, generation = 1) => {
    now = at
    const { before, cut } = scraper.follow(readPage(`a ${at}`, { ended: false }), generation)
    return cut ?? before?.seconds ?? 'first'
  }
}

describe('increments are counted', () => {
  it('from the scrape before, from the second on', () => {
    const follow = following()
    expect([follow(0), follow(1_000), follow(2_100)]).toEqual(['first', 1, 1.1])
  })
  it('over up to three missed samples, and not over more: a sleep would be squeezed into one second', () => {
    const follow = following()
    expect([follow(0), follow(4_000), follow(9_000), follow(10_000)]).toEqual(['first', 4, 'stale', 1])
  })
  it('not over a restart of the target', () => {
    const follow = following()
    expect([follow(0), follow(1_000, 2), follow(2_000, 2)]).toEqual(['first', 'restart', 1])
  })
})
