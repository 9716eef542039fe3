/** The files of checkpoints: what a console that ended in the middle has left, and the daily look at each. */
import { existsSync } from 'node:fs'
import { isStanding } from '../../../shared/checkpoint-rules.ts'
import { errorText } from '../../../shared/error-text.ts'
import type { Draft } from '../../../shared/journal.ts'
import { ConnectError } from '../../connect/connector.ts'
import { fileOf } from '../../rollback/recovery.ts'
import type { Bench, Ready } from './checkpoint-bench.ts'
import { removeFile, sweepFolder } from './checkpoint-folder.ts'
import { watchRule } from './checkpoint-watch.ts'

const checkEvery = 86_400_000
const silentReasons: ReadonlySet<string> = new Set(['timeout', 'refused', 'unreachable', 'auth', 'tls'])

/** Of a console's start: what it was in the middle of is told, and its halves go. */
export function tellLeft({ plan, journal, activeRun, folderOf }: Pick<Bench, 'plan' | 'journal' | 'activeRun' | 'folderOf'>): void {
  const { checkpoints, recoveries, waits } = journal.state().checkpoints
  const run = activeRun()
  const why = 'the console ended in the middle: nothing of it counts'
  const drafts: readonly Draft[] = [
    ...checkpoints.filter(({ state }) => state === 'taking').map(({ id, environment }): Draft => ({ kind: 'checkpoint.failed', who: watchRule, environment, why, data: { checkpoint: id, at: 'take', ended: 'interrupted' } })),
    // A run's own is the run's to go on with.
    ...recoveries.filter((one) => one.state === 'building' && (run === undefined || one.run !== run.id)).map(({ id, environment }): Draft => ({ kind: 'recovery.failed', who: watchRule, environment, why, data: { recovery: id, ended: 'interrupted' } })),
    ...(waits ? [{ kind: 'phase.stays', who: watchRule, why: 'the console ended while its checkpoint was taken: ask for it again', data: { phase: waits.phase } } as const] : []),
  ]
  if (drafts.length > 0) journal.appendAll(drafts)
  const section = plan().checkpoints
  if (section === undefined || !existsSync(folderOf(section))) return
  sweepFolder(folderOf(section))
  for (const { state, taken } of checkpoints) if (state === 'removed' && taken) removeFile(folderOf(section), taken.file)
}

/** Reads alone, and holds nothing up. */
export type FileCheck = {
  /** Begins a look where the last one was a day ago. */
  readonly tick: (now: Ready) => void
  readonly abort: () => void
  readonly done: () => Promise<void>
}

export function createFileCheck({ journal, clock, log, all, find, look }: Bench): FileCheck {
  let checkedAt: number | undefined
  let checking: { readonly controller: AbortController; readonly done: Promise<void> } | undefined

  const checkAll = async ({ checkpoints, folder }: Ready, signal: AbortSignal): Promise<void> => {
    const files = all().filter((each) => isStanding(each) && each.state !== 'damaged')
    for (const { id } of files) {
      const one = find(id)
      // Removed in the meantime.
      if (!isStanding(one)) continue
      try {
        signal.throwIfAborted()
        await checkpoints.intact(fileOf(one, folder), signal)
      } catch (error) {
        if (signal.aborted) return
        // Who can't be asked says nothing of the file.
        if (error instanceof ConnectError && silentReasons.has(error.reason)) continue
        if (!isStanding(find(id))) continue
        journal.append({ kind: 'checkpoint.damaged', who: watchRule, environment: one.environment, data: { checkpoint: one.id, what: errorText(error).replace(/\.$/, '') } })
      }
    }
    look()
  }
  return {
    tick: (now) => {
      if (checking !== undefined || (checkedAt !== undefined && clock.mono() - checkedAt < checkEvery)) return
      checkedAt = clock.mono()
      const controller = new AbortController()
      const done = checkAll(now, controller.signal).catch((error: unknown) => log.error('checkpoint.check failed', { error })).finally(() => (checking = undefined))
      checking = { controller, done }
    },
    abort: () => checking?.controller.abort(),
    done: async () => checking?.done,
  }
}
