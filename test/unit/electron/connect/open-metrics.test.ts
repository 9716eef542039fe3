import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PageError, pageLimits, readNumber, readPage } from '../../../../electron/connect/open-metrics.ts'

const read = (text: string) => readPage(text, { ended: false })
const wrong = (text: string, ended = false): string => {
  try {
    readPage(text, { ended })
  } catch (error) {
    if (error instanceof PageError) return error.message
    throw error
  }
  return 'nothing wrong'
}

describe('a page of metrics', () => {
  it('gives names, labels, values and declared types', () => {
    const page = read('# HELP up Is it up.\n# TYPE http_requests counter\nhttp_requests_total{code="200",route="/"} 7\nhttp_requests_total{code="500"} 1.5e2\nup 1\n# EOF\n')
    expect(page.types.get('http_requests')).toBe('counter')
    expect(page.series.get('http_requests_total')?.map(({ labels, value }) => [Object.fromEntries(labels), value])).toEqual([[{ code: '200', route: '/' }, 7], [{ code: '500' }, 150]])
    expect(page.series.get('up')?.[0]?.value).toBe(1)
  })
  it('reads the older Prometheus text: times, comments, blank lines, spaces, carriage returns', () => {
    const page = read('# just a remark\n\nup 1 1700000000000\r\na{ b = "c" , } 2\nempty{} 3')
    expect([...page.series].map(([name, [one]]) => [name, one?.value])).toEqual([['up', 1], ['a', 2], ['empty', 3]])
  })
  it('leaves exemplars out', () => {
    expect(read('a_bucket{le="1"} 4 # {trace="x"} 0.5 17\n').series.get('a_bucket')?.[0]?.value).toBe(4)
  })
  it('reads escapes in label values', () => {
    expect(read(String.raw`a{b="x\"y\\z\n}, "} 1`).series.get('a')?.[0]?.labels.get('b')).toBe('x"y\\z\n}, ')
  })
  it('takes __proto__ as a label like any other', () => {
    expect(read('a{__proto__="x"} 1').series.get('a')?.[0]?.labels.get('__proto__')).toBe('x')
  })
  it.each([['NaN', Number.NaN], ['+Inf', Infinity], ['-Inf', -Infinity], ['1e3', 1_000], ['-.5', -0.5], ['5.', 5], ['0x10', undefined], ['', undefined], ['1_000', undefined]])('reads the number %s', (text, value) => {
    expect(readNumber(text)).toBe(value)
  })
  it.each([
    ['a', 'line 1: expected a number after a'],
    ['ok 1\n5xx 1', 'line 2: expected a metric name'],
    ['a{b="c} 1', 'line 1: label b has no closing quote, or a wrong escape'],
    ['a{b="c" d="e"} 1', 'line 1: expected "," or "}" after a label'],
    ['a{b="1",b="2"} 1', 'line 1: label b stands twice'],
    ['a{b} 1', 'line 1: expected a label such as name="value"'],
    ['a{b="1"} 1\na{b="1"} 2', 'line 2: a stands twice with the same labels'],
    ['a{b="1",c="2"} 1\na{c="2",b="1"} 2', 'line 2: a stands twice with the same labels'],
    ['a 1 soon', 'line 1: expected a time or nothing after the value of a'],
    ['<!doctype html>', 'line 1: expected a metric name'],
    ['# EOF\na 1', 'line 2: something stands after # EOF'],
  ])('names the line of %j', (text, message) => {
    expect(wrong(text)).toBe(message)
  })
  it('that was cut off is not taken for a whole one', () => {
    expect(wrong('a 1\nb 2\n', true)).toMatch(/ends without # EOF/)
  })
  it('is bounded in lines, their length, labels and names', () => {
    expect(wrong('\n'.repeat(pageLimits.lines + 1))).toMatch(/more than 50000 lines/)
    expect(wrong(`a{b="${'x'.repeat(pageLimits.lineLength)}"} 1`)).toMatch(/longer than/)
    expect(wrong(`a{${Array.from({ length: pageLimits.labels + 1 }, (_, index) => `l${index}="x"`).join(',')}} 1`)).toMatch(/more than 64 labels/)
    expect(wrong(`${'n'.repeat(pageLimits.nameLength + 1)} 1`)).toMatch(/expected a metric name/)
  })
})

describe('any text', () => {
  it('gives a page or a PageError and nothing else', () => {
    const pieces = fc.array(fc.oneof(fc.constantFrom('a', '{', '}', '"', '\\', '=', ',', '#', ' ', '\n', '1', 'NaN', '# TYPE a gauge', '# EOF', 'le="+Inf"'), fc.string({ unit: 'binary', maxLength: 5 })), { maxLength: 60 })
    fc.assert(fc.property(pieces, fc.boolean(), (parts, ended) => {
      try {
        readPage(parts.join(''), { ended })
      } catch (error) {
        expect(error).toBeInstanceOf(PageError)
      }
    }), { numRuns: 500 })
  })
})

describe('what was rendered is read back', () => {
  const escaped = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"')
  const labelName = fc.stringMatching(/^[a-z_][a-z0-9_]{0,6}$/)
  // A carriage return at the end of a line belongs to the line's end; elsewhere labels hold any text.
  const labels = fc.dictionary(labelName, fc.string({ unit: 'binary', maxLength: 12 }), { maxKeys: 4 })
  const value = fc.oneof(fc.double(), fc.integer())
  const series = fc.uniqueArray(fc.record({ name: fc.stringMatching(/^[a-z_:][a-z0-9_:]{0,8}$/), labels, value }), {
    maxLength: 20, selector: ({ name, labels: given }) => JSON.stringify([name, Object.entries(given).toSorted()]),
  })
  const text = (number: number): string => (Object.is(number, -0) ? '-0' : Number.isFinite(number) ? String(number) : Number.isNaN(number) ? 'NaN' : number > 0 ? '+Inf' : '-Inf')

  it('whatever the labels hold', () => {
    fc.assert(fc.property(series, (list) => {
      const lines = list.map(({ name, labels: given, value: number }) => {
        const pairs = Object.entries(given).map(([label, content]) => `${label}="${escaped(content)}"`)
        return `${name}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${text(number)}`
      })
      const page = readPage(`${lines.join('\n')}\n# EOF\n`, { ended: true })
      const back = [...page.series.values()].flat().map((one) => ({ name: one.name, labels: Object.fromEntries(one.labels), value: one.value }))
      const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)
      expect(back.toSorted(byName)).toEqual(list.map((one) => ({ ...one, labels: { ...one.labels } })).toSorted(byName))
    }))
  })
})
