import { describe, expect, it } from 'vitest'
import { runCompare, type Measure } from '../../../../electron/bench/compare.ts'
import { benchJob, compareJob, rowsJob, type Progress, type Query } from '../../../../electron/bench/job.ts'
import { runRows } from '../../../../electron/bench/rows.ts'
import { settingsWithoutSecrets } from '../../../../electron/bench/secrets.ts'
import { ConnectError } from '../../../../electron/connect/connector.ts'

const target = { id: 'heavydb', kind: 'heavydb', password: 'very-secret' }
const bar = { baseline: 37_303, pass: 0.9, warn: 0.75, margin: 0 }
const suite = [{ name: 'count', sql: 'SELECT 1' }, { name: 'scan', sql: 'SELECT 2' }]
const rows = (more: object = {}) => rowsJob.parse({ kind: 'rows', target, queries: suite, runs: 5, bar, resamples: 200, ...more })

/** A target that takes 100 ms a query, on a clock that only it moves. */
const asked = (count: (query: string, call: number) => number | Promise<number>) => {
  let [time, calls] = [0, 0]
  const progress: Progress[] = []
  const stop = new AbortController()
  return {
    progress, stop,
    calls: () => calls,
    with: {
      now: () => time, signal: stop.signal, onProgress: (one: Progress) => void progress.push(one),
      count: async (query: Query) => {
        time += 100
        return { rows: await count('sql' in query ? query.sql : '', ++calls) }
      },
    },
  }
}
const refused = (): never => {
  throw new ConnectError({ target: 'heavydb', tried: 'query', reason: 'refused', detail: 'connect ECONNREFUSED', mend: '' })
}

describe('rows/s of a suite', () => {
  it('are all rows over all seconds of a round; the warm-up does not count, the cold one is kept apart', async () => {
    const { with: on } = asked((query, call) => (call <= 2 ? 10 : query === 'SELECT 1' ? 5_000 : 3_000))
    const result = await runRows(rows(), on)
    expect(result).toMatchObject({ rowsPerSecond: [40_000, 40_000, 40_000, 40_000, 40_000], median: 40_000, cold: 100, failedRounds: 0, verdict: { outcome: 'pass' } })
    expect(result.queries).toEqual([
      { name: 'count', rows: 5_000, medianMs: 100, medianRowsPerSecond: 50_000, failed: 0 }, { name: 'scan', rows: 3_000, medianMs: 100, medianRowsPerSecond: 30_000, failed: 0 },
    ])
  })
  it('tell how far they are and how long it takes still', async () => {
    const { with: on, progress } = asked(() => 1)
    await runRows(rows(), on)
    expect(progress[0]).toEqual({ done: 1 / 12, leftMs: 1_100, text: 'warm-up: count' })
    expect(progress.at(-1)).toEqual({ done: 1, leftMs: 0, text: 'run 5 of 5: scan' })
  })
  it('80 % of the baseline warns, 70 % fails', async () => {
    const of = async (share: number) => (await runRows(rows(), asked(() => (37_303 * share) / 10).with)).verdict.outcome
    expect([await of(0.8), await of(0.7)]).toEqual(['warn', 'fail'])
  })
  it('a round with a failed query has no figure, and the rest does not pass', async () => {
    const result = await runRows(rows(), asked((_, call) => (call === 5 ? refused() : 5_000)).with)
    expect(result).toMatchObject({ failedRounds: 1, errors: { 'count: refused: connect ECONNREFUSED': 1 }, verdict: { outcome: 'inconclusive' } })
    expect(result.rowsPerSecond).toHaveLength(4)
  })
  it('a target that is down is no data, and so is one that brings no rows', async () => {
    expect((await runRows(rows(), asked(refused).with)).verdict.outcome).toBe('no data')
    expect((await runRows(rows(), asked(() => 0).with)).verdict.outcome).toBe('no data')
  })
  it('ended in the middle, gives the rounds that were whole', async () => {
    const { with: on, stop, calls } = asked((_, call) => {
      if (call !== 7) return 5_000
      stop.abort()
      throw new Error('aborted')
    })
    const result = await runRows(rows(), on)
    expect([result.rowsPerSecond.length, calls(), result.errors]).toEqual([2, 7, {}])
  })
})

describe('blue against green', () => {
  const job = (more: object = {}) =>
    compareJob.parse({ kind: 'compare', blue: { request: { url: 'http://b/' } }, green: { request: { url: 'http://g/' } }, pairs: 20, warmUp: 1, margin: 0.05, alpha: 0.05, resamples: 200, ...more })
  const run = (measure: Measure, more: object = {}, signal = new AbortController().signal) =>
    runCompare(job(more), { measure, unit: 'ms', now: () => 0, signal, onProgress: () => undefined })

  it('is measured in turn, so that a drift of the machine is no difference', async () => {
    // Each measurement takes half a millisecond longer than the one before, whoever is measured.
    const drift = (place: number): number => 100 + place / 2
    let place = 0
    const result = await run(async () => drift(place++), { warmUp: 0 })
    expect([result.blue.length, result.green.length]).toEqual([20, 20])
    expect(result.verdict.outcome).not.toBe('fail')
    expect(result.figures?.test.p).toBeGreaterThan(0.9)
    // Blue first and then green, the same drift is called a regression.
    const at = { blue: 0, green: 20 }
    const apart = await run(async (side) => drift(at[side]++), { warmUp: 0 })
    expect(apart.verdict.outcome).toBe('fail')
  })
  it('a pair with a failure does not count, and what is left does not pass', async () => {
    let calls = 0
    const result = await run(async () => {
      if (++calls === 10) throw new Error('status 503')
      return 100 + (calls % 3)
    })
    expect([result.blue.length, result.green.length]).toEqual([19, 19])
    expect(result.verdict.outcome).toBe('inconclusive')
    expect({ ...result.errors.blue, ...result.errors.green }).toEqual({ 'status 503': 1 })
  })
  it('all failed is no data', async () => {
    expect((await run(refused)).verdict.outcome).toBe('no data')
  })
  it('ended in the middle, gives the pairs that were whole', async () => {
    const stop = new AbortController()
    let calls = 0
    const result = await run(async () => {
      if (++calls === 9) stop.abort()
      stop.signal.throwIfAborted()
      return 1
    }, {}, stop.signal)
    expect([result.blue.length, result.green.length, result.errors]).toEqual([3, 3, { blue: {}, green: {} }])
  })
  it('is by the same means on both sides', () => {
    expect(benchJob.safeParse({ ...job(), green: { target, query: 'SELECT 1' } }).success).toBe(false)
  })
})

describe('the settings that are kept', () => {
  it('hold no secret, no credential in a header and no body', () => {
    const kept = JSON.stringify([
      settingsWithoutSecrets(rows()),
      settingsWithoutSecrets(benchJob.parse({
        kind: 'load', duration: 1_000, loop: { kind: 'closed', users: 1 },
        request: { url: 'http://h/', headers: { Authorization: 'Bearer very-secret', Cookie: 'session=very-secret', accept: 'text/plain' }, body: 'very-secret' },
      })),
    ])
    expect(kept).not.toContain('very-secret')
    expect(kept).toContain('"accept":"text/plain"')
    expect(kept).toContain('SELECT 1')
  })
})
