/** A command that failed, in words: what happened, and what to do. */
import { ORPCError } from '@orpc/client'
import { errorText } from '../../shared/error-text.ts'
import { failure as say } from '../words/parts.ts'

export type Failure = { readonly what: string; readonly todo: string }

const todos: Readonly<Record<string, string>> = {
  FORBIDDEN: say.askOperatorOpenConsole,
  CONFLICT: say.lookPresentStateScreen,
  NOT_FOUND: say.goneOrNeverThere,
  UNAVAILABLE: say.engineCouldNotDo,
  REPLAYING: say.leaveReplayToAct,
  NOT_RECORDED: say.leaveReplayToSee,
  NOT_IN_BUNDLE: say.askConsoleExported,
  READ_ONLY: say.actConsoleIncident,
  BAD_REQUEST: say.correctWhatEnteredTry,
}

type Issue = { readonly message: string }
const issuesOf = (data: unknown): readonly Issue[] =>
  typeof data === 'object' && data !== null && 'issues' in data && Array.isArray(data.issues) ? (data.issues as readonly Issue[]) : []

export function failureOf(error: unknown): Failure {
  if (error instanceof ORPCError) {
    const issues = issuesOf(error.data).map((issue) => issue.message)
    return {
      what: issues.length > 0 ? issues.join('; ') : error.message,
      todo: todos[error.code] ?? say.nothingKnownDoneRead,
    }
  }
  const what = errorText(error)
  return what === 'not connected'
    ? { what: say.consoleNotConnectedEngine, todo: say.reconnectsItselfIfDoes }
    : { what: say.theAnswerNeverCame(what), todo: say.mayBeenDoneAll }
}
