import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createSplitter, longestLine } from '../../../../electron/logs/splitter.ts'

/** Pushes bytes in pieces of these lengths. */
function split(bytes: Buffer, cuts: readonly number[]): { readonly lines: readonly string[]; readonly cut: number } {
  const splitter = createSplitter()
  const lines: string[] = []
  let cut = 0
  const take = (found: { readonly lines: readonly string[]; readonly cut: number }): void => {
    lines.push(...found.lines)
    cut += found.cut
  }
  // One buffer that is used again and again, as a reader's is.
  const buffer = Buffer.alloc(bytes.length + 1)
  for (let at = 0, index = 0; at < bytes.length; index += 1) {
    const length = Math.min(bytes.length - at, Math.max(1, cuts[index % cuts.length] ?? 1))
    bytes.copy(buffer, 0, at, at + length)
    take(splitter.push(buffer.subarray(0, length)))
    at += length
  }
  take(splitter.end())
  return { lines, cut }
}

it('gives the same lines whatever the pieces in which they come', () => {
  const lines = fc.array(fc.oneof(fc.string({ unit: 'grapheme' }), fc.constant('x'.repeat(5_000))).map((text) => text.replaceAll(/[\n\r]/g, '')), { minLength: 1, maxLength: 20 })
  fc.assert(fc.property(lines, fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), fc.boolean(), (given, cuts, windows) => {
    const end = windows ? '\r\n' : '\n'
    const { lines: found, cut } = split(Buffer.from(given.map((line) => line + end).join('')), cuts)
    expect(found).toEqual(given)
    expect(cut).toBe(0)
  }), { numRuns: 60 })
})

it('takes bytes that are no UTF-8, whatever they are', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }), (bytes, cuts) => {
    const whole = Buffer.from(bytes).toString('latin1').split('\n')
    const { lines } = split(Buffer.from(bytes), cuts)
    expect(lines).toHaveLength(bytes.length === 0 || bytes.at(-1) === 10 ? whole.length - 1 : whole.length)
    for (const line of lines) expect(line.isWellFormed()).toBe(true)
  }))
})

it('cuts a huge line, says by how much, and goes on with the next', () => {
  const { lines, cut } = split(Buffer.from(`before\n${'y'.repeat(longestLine + 1_234)}\nafter\n`), [777])
  expect(lines).toEqual(['before', `${'y'.repeat(longestLine)} …[cut: 1234 more bytes]`, 'after'])
  expect(cut).toBe(1)
  const whole = split(Buffer.from(`before\n${'y'.repeat(longestLine + 1_234)}\nafter\n`), [1_000_000])
  expect(whole).toEqual({ lines, cut })
})
