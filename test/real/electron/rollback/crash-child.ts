/**
 * A console's runner in a process of its own, which ends itself by SIGKILL at a named point of the run.
 * Points: `after <n>` (the n-th entry is durable), `before <kind> <step>` (its entry is not), `after weights` (in the middle of the switch).
 */
import { type Draft, type Entry, type EntryKind } from '../../../../shared/journal.ts'
import type { LabAddresses } from '../../../../electron/lab/lab.ts'
import type { Balancer } from '../../../../electron/connect/connector.ts'
import type { RunnerJournal } from '../../../../electron/rollback/runner.ts'
import { crashPlan } from './crash-plan.ts'
import { connectLab, stand, targetsOf } from './stand.ts'

const { dir, addresses, point } = JSON.parse(process.argv[2] ?? '{}') as { readonly dir: string; readonly addresses: LabAddresses; readonly point: string }
const [when, ...what] = point.split(' ')

const die = (): never => {
  process.kill(process.pid, 'SIGKILL')
  // The signal is on its way: nothing more may be done in the meantime.
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_000)
}

const dying = (journal: RunnerJournal): RunnerJournal => {
  let written = 0
  const before = (draft: Draft): void => {
    const step = 'step' in draft.data ? draft.data.step : ''
    if (when === 'before' && draft.kind === what[0] && (what[1] ?? step) === step) die()
  }
  const after = (): void => {
    written += 1
    if (when === 'after' && what[0] === String(written)) die()
  }
  return {
    ...journal,
    append: <K extends EntryKind>(draft: Draft<K>): Entry<K> => {
      before(draft)
      const entry = journal.append(draft)
      after()
      return entry
    },
    appendAll: (drafts) => {
      drafts.forEach(before)
      const entries = journal.appendAll(drafts)
      for (const _ of entries) after()
      return entries
    },
    // Each entry is durable by itself here, so that it can end between any two; or it ends before the first group is.
    together: (work, then) => {
      const made = point === 'in the first group' ? journal.together(() => {
        work()
        return die()
      }) : work()
      then?.(made)
      return made
    },
  }
}

const targets = targetsOf(addresses)
const connected = connectLab(targets)
const real = connected.all.balancer
const balancer: Balancer = {
  ...real,
  setWeights: async (...args) => {
    await real.setWeights(...args)
    if (point === 'after weights') die()
  },
}
const one = stand({ dir, plan: crashPlan(targets), targets: { ...connected, balancer: () => balancer }, journal: dying })
if (one.runner.active()) one.runner.resume()
else one.press()
await one.runner.idle()
await one.stop()
await connected.stop()
