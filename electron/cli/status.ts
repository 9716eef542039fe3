/** `status`: where users are, what fires, whether a rollback could begin. */
import type { Frame } from '../../shared/contract.ts'
import type { State } from '../../shared/state.ts'
import { exitCodes, type ExitCode } from './exit.ts'
import type { Client } from './link.ts'
import { look } from './look.ts'
import type { StatusOptions } from './options.ts'
import { statusLines, statusOf } from './status-text.ts'
import type { Tools } from './tools.ts'

/** A console that was just opened has asked nobody yet: after this long what it says counts, ms. */
const settleMs = 15_000

async function stateOf(client: Client, signal: AbortSignal): Promise<State> {
  for await (const change of await client.state.changes(undefined, { signal })) if (change.kind === 'snapshot') return change.state
  signal.throwIfAborted()
  throw new Error('The console is no longer there.')
}

export async function status({ wait, within, json }: StatusOptions, { terminal, after, signal, clock, reach }: Tools): Promise<ExitCode> {
  const begun = clock.mono()
  const { client, home, own, leave } = await reach(wait ? within : 0)
  try {
    const left = wait ? within - (clock.mono() - begun) : own ? settleMs : 0
    const seen = ({ routing }: Frame): boolean => !own || (routing !== undefined && routing.share.blue + routing.share.green > 0)
    const { frame } = await look({ client, holds: (frame) => frame.readiness.ready && seen(frame), ms: left, after, signal })
    const found = statusOf({ home, own, frame, opened: await client.plan.current(), state: await stateOf(client, signal) })
    if (json) terminal.out(JSON.stringify(found))
    else for (const line of statusLines(found, terminal.paintOut)) terminal.out(line)
    return found.ok ? exitCodes.ok : exitCodes.bad
  } finally {
    await leave()
  }
}
