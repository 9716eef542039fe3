/**
 * A console in a process of its own, to be ended at any instruction. Told by messages, and answers each; where it is told
 * a place it ends itself by SIGKILL before or after that write of the journal, counted from the press or from its start.
 */
import Database from 'better-sqlite3'
import { uptime } from 'node:os'
import { createClock, systemClock } from '../../electron/clock.ts'
import type { Console } from '../../electron/console.ts'
import { openReachable } from '../../electron/control.ts'
import { createLog } from '../../electron/log.ts'
import type { Moment } from '../../shared/contract.ts'
import { foldFrom } from '../../shared/merge.ts'
import { emptyState } from '../../shared/state.ts'
import { connectConsole } from '../doubles/window.ts'
import type { Config, Look, Order, ReplayedRun, Said, Shared } from './console.ts'

const config = JSON.parse(process.argv[2] ?? '{}') as Config
const say = (said: Said): void => void process.send?.(said)

const die = (at: string): never => {
  process.stderr.write(`killed ${at}\n`)
  process.kill(process.pid, 'SIGKILL')
  // The signal is on its way: nothing more may be done in the meantime.
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_000)
}

/** Counts what is written to the journal as it is written; the console itself knows nothing of it. */
let writes = 0
let counts = false
const make: (this: Database.Database, work: (...given: never[]) => unknown) => Database.Transaction = Database.prototype.transaction
Database.prototype.transaction = function (this: Database.Database, work: (...given: never[]) => unknown) {
  const made = make.call(this, work)
  if (!this.name.endsWith('journal.sqlite')) return made
  const counted = (...given: readonly unknown[]): unknown => {
    const [{ rows = [] } = {}] = given as readonly { readonly rows?: readonly { readonly kind: string; readonly body: string }[] }[]
    if (!counts || rows.length === 0) return made.immediate(...given)
    writes += 1
    const at = `write ${writes}: ${rows.map(({ kind, body }) => `${kind} ${(JSON.parse(body) as { readonly data?: { readonly step?: string } }).data?.step ?? ''}`.trim()).join(', ')}`
    if (config.kill?.when === 'before' && config.kill.write === writes) die(`before ${at}`)
    const written = made.immediate(...given)
    if (config.kill?.when === 'after' && config.kill.write === writes) die(`after ${at}`)
    return written
  }
  return Object.assign((...given: readonly unknown[]) => made(...given), { immediate: counted }) as unknown as Database.Transaction
} as typeof Database.prototype.transaction

const moved = { slept: 0, set: 0, ...config.moved }
const clock = createClock({
  hrtime: () => Number(process.hrtime.bigint()) / 1e6,
  uptime: () => uptime() * 1_000 + moved.slept,
  wall: () => Date.now() + moved.set,
  boot: systemClock().boot,
})
const log = createLog({ write: (line) => void process.stderr.write(line), level: 'info', clock })

const look = (console: Console): Look => {
  const { run, forward } = console.journal.state()
  const frame = console.lastFrame()
  const health = console.journal.health()
  return { run, forward, health, ready: frame?.readiness.ready ?? false, routing: frame?.routing, banner: frame?.watcher.journal }
}

const shared = ({ journal, others, consoles }: Console): Shared => {
  const { seq, head, run, pastRuns, incidents, checklists, automation, silences, programme, pilots, days } = journal.state()
  // Numbers of incidents are places in a console's own chain; what it alone has seen of one is counted there.
  const folded = { run, pastRuns, checklists, automation, silences, programme, pilots, days, incidents: incidents.map(({ firstSeq: _, lastSeq: _last, entries: _entries, frozen: _frozen, ...incident }) => incident) }
  const chains = Object.fromEntries([[journal.console, `${seq} ${head}`] as const, ...[...others.heads()].map(([name, one]) => [name, `${one.seq} ${one.hash}`] as const)].toSorted(([a], [b]) => (a < b ? -1 : 1)))
  return { chains, folded, consoles: consoles.list() }
}

type Client = ReturnType<typeof connectConsole>['client']
async function replayed(client: Client, { journal }: Console): Promise<ReplayedRun> {
  const incident = journal.state().run?.incident ?? ''
  const { events, to } = await client.moments.span({ incident })
  let had: Moment | undefined
  let state = emptyState
  for (const wall of [...events.map(({ at }) => at), to]) {
    const moment: Moment = await client.moments.at({ incident, wall, ...(had && { have: { seq: state.seq, planKey: had.planKey, ...(had.merged && { merged: had.merged }) } }) })
    const { change, merged } = moment
    state = change.kind === 'state' ? change.state : change.entries.reduce((before, entry) => foldFrom(merged?.own ?? entry.console, before, entry), state)
    had = moment
  }
  return { run: state.run, others: [...new Set(events.flatMap(({ console, kind }) => (console !== undefined && kind.startsWith('step.') ? [console] : [])))] }
}

try {
  counts = config.kill?.from === 'start'
  const console = await openReachable({ home: config.home, planFile: config.plan, env: { ADMIN_TOKEN: config.token, ...config.env }, clock, log, user: config.user ?? 'ada' })
  const { client } = connectConsole(console)
  const press = async (): Promise<string> => {
    counts = true
    return (await client.rollback.press({ trigger: 'button' })).run
  }
  const carryOut = async (order: Order): Promise<unknown> => {
    switch (order.do) {
      case 'press': return press()
      case 'forward': return (await client.forward.start({ ramp: 'forward', reason: 'for the test' })).run
      case 'look': return look(console)
      case 'consoles': return shared(console)
      case 'replay': return replayed(client, console)
      case 'take over': return client.consoles.takeOver({ run: console.activeRun()?.id ?? '', reason: 'nobody drives' })
      case 'incident': return (await client.incidents.open({ title: 'Orders fail', severity: 'P0' })).incident
      case 'have it': return client.onCall.acknowledge({ escalation: `${order.incident}-P0` })
      case 'idle': return console.runner.idle()
      case 'sleep': return void (moved.slept += order.ms)
      case 'set': return void (moved.set += order.ms)
      case 'count': return console.journal.entries({ after: 0, limit: 10_000, ...(order.kind && { kinds: [order.kind] }) }).entries.length
      case 'answer': return client.rollback.answer({ run: console.activeRun()?.id ?? '', step: order.step, choice: order.choice, reason: 'tried again' })
      case 'stop run': return client.rollback.stop({ run: order.run, reason: order.reason })
      case 'close': {
        await console.stop()
        return void setImmediate(() => process.exit(0))
      }
    }
  }
  process.on('message', ({ id, order }: { readonly id: number; readonly order: Order }) => {
    carryOut(order).then((value) => say({ id, value }), (error: unknown) => say({ id, error: error instanceof Error ? error.message : String(error) }))
  })
  process.on('disconnect', () => process.exit(1))
  say({ id: 0, value: 'open' })
  if (config.alone) {
    if (console.activeRun() === undefined && console.journal.state().run === undefined) await press()
    await console.runner.idle()
    await console.stop()
    process.exit(0)
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  say({ id: 0, error: error instanceof Error ? error.message : String(error) })
  process.exit(1)
}
