/** `checkpoint`: lists what stands, or takes one of each environment and proves it. Plan: "Backup Strategy". */
import type { State } from '../../shared/state.ts'
import { checkpointLine } from './checkpoint-text.ts'
import { CliError, exitCodes, type ExitCode } from './exit.ts'
import type { CheckpointOptions } from './options.ts'
import type { Reached } from './reach.ts'
import type { Tools } from './tools.ts'

async function stateOf({ client }: Reached, signal: AbortSignal): Promise<State> {
  for await (const change of await client.state.changes(undefined, { signal })) if (change.kind === 'snapshot') return change.state
  throw new CliError(exitCodes.bad, 'The console is no longer there.')
}

/** Resolves once each environment's is proven or failed; Ctrl+C cancels it, and the record is waited for. */
async function take({ client }: Reached, reason: string, wanted: number, { terminal, signal }: Tools): Promise<readonly string[]> {
  const over = new AbortController()
  // Opened before the start: what is written in between comes after the snapshot.
  const changes = await client.state.changes(undefined, { signal: over.signal })
  const { checkpoint: first } = await client.checkpoints.take({ reason })
  const cancel = (): void => void client.checkpoints.cancel().catch((error: unknown) => terminal.say(String(error)))
  if (signal.aborted) cancel()
  else signal.addEventListener('abort', cancel, { once: true })
  const ours = new Set([first])
  const proven: string[] = []
  let ended = 0
  try {
    for await (const change of changes) {
      if (change.kind !== 'entry') continue
      const { entry } = change
      // Nothing else is begun while ours is under way.
      if (entry.kind === 'checkpoint.begun') ours.add(entry.data.checkpoint)
      if (!('checkpoint' in entry.data) || entry.data.checkpoint === undefined || !ours.has(entry.data.checkpoint)) continue
      if (entry.kind === 'checkpoint.taken') terminal.say(`${entry.data.checkpoint} is taken, ${(entry.data.bytes / 1_000_000).toFixed(1)} MB; it is restored beside the database and compared …`)
      if (entry.kind === 'checkpoint.failed') terminal.say(`${entry.data.checkpoint}: ${entry.why ?? 'it failed'}`)
      if (entry.kind === 'checkpoint.proven') proven.push(entry.data.checkpoint)
      if (entry.kind === 'checkpoint.proven' || entry.kind === 'checkpoint.failed') ended += 1
      if (ended === wanted || (entry.kind === 'checkpoint.failed' && entry.data.ended !== 'failed')) return proven
    }
    throw new CliError(exitCodes.bad, 'The console is no longer there: what it had begun is told as interrupted when one is next opened.')
  } finally {
    signal.removeEventListener('abort', cancel)
    over.abort()
  }
}

export async function checkpoint({ action, reason, json }: CheckpointOptions, tools: Tools): Promise<ExitCode> {
  const { terminal, signal, clock, reach } = tools
  const reached = await reach()
  try {
    const { plan } = await reached.client.plan.current()
    const wanted = plan.checkpoints?.environments.length ?? 0
    const proven = action === 'take' ? await take(reached, reason, wanted, tools) : undefined
    // What is asked for when interrupted is still told.
    const { checkpoints } = (await stateOf(reached, new AbortController().signal)).checkpoints
    const shown = proven === undefined ? checkpoints : checkpoints.filter(({ id }) => proven.includes(id))
    if (json) terminal.out(JSON.stringify(shown))
    else for (const one of shown) terminal.out(checkpointLine(one, plan, clock.wall(), terminal.paintOut))
    if (proven === undefined && checkpoints.length === 0) terminal.say((await reached.client.checkpoints.status()).unable ?? 'There is no checkpoint yet: checkpoint take')
    if (signal.aborted) return exitCodes.interrupted
    return proven === undefined || proven.length === wanted ? exitCodes.ok : exitCodes.bad
  } finally {
    await reached.leave()
  }
}
