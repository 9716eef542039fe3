/**
 * The plan in use, and how another takes its place without a restart: applied from the console, or changed in its file.
 * Fault 26 of trust.md: a run keeps its pinned plan, a broken text changes nothing, and every mistake is told.
 */
import { stat } from 'node:fs/promises'
import type { Clock } from '../../shared/clock.ts'
import type { Applied, Mistake } from '../../shared/contract.ts'
import { rule, type Actor } from '../../shared/journal.ts'
import { writeAtomic } from '../atomic-file.ts'
import type { Log } from '../log.ts'
import type { Timers } from '../observe/sampler.ts'
import { keepGood, type Attempt, type Opened, type PlanReader, type ReadPlan } from '../plan/open.ts'
import { everyTick } from './timers.ts'

/** How often the plan's file is looked at, ms. */
const lookEvery = 2_000

export type By = { readonly who: Actor; readonly why: string }

export type Plans = {
  readonly opened: () => Opened
  /** The text that a change begins with: of the plan in use, or of the one that waits for the end of a run. */
  readonly text: () => string
  /** Where a change is written. */
  readonly file: () => string
  /**
   * Checks a whole plan text, writes it to the plan's file and takes it into use; after the run where one is under way.
   * Changes nothing where the text has a mistake. @throws NodeJS.ErrnoException where the file can't be written
   */
  readonly apply: (text: string, by: By) => Promise<Applied>
  /** Reads a text as a plan, with all that is found in it, and changes nothing. */
  readonly look: (text: string) => Promise<Attempt>
  readonly stop: () => Promise<void>
}

export function createPlans(options: {
  readonly first: Opened
  /** The plan's file, which may not be there yet. */
  readonly file: string
  readonly lastGood: string
  readonly reader: PlanReader
  /** Puts a plan into use; called with no run under way. Where it throws, the plan before goes on. */
  readonly use: (next: Opened) => Promise<void>
  readonly onUsed: (next: Opened, by: By) => void
  readonly onRefused: (file: string, mistakes: readonly Mistake[]) => void
  /** Resolves once no run is under way; undefined where none is. */
  readonly running: () => Promise<void> | undefined
  readonly clock: Clock
  readonly timers: Timers
  readonly log: Log
}): Plans {
  const { file, lastGood, reader, use, onUsed, onRefused, running, clock, timers, log } = options
  let opened = options.first
  let waiting: { readonly next: Opened; readonly by: By } | undefined
  let following = false
  let stopped = false
  // One change after the other: a text that comes while another is taken into use waits for it.
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work)
    last = done.catch(() => undefined)
    return done
  }

  /** Takes what waits into use, now or once the run under way has ended. */
  const settle = async (): Promise<'now' | 'after the run'> => {
    if (waiting === undefined || stopped) return 'now'
    const ended = running()
    if (ended !== undefined) {
      if (!following) void ended.then(() => { following = false; return inTurn(settle) }).catch((error: unknown) => log.error('plan.not used', { error }))
      following = true
      return 'after the run'
    }
    const { next, by } = waiting
    waiting = undefined
    await use(next)
    opened = next
    onUsed(next, by)
    return 'now'
  }
  const adopt = async (read: ReadPlan, by: By): Promise<'now' | 'after the run'> => {
    const kept = await keepGood(lastGood, read.text)
    waiting = { by, next: { ...read, findings: [...kept, ...read.findings], from: 'file', mistakes: [], file } }
    return settle()
  }

  let seen = opened.from === 'file' ? opened.hash : ''
  let stamp: string | undefined
  const stampOf = (): Promise<string | undefined> =>
    stat(file).then(({ mtimeMs, size, ino }) => `${mtimeMs}/${size}/${ino}`, () => undefined)

  /** A file that was changed by someone else. One that is gone changes nothing: its text is in use, and kept. */
  const look = async (): Promise<void> => {
    const now = await stampOf()
    if (now === stamp || now === undefined || stopped) return
    const first = stamp === undefined
    stamp = now
    const found = await reader.readFile(file)
    if ('mistakes' in found) {
      // Told at the start already, where it is the first look.
      if (first && opened.mistakes.length > 0) return
      opened = { ...opened, mistakes: found.mistakes, file }
      onRefused(file, found.mistakes)
    } else if (found.hash !== seen) {
      seen = found.hash
      await adopt(found, { who: rule('plan-file'), why: 'the plan file was changed' })
    }
  }

  const cancel = everyTick({
    every: lookEvery, now: clock.mono, timers,
    act: () => void inTurn(look).catch((error: unknown) => log.error('plan.look failed', { file, error })),
  })

  return {
    opened: () => opened,
    text: () => waiting?.next.text ?? opened.text,
    file: () => file,
    look: reader.read,
    apply: (text, by) =>
      inTurn(async () => {
        const read = await reader.read(text)
        if ('mistakes' in read) return { ok: false, mistakes: read.mistakes }
        await writeAtomic(file, text)
        seen = read.hash
        stamp = await stampOf()
        return { ok: true, from: await adopt(read, by) }
      }),
    stop: async () => {
      stopped = true
      cancel()
      await last
    },
  }
}
