/** `bench`: the benchmarks of the plan, or one of them to its end. Plan: "Performance Baseline". */
import type { BenchRecord, PlannedBench } from '../../shared/contract.ts'
import { plannedLine, preflightLines, recordLines } from './bench-text.ts'
import { CliError, exitCodes, type ExitCode } from './exit.ts'
import { look } from './look.ts'
import type { BenchOptions } from './options.ts'
import type { Reached } from './reach.ts'
import type { Tools } from './tools.ts'

/** A console that was just opened has this long to see where users are, ms: until then that counts as not known. */
const settleMs = 15_000

async function agree({ preflight: { needsYes, refused } }: PlannedBench, yes: boolean, { terminal, signal }: Tools): Promise<void> {
  if (refused !== undefined) throw new CliError(exitCodes.bad, `Nothing was started: ${refused}`)
  if (!needsYes || yes) return
  if (!terminal.interactive) throw new CliError(exitCodes.usage, 'Users may be on a target of it, and there is no terminal to agree on: give --yes')
  const typed = await terminal.ask('Start it all the same? Type yes: ', signal)
  if (typed?.trim().toLowerCase() !== 'yes') throw new CliError(signal.aborted ? exitCodes.interrupted : exitCodes.bad, 'Nothing was started.')
}

/** Resolves once the record says that the benchmark has ended; Ctrl+C cancels it, and the record is waited for. */
async function toItsEnd({ client }: Reached, begin: () => Promise<string>, { terminal, signal }: Tools): Promise<string> {
  const over = new AbortController()
  // Opened before the start: what is written in between comes after the snapshot.
  const changes = await client.state.changes(undefined, { signal: over.signal })
  const bench = await begin()
  const cancel = (): void => void client.bench.cancel({ bench }).catch((error: unknown) => terminal.say(String(error)))
  if (signal.aborted) cancel()
  else signal.addEventListener('abort', cancel, { once: true })
  const tell = async (): Promise<void> => {
    for await (const { bench: of, done, text } of await client.bench.progress(undefined, { signal: over.signal }))
      if (of === bench) terminal.say(`${Math.round(100 * done)} % ${text}`)
  }
  // What it says on its way is for the eye: its end is told by the record.
  void tell().catch(() => undefined)
  try {
    for await (const change of changes) if (change.kind === 'entry' && change.entry.kind === 'bench.finished' && change.entry.data.bench === bench) return bench
    throw new CliError(exitCodes.bad, `The console is no longer there: ${bench} may go on, or be told as interrupted when one is next opened.`)
  } finally {
    signal.removeEventListener('abort', cancel)
    over.abort()
  }
}

const passed = ({ finished }: BenchRecord): boolean => finished?.ended === 'done' && (finished.outcome === 'pass' || finished.outcome === 'warn')

export async function bench({ name, reason, yes, json }: BenchOptions, tools: Tools): Promise<ExitCode> {
  const { terminal, after, signal, reach } = tools
  const reached = await reach()
  try {
    const { client, own } = reached
    if (own) await look({ client, holds: ({ routing }) => routing !== undefined && routing.share.blue + routing.share.green > 0, ms: settleMs, after, signal })
    const { benchmarks } = await client.bench.list()
    if (name === undefined) {
      if (json) terminal.out(JSON.stringify(benchmarks))
      else for (const one of benchmarks) terminal.out(plannedLine(one, terminal.paintOut))
      if (benchmarks.length === 0) terminal.say('The plan has no benchmarks: they stand under `benchmarks`.')
      return exitCodes.ok
    }
    const planned = benchmarks.find(({ id }) => id === name)
    if (planned === undefined) throw new CliError(exitCodes.usage, `The plan has no benchmark ${name}: ${benchmarks.map(({ id }) => id).join(', ') || 'it has none'}`)
    for (const line of preflightLines(planned)) terminal.say(line)
    await agree(planned, yes, tools)
    const id = await toItsEnd(reached, async () => (await client.bench.start({ benchmark: name, reason, yes: true })).bench, tools)
    const record = await client.bench.result({ bench: id })
    if (json) terminal.out(JSON.stringify(record))
    else for (const line of recordLines(record, terminal.paintOut)) terminal.out(line)
    if (signal.aborted) return exitCodes.interrupted
    return passed(record) ? exitCodes.ok : exitCodes.bad
  } finally {
    await reached.leave()
  }
}
