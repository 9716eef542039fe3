/** A CSV of samples becomes series, or every mistake is told with its place. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CsvError, readCsv } from '../../../../electron/observe/csv.ts'
import { readSeriesCsv } from '../../../../electron/observe/series-csv.ts'

const mistakesOf = (text: string): readonly string[] => {
  try {
    readSeriesCsv(text)
  } catch (error) {
    if (error instanceof CsvError) return error.mistakes
    throw error
  }
  return []
}
const head = 'time,metric,environment,value,denominator'

describe('CSV', () => {
  it('reads back whatever RFC 4180 can write', () => {
    const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`
    fc.assert(fc.property(fc.array(fc.array(fc.string(), { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 }), fc.constantFrom('\n', '\r\n'), (rows, end) => {
      expect(readCsv(rows.map((row) => row.map(quoted).join(',')).join(end)).map((row) => row.map(({ text }) => text))).toEqual(rows)
    }))
  })
  it('knows the line and column of each field, over fields of several lines', () => {
    expect(readCsv('a,"b\nc",d\r\ne,f').flat().map(({ line, column }) => `${line}:${column}`)).toEqual(['1:1', '1:3', '2:4', '3:1', '3:3'])
  })
  it('tells a quote that is not closed, and one that may not stand there', () => {
    expect(() => readCsv('a,b\nc,"d')).toThrow('line 2, column 3: this quote is not closed')
    expect(() => readCsv('a,b"c')).toThrow('line 1, column 4: a quote stands in a field that is not quoted')
    expect(() => readCsv('"a"b,c')).toThrow('line 1, column 4: expected a comma')
  })
})

describe('series of a CSV', () => {
  it('have each kind as the metric has it', () => {
    const { store, from, to } = readSeriesCsv([head, '100,error_rate,green,3,20', '101,error_rate,green,1,20', '100,cpu_usage,green,0.5,', '101,response_time,green,0.2,9', '101,response_time,green,,'].join('\r\n'))
    expect([from, to]).toEqual([100_000, 101_000])
    expect(store.window('error_rate', 'green', 'ratio', 10_000, to)).toMatchObject({ value: 0.1, samples: 40 })
    expect(store.window('response_time', 'green', 'avg', 10_000, to)).toMatchObject({ samples: 9 })
    expect(store.window('cpu_usage', 'green', 'last', 10_000, from)).toMatchObject({ value: 0.5 })
  })
  it('take ISO 8601 with a zone, in any order, and their usual step as their rhythm', () => {
    const rows = [20, 0, 10, 30].map((at) => `2025-11-24T13:00:${String(at).padStart(2, '0')}+01:00,cpu_usage,green,0.4`)
    const { store, from, to } = readSeriesCsv(['time,metric,environment,value', ...rows].join('\n'))
    expect(from).toBe(Date.UTC(2025, 10, 24, 12))
    expect(store.window('cpu_usage', 'green', 'avg', 40_000, to)).toMatchObject({ filled: 4, missing: 0 })
  })
  it('tell every mistake with line and column', () => {
    expect(mistakesOf([head, 'today,cpu_usage,green,1', '1,cpu,green,1', '1,cpu_usage,red,1', '1,cpu_usage,green,high', '1,error_rate,green,1,-2', '1,cpu_usage,green,1,2,3'].join('\n'))).toEqual([
      'line 2, column 1: "today" is no time: write 2025-11-24T13:03:22Z, or seconds',
      'line 3, column 3: unknown metric "cpu"',
      'line 4, column 13: "red" is neither blue nor green',
      'line 5, column 19: "high" is no number: the value of a sample',
      'line 6, column 22: a denominator is 0 or more',
      'line 7, column 23: the first line names 5 columns, and this has 6',
    ])
  })
  it('need their columns, once, and at least one sample', () => {
    expect(mistakesOf('time,metric,value,value,colour')).toEqual([
      'line 1, column 1: there is no column "environment"; the first line is time,metric,environment,value,denominator',
      'line 1, column 19: the column "value" stands here twice', 'line 1, column 25: unknown column "colour"',
    ])
    expect(mistakesOf(head)).toEqual(['line 2, column 1: there is no sample in it'])
    expect(mistakesOf('')).toHaveLength(4)
  })
  it('are two days at most, and tell twenty mistakes at most', () => {
    expect(mistakesOf(`${head}\n0,cpu_usage,green,1\n172801,cpu_usage,green,1`)).toEqual(['line 3, column 1: this sample is more than two days after the first: cut the file'])
    expect(mistakesOf([head, ...Array.from({ length: 50 }, () => 'x,cpu_usage,green,1')].join('\n'))).toHaveLength(20)
  })
  it('count samples that share a second', () => expect(readSeriesCsv(`${head}\n1.1,cpu_usage,green,1\n1.9,cpu_usage,green,2`).doubles).toBe(1))
})
