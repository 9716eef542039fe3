/** A runner on a clock that stands still and on targets in memory. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach } from 'vitest'
import { createRunner, type OpenRequest, type RunnerDeps } from '../../../../electron/rollback/runner.ts'
import type { Progress } from '../../../../shared/contract/rollback.ts'
import type { Actor, Entry } from '../../../../shared/journal.ts'
import type { Plan } from '../../../../shared/plan.ts'
import type { Run, StepRun } from '../../../../shared/rollback.ts'
import { fakeTime } from '../../../doubles/fake-time.ts'
import { fakeWorld, type FakeWorld } from '../../../doubles/fake-world.ts'
import { memoryJournal } from '../../../doubles/memory-journal.ts'

export const ada: Actor = { kind: 'person', name: 'Ada', role: 'operator' }
export const errorBurst: Actor = { kind: 'rule', name: 'error-burst' }

const dirs: string[] = []
afterEach(() => {
  for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true, force: true })
})

export type BenchOptions = {
  readonly time?: ReturnType<typeof fakeTime>
  readonly world?: FakeWorld
  readonly held?: readonly Entry[]
  readonly deps?: Partial<RunnerDeps>
}

export function bench(plan: Plan, { time = fakeTime(), world = fakeWorld(), held = [], deps = {} }: BenchOptions = {}) {
  const { clock, timers } = time
  const journal = memoryJournal(clock, held)
  const progress: Progress[] = []
  const logged: string[] = []
  const dir = mkdtempSync(join(tmpdir(), 'fifteen-rollback-'))
  dirs.push(dir)
  const note = (level: string) => (event: string): void => void logged.push(`${level} ${event}`)
  let ids = 0
  const runner = createRunner({
    journal, clock, timers, holder: 'console-1', dir,
    log: { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') },
    plan: () => ({ plan, hash: 'plan-hash' }),
    planOf: (hash) => (hash === 'plan-hash' ? plan : undefined),
    targets: world.targets,
    read: () => ({ value: 37_000, samples: 10, missing: 0 }),
    monitoring: () => ({ sources: [{ target: 'blue', state: 'ok' }], firing: [] }),
    onProgress: (one) => progress.push(one),
    identity: () => 'build-blue',
    random: () => `t${(ids += 1)}`,
    ...deps,
  })
  const run = (): Run => {
    const { run: present } = journal.state()
    if (present === undefined) throw new Error('no run')
    return present
  }
  const stepRun = (id: string): StepRun => {
    const found = run().stages.flatMap((stage) => stage.steps).find((step) => step.id === id)
    if (found === undefined) throw new Error(`no step ${id}`)
    return found
  }
  const request = (more: Partial<OpenRequest> = {}): OpenRequest => ({
    trigger: 'critical-bug', manual: true, drill: true, who: ada, why: 'more than half of the pilots', exposedSince: clock.mono() - 5_000, title: 'Critical bug', ...more,
  })
  return {
    ...time, world, journal, runner, progress, logged, dir, run, step: stepRun,
    press: (more: Partial<OpenRequest> = {}) => runner.open(request(more)),
    trigger: (more: Partial<OpenRequest> = {}) => runner.open(request({ trigger: 'error-burst', manual: false, who: errorBurst, ...more })),
    /** Kinds of the entries so far, in their order. */
    kinds: () => journal.all().map(({ kind }) => kind),
  }
}
