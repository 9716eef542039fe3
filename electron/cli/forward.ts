/** `forward`: begins a ramp of the plan and follows it to its end, or acts on the one that is under way. Plan: "Traffic Routing". */
import { whereText, type ForwardRun } from '../../shared/forward.ts'
import { runEnded } from '../../shared/rollback.ts'
import { CliError, exitCodes, type ExitCode } from './exit.ts'
import type { Client } from './link.ts'
import { look } from './look.ts'
import type { ForwardOptions } from './options.ts'
import { tellRun } from './tell-run.ts'
import type { Tools } from './tools.ts'

/** A console that was just opened has this long to see whether a rollback could be made, ms. */
const settleMs = 30_000

/** The forward run that is under way. @throws CliError where there is none */
async function openRun(client: Client, signal: AbortSignal): Promise<ForwardRun> {
  for await (const change of await client.state.changes(undefined, { signal })) {
    const run = change.kind === 'snapshot' ? change.state.forward : undefined
    if (run !== undefined && !runEnded(run)) return run
    break
  }
  throw new CliError(exitCodes.bad, 'No forward run is under way.')
}

async function actOn(client: Client, { act, reason }: ForwardOptions & { readonly act: NonNullable<ForwardOptions['act']> }, signal: AbortSignal): Promise<string> {
  const { id, ramp } = await openRun(client, signal)
  if (act === 'next') await client.forward.next({ run: id })
  else await client.forward[act]({ run: id, reason })
  return `${ramp.title} ${id}: ${act}`
}

export async function forward(options: ForwardOptions, tools: Tools): Promise<ExitCode> {
  const { ramp, from, reason, yes, json, act } = options
  const { terminal, after, signal, reach } = tools
  if (!yes && act === undefined && !terminal.interactive) throw new CliError(exitCodes.usage, 'There is no terminal to confirm on: give --yes')
  const reached = await reach()
  const { client, own, leave } = reached
  try {
    if (act !== undefined) {
      const text = await actOn(client, { ...options, act }, signal)
      terminal.out(json ? JSON.stringify({ done: act }) : text)
      return exitCodes.ok
    }
    const { plan } = await client.plan.current()
    const found = plan.ramps.find(({ id }) => id === ramp)
    if (found !== undefined) terminal.say(`${found.title} to ${found.to}: ${found.steps.map(({ title, by }) => (by === 'hand' ? `${title} (by hand: --do next)` : title)).join(', ')}.`)
    await look({ client, holds: ({ readiness }) => readiness.ready, ms: own ? settleMs : 0, after, signal })
    if (!yes) {
      const typed = await terminal.ask('Send users on? Type yes: ', signal)
      if (typed?.trim().toLowerCase() !== 'yes') throw new CliError(signal.aborted ? exitCodes.interrupted : exitCodes.bad, 'Nobody was sent on.')
    }
    const run = await tellRun(reached, {
      jsonLines: json, pick: (state) => state.forward, answer: (given) => client.forward.answer(given),
      begin: async () => ({ ...(await client.forward.start({ ramp, reason, ...(from !== undefined && { from }) })), joined: false }),
    }, tools)
    if (!json) terminal.out(run.summary ?? whereText(run as ForwardRun))
    return run.state === 'completed' ? exitCodes.ok : exitCodes.bad
  } finally {
    await leave()
  }
}
