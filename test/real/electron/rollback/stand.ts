/** The runner on the practice environment: real targets, a real journal, a real sampler. */
import { join } from 'node:path'
import type { App, Archives, Balancer } from '../../../../electron/connect/connector.ts'
import { connect, isApp, isArchives, isBalancer } from '../../../../electron/connect/registry.ts'
import { systemClock } from '../../../../electron/clock.ts'
import { openJournal, type Journal } from '../../../../electron/journal/journal.ts'
import type { LabAddresses } from '../../../../electron/lab/lab.ts'
import type { Log } from '../../../../electron/log.ts'
import { startSampler, type SampledTarget, type Timers } from '../../../../electron/observe/sampler.ts'
import { createSeriesStore } from '../../../../electron/observe/series.ts'
import { createRunner, type OpenRequest, type Runner, type RunnerJournal } from '../../../../electron/rollback/runner.ts'
import type { StepTargets } from '../../../../electron/rollback/steps/kind.ts'
import type { Progress } from '../../../../shared/contract/rollback.ts'
import type { Actor, Entry, EntryKind } from '../../../../shared/journal.ts'
import { target as targetSchema, type Plan } from '../../../../shared/plan.ts'
import { labApp } from '../../../doubles/lab-app.ts'

export const ada: Actor = { kind: 'person', name: 'Ada', role: 'operator' }
export const clock = systemClock()
export const timers: Timers = {
  after: (ms, then) => {
    const timer = setTimeout(then, ms)
    return () => clearTimeout(timer)
  },
}
const quiet = (): void => undefined
export const silentLog: Log = { debug: quiet, info: quiet, warn: quiet, error: quiet }

export const targetsOf = ({ blue, green, balancer: address, control, adminToken: token, blueArchive, greenArchive }: LabAddresses): Plan['targets'] => {
  const metrics = { rows_per_second: { ratio: 'rows_processed_total', of: 'row_processing_seconds_total' }, response_time: { histogram: 'http_request_duration_seconds' } }
  return [
    { id: 'blue', kind: 'app', environment: 'blue', address: blue, token, metrics, ...labApp },
    { id: 'green', kind: 'app', environment: 'green', address: green, token, metrics, ...labApp },
    { id: 'balancer', kind: 'lab-balancer', address, control, token },
    { id: 'archive', kind: 'lab-archive', blue: blueArchive, green: greenArchive, tables: ['backtests', 'preferences', 'trades'], timeout: '4s' },
  ].map((one) => targetSchema.parse(one))
}

export type Connected = StepTargets & { readonly sampled: readonly SampledTarget[]; readonly all: { readonly blue: App; readonly green: App; readonly balancer: Balancer; readonly archives: Archives }; readonly stop: () => Promise<void> }

export function connectLab(targets: Plan['targets']): Connected {
  const sampled = targets.map((one): SampledTarget => ({ connector: connect(one, { clock }), every: one.every, timeout: one.timeout }))
  const connectors = sampled.map(({ connector }) => connector)
  const blue = connectors.filter(isApp).find(({ environment }) => environment === 'blue')
  const green = connectors.filter(isApp).find(({ environment }) => environment === 'green')
  const balancer = connectors.find(isBalancer)
  const archives = connectors.find(isArchives)
  if (!blue || !green || !balancer || !archives) throw new Error('a connector is missing')
  const all = { blue, green, balancer, archives }
  return {
    sampled, all,
    app: (environment) => all[environment], balancer: () => balancer, archives: () => archives,
    stop: async () => {
      await Promise.all(connectors.map((one) => one.stop()))
    },
  }
}

export type StandOptions = {
  readonly dir: string
  readonly plan: Plan
  readonly targets: StepTargets
  readonly sampled?: readonly SampledTarget[]
  /** Between the runner and its record: where a test ends the process. */
  readonly journal?: (journal: Journal) => RunnerJournal
}

export type Stand = {
  readonly journal: Journal
  readonly runner: Runner
  readonly progress: readonly Progress[]
  readonly press: (more?: Partial<OpenRequest>) => ReturnType<Runner['open']>
  readonly of: <K extends EntryKind>(kind: K) => readonly Entry<K>[]
  readonly stop: () => Promise<void>
}

export function stand({ dir, plan, targets, sampled, journal: wrap = (journal) => journal }: StandOptions): Stand {
  const journal = openJournal({ file: join(dir, 'journal.sqlite'), clock, log: silentLog })
  const series = createSeriesStore({ start: clock.mono() })
  const sampler = sampled && startSampler({ targets: sampled, series, clock, timers, onSource: quiet, onIdentity: quiet })
  const progress: Progress[] = []
  const runner = createRunner({
    journal: wrap(journal), clock, timers, log: silentLog, holder: 'test-console', targets, dir,
    plan: () => ({ plan, hash: 'hash-of-the-plan' }),
    planOf: (hash) => (hash === 'hash-of-the-plan' ? plan : undefined),
    env: process.env,
    read: series.window,
    monitoring: () => ({ sources: sampler?.sources().map(({ target, state }) => ({ target, state })) ?? [], firing: [] }),
    ...(sampler && { identities: () => Object.fromEntries(sampler.sources().flatMap(({ target, identity }) => (identity ? [[target, identity.id]] : []))) }),
    onProgress: (one) => progress.push(one),
  })
  return {
    journal, runner, progress,
    press: (more = {}) => runner.open({ trigger: 'critical-bug', manual: true, drill: true, who: ada, why: 'a drill', exposedSince: clock.mono(), title: 'Drill', ...more }),
    of: <K extends EntryKind>(kind: K) => {
      const found: Entry[] = []
      for (let after = 0; ; after = found.at(-1)?.seq ?? 0) {
        const { entries, more } = journal.entries({ kinds: [kind], after, limit: 1_000 })
        found.push(...entries)
        if (!more) return found as unknown as readonly Entry<K>[]
      }
    },
    stop: async () => {
      await runner.shutdown()
      await sampler?.stop()
      journal.close()
    },
  }
}

/** Asks until it holds; the deadline is what fails. */
export const until = async (what: string, holds: () => boolean | Promise<boolean>, ms = 15_000): Promise<void> => {
  const deadline = performance.now() + ms
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`not within ${ms} ms: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}
export const soon = (ms = 8_000): AbortSignal => AbortSignal.timeout(ms)
