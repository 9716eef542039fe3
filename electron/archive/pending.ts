/** Open transactions of one side, and the end of one with a person's yes. Plan: "Active Transactions"; semantics 14, fault 15. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Pending } from '../connect/connector.ts'
import { readTransactions, type Ask } from '../connect/mysql-built-in.ts'
import { ArchiveRefusal } from './error.ts'
import type { Session } from './session.ts'

const askBy = (session: Session): Ask => async (sql, signal) => ({
  columns: [], rows: await session.ask(sql, signal, 'list the open transactions'),
})

/**
 * The oldest first, at most 1,000; those that the archive itself has open are not among them. Needs the PROCESS right.
 * @param own threads of the archive's own sessions
 * @param now wall ms
 */
export const pendingOf = async (session: Session, own: ReadonlySet<string>, now: number, signal: AbortSignal): Promise<readonly Pending[]> =>
  (await readTransactions(askBy(session), now, signal)).filter(({ id }) => !own.has(id))

/** Rights that end another user's connection, as SHOW GRANTS names them on MariaDB and MySQL. */
const endingRights = /\b(?:ALL PRIVILEGES|SUPER|CONNECTION ADMIN|CONNECTION_ADMIN)\b.* ON \*\.\*/

/** Why this session's user could end nobody else's transaction; undefined: it can. */
export async function mayNotEnd(session: Session, signal: AbortSignal): Promise<string | undefined> {
  const grants = (await session.ask('SHOW GRANTS', signal, 'read the own rights')).map(([grant]) => String(grant))
  if (grants.some((grant) => endingRights.test(grant))) return undefined
  const { name, user } = session.settings
  return `user ${user} lacks the right to end them on ${name}: GRANT CONNECTION ADMIN ON *.* TO it there (MySQL: CONNECTION_ADMIN)`
}

/**
 * Ends a connection with its open transaction, which is rolled back. Only the transaction that was shown: not one that
 * began since on the same connection. Between the last look and the KILL lies one round trip, which no server closes.
 * @param shown as `pendingOf` gave it, and a person saw it
 * @returns 'gone': it is not open any more, or another one is in its place; nothing was done
 * @throws ArchiveRefusal where it has no connection, or is still being rolled back
 */
export async function endTransaction(session: Session, shown: Pending, yes: { readonly who: string }, now: number, signal: AbortSignal): Promise<'ended' | 'gone'> {
  if (yes.who === '') throw new ArchiveRefusal('a transaction is ended only with a name to the yes')
  if (!/^\d+$/.test(shown.id)) throw new ArchiveRefusal(`transaction ${shown.id} has no connection that could be ended: commit it or roll it back on the server (XA RECOVER)`)
  const look = async (): Promise<Pending | undefined> => (await readTransactions(askBy(session), now, signal)).find(({ id }) => id === shown.id)
  const found = await look()
  if (found === undefined || !isSame(found, shown)) return 'gone'
  await session.run(`KILL CONNECTION ${shown.id}`, signal, `end the transaction of connection ${shown.id}`)
  // The server rolls it back in its own time.
  for (let looks = 0; looks < mostLooks; looks += 1) {
    if ((await look()) === undefined) return 'ended'
    await pause(lookEvery, undefined, { signal })
  }
  throw new ArchiveRefusal(`the transaction of connection ${shown.id} was told to end, and is still being rolled back`)
}

/** A transaction gets its number with its first write; until then its start to the second is all that tells it. */
function isSame(found: Pending, shown: Pending): boolean {
  if (found.user !== shown.user || Math.abs(found.since - shown.since) > sameStart) return false
  const [begun, number] = (found.mark ?? '').split(' #')
  const [shownBegun, shownNumber] = (shown.mark ?? '').split(' #')
  return begun === shownBegun && (shownNumber === undefined || number === shownNumber)
}

/** Two looks at one transaction tell its start within this, in ms. */
const sameStart = 2_500
/** How often it is looked whether the end has come. */
const mostLooks = 60
/** The server's table of transactions is read anew only after 100 ms in which nobody asked for it. */
const lookEvery = 150
