/** `rollback`: presses the button and follows the run to its end. Plan: "Manual Triggers". */
import type { Pressed } from '../../shared/contract.ts'
import type { Run } from '../../shared/rollback.ts'
import { createAnswers } from './answers.ts'
import { CliError, exitCodes, type ExitCode } from './exit.ts'
import { followRun, LostError } from './follow.ts'
import { look } from './look.ts'
import type { RollbackOptions } from './options.ts'
import type { Reached } from './reach.ts'
import { beforePress, entryText, joinedText, leftText, lostText } from './run-text.ts'
import type { Tools } from './tools.ts'

/** A console that was just opened has this long to see what it would press on, ms; a rollback waits for no more. */
const settleMs = 8_000

/** Begins a run and follows it; tells each entry as text, or as a line of JSON. @throws CliError where it was left or lost before its end */
export async function follow(
  { client, own }: Reached,
  { begin, jsonLines }: { readonly begin: () => Promise<Pressed>; readonly jsonLines: boolean },
  { terminal, signal }: Tools,
): Promise<Run> {
  const failed = (error: unknown): void => terminal.say(error instanceof Error ? error.message : String(error))
  const answers = jsonLines ? undefined : createAnswers({ client, terminal, onFailed: failed })
  try {
    return await followRun({
      client, signal, begin,
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

export async function rollback({ trigger, reason, yes, json }: RollbackOptions, tools: Tools): Promise<ExitCode> {
  const { terminal, after, signal, reach } = tools
  if (!yes && !terminal.interactive) throw new CliError(exitCodes.usage, 'There is no terminal to confirm on: give --yes')
  const reached = await reach()
  try {
    const { client, own } = reached
    const { plan } = await client.plan.current()
    const { frame } = await look({ client, holds: ({ readiness }) => readiness.ready, ms: own ? settleMs : 0, after, signal })
    for (const line of beforePress(frame, plan.environments[plan.rollback.target].title, plan.lab !== undefined, terminal.paintSay)) terminal.say(line)
    if (!yes) {
      const typed = await terminal.ask('Press the button? Type yes: ', signal)
      if (typed?.trim().toLowerCase() !== 'yes') throw new CliError(signal.aborted ? exitCodes.interrupted : exitCodes.bad, 'Nothing was pressed.')
    }
    const run = await follow(reached, { begin: () => client.rollback.press({ trigger, reason }), jsonLines: json }, tools)
    if (!json) terminal.out(run.summary ?? `Run ${run.id} ${run.state}.`)
    return run.state === 'completed' ? exitCodes.ok : exitCodes.bad
  } finally {
    await reached.leave()
  }
}
