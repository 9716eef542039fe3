/** A session's state in one environment's archive, and its move to the other. Plan: "Minutes 5-8: Session Migration". */
import { z } from 'zod'
import type { Archive } from './archive.ts'
import type { Claims } from './token.ts'

const label = z.string().min(1).max(64)
const time = z.int().nonnegative()

export const preferencesSchema = z.strictObject({ theme: z.enum(['dark', 'light']), symbol: label, lots: z.int().min(1).max(1_000) })
export type Preferences = z.infer<typeof preferencesSchema>

const openBacktestSchema = z.strictObject({ id: label, strategy: label, rows: z.int().min(1), createdAt: time, updatedAt: time })
export type OpenBacktest = z.infer<typeof openBacktestSchema>

const sessionSchema = z.strictObject({
  sessionId: label,
  user: label,
  issued: time,
  lastSeen: time,
  workflowStep: label,
  preferences: preferencesSchema.extend({ updatedAt: time }).nullable(),
  openBacktests: z.array(openBacktestSchema).max(1_000),
})
/** A session as it is carried from one environment to the other. Times in ms since 1970. */
export type MovedSession = z.infer<typeof sessionSchema>
export const movedSessionsSchema = z.array(sessionSchema).max(10_000)

type SessionRow = { session_id: string; user: string; issued: number; last_seen: number; workflow_step: string }
type PreferencesRow = Preferences & { updated_at: number }

const putSession = `
  INSERT INTO sessions (session_id, user, issued, last_seen, workflow_step, updated_at)
  VALUES (@sessionId, @user, @issued, @lastSeen, @workflowStep, @now)
  ON CONFLICT (session_id) DO UPDATE SET
    last_seen = excluded.last_seen, workflow_step = excluded.workflow_step, updated_at = excluded.updated_at
  WHERE excluded.last_seen > sessions.last_seen`

/** Opens a session for a user; an earlier one of the same user ends. */
export const openSession = (archive: Archive, claims: Claims): void => {
  archive.prepare('DELETE FROM sessions WHERE user = ? AND session_id <> ?').run(claims.user, claims.sessionId)
  archive.prepare(putSession).run({ ...claims, lastSeen: claims.issued, workflowStep: 'signed in', now: claims.issued })
}

/** Notes that the session was seen; false where its state is not here (yet): such a session is not made up. */
export const touchSession = (archive: Archive, sessionId: string, workflowStep: string | undefined, now: number): boolean =>
  archive
    .prepare(`UPDATE sessions SET last_seen = max(last_seen, ?), workflow_step = coalesce(?, workflow_step), updated_at = ?
      WHERE session_id = ?`)
    .run(now, workflowStep ?? null, now, sessionId).changes === 1

export const workflowStepOf = (archive: Archive, sessionId: string): string | undefined =>
  archive.prepare('SELECT workflow_step FROM sessions WHERE session_id = ?').pluck().get(sessionId) as string | undefined

export const preferencesOf = (archive: Archive, user: string): (Preferences & { readonly updatedAt: number }) | null => {
  const row = archive.prepare('SELECT theme, symbol, lots, updated_at FROM preferences WHERE user = ?').get(user) as
    | PreferencesRow
    | undefined
  return row === undefined ? null : { theme: row.theme, symbol: row.symbol, lots: row.lots, updatedAt: row.updated_at }
}

/** Writes preferences unless the archive holds newer ones. */
export const putPreferences = (archive: Archive, user: string, preferences: Preferences, updatedAt: number): void => {
  archive
    .prepare(`INSERT INTO preferences (user, theme, symbol, lots, updated_at) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (user) DO UPDATE SET
        theme = excluded.theme, symbol = excluded.symbol, lots = excluded.lots, updated_at = excluded.updated_at
      WHERE excluded.updated_at > preferences.updated_at`)
    .run(user, preferences.theme, preferences.symbol, preferences.lots, updatedAt)
}

export const openBacktestsOf = (archive: Archive, user: string): readonly OpenBacktest[] =>
  archive
    .prepare(`SELECT id, strategy, rows, created_at AS createdAt, updated_at AS updatedAt FROM backtests
      WHERE user = ? AND state = 'running' ORDER BY id`)
    .all(user) as OpenBacktest[]

export const exportSessions = (archive: Archive): readonly MovedSession[] =>
  archive.transaction(() => {
    const rows = archive.prepare('SELECT * FROM sessions ORDER BY session_id').all() as SessionRow[]
    return rows.map((row) => ({
      sessionId: row.session_id,
      user: row.user,
      issued: row.issued,
      lastSeen: row.last_seen,
      workflowStep: row.workflow_step,
      preferences: preferencesOf(archive, row.user),
      openBacktests: [...openBacktestsOf(archive, row.user)],
    }))
  })()

/** Takes sessions in, all or none; a second import of the same changes nothing. Gives how many were new or newer here. */
export const importSessions = (archive: Archive, sessions: readonly MovedSession[], now: number): number =>
  archive.transaction(() => {
    const put = archive.prepare(putSession)
    let changed = 0
    for (const { preferences, openBacktests: _, ...session } of sessions) {
      changed += put.run({ ...session, now }).changes
      if (preferences !== null) putPreferences(archive, session.user, preferences, preferences.updatedAt)
    }
    return changed
  })()
