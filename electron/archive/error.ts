/** What goes wrong between the archive and its servers, as a ConnectError. */
import { ConnectError } from '../connect/connector.ts'
import { mysqlError, numberOf } from '../connect/mysql-error.ts'
import { errorText } from '../../shared/error-text.ts'
import type { MissingReason } from '../../shared/metrics.ts'

/** The archive holds something that can't be compared or copied exactly. */
export class ArchiveRefusal extends Error {
  override readonly name = 'ArchiveRefusal'
}

const again = 'What was committed stays; it can be run again.'
const rolledBack = 'Nothing of the chunk was written. '

/** Errors that mean something else here than for a query of the plan. */
const byNumber: Readonly<Record<number, readonly [reason: MissingReason, mend: string]>> = {
  1213: ['timeout', `${rolledBack}Others write the same rows: wait for them or end them, then run it again.`],
  1205: ['timeout', `${rolledBack}Another transaction holds the rows: see which (the transactions step lists them), then run it again.`],
  1021: ['unreachable', `${rolledBack}The server's disk is full: make room there, then run it again.`],
  1114: ['unreachable', `${rolledBack}The server has no room for the rows (disk or tablespace full): make room there, then run it again.`],
  1026: ['unreachable', `${rolledBack}The server could not write its files: look at its disk and its log, then run it again.`],
  3: ['unreachable', `${rolledBack}The server could not write its files: look at its disk and its log, then run it again.`],
  1290: ['auth', `${rolledBack}The server is read-only: make it writable (read_only = OFF) if it is the one that users go back to.`],
  1836: ['auth', `${rolledBack}The server is read-only: make it writable (read_only = OFF) if it is the one that users go back to.`],
  1153: ['invalid', `${rolledBack}A row is larger than the server takes at once: raise max_allowed_packet there.`],
  1062: ['invalid', `${rolledBack}Another row holds the same unique value: a person decides which one stands.`],
  1264: ['invalid', `${rolledBack}A value does not fit its column there: compare both definitions.`],
  1265: ['invalid', `${rolledBack}A value does not fit its column there: compare both definitions.`],
  1366: ['invalid', `${rolledBack}A value does not fit its column there: compare both definitions.`],
  4025: ['invalid', `${rolledBack}A CHECK of the table refuses the row: a person decides.`],
  // Told to end another's connection without the right to.
  1095: ['auth', 'Nothing was ended. GRANT CONNECTION ADMIN ON *.* TO this user on the server (MySQL: CONNECTION_ADMIN).'],
  1317: ['timeout', again],
  1969: ['timeout', again],
  3024: ['timeout', again],
}

/** The server's disk or tablespace, told by its text where the number is a general one. */
const isFull = (error: unknown): boolean => numberOf(error) === 1030 && error instanceof Error && /\b28\b|No space left/.test(error.message)

/** Is it one of those that end by waiting: a deadlock, a lock that was not given in time? */
export const endsByWaiting = (error: unknown): boolean => {
  const number = numberOf(error instanceof ConnectError ? error.cause : error)
  return number === 1213 || number === 1205
}

export const isDuplicate = (error: unknown): boolean => numberOf(error instanceof ConnectError ? error.cause : error) === 1062

/** @param error whatever was thrown; a ConnectError stays what it is */
export function archiveError(target: string, tried: string, error: unknown): ConnectError {
  if (error instanceof ConnectError) return error
  if (error instanceof ArchiveRefusal)
    return new ConnectError({ target, tried, reason: 'invalid', detail: error.message, mend: 'Mend the table, or its rule in the plan (archive.rules, archive.except).', cause: error })
  const number = numberOf(error)
  const known = isFull(error) ? byNumber[1021] : number === undefined ? undefined : byNumber[number]
  if (known === undefined) return mysqlError(target, tried, error)
  const [reason, mend] = known
  return new ConnectError({ target, tried, reason, detail: `${errorText(error)} (${number ?? ''})`, mend, cause: error })
}
