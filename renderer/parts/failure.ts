/** A command that failed, in words: what happened, and what to do. */
import { ORPCError } from '@orpc/client'

export type Failure = { readonly what: string; readonly todo: string }

const todos: Readonly<Record<string, string>> = {
  FORBIDDEN: 'Ask an operator, or open the console at the desk.',
  CONFLICT: 'Look at the present state on this screen, then decide again.',
  NOT_FOUND: 'It is gone or was never there. Look again at the list.',
  UNAVAILABLE: 'The engine could not do it now. Look at Sources and the journal, then try again.',
  REPLAYING: 'Leave the replay (Esc) to act.',
  NOT_RECORDED: 'Leave the replay (Esc) to see the present.',
  NOT_IN_BUNDLE: 'Ask the console that exported it.',
  READ_ONLY: 'Act on the console that has the incident.',
  BAD_REQUEST: 'Correct what was entered and try again.',
}

type Issue = { readonly message: string }
const issuesOf = (data: unknown): readonly Issue[] =>
  typeof data === 'object' && data !== null && 'issues' in data && Array.isArray(data.issues) ? (data.issues as readonly Issue[]) : []

export function failureOf(error: unknown): Failure {
  if (error instanceof ORPCError) {
    const issues = issuesOf(error.data).map((issue) => issue.message)
    return {
      what: issues.length > 0 ? issues.join('; ') : error.message,
      todo: todos[error.code] ?? 'Nothing is known to be done. Read the timeline, then try again; the logs of the engine say more.',
    }
  }
  const what = error instanceof Error ? error.message : String(error)
  return what === 'not connected'
    ? { what: 'The console is not connected to its engine, so nothing was sent.', todo: 'It reconnects by itself. If it does not, start Fifteen again or use another console.' }
    : { what: `The answer never came: ${what}.`, todo: 'It may have been done all the same. Read the timeline before you try again.' }
}
