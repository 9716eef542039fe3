/**
 * The record's own health: what a start had to set aside and save, and a check of the whole chain after each start. SQLite
 * sees a broken page; a letter that was changed in an entry only the chain shows. Issue 6, "integrity check at start".
 */
import type { Clock } from '../../../shared/clock.ts'
import type { ChainCheck, RecordHealth } from '../../../shared/contract.ts'
import type { Journal } from '../../journal/journal.ts'
import type { Log } from '../../log.ts'
import type { Timers } from '../../observe/sampler.ts'

/** Ms: a start has other things to do first. */
export const checkAfter = 8_000
const mostRepairs = 5

export type RecordCare = { readonly state: () => RecordHealth; readonly stop: () => void }

/** @param verify chain, seals and published heads */
export function startRecordCare({ journal, verify, clock, timers, log }: {
  readonly journal: Pick<Journal, 'entries' | 'opening'>
  readonly verify: () => Promise<ChainCheck>
  readonly clock: Clock
  readonly timers: Pick<Timers, 'after'>
  readonly log: Log
}): RecordCare {
  let checked: RecordHealth['checked']
  let stopped = false
  const check = async (): Promise<void> => {
    try {
      const found = await verify()
      checked = { at: clock.wall(), found }
      if (!found.ok) log.error('journal.broken', { at: found.at, what: found.what, detail: found.detail })
    } catch (error) {
      if (!stopped) log.warn('journal.not checked', { error })
    }
  }
  const cancel = timers.after(checkAfter, () => void check())
  const { lost, setAside } = journal.opening
  const repairedNow = lost !== undefined || setAside !== undefined
  return {
    state: () => {
      const all = journal.entries({ kinds: ['journal.repaired'], after: 0, limit: 1_000 }).entries.filter((entry) => entry.kind === 'journal.repaired')
      const repairs = all.slice(-mostRepairs).toReversed().map(({ at, data: { saved, lost: text, setAside: file } }, index) => ({ saved, lost: text, ...(file !== undefined && { setAside: file }), at: at.recorded, now: repairedNow && index === 0 }))
      return { repairs, ...(checked && { checked }) }
    },
    stop: () => {
      stopped = true
      cancel()
    },
  }
}
