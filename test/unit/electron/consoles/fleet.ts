/** Several consoles on one balancer and one shared database, in one process and on one clock: cut off, killed, started, pressed. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Timers } from '../../../../electron/clock.ts'
import type { Console } from '../../../../electron/console.ts'
import { seqAt } from '../../../../electron/console/around.ts'
import { createMomentAt } from '../../../../electron/journal/moment.ts'
import { createOtherConsoles, type OtherConsoles } from '../../../../electron/console/consoles.ts'
import { createPilots } from '../../../../electron/console/pilots/pilots.ts'
import { createProgrammeReports } from '../../../../electron/console/programme/programme-reports.ts'
import { watchProgramme } from '../../../../electron/console/programme/programme.ts'
import { openOthers, type Others } from '../../../../electron/consoles/others.ts'
import { createRecord, type SharedRecord } from '../../../../electron/consoles/record.ts'
import { shaOf, type Attachments } from '../../../../electron/journal/attachments.ts'
import { createRunner, type Runner } from '../../../../electron/rollback/runner.ts'
import { Refusal } from '../../../../electron/refusal.ts'
import type { CallContext } from '../../../../electron/router/base.ts'
import type { Clock } from '../../../../shared/clock.ts'
import type { Entry } from '../../../../shared/journal.ts'
import { merge, placed } from '../../../../shared/merge.ts'
import type { Plan } from '../../../../shared/plan.ts'
import { emptyState, type State } from '../../../../shared/state.ts'
import { chainedJournal, type ChainedJournal } from '../../../doubles/chained-journal.ts'
import { fakeTime } from '../../../doubles/fake-time.ts'
import { fakeWorld } from '../../../doubles/fake-world.ts'
import { sharedMemory, type Wire } from '../../../doubles/shared-memory.ts'
import { quietLog } from '../../../real/electron/shell/transports.ts'
import { sharedState } from '../../../doubles/shared-state.ts'

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
  /** Somebody at that console, for the router's calls: its programme and pilot users, with its own files. */
  readonly desk: () => CallContext
  /** A second of its programme and its pilot users. */
  readonly look: () => void
}

/** Ms that a target takes to answer. */
const latency = 300

/** An act that does not fit the moment is refused in words: it is part of the game. */
function refusedOrDone(act: () => unknown): void {
  try {
    act()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
  }
}

function memoryFiles(): Attachments {
  const held = new Map<string, Buffer>()
  return {
    put: async (bytes) => {
      held.set(shaOf(bytes), Buffer.from(bytes))
      return shaOf(bytes)
    },
    get: async (sha) => {
      const bytes = held.get(sha)
      return bytes === undefined ? { state: 'lost' } : { state: 'whole', bytes }
    },
  }
}

/** What the programme's commands need of a console; its phases begin without checkpoints, and no series is measured. */
function deskOf({ plan, journal, record, runner, consoles, clock, timers, files }: {
  readonly plan: Plan; readonly journal: ChainedJournal; readonly record: SharedRecord; readonly runner: Runner; readonly consoles: OtherConsoles; readonly clock: Clock; readonly timers: Timers; readonly files: Attachments
}): Console {
  const whole = { ...journal, kept: () => undefined, keep: () => undefined } as unknown as Console['journal']
  const unused = (): never => {
    throw new Error('not used here')
  }
  const programme = watchProgramme({
    plan: () => plan, journal: whole, clock, log: quietLog(), turn: consoles.turn,
    read: () => ({ samples: 0, filled: 0, expected: 1, missing: 0 }), watched: () => 0, sourceOf: () => undefined,
  })
  const pilots = createPilots({ plan: () => plan, journal: whole, lab: () => undefined, clock, log: quietLog(), secret: () => 's3cret', timers, turn: consoles.turn, balancer: unused, app: unused, activeRun: () => undefined, seenFencing: () => 0 })
  pilots.serves(`http://${journal.console}.example`)
  const momentAt = createMomentAt({ journal: whole, others: record, file: { before: () => undefined, put: async () => undefined } })
  const programmeReports = createProgrammeReports({
    journal: whole, others: record, stateAt: async (wall) => {
      const { moment, others } = await momentAt(seqAt(whole, wall), wall)
      return { state: moment.state, heads: new Map(Object.entries(others)) }
    }, plan: () => plan, readings: programme.readings, tests: () => pilots.tests(), series: { sessions: () => [], groups: function* none() {} },
    flushSeries: async () => undefined, print: unused, clock, home: tmpdir(),
  })
  const beginPhase: Console['checkpoints']['beginPhase'] = ({ phase, who, why, how, carries, first = [] }) => {
    journal.appendAll([...first, { kind: 'phase.set', who, why, data: { phase, ...(how && { how }), ...(carries && { carries }) } }])
    return { waits: false }
  }
  return { plan, journal: whole, clock, programme, pilots, programmeReports, runner, attachments: files, opened: { hash: 'plan-hash' }, checkpoints: { beginPhase } } as unknown as Console
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
    const files = memoryFiles()
    let live: { readonly journal: ChainedJournal; readonly record: SharedRecord; readonly runner: Runner; readonly consoles: OtherConsoles; readonly desk: Console; readonly stop: () => void } | undefined
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
        journal: own, record, runner, consoles, desk: deskOf({ plan, journal, record, runner, consoles, clock, timers, files }),
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
      desk: () => ({ console: current().desk, role: 'operator', me: { name } }),
      look: () => {
        const { pilots, programme } = current().desk
        pilots.onFrame()
        programme.onFrame({ wall: clock.wall(), gates: [], figures: { blue: {}, green: {} } } as never)
      },
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

/** The first two. */
export function pairOf({ members: [one, other] }: Fleet): readonly [Member, Member] {
  if (one === undefined || other === undefined) throw new Error('no two consoles')
  return [one, other]
}
