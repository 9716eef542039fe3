import { describe, expect, it } from 'vitest'
import { figureOf, readReplicas, replicaLag, type Ask, type Replica } from '../../../../electron/connect/mysql-built-in.ts'
import { NoValue } from '../../../../electron/connect/no-value.ts'

const reasonOf = (work: () => unknown): unknown => {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof NoValue)) throw error
    return error.reason
  }
}
const level: Replica = { channel: '', receiving: true, applying: true, lag: 0, error: '' }

describe('the lag of a replica', () => {
  it.each([
    ['one that is level', [level], 0],
    ['the slowest of its channels', [level, { ...level, channel: 'b', lag: 7 }], 7],
    ['none, where it is no replica', [], 'empty'],
    ['none, where it does not apply, whatever it says', [{ ...level, applying: false, lag: 0 }], 'stale'],
    ['none, where it does not receive: 0 would mean all that it has', [{ ...level, receiving: false, lag: 0 }], 'unreachable'],
    ['none, where one of two channels stands', [level, { ...level, applying: false }], 'stale'],
    ['none, where it does not know', [{ ...level, lag: undefined }], 'empty'],
  ])('is that of %s', (_, replicas, lag) => {
    expect(reasonOf(() => replicaLag(replicas))).toBe(lag)
  })
  it("is read from MySQL 8's columns, as its manual names them", async () => {
    const asked: string[] = []
    const ask: Ask = async (sql) => {
      asked.push(sql)
      return { columns: ['Replica_IO_Running', 'Replica_SQL_Running', 'Seconds_Behind_Source', 'Last_IO_Error', 'Last_SQL_Error', 'Channel_Name'], rows: [['Yes', 'Yes', 3, '', '', 'a']] }
    }
    expect(await readReplicas(ask, 'mysql', AbortSignal.timeout(1_000))).toEqual([{ channel: 'a', receiving: true, applying: true, lag: 3, error: '' }])
    expect(asked).toEqual(['SHOW REPLICA STATUS'])
  })
})

it.each([
  [1.5, 1.5], ['12.50', 12.5], ['-1e3', -1_000], ['18446744073709551615', 18446744073709552000],
  [null, 'empty'], [undefined, 'empty'], ['', 'invalid'], ['12 rows', 'invalid'], ['0x10', 'invalid'], ['2025-10-01', 'invalid'], [Buffer.from('1'), 'invalid'], ['NaN', 'nan'], ['Infinity', 'nan'],
])('a cell that holds %j is %s', (cell, figure) => {
  expect(reasonOf(() => figureOf(cell, 'the value'))).toBe(figure)
})
