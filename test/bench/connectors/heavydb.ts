/**
 * Rows a second of a result of 100,000 × 10 on the double of HeavyDB, a process of its own: the console's way (Arrow
 * first) over the call that @heavyai/connector makes unless it is told otherwise (JSON, in rows). That one takes time by
 * the square of the rows, minutes for this result, so it is asked once, in the middle of the others.
 */
import connector from '@heavyai/connector'
import { systemClock } from '../../../electron/clock.ts'
import { connectHeavyDb, heavyDbSettings } from '../../../electron/connect/heavydb.ts'
import { forkHeavyDb } from '../../doubles/heavydb-process.ts'
import { figure, quantile, type Figure } from '../figure.ts'

const rows = 100_000
const rounds = 16
/** Ten times the plan's baseline ("Performance Baseline"), so that the instrument is never the limit. */
const goal = 10 * 37_303
const query = 'SELECT * FROM market'
const place = { host: '127.0.0.1', database: 'heavyai', user: 'admin', password: 'HyperInteractive' }

const perSecond = async (read: () => Promise<number>): Promise<number> => {
  const begun = performance.now()
  const count = await read()
  if (count !== rows) throw new Error(`${count} rows came instead of ${rows}`)
  return count / ((performance.now() - begun) / 1_000)
}

async function byDefault(port: number): Promise<() => Promise<number>> {
  const DbCon = 'DbCon' in connector ? connector.DbCon : connector
  const connection = await new DbCon().protocol('http').host(place.host).port(String(port)).dbName(place.database).user(place.user).password(place.password).connectAsync()
  // Its types are of the calls that the console makes; without options it gives the rows alone.
  const ask = connection.queryAsync.bind(connection) as unknown as (query: string, options: object) => Promise<readonly unknown[]>
  return async () => (await ask(query, {})).length
}

export async function measure(say: (line: string) => void): Promise<readonly Figure[]> {
  const double = await forkHeavyDb(rows)
  const own = connectHeavyDb('bench', heavyDbSettings.parse({ ...place, port: double.port }), { clock: systemClock(), every: 1_000 })
  const speeds: number[] = []
  const read = async (): Promise<void> => {
    speeds.push(await perSecond(async () => (await own.rows(query, AbortSignal.timeout(60_000))).count))
    say(`${speeds.at(-1)?.toFixed(0)} rows/s`)
  }
  try {
    await own.rows(query, AbortSignal.timeout(60_000))
    for (let round = 0; round < rounds / 2; round += 1) await read()
    say('the default call, which takes minutes …')
    const peer = await perSecond(await byDefault(double.port))
    say(`the default call: ${peer.toFixed(0)} rows/s`)
    for (let round = 0; round < rounds / 2; round += 1) await read()
    const middle = quantile(speeds, 0.5)
    return [figure('connectors.heavydb', middle, 'rows/s', peer), figure('connectors.heavydb-of-goal', middle, 'rows/s', goal)]
  } finally {
    await own.stop()
    await double.stop()
  }
}
