/** Kind `sessions`: sessions move to the target and are found there. Plan: "Session Migration: Transfer active sessions to Blue environment". */
import { z } from 'zod'
import { ConnectError, type MovedSession } from '../../connect/connector.ts'
import { ask, count, defineKind, nameOf, notKnownBefore, StepFailure, type Look } from './kind.ts'

/** Sessions of some thousand users come in one answer. */
const exportWithin = 10_000

const exported = (ctx: Look, from: Look['target']): Promise<readonly MovedSession[]> =>
  ask(ctx, `the sessions of ${from}`, (signal) => ctx.targets.app(from).exportSessions(signal), exportWithin)

/** A dead environment has no sessions to give: that is said, and is no failure. */
async function leftBehind(ctx: Look): Promise<readonly MovedSession[] | { readonly why: string }> {
  try {
    return await exported(ctx, ctx.other)
  } catch (error) {
    ctx.signal.throwIfAborted()
    if (!(error instanceof ConnectError || error instanceof StepFailure) || (error instanceof StepFailure && error.final)) throw error
    return { why: error.message }
  }
}

/** @throws StepFailure, final, where the plan does not say how sessions are moved */
function needSessions({ targets, target, other }: Look): void {
  const silent = [targets.app(other), targets.app(target)].find(({ offers }) => !offers.sessions)
  if (silent === undefined) return
  throw new StepFailure(`The plan does not say how ${nameOf(silent.environment)}'s sessions are moved: they were left where they are. Move them, or let users sign in anew, then answer here; \`sessions\` belongs to target ${silent.target} of the plan.`, { final: true })
}

/** Signing in anew ends a user's earlier session: what is gone for that is not lost. */
export const missingAt = (wanted: readonly MovedSession[], there: readonly MovedSession[]): readonly MovedSession[] => {
  const ids = new Set(there.map(({ sessionId }) => sessionId))
  const users = new Set(there.map(({ user }) => user))
  return wanted.filter(({ sessionId, user }) => !ids.has(sessionId) && !users.has(user))
}

export const sessions = defineKind({
  settings: z.strictObject({}),
  effect: ({ target, other }) => `Take ${other}'s sessions over to ${target}; one that was seen later there stays`,
  check: notKnownBefore,
  apply: async (ctx) => {
    const { target, other } = ctx
    needSessions(ctx)
    const found = await leftBehind(ctx)
    if ('why' in found) {
      ctx.note({ moved: 0, [other]: `gives no sessions: ${found.why}` })
      return
    }
    ctx.progress(`moving ${count(found.length, 'session')}`, 0, found.length)
    const { imported } = await ask(ctx, `taking sessions in at ${target}`, (signal) => ctx.targets.app(target).importSessions(found, signal), exportWithin)
    ctx.progress(`moved ${count(imported, 'session')}`, found.length, found.length)
    ctx.note({ sessions: found.length, moved: imported })
  },
  verify: async (ctx) => {
    // Read anew: a session that was begun there in the meantime has to come along too.
    const wanted = await leftBehind(ctx)
    if ('why' in wanted) return { verified: `nothing to look for: ${ctx.other} gives no sessions` }
    const missing = missingAt(wanted, await exported(ctx, ctx.target))
    if (missing.length > 0)
      throw new StepFailure(`${count(missing.length, 'session')} of ${ctx.other} not found on ${ctx.target}: ${missing.slice(0, 5).map(({ user }) => user).join(', ')}.`, { facts: { missing: missing.length } })
    return { verified: `${wanted.length} of ${wanted.length} on ${ctx.target}` }
  },
  preview: async (ctx) => {
    needSessions(ctx)
    const found = await leftBehind(ctx)
    if ('why' in found) return { text: `No session can be moved: ${nameOf(ctx.other)} gives none (${found.why}). Its users sign in anew.` }
    const affected = { sessions: found.length, users: new Set(found.map(({ user }) => user)).size }
    return { text: `${count(affected.sessions, 'session')} of ${count(affected.users, 'user')} would move to ${ctx.target}; none is ended.`, affected }
  },
  would: async (ctx) => {
    needSessions(ctx)
    const found = await leftBehind(ctx)
    return 'why' in found ? `move nothing: ${nameOf(ctx.other)} gives no sessions (${found.why})` : `take ${count(found.length, 'session')} over to ${ctx.target}`
  },
})
