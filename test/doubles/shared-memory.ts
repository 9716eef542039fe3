/** The consoles' shared database in memory, on wires that can be cut: what is asked over a cut one does not arrive, or its answer does not come back. */
import { ConnectError } from '../../electron/connect/connector.ts'
import { leaseLasts, type SharedDatabase, type SharedLease } from '../../electron/consoles/shared-database.ts'
import type { Sent } from '../../electron/consoles/others.ts'
import type { Driving, Presence } from '../../shared/contract.ts'
import { claimed, passed, type Turn } from '../../shared/telling.ts'

/** `lossy`: what is asked is done, and the answer is lost. */
export type Wire = { state: 'whole' | 'cut' | 'lossy' }

export function sharedMemory(now: () => number) {
  const chains = new Map<string, Sent[]>()
  const presence = new Map<string, Omit<Presence, 'silentFor'> & { readonly seen: number }>()
  let turn: Turn | undefined
  let lease: (Driving & { readonly until: number }) | undefined
  const lost = (): ConnectError => new ConnectError({ target: 'the shared database', tried: 'ask', reason: 'unreachable', detail: 'the connection was closed', mend: 'Mend the network.' })

  const there = () => ({ console: turn?.console ?? '', number: turn?.number ?? 0, left: (turn?.until ?? now()) - now() })

  const open = (wire: Wire): SharedDatabase => {
    const over = async <T>(work: () => T): Promise<T> => {
      await Promise.resolve()
      if (wire.state === 'cut') throw lost()
      const done = work()
      if (wire.state === 'lossy') throw lost()
      return done
    }
    return {
      heads: () => over(() => new Map([...chains].flatMap(([console, entries]) => {
        const last = entries.at(-1)
        return last ? [[console, { seq: last.seq, hash: last.hash }] as const] : []
      }))),
      push: (console, entries) => over(() => {
        const chain = chains.get(console) ?? []
        // As the primary key has it: all or none.
        if (entries.some(({ seq }) => chain.some((one) => one.seq === seq))) throw lost()
        chains.set(console, [...chain, ...entries])
      }),
      pull: (console, after, limit) => over(() => (chains.get(console) ?? []).filter(({ seq }) => seq > after).slice(0, limit)),
      beat: (beat) => over(() => {
        presence.set(beat.console, { ...beat, seen: now() })
        return [...presence.values()].map(({ seen, ...one }) => ({ ...one, silentFor: now() - seen }))
      }),
      lease: (mine) => over((): SharedLease | undefined => {
        if (mine && (lease === undefined || mine.fencing > lease.fencing || (mine.fencing === lease.fencing && mine.console === lease.console))) lease = { ...mine, until: now() + leaseLasts * 1_000 }
        return lease && { ...lease, left: lease.until - now() }
      }),
      turn: (console) => over(() => {
        turn = claimed(turn, console, now())
        return there()
      }),
      passTurn: (console) => over(() => {
        turn = turn && passed(turn, console, now())
        return there()
      }),
      turnNow: () => over(there),
      close: () => undefined,
    }
  }
  return { open, chains, turn: () => turn, lease: () => lease }
}
