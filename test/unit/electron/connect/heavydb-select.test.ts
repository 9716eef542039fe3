import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { whyRefused } from '../../../../electron/connect/heavydb-select.ts'

describe('HeavyDB is read-only: one SELECT a query', () => {
  it.each([
    'SELECT 1',
    '  select count(*) from flights',
    "SELECT 'it''s; -- a text /* of */ DROP TABLE' AS t",
    'SELECT "update", "set", "drop ; table" FROM t',
    'WITH a AS (SELECT 1 AS n), b AS (SELECT 2 AS n) SELECT * FROM a, b',
    "SELECT REPLACE(name, 'a', 'b'), TRUNCATE(x, 2) FROM t",
    'SELECT a - -1, arr[1], 3/4 FROM t WHERE updated_at > 1 AND offset_ <> 2',
    'SELECT * FROM t ORDER BY a LIMIT 10 OFFSET 5',
    'SELECT * FROM (SELECT 1 AS created) AS dropped',
  ])('lets through: %s', (query) => {
    expect(whyRefused(query)).toBeUndefined()
  })

  it.each([
    ['', 'it is empty'],
    ['   \n', 'it is empty'],
    ['DROP TABLE t', 'it begins with DROP'],
    ['(SELECT 1)', 'it begins with ('],
    ['EXPLAIN SELECT 1', 'it begins with EXPLAIN'],
    ['COPY (SELECT * FROM t) TO \'/tmp/x\'', 'it begins with COPY'],
    ['SELECT 1;', 'it has a semicolon'],
    ['SELECT 1; DROP TABLE t', 'it has a semicolon'],
    ['SELECT 1 -- and more', 'it has a comment'],
    ['SELECT 1 /* and more */', 'it has a comment'],
    ['SELECT /*+ cpu_mode */ 1', 'it has a comment'],
    ['SELECT 1 // more', 'it has a comment'],
    ['SELECT 1 # more', 'it has a comment'],
    ['WITH gone AS (DELETE FROM t) SELECT 1', 'it has the word DELETE'],
    ['WITH gone AS (DROP TABLE t) SELECT 1', 'it has the word DROP'],
    ['SELECT * INTO other FROM t', 'it has the word INTO'],
    ['WITH a AS (SELECT 1) INSERT INTO t SELECT * FROM a', 'it has the word INSERT'],
    ['WITH gone AS (TRUNCATE TABLE t) SELECT 1', 'it has the word TRUNCATE'],
    ['SELECT REPLACE FROM t', 'it has the word REPLACE'],
    ["SELECT 'no end", "a text in 'quotes' does not end"],
    ["SELECT 'no end''", "a text in 'quotes' does not end"],
    ['SELECT "no end', 'a name in "quotes" does not end'],
    ['SELECT `a`', 'it has a backquote outside a text'],
    ["SELECT 'a' \\' ; DROP TABLE t --'", 'it has a backslash outside a text'],
    ['SELECT \u0000 1', 'it has a control character'],
    ['WITH a', 'it has no SELECT'],
    [`SELECT ${'1'.repeat(100_001)}`, 'it is longer than 100000 characters'],
  ])('refuses: %s', (query, why) => {
    expect(whyRefused(query)).toContain(why)
  })

  it('says which word it was, and how a column of that name is written', () => {
    expect(whyRefused('SELECT show FROM t')).toBe('it has the word SHOW; a column of that name is written in "quotes"')
  })

  it('whatever stands in a text or a quoted name is no part of the statement', () => {
    fc.assert(fc.property(fc.string(), fc.constantFrom("'", '"'), (inner, quote) => {
      expect(whyRefused(`SELECT ${quote}${inner.replaceAll(quote, quote + quote)}${quote} FROM t`)).toBeUndefined()
    }))
  })

  it('no statement that writes is let through, in whatever case and with whatever around it', () => {
    const writes = fc.constantFrom('INSERT', 'UPDATE', 'DELETE', 'DROP', 'ALTER', 'CREATE', 'COPY', 'GRANT', 'REVOKE', 'KILL', 'MERGE')
    const space = fc.constantFrom(' ', '\n', '\t', ' ( ', ' ) ', ' , ')
    fc.assert(fc.property(writes, space, space, fc.boolean(), fc.boolean(), (write, before, after, lower, inside) => {
      const word = lower ? write.toLowerCase() : write
      expect(whyRefused(inside ? `WITH x AS${before}${word}${after}TABLE t) SELECT 1` : `SELECT 1${before}${word}${after}TABLE t`)).toBeDefined()
    }))
  })
})
