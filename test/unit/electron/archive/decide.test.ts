import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cellFromJson, cellJson, literalOf, rowText, type Column } from '../../../../electron/archive/columns.ts'
import { isNewer } from '../../../../electron/archive/differences.ts'
import { within } from '../../../../electron/archive/ranges.ts'
import { decide } from '../../../../electron/archive/sync.ts'
import type { Table } from '../../../../electron/archive/tables.ts'

const column = (name: string, type: string, more: Partial<Column> = {}): Column =>
  ({ name, type, columnType: type, charset: undefined, collation: undefined, nullable: false, generated: undefined, ...more })
const table = (conflict: Table['rule']['conflict']): Table => ({
  name: 't', columns: [], key: [column('id', 'int')], index: 'PRIMARY', newer: [column('n', 'bigint')], about: 0, bytes: 0,
  rule: { newer: ['n'], conflict, tolerance: {}, triggers: 'refuse' },
})
const version = (digest: string, n: string | null) => ({ digest, newer: [n === null ? null : Buffer.from(n)] })

describe('what is done with a row', () => {
  it.each([
    ['the target lacks it', version('a', '1'), undefined, 'insert'],
    ['only the target has it', undefined, version('a', '1'), 'theirs'],
    ['both are the same', version('a', '1'), version('a', '1'), 'same'],
    ['the source is newer, by number and not by text', version('a', '10'), version('b', '9'), 'update'],
    ['the target is newer', version('a', '9'), version('b', '10'), 'keep'],
    ['a version with a time is newer than one without', version('a', null), version('b', '1'), 'keep'],
    ['none is newer', version('a', '7'), version('b', '7'), 'ask'],
    ['neither says', version('a', null), version('b', null), 'ask'],
  ] as const)('%s', (_, source, target, what) => {
    expect(decide(table('ask'), source, target, 'blue')).toBe(what)
    expect(decide(table('ask'), source, target, 'green')).toBe(what)
  })
  it('of which none is newer, by the rule', () => {
    expect((['keep', 'take', 'ask'] as const).map((rule) => decide(table(rule), version('a', '7'), version('b', '7'), 'blue'))).toEqual(['keep', 'update', 'ask'])
  })
})

describe('what is newer', () => {
  it('is compared to the last digit', () => {
    fc.assert(fc.property(fc.bigInt(), fc.bigInt(), (a, b) => {
      expect(Math.sign(isNewer([Buffer.from(String(a))], [Buffer.from(String(b))], [true]))).toBe(a === b ? 0 : a > b ? 1 : -1)
    }))
  })
})

describe('a cell in the file', () => {
  it('comes back as it was, whatever it holds', () => {
    for (const one of [column('b', 'blob'), column('v', 'varchar', { charset: 'utf8mb4' }), column('l', 'varchar', { charset: 'latin1' })])
      fc.assert(fc.property(fc.uint8Array(), (bytes) => {
        const value = Buffer.from(bytes)
        expect(cellFromJson(JSON.parse(JSON.stringify(cellJson(one, value))) as ReturnType<typeof cellJson>)?.equals(value)).toBe(true)
      }))
    expect(cellFromJson(cellJson(column('b', 'blob'), null))).toBeNull()
  })
})

describe('a statement', () => {
  it('holds values by their bytes alone, and of a number nothing but a number', () => {
    expect(literalOf(column('v', 'varchar', { charset: 'utf8mb4' }), Buffer.from("'; DROP"))).toBe("_utf8mb4 x'273b2044524f50'")
    expect(literalOf(column('at', 'datetime'), Buffer.from("' OR 1"))).toBe("_latin1 x'27204f522031'")
    for (const text of ['1 OR 1=1', '', '0x10', '1;', '--1', 'NaN']) expect(() => literalOf(column('n', 'int'), Buffer.from(text))).toThrow(/not a number/)
    for (const text of ['-5', '1.50', '1e300', '-1.7976931348623157e308']) expect(literalOf(column('n', 'double'), Buffer.from(text))).toBe(text)
  })
  it('bounds a range of a key of several columns so that an index is searched', () => {
    const key = [column('a`b', 'int'), column('c', 'varchar', { charset: 'utf8mb4', collation: 'utf8mb4_bin' })]
    expect(within({ key }, { after: [Buffer.from('1'), Buffer.from('x')], upTo: undefined }))
      .toBe("(`a``b` >= 1 AND (`a``b` > 1 OR (`a``b` = 1 AND `c` > (_utf8mb4 x'78' COLLATE utf8mb4_bin))))")
    expect(within({ key }, { after: undefined, upTo: undefined })).toBe('TRUE')
  })
  it('puts the length of what may hold anything before it', () => {
    expect(rowText([column('i', 'int'), column('v', 'varchar', { charset: 'latin1', collation: 'latin1_bin', nullable: true })]))
      .toBe("CONCAT_WS(CAST('#' AS BINARY), `i`, IFNULL(LENGTH(`v`), 'N'), IFNULL(`v`, ''))")
  })
})
