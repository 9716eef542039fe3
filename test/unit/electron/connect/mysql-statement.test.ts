import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { quotedName, readStatement } from '../../../../electron/connect/mysql-statement.ts'

const wrongOf = (text: string): string => {
  const read = readStatement(text)
  return 'wrong' in read ? read.wrong : ''
}

describe('a query', () => {
  it.each([
    ['SELECT 1', 'SELECT 1'],
    ['  select count(*) from jobs ;  ', 'select count(*) from jobs'],
    ['SHOW GLOBAL STATUS', 'SHOW GLOBAL STATUS'],
    ['WITH a AS (SELECT 1) SELECT * FROM a', 'WITH a AS (SELECT 1) SELECT * FROM a'],
    ["SELECT 'it''s; -- # /* DELETE */ FOR UPDATE'", "SELECT 'it''s; -- # /* DELETE */ FOR UPDATE'"],
    ['SELECT "a;b", `delete`, `a``;b` FROM t', 'SELECT "a;b", `delete`, `a``;b` FROM t'],
    ['SELECT updated_at, deleted, sleep_hours, into_stock FROM t', 'SELECT updated_at, deleted, sleep_hours, into_stock FROM t'],
    ["SELECT REPLACE(a, 'x', 'y'), INSERT(a, 1, 1, 'z'), SUM(sleep) FROM t", "SELECT REPLACE(a, 'x', 'y'), INSERT(a, 1, 1, 'z'), SUM(sleep) FROM t"],
    ['SELECT 5 - -3', 'SELECT 5 - -3'],
  ])('%s is sent', (text, sql) => {
    expect(readStatement(text)).toEqual({ sql })
  })
  it.each([
    ['', 'no query'], [' ; ', 'no query'],
    ['DELETE FROM t', 'begins with DELETE'], ['UPDATE t SET a = 1', 'begins with UPDATE'], ['SET GLOBAL a = 1', 'begins with SET'], ['CALL p()', 'begins with CALL'],
    ['EXPLAIN ANALYZE SELECT 1', 'begins with EXPLAIN'], ['ANALYZE SELECT 1', 'begins with ANALYZE'], ['(SELECT 1)', 'begins with (SELECT'], ['DO SLEEP(1)', 'begins with DO'],
    ['SELECTED', 'begins with SELECTED'],
    ['SELECT 1; SELECT 2', 'more than one'], ['SELECT 1;;', 'more than one'], ["SELECT 'a'; DROP TABLE t", 'more than one'],
    ['SELECT 1 -- x', 'comment'], ['SELECT 1 # x', 'comment'], ['SELECT /* x */ 1', 'comment'], ['SELECT 1 /*! INTO OUTFILE "x" */', 'comment'], ['SELECT 1 /*M! FOR UPDATE */', 'comment'],
    ['/*!50000 DELETE FROM t */', 'comment'], ['SELECT 5--3', 'comment'], ['SELECT /*+ MAX_EXECUTION_TIME(0) */ 1', 'comment'],
    ["SELECT 'a", 'not closed'], ['SELECT `a', 'not closed'], ["SELECT 'a' 'b", 'not closed'],
    [String.raw`SELECT 'a\' FROM t; DELETE FROM t; SELECT '`, 'backslash'], [String.raw`SELECT "\"`, 'backslash'],
    ['SELECT 1 INTO @a', 'INTO'], ["SELECT 1 into outfile '/tmp/x'", 'INTO'], ["SELECT 1 INTO DUMPFILE '/tmp/x'", 'INTO'],
    ['SELECT * FROM t FOR UPDATE', 'UPDATE'], ['SELECT * FROM t for\n  share', 'FOR'], ['SELECT * FROM t LOCK  IN SHARE MODE', 'LOCK'],
    ['WITH a AS (SELECT 1) DELETE FROM t', 'DELETE'], ['WITH a AS (SELECT 1) UPDATE t SET b = 1', 'UPDATE'],
    ['SELECT NEXT VALUE FOR s', 'NEXT'], ['SELECT nextval(s)', 'NEXTVAL'], ['SELECT setval (s, 1)', 'SETVAL'],
    ['SELECT SLEEP(5)', 'SLEEP'], ['SELECT sleep\n (5)', 'SLEEP'], ['SELECT `sleep`(5)', 'SLEEP'], ['SELECT BENCHMARK(1, 1)', 'BENCHMARK'],
    ["SELECT GET_LOCK('a', 1)", 'GET_LOCK'], ['SELECT RELEASE_ALL_LOCKS()', 'RELEASE_ALL_LOCKS'], ["SELECT LOAD_FILE('/etc/passwd')", 'LOAD_FILE'],
    ["SELECT MASTER_GTID_WAIT('0-1-1')", 'MASTER_GTID_WAIT'], ['SELECT @a := 1', 'assigns'],
    ['SELECT 1\u0000; DELETE', 'control character'],
    [`SELECT ${'1 + '.repeat(6_000)}1`, 'longer than'],
  ])('%j is not: %s', (text, wrong) => {
    expect(wrongOf(text)).toContain(wrong)
  })
  it('is one statement whatever stands in its texts and names', () => {
    const part = fc.constantFrom("'", '"', '`', ';', '--', '#', '/*', '*/', 'DELETE FROM t', ' ', 'a', "''")
    fc.assert(fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
      const text = `SELECT ${parts.join('')}`
      const read = readStatement(text)
      if ('wrong' in read) return
      // Read once more, letter by letter: outside of quotes nothing but blanks, letters and quoted parts is left.
      let quote = ''
      let outside = ''
      for (const letter of read.sql) {
        if (quote === '') {
          if (/['"`]/.test(letter)) quote = letter
          else outside += letter
        } else if (letter === quote) quote = ''
      }
      expect(quote).toBe('')
      expect(outside).not.toMatch(/;|--|#|\/\*|\*\/|\bDELETE\b/)
    }), { numRuns: 2_000, seed: 15 })
  })
})

it('a name is quoted whatever it holds', () => {
  expect(quotedName('a`; DROP TABLE t; --')).toBe('`a``; DROP TABLE t; --`')
})
