/** What can go wrong with the journal, named, with what to do. */
import Database from 'better-sqlite3'
import { errorText } from '../../shared/error-text.ts'

/**
 * invalid: the entry is not one of the journal's · in use: another process has the file · newer: made by a later
 * Fifteen · closed: the console has stopped · unwritable: opened, but nothing can be written · unreadable: the file
 * or a row of it can't be read
 */
export type JournalReason = 'invalid' | 'in use' | 'newer' | 'closed' | 'unwritable' | 'unreadable'

export class JournalError extends Error {
  override readonly name = 'JournalError'
  readonly reason: JournalReason
  readonly file: string
  readonly mend: string
  constructor(at: { readonly tried: string; readonly file: string; readonly reason: JournalReason; readonly detail: string; readonly mend: string; readonly cause?: unknown }) {
    super(`Could not ${at.tried} (${at.file}): ${at.detail}. ${at.mend}`, { cause: at.cause })
    this.reason = at.reason
    this.file = at.file
    this.mend = at.mend
  }
}

const codeOf = (error: unknown): string => (error instanceof Database.SqliteError ? error.code : '')

/** The file, or a page of it, is not what SQLite wrote. */
export const isDamage = (error: unknown): boolean =>
  /^SQLITE_(CORRUPT|NOTADB)/.test(codeOf(error)) || (error instanceof JournalError && error.reason === 'unreadable')

export const isBusy = (error: unknown): boolean => /^SQLITE_(BUSY|LOCKED)/.test(codeOf(error))

const plain: readonly (readonly [RegExp, string])[] = [
  [/^SQLITE_FULL/, 'the disk is full: make room'],
  [/^SQLITE_(BUSY|LOCKED)/, 'another program holds the file: end it'],
  [/^SQLITE_(READONLY|PERM|AUTH)/, 'the file or its folder is read-only: mend the rights or the mount'],
  [/^SQLITE_CANTOPEN/, 'the file can not be opened: see whether its folder is there and may be written'],
  [/^SQLITE_IOERR/, 'the disk reports an error: see its health and its room'],
  [/^SQLITE_(CORRUPT|NOTADB)/, 'the file is damaged: it is set aside at the next start, and what can be read is saved'],
]

/** In words for the banner: what is wrong, what to do, and SQLite's code. */
export function troubleText(error: unknown): string {
  const code = codeOf(error)
  const words = plain.find(([pattern]) => pattern.test(code))?.[1]
  if (words !== undefined) return `${words} (${code})`
  return errorText(error)
}

/**
 * Whether the failure is the disk's or the file's, so that the console can go on without it.
 * better-sqlite3 throws a TypeError where the folder is not there.
 */
export const isTrouble = (error: unknown): boolean =>
  error instanceof Database.SqliteError || error instanceof JournalError
  || (error instanceof TypeError && error.message.startsWith('Cannot open database'))
  || (error instanceof Error && 'syscall' in error)
