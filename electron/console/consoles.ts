/** The other consoles of this deployment: the exchange that the plan asks for, started and stopped with it, and what the screens show of it. */
import { hostname } from 'node:os'
import type { Clock } from '../../shared/clock.ts'
import type { ChainsChecked, Consoles, Driving } from '../../shared/contract.ts'
import type { Actor, Entry } from '../../shared/journal.ts'
import { isShared } from '../../shared/merge.ts'
import type { Team } from '../../shared/plan.ts'
import { runEnded, type Run } from '../../shared/rollback.ts'
import type { Timers } from '../clock.ts'
import { startReplication, type Replication } from '../consoles/replicate.ts'
import type { SharedRecord } from '../consoles/record.ts'
import { linkOf, openSharedDatabase } from '../consoles/shared-database.ts'
import type { Journal } from '../journal/journal.ts'
import type { Log } from '../log.ts'
import type { TellingTurn } from '../people/turn.ts'
import { Refusal } from '../refusal.ts'

export type OtherConsoles = {
  readonly list: () => Consoles
  readonly verify: () => ChainsChecked
  /** Whose a run is: of a driver that was not heard of for a while nobody knows that it drives. */
  readonly drivenBy: (run: Pick<Run, 'console'>) => 'here' | 'another' | 'nobody'
  /** Whose the shared lease is, as it was last seen. */
  readonly lease: () => Driving | undefined
  /** Whether this console tells people. */
  readonly turn: TellingTurn
  /** This console's entries as they come, and those of others that count here. @returns its stop */
  readonly hearAll: (listener: (entry: Entry) => void) => () => void
  /** The driver here asks another console to take its run over. @throws Refusal */
  readonly handOver: (to: string, by: { readonly who: Actor; readonly reason: string }) => void
  /** Exchanges as the plan has it now; undefined: with nobody. */
  readonly use: (team: Team | undefined) => Promise<void>
  readonly stop: () => Promise<void>
}

/** A console that was silent for so long, ms, is not waited for: a press takes its run over. */
const silentAfter = 10_000
/** What was offered longer ago, ms, was meant for another moment. */
const offeredFor = 60_000

export function createOtherConsoles({ journal, record, person, version, driving, heard, takeOver, open = openSharedDatabase, clock, timers, log }: {
  readonly journal: Pick<Journal, 'console' | 'state' | 'subscribe' | 'append'>
  readonly record: SharedRecord
  readonly person: string
  readonly version: string
  readonly driving: () => Driving | undefined
  readonly heard: (entries: readonly Entry[]) => void
  /** Drives a run from here on. @throws where it can't be driven here */
  readonly takeOver: (run: string, by: { readonly who: Actor; readonly reason: string }) => void
  readonly open?: typeof openSharedDatabase
  readonly clock: Clock
  readonly timers: Timers
  readonly log: Log
}): OtherConsoles {
  const own = journal.console
  let settings: Team | undefined
  let replication: Replication | undefined
  let lease: Driving | undefined
  const changes = new Set<() => void>()
  /** Nobody is told before it is known whether there are others. */
  let known = false
  const onTelling = (): void => {
    for (const listener of changes) listener()
  }
  /** The press was there: here nobody has to press again. */
  const takeOffered = (entries: readonly Entry[]): void => {
    for (const entry of entries) {
      if (entry.kind !== 'lease.offered' || entry.data.to !== own || clock.wall() - entry.at.recorded > offeredFor) continue
      const { run: id, fencing } = entry.data
      const active = [journal.state().run, journal.state().forward].find((one) => one?.id === id)
      if (active === undefined || runEnded(active) || active.fencing !== fencing) continue
      try {
        takeOver(id, { who: entry.who, reason: `handed over: ${entry.why ?? ''}` })
      } catch (error) {
        // Whoever offered it drives on.
        log.warn('consoles.hand-over refused', { run: id, error })
      }
    }
  }
  const off = record.onOthers((entries) => {
    heard(entries)
    takeOffered(entries)
  })
  // What was done here is told at once, not at the next time.
  const offOwn = journal.subscribe(() => replication?.kick())

  const end = async (): Promise<void> => {
    const last = replication
    replication = undefined
    await last?.stop()
  }
  const begin = (team: Team): Replication => startReplication({
    console: own, person: person.slice(0, 120), version, machine: hostname().slice(0, 120), record, head: journal.state, driving, onTelling, every: team.every, clock, timers, log,
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

  const turn: TellingTurn = {
    mine: () => known && (replication === undefined ? settings === undefined : replication.telling().now !== 'waits'),
    unsure: () => {
      const telling = replication?.telling()
      return telling === undefined || telling.now === 'waits' ? 'none' : telling.now === 'cut off' ? 'all' : telling.tookOver ? 'what waits' : 'none'
    },
    others: () => replication?.others() ?? false,
    passOn: () => replication?.passOn() ?? false,
    onChange: (listener) => {
      changes.add(listener)
      return () => void changes.delete(listener)
    },
  }

  return {
    drivenBy,
    lease: () => lease,
    turn,
    hearAll: (listener) => {
      const stops = [journal.subscribe(listener), record.onOthers((entries) => entries.filter(({ kind }) => isShared(kind)).forEach((entry) => listener(entry)))]
      return () => {
        for (const stop of stops) stop()
      }
    },
    handOver: (to, { who, reason }) => {
      const drives = driving()
      if (drives === undefined) throw new Refusal('CONFLICT', 'This console drives no run that could be handed over.')
      const other = replication?.status().consoles.find(({ console }) => console === to)
      if (other === undefined || to === own) throw new Refusal('CONFLICT', `There is no other console ${to}.`)
      if (!heardLately(to)) throw new Refusal('CONFLICT', `${other.person} at ${to} was not heard of lately: the run stays here.`)
      const { run, forward } = journal.state()
      const incident = [run, forward].find((one) => one?.id === drives.run)?.incident
      journal.append({ kind: 'lease.offered', who, why: reason, ...(incident !== undefined && { incident }), data: { run: drives.run, to, person: other.person, fencing: drives.fencing } })
    },
    list: (): Consoles => {
      if (settings === undefined || replication === undefined) return { shared: false }
      const { link, unsent, exchangedAt, consoles } = replication.status()
      const { run, forward } = journal.state()
      const active = [run, forward].find((one) => one !== undefined && !runEnded(one))
      const by = active?.console
      const telling = replication.telling()
      return {
        shared: true, deployment: settings.deployment, own, place: linkOf(settings).name, unsent, consoles,
        link: link.state === 'cut off' ? { state: 'cut off', for: clock.mono() - link.since, detail: link.detail } : link,
        tells: { now: telling.now, passedOn: telling.passedOn, ...(telling.by !== undefined && { console: telling.by }) },
        ...(exchangedAt !== undefined && { exchanged: clock.mono() - exchangedAt }),
        ...(active && by !== undefined && { drives: { run: active.id, console: by, holder: active.holder ?? '', fencing: active.fencing, here: by === own, heard: drivenBy(active) !== 'nobody' } }),
      }
    },
    verify: () => record.verify().map(({ console, entries, fault }) => ({ console, entries, ...(fault && { fault: fault.detail }) })),
    use: async (team) => {
      if (known && JSON.stringify(team) === JSON.stringify(settings)) return
      await end()
      settings = team
      if (team) replication = begin(team)
      known = true
      onTelling()
    },
    stop: async () => {
      off()
      offOwn()
      await end()
    },
  }
}
