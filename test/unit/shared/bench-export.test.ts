import { describe, expect, it } from 'vitest'
import { benchFile, csvText } from '../../../shared/bench-export.ts'
import type { BenchRecord } from '../../../shared/contract.ts'

const started: BenchRecord['started'] = {
  bench: 'b-1', benchmark: 'users', title: 'Twenty, "simultaneous"', kind: 'load', does: 'sends', targets: ['balancer'], environments: [], onUsers: true, settings: {}, hash: 'abc',
  at: 0, by: '=cmd()', why: 'two\nlines',
}
const record: BenchRecord = {
  seq: 1, started,
  finished: {
    bench: 'b-1', benchmark: 'users', title: 'x', ended: 'done', outcome: 'pass', why: 'ok', ms: 30_000, at: 30_000, by: 'Ada',
    figures: { kind: 'load', sent: 2, answered: 2, good: 2, unsent: 0, errors: {}, throughput: 1, every: 1, steps: [{ second: 5, answered: 2, errors: 0, p95: 12.5 }], limits: [], generator: { limited: false, utilization: 0, latenessP99: 0 } },
  },
}

describe('the file of a result', () => {
  it('quotes by RFC 4180, ends lines with CR LF, and gives a spreadsheet no formula', () => {
    expect(csvText([['a,b', 'c"d', 'e\nf', -1, undefined, '=x'], []])).toBe('"a,b","c""d","e\nf",-1,,\'=x\r\n\r\n')
  })
  it('as CSV has one line of a result, its time in UTC, and its seconds below', () => {
    const { name, text } = benchFile([record], 'csv', 'b-1/../x')
    expect(name).toBe('fifteen-bench-b-1----x.csv')
    expect(text).toContain('b-1,users,"Twenty, ""simultaneous""",load,1970-01-01T00:00:00.000Z,\'=cmd(),"two\nlines"')
    expect(text.endsWith('\r\n\r\nsecond,seconds,answered,errors,p95_ms\r\n5,1,2,0,12.5\r\n')).toBe(true)
  })
  it('as JSON is what the record has', () => {
    expect(JSON.parse(benchFile([record], 'json', 'all').text)).toEqual([record])
  })
})
