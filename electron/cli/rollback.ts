/** `rollback`: presses the button and follows the run to its end. Plan: "Manual Triggers". */
import { CliError, exitCodes, type ExitCode } from './exit.ts'
import { look } from './look.ts'
import type { RollbackOptions } from './options.ts'
import { beforePress } from './run-text.ts'
import { tellRun } from './tell-run.ts'
import type { Tools } from './tools.ts'

/** A console that was just opened has this long to see what it would press on, ms; a rollback waits for no more. */
const settleMs = 8_000

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
    const run = await tellRun(reached, { begin: () => client.rollback.press({ trigger, reason }), jsonLines: json }, tools)
    if (!json) terminal.out(run.summary ?? `Run ${run.id} ${run.state}.`)
    return run.state === 'completed' ? exitCodes.ok : exitCodes.bad
  } finally {
    await reached.leave()
  }
}
