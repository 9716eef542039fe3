/** Several consoles on one balancer and one shared database, in one process and on one clock: cut off, killed, started, pressed. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createOtherConsoles, type OtherConsoles } from '../../../../electron/console/consoles.ts'
import { openOthers, type Others } from '../../../../electron/consoles/others.ts'
import { createRecord, type SharedRecord } from '../../../../electron/consoles/record.ts'
import { createRunner, RunnerError, type Runner } from '../../../../electron/rollback/runner.ts'
import type { Entry } from '../../../../shared/journal.ts'
import { merge, placed, sharedState } from '../../../../shared/merge.ts'
import type { Plan } from '../../../../shared/plan.ts'
import { emptyState, type State } from '../../../../shared/state.ts'
import { chainedJournal, type ChainedJournal } from '../../../doubles/chained-journal.ts'
import { fakeTime } from '../../../doubles/fake-time.ts'
import { fakeWorld } from '../../../doubles/fake-world.ts'
import { sharedMemory, type Wire } from '../../../doubles/shared-memory.ts'
import { quietLog } from '../../../real/electron/shell/transports.ts'

export type Member = {
  readonly name: string
  readonly wire: Wire
  readonly isUp: () => boolean
  readonly start: () => void
  /** Nothing more is done or written; what had begun at a target may still take effect. */
  readonly kill: () => void
  readonly press: () => void
  readonly takeOver: () => void
  readonly handOver: (to: string) => void
  readonly stopRun: () => void
  readonly state: () => State
  readonly all: () => readonly Entry[]
  /** All chains as this console has them, in the one order, folded anew. */
  readonly refolded: () => ReturnType<typeof sharedState>
  readonly chains: () => ReadonlyMap<string, string>
  readonly drives: () => boolean
  readonly faults: () => readonly unknown[]
}

/** Ms that a target takes to answer. */
const latency = 300

/** An act that does not fit the moment is refused in words: it is part of the game. */
function refusedOrDone(act: () => unknown): void {
  try {
    act()
  } catch (error) {
    if (!(error instanceof RunnerError)) throw error
  }
}

/** @param skews by how much each console's wall clock is off, ms; there are as many consoles */
export function fleet(plan: Plan, skews: readonly number[]) {
  const time = fakeTime()
  const world = fakeWorld()
  const shared = sharedMemory(time.clock.mono)
  const dir = mkdtempSync(join(tmpdir(), 'fifteen-fleet-'))
  const faults: string[] = []
  const log = { ...quietLog(), error: (event: string, about?: unknown) => void faults.push(`${event} ${JSON.stringify(about)}`) }
  let ids = 0

  const members = skews.map((skew, index): Member => {
    const name = `c-${'abcdef'.charAt(index)}`
    const wire: Wire = { state: 'whole' }
    // Another machine: its own wall clock, and a monotonic one that counts from another boot.
    const clock = { boot: `boot-${name}`, wall: () => time.clock.wall() + skew, mono: () => time.clock.mono() + index * 777_000 }
    let held: readonly Entry[] = []
    const others: Others = openOthers(':memory:')
    let live: { readonly journal: ChainedJournal; readonly record: SharedRecord; readonly runner: Runner; readonly consoles: OtherConsoles; readonly stop: () => void } | undefined
    const current = () => {
      if (live === undefined) throw new Error(`${name} is not up`)
      return live
    }
    const start = (): void => {
      if (live) return
      const own = chainedJournal(name, clock, held)
      const record = createRecord(own, others)
      const journal = { ...own, state: record.state }
      let dead = false
      const timers = { after: (ms: number, then: () => void) => time.timers.after(ms, () => {
        if (!dead) then()
      }) }
      // Each call takes its time, so that a run can be met in its middle; of one that was killed none begins and none comes back.
      const late = <T extends object>(target: T): T => Object.fromEntries(Object.entries(target).map(([key, value]: [string, unknown]) => {
        if (typeof value !== 'function') return [key, value]
        const call = value as (...given: readonly unknown[]) => Promise<unknown>
        return [key, async (...given: readonly unknown[]) => {
          await new Promise<void>((resolve) => void timers.after(latency, resolve))
          const done = await call(...given)
          return dead ? new Promise(() => undefined) : done
        }]
      })) as T
      const runner = createRunner({
        journal, clock, timers, log, holder: name, dir, console: name,
        plan: () => ({ plan, hash: 'plan-hash' }), planOf: () => plan,
        targets: { app: (environment) => late(world.targets.app(environment)), balancer: () => late(world.targets.balancer()), archives: () => late(world.targets.archives()) },
        read: () => ({ value: 37_000, samples: 10, missing: 0 }), monitoring: () => ({ sources: [{ target: 'blue', state: 'ok' }], firing: [] }), onProgress: () => undefined,
        identity: () => 'build-blue', random: () => `t${(ids += 1)}`, seenFencing: () => world.routing.fencing,
        drivenBy: (run) => consoles.drivenBy(run), lease: () => consoles.lease(),
      })
      const consoles = createOtherConsoles({
        journal, record, person: name, version: 'test', clock, timers, log, driving: runner.driving, takeOver: runner.takeOver,
        heard: (entries) => {
          if (!dead) runner.heard(entries)
        },
        open: async () => {
          if (wire.state === 'cut') throw new Error('cut')
          return shared.open(wire)
        },
      })
      runner.resume()
      void consoles.use({ deployment: 'test', host: 'memory', port: 1, database: 'x', user: 'x', tls: false, every: 1_000, timeout: 1_000 })
      live = {
        journal: own, record, runner, consoles,
        stop: () => {
          held = own.all().slice()
          dead = true
          void runner.shutdown()
          void consoles.stop()
        },
      }
    }
    start()
    const chainsOf = (): readonly (readonly Entry[])[] => [live?.journal.all() ?? held, ...[...others.heads().keys()].map((console) => others.after(console, { seq: 0, hash: '', order: 0 }).map(({ entry }) => entry))]
    return {
      name, wire, start, isUp: () => live !== undefined,
      kill: () => {
        live?.stop()
        live = undefined
      },
      press: () => refusedOrDone(() => live?.runner.open({ trigger: 'button', manual: true, drill: true, who: { kind: 'person', name, role: 'operator' }, exposedSince: clock.mono(), title: 'Pressed' })),
      takeOver: () => refusedOrDone(() => live?.runner.takeOver(live.runner.active()?.id ?? 'none', { who: { kind: 'person', name, role: 'operator' }, reason: 'for the test' })),
      handOver: (to) => live?.consoles.handOver(to, { who: { kind: 'person', name, role: 'operator' }, reason: 'for the test' }),
      stopRun: () => refusedOrDone(() => live?.runner.stop(live.runner.active()?.id ?? 'none', { who: { kind: 'person', name, role: 'operator' }, reason: 'for the test' })),
      state: () => current().record.state(),
      all: () => live?.journal.all() ?? held,
      refolded: () => sharedState(merge(chainsOf().map((chain) => placed(chain))), emptyState),
      chains: () => new Map(chainsOf().flatMap((chain) => {
        const last = chain.at(-1)
        return last ? [[last.console, `${last.seq} ${last.hash}`] as const] : []
      }).toSorted()),
      drives: () => live?.runner.driving() !== undefined,
      faults: () => others.faults(),
    }
  })
  return {
    time, world, shared, members, faults,
    end: () => {
      for (const member of members) member.kill()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
export type Fleet = ReturnType<typeof fleet>
