/** A run from its beginning to its end at the terminal: each entry as text or as a line of JSON, and what it asks put to whoever sits there. */
import type { Pressed } from '../../shared/contract.ts'
import { errorText } from '../../shared/error-text.ts'
import type { Run } from '../../shared/rollback.ts'
import type { State } from '../../shared/state.ts'
import { createAnswers, type Given } from './answers.ts'
import { CliError, exitCodes } from './exit.ts'
import { followRun, LostError } from './follow.ts'
import type { Reached } from './reach.ts'
import { entryText, joinedText, leftText, lostText } from './run-text.ts'
import type { Tools } from './tools.ts'

/**
 * @param options.pick the run of another procedure than the rollback; `answer`: where what it asks is answered, else at the rollback
 * @throws CliError where it was left or lost before its end
 */
export async function tellRun({ client, own }: Reached, { begin, jsonLines, pick, answer }: {
  readonly begin: () => Promise<Pressed>
  readonly jsonLines: boolean
  readonly pick?: (state: State) => Run | undefined
  readonly answer?: (given: Given) => Promise<void>
}, { terminal, signal }: Tools): Promise<Run> {
  const failed = (error: unknown): void => terminal.say(errorText(error))
  const answers = jsonLines ? undefined : createAnswers({ client, terminal, onFailed: failed, ...(answer && { send: answer }) })
  try {
    return await followRun({
      client, signal, begin, ...(pick && { pick }),
      onBegin: (_pressed, run) => {
        if (!run) return
        terminal.say(joinedText(run))
        answers?.look(run)
      },
      onEntry: (entry, run) => {
        const text = entryText(entry, run, terminal.paintSay)
        if (jsonLines) terminal.out(JSON.stringify(entry))
        else if (text !== undefined) terminal.say(text)
        answers?.look(run)
      },
    })
  } catch (error) {
    if (!(error instanceof LostError)) throw error
    if (!signal.aborted) throw new CliError(exitCodes.bad, lostText(error.run), error)
    // One of this process's own was told of by Ctrl+C itself, before it was left.
    throw new CliError(exitCodes.interrupted, error.run === undefined || own ? 'Interrupted.' : leftText(error.run), error)
  } finally {
    answers?.stop()
  }
}
