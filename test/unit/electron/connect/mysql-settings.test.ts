import { describe, expect, it } from 'vitest'
import { mysqlSettings } from '../../../../electron/connect/mysql-settings.ts'

const base = { environment: 'blue', host: 'db', user: 'watcher' }
const mistakes = (given: object): readonly string[] => (mysqlSettings.safeParse(given).error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`)

describe('the settings of a mysql target', () => {
  it('need little', () => {
    expect(mysqlSettings.parse(base)).toMatchObject({ port: 3_306, tls: false, queryTimeout: 800, connections: 2, metrics: {} })
  })
  it('hold built-in figures and queries', () => {
    expect(mysqlSettings.parse({ ...base, metrics: { db_pool_usage: 'pool_usage', error_rate: { query: 'SELECT 1, 2;', totals: true } } }).metrics).toEqual({
      db_pool_usage: { builtIn: 'pool_usage' }, error_rate: { query: 'SELECT 1, 2', totals: true },
    })
  })
  it.each([
    [{ ...base, host: undefined }, 'host: expected a host, or a socket in its place'],
    [{ ...base, socket: '/run/db.sock' }, 'host: expected a host, or a socket in its place'],
    [{ ...base, host: undefined, socket: '/run/db.sock', tls: true }, 'tls: a socket file needs no TLS: leave it out'],
    [{ ...base, tls: 'yes' }, 'tls: expected true, false or {ca: path of a PEM file}'],
    [{ ...base, passwort: 'x' }, ': Unrecognized key: "passwort"'],
    [{ ...base, metrics: { db_pool_usage: 'pool' } }, 'metrics.db_pool_usage: expected {query: SELECT …} or one of pool_usage, connection_failures'],
    [{ ...base, metrics: { db_pool_usage: 'toString' } }, 'metrics.db_pool_usage: expected {query: SELECT …} or one of'],
    [{ ...base, metrics: { db_pool_usage: 'connection_failures' } }, 'metrics.db_pool_usage: db_pool_usage is a gauge, and connection_failures is a counter'],
    [{ ...base, metrics: { response_time: { query: 'SELECT 1' } } }, "metrics.response_time: response_time is a histogram: it can't be read from one row"],
    [{ ...base, metrics: { up: { query: 'SELECT 1' } } }, 'metrics.up: up is measured by the console itself: leave it out'],
    [{ ...base, metrics: { requests: { query: 'SELECT 1', totals: true } } }, 'metrics.requests: totals belongs to a ratio: requests is a counter'],
    [{ ...base, metrics: { requests: { query: 'DELETE FROM t' } } }, 'metrics.requests.query: only one SELECT or SHOW is sent, and this begins with DELETE'],
    [{ ...base, metrics: { requests: { query: 'SELECT 1', total: true } } }, 'metrics.requests: Unrecognized key: "total"'],
  ])('%j: %s', (given, message) => {
    expect(mistakes(given).join('\n')).toContain(message)
  })
})
