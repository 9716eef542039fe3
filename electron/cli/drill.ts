/** `drill`: a rollback on the practice lab, each stage against its window. */
import { environments, type Environment } from '../../shared/metrics.ts'
import { runEnded } from '../../shared/rollback.ts'
import type { Frame } from '../../shared/contract.ts'
import type { Plan } from '../../shared/plan.ts'
import { drillLines, drillResult } from './drill-text.ts'
import { CliError, exitCodes, type ExitCode } from './exit.ts'
import { look } from './look.ts'
import type { DrillOptions } from './options.ts'
import type { Reached } from './reach.ts'
import { pressAndFollow } from './rollback.ts'
import type { Tools } from './tools.ts'

/** A lab has this long to be ready, and to have its pilot users back on green, ms. */
const readyMs = 60_000
/** Longer than the windows of the gates that see failing requests at once. */
const gateMs = 300_000

const awayFrom = (plan: Plan): Environment => environments.find((one) => one !== plan.rollback.target) ?? plan.rollback.target

const blocks = ({ readiness: { checks } }: Frame): string =>
  checks.filter(({ state }) => state === 'block').map(({ title, detail }) => `${title}: ${detail}`).join('; ')

/** Switches the fault on unless it is; gives its end, which leaves one that was on before as it was. */
async function bringOn({ client }: Reached, environment: Environment): Promise<() => Promise<void>> {
  const before = (await client.lab.status())?.faults.find((fault) => fault.name === 'errors' && fault.environment === environment)
  if (before?.on === true) return () => Promise.resolve()
  await client.lab.fault({ name: 'errors', environment, on: true })
  return () => client.lab.fault({ name: 'errors', environment, on: false })
}

/** Pilot users on their way through green, and a rollback that could begin. */
async function prepare({ client }: Reached, from: Environment, { after, signal, terminal }: Tools): Promise<void> {
  terminal.say('Waiting for the lab …')
  const ready = await look({ client, holds: ({ readiness }) => readiness.ready, ms: readyMs, after, signal })
  if (!ready.held) throw new CliError(exitCodes.bad, `The lab is not ready for a drill: ${blocks(ready.frame)}`)
  await client.lab.reset()
  const sent = await look({ client, holds: ({ routing }) => (routing?.flags[from] ?? 0) > 0 && (routing?.share[from] ?? 0) > 0, ms: readyMs, after, signal })
  if (!sent.held) throw new CliError(exitCodes.bad, `The pilot users did not come to ${from} within a minute.`)
}

async function waitForGate({ client }: Reached, plan: Plan, from: Environment, { after, signal, clock, terminal }: Tools): Promise<number> {
  const begun = clock.mono()
  const rollsBack = new Set(plan.gates.filter(({ response }) => response === 'rollback').map(({ id }) => id))
  terminal.say(`Requests to ${from} fail now. Waiting for a gate to fire …`)
  const fired = await look({
    client, ms: gateMs, after, signal,
    holds: ({ gates }) => gates.some(({ gate, environment, status }) => environment === from && rollsBack.has(gate) && status.state === 'firing'),
  })
  if (!fired.held) throw new CliError(exitCodes.bad, `No gate that rolls back fired within ${gateMs / 60_000} minutes of the fault.`)
  return clock.mono() - begun
}

export async function drill({ fault, json }: DrillOptions, tools: Tools): Promise<ExitCode> {
  const { terminal, signal, reach } = tools
  const reached = await reach()
  try {
    const { plan } = await reached.client.plan.current()
    if (plan.lab === undefined) throw new CliError(exitCodes.usage, `${plan.title} names real systems: a drill is for a plan with a practice lab. To send real users back: rollback`)
    await refuseBeside(reached, signal)
    const from = awayFrom(plan)
    await prepare(reached, from, tools)
    const end = fault === 'errors' ? await bringOn(reached, from) : undefined
    try {
      const detected = end && await waitForGate(reached, plan, from, tools)
      const run = await pressAndFollow(reached, { trigger: 'button', reason: `Drill from the command line, fault: ${fault}`, jsonLines: false }, tools)
      const result = drillResult(run, fault, detected)
      if (json) terminal.out(JSON.stringify(result))
      else for (const line of drillLines(result, terminal.paintOut)) terminal.out(line)
      return result.ok ? exitCodes.ok : exitCodes.bad
    } finally {
      await end?.()
    }
  } finally {
    await reached.leave()
  }
}

/** A run that is under way is no drill of ours: it would be joined, and timed from another's press. */
async function refuseBeside({ client }: Reached, signal: AbortSignal): Promise<void> {
  for await (const change of await client.state.changes(undefined, { signal })) {
    if (change.kind !== 'snapshot') continue
    const { run } = change.state
    if (run && !runEnded(run)) throw new CliError(exitCodes.bad, `Run ${run.id} is under way: the next drill can begin after it.`)
    return
  }
}
