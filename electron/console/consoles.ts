/** The other consoles of this deployment: the exchange that the plan asks for, started and stopped with it, and what the screens show of it. */
import { hostname } from 'node:os'
import type { Clock } from '../../shared/clock.ts'
import type { ChainsChecked, Consoles, Driving } from '../../shared/contract.ts'
import type { Entry } from '../../shared/journal.ts'
import type { Team } from '../../shared/plan.ts'
import { runEnded, type Run } from '../../shared/rollback.ts'
import type { Timers } from '../clock.ts'
import { startReplication, type Replication } from '../consoles/replicate.ts'
import type { SharedRecord } from '../consoles/record.ts'
import { linkOf, openSharedDatabase } from '../consoles/shared-database.ts'
import type { Journal } from '../journal/journal.ts'
import type { Log } from '../log.ts'

export type OtherConsoles = {
  readonly list: () => Consoles
  readonly verify: () => ChainsChecked
  /** Whose a run is: of a driver that was not heard of for a while nobody knows that it drives. */
  readonly drivenBy: (run: Pick<Run, 'console'>) => 'here' | 'another' | 'nobody'
  /** Whose the shared lease is, as it was last seen. */
  readonly lease: () => Driving | undefined
  /** Exchanges as the plan has it now; undefined: with nobody. */
  readonly use: (team: Team | undefined) => Promise<void>
  readonly stop: () => Promise<void>
}

/** A console that was silent for so long, ms, is not waited for: a press takes its run over. */
export const silentAfter = 10_000

export function createOtherConsoles({ journal, record, person, version, driving, heard, open = openSharedDatabase, clock, timers, log }: {
  readonly journal: Pick<Journal, 'console' | 'state' | 'subscribe'>
  readonly record: SharedRecord
  readonly person: string
  readonly version: string
  readonly driving: () => Driving | undefined
  readonly heard: (entries: readonly Entry[]) => void
  readonly open?: typeof openSharedDatabase
  readonly clock: Clock
  readonly timers: Timers
  readonly log: Log
}): OtherConsoles {
  const own = journal.console
  let settings: Team | undefined
  let replication: Replication | undefined
  let lease: Driving | undefined
  const off = record.onOthers(heard)
  // What was done here is told at once, not at the next time.
  const offOwn = journal.subscribe(() => replication?.kick())

  const end = async (): Promise<void> => {
    const last = replication
    replication = undefined
    await last?.stop()
  }
  const begin = (team: Team): Replication => startReplication({
    console: own, person: person.slice(0, 120), version, machine: hostname().slice(0, 120), record, head: journal.state, driving, every: team.every, clock, timers, log,
    open: (signal) => open(team, signal),
    onLease: (found) => {
      lease = found
      heard([])
    },
  })
  const heardLately = (console: string): boolean => {
    const { state } = replication?.status().link ?? { state: 'connecting' }
    const silent = replication?.silence(console)
    return state !== 'connecting' && silent !== undefined && silent < silentAfter
  }
  const drivenBy: OtherConsoles['drivenBy'] = ({ console }) => {
    if (console === undefined || console === own || !record.heads().has(console)) return 'here'
    return heardLately(console) ? 'another' : 'nobody'
  }

  return {
    drivenBy,
    lease: () => lease,
    list: (): Consoles => {
      if (settings === undefined || replication === undefined) return { shared: false }
      const { link, unsent, exchangedAt, consoles } = replication.status()
      const { run, forward } = journal.state()
      const active = [run, forward].find((one) => one !== undefined && !runEnded(one))
      const by = active?.console
      return {
        shared: true, deployment: settings.deployment, own, place: linkOf(settings).name, unsent, consoles,
        link: link.state === 'cut off' ? { state: 'cut off', for: clock.mono() - link.since, detail: link.detail } : link,
        ...(exchangedAt !== undefined && { exchanged: clock.mono() - exchangedAt }),
        ...(active && by !== undefined && { drives: { run: active.id, console: by, holder: active.holder ?? '', fencing: active.fencing, here: by === own, heard: drivenBy(active) !== 'nobody' } }),
      }
    },
    verify: () => record.verify().map(({ console, entries, fault }) => ({ console, entries, ...(fault && { fault: fault.detail }) })),
    use: async (team) => {
      if (JSON.stringify(team) === JSON.stringify(settings)) return
      await end()
      settings = team
      if (team) replication = begin(team)
    },
    stop: async () => {
      off()
      offOwn()
      await end()
    },
  }
}
