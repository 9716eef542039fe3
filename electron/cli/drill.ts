/** `drill`: begun in the console as by its screen, and followed here; each stage against its window. */
import type { Pressed } from '../../shared/contract.ts'
import type { Entry } from '../../shared/journal.ts'
import { isPractice, type Plan } from '../../shared/plan.ts'
import { drillLines, drillResult } from './drill-text.ts'
import { CliError, exitCodes, type ExitCode } from './exit.ts'
import type { Client } from './link.ts'
import type { DrillOptions } from './options.ts'
import { tellRun } from './tell-run.ts'
import type { Tools } from './tools.ts'

export async function drill({ fault, json }: DrillOptions, tools: Tools): Promise<ExitCode> {
  const { terminal, reach } = tools
  const reached = await reach()
  const { client } = reached
  const watching = new AbortController()
  try {
    const { plan } = await client.plan.current()
    if (!isPractice(plan)) throw new CliError(exitCodes.usage, `${plan.title} names real systems: a drill is for a plan with a practice lab, or one that is marked \`staging: true\`. To send real users back: rollback`)
    const record = await recordFromNow(client, watching.signal)
    const prepared = { drill: '', detected: undefined as number | undefined }
    const begin = async (): Promise<Pressed> => {
      prepared.drill = (await client.drills.start({ fault })).drill
      terminal.say('Waiting for the pair …')
      const { run, detected } = await runOf(prepared.drill, record, plan, tools).catch(async (error: unknown) => {
        if (tools.signal.aborted) await client.drills.cancel()
        throw error
      })
      prepared.detected = detected
      return { run, joined: false }
    }
    const run = await tellRun(reached, { begin, jsonLines: false }, tools)
    // The fault goes with the drill's end, which comes after the run's.
    for await (const entry of record) if (entry.kind === 'drill.ended' && entry.data.drill === prepared.drill) break
    const result = drillResult(run, fault, prepared.detected)
    if (json) terminal.out(JSON.stringify(result))
    else for (const line of drillLines(result, terminal.paintOut)) terminal.out(line)
    return result.ok ? exitCodes.ok : exitCodes.bad
  } finally {
    watching.abort()
    await reached.leave()
  }
}

/** Entries from now on. More than one loop may take from it, one after the other. */
async function recordFromNow(client: Client, signal: AbortSignal): Promise<AsyncIterable<Entry>> {
  const changes = await client.state.changes(undefined, { signal })
  // The snapshot: from here on nothing is missed.
  await changes.next()
  const next = async (): Promise<IteratorResult<Entry>> => {
    const { value, done } = await changes.next()
    return done === true || value.kind !== 'entry' ? { value: undefined, done: true } : { value: value.entry, done: false }
  }
  return { [Symbol.asyncIterator]: () => ({ next }) }
}

/**
 * Follows a drill to the run that it opens.
 * @returns its run, and milliseconds from the fault to the gate that fired
 * @throws CliError where the drill came to nothing, was interrupted, or the console is gone
 */
async function runOf(drill: string, record: AsyncIterable<Entry>, plan: Plan, { signal, terminal }: Tools): Promise<{ readonly run: string; readonly detected: number | undefined }> {
  const rollsBack = new Set(plan.gates.filter(({ response }) => response === 'rollback').map(({ id }) => id))
  const interrupted = Promise.withResolvers<never>()
  const onAbort = (): void => interrupted.reject(new CliError(exitCodes.interrupted, 'Interrupted: the drill is called off.'))
  signal.addEventListener('abort', onAbort, { once: true })
  if (signal.aborted) onAbort()
  const look = async (): Promise<{ readonly run: string; readonly detected: number | undefined }> => {
    let failingSince: number | undefined
    let detected: number | undefined
    for await (const entry of record) {
      if (entry.kind === 'lab.fault' && entry.data.on) {
        failingSince = entry.at.mono
        terminal.say(`The fault ${entry.data.fault} is on. Waiting for a gate to fire …`)
      } else if (entry.kind === 'gate.turned' && entry.data.to === 'firing' && rollsBack.has(entry.data.gate) && failingSince !== undefined) {
        detected ??= entry.at.mono - failingSince
      } else if (entry.kind === 'rollback.opened' && entry.data.drill) {
        return { run: entry.data.run, detected }
      } else if (entry.kind === 'drill.ended' && entry.data.drill === drill) {
        throw new CliError(exitCodes.bad, `Drill ${drill} came to nothing: ${entry.why ?? 'no reason is on the record'}`)
      }
    }
    throw new CliError(exitCodes.bad, 'The console is no longer there.')
  }
  try {
    return await Promise.race([look(), interrupted.promise])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
