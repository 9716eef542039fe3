/** Sessions with both servers, each in a snapshot of its own, taken at once. */
import { environments, type Environment, type PerEnvironment } from '../../shared/metrics.ts'
import { ArchiveRefusal } from './error.ts'
import { openSession, type Session } from './session.ts'
import type { ArchiveSettings } from './settings.ts'

export type Sides<T> = PerEnvironment<T>

/** Both at once; a failure of one does not leave the other running unheard. @throws the first failure */
export async function both<T>(work: (environment: Environment) => Promise<T>): Promise<Sides<T>> {
  const [blue, green] = await Promise.allSettled(environments.map(work))
  if (blue?.status === 'fulfilled' && green?.status === 'fulfilled') return { blue: blue.value, green: green.value }
  throw blue?.status === 'rejected' ? blue.reason : green?.status === 'rejected' ? green.reason : new Error('two sides were asked')
}

const whoSql = 'SELECT @@hostname, @@port, @@datadir, @@server_id, DATABASE()'

/** Who answers, as text; the same text twice would be one database compared with itself. */
export const identityOf = async (session: Session, signal: AbortSignal): Promise<string> => {
  const [[hostname, port, datadir, serverId, database] = []] = await session.ask(whoSql, signal)
  return `${session.flavour} ${String(hostname)}:${String(port)}${String(datadir)}#${String(serverId)}/${String(database)}`
}

/** `use` has ended with the sessions when they are closed. @throws ConnectError */
export async function withPair<T>({ databases, queryTimeout }: ArchiveSettings, signal: AbortSignal, use: (pair: Sides<Session>) => Promise<T>): Promise<T> {
  const opened: Session[] = []
  try {
    const pair = await both(async (environment) => {
      const session = await openSession(databases[environment], queryTimeout, signal)
      opened.push(session)
      return session
    })
    const who = await both((environment) => identityOf(pair[environment], signal))
    if (who.blue === who.green) throw new ArchiveRefusal(`blue and green are one and the same database: ${who.blue}`)
    return await use(pair)
  } finally {
    await Promise.all(opened.map((session) => session.close()))
  }
}

export const beginSnapshots = (pair: Sides<Session>, signal: AbortSignal): Promise<Sides<number>> =>
  both((environment) => pair[environment].run('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY', signal, 'take a consistent snapshot'))

export const endSnapshots = (pair: Sides<Session>, signal: AbortSignal): Promise<Sides<number>> =>
  both((environment) => pair[environment].run('COMMIT', signal, 'end a snapshot'))
