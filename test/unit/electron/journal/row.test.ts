/** Fault 25 of trust.md, where the damage is in a row's types: SQLite gives what lies in the file, whatever the column says. */
import { describe, expect, it } from 'vitest'
import { genesis } from '../../../../electron/journal/chain.ts'
import { JournalError } from '../../../../electron/journal/error.ts'
import { checkRow, readRow, seal, type Row } from '../../../../electron/journal/row.ts'

const { row } = seal({ seq: 1, kind: 'incident.note', who: { kind: 'rule', name: 'test' }, at: {}, data: {}, incident: 'i-1', previous: genesis.hash }, 'journal.sqlite')

describe('a row of a journal', () => {
  it('that is whole is read, and follows', () => {
    expect(checkRow(genesis, row)).toMatchObject({ ok: true })
    expect(readRow(row, 'journal.sqlite')).toMatchObject({ seq: 1, incident: 'i-1' })
  })
  it.each([
    ['kind', Buffer.from(row.kind)], ['kind', null],
    ['body', Buffer.from(row.body)], ['body', null], ['body', 1],
    ['hash', Buffer.from(row.hash)], ['hash', null], ['hash', 0.5],
    ['incident', Buffer.from('i-1')], ['incident', 7],
    ['seq', 'one'], ['seq', 1.5], ['seq', null],
  ])('whose %s is %o is named as changed, and never thrown over', (column, value) => {
    const damaged = { ...row, [column]: value } as Row
    expect(checkRow(genesis, damaged)).toMatchObject({ ok: false, at: 1, what: 'changed' })
    expect(() => readRow(damaged, 'journal.sqlite')).toThrow(JournalError)
  })
})
