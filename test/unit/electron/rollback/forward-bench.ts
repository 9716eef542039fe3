/** A runner that sends users on, on a clock that stands still: gates say what they are told to. */
import { foldForward, type ForwardRun } from '../../../../shared/forward.ts'
import type { GateView, Outcome } from '../../../../shared/gate.ts'
import type { Plan } from '../../../../shared/plan.ts'
import { ramp } from '../../../../shared/plan.ts'
import type { StepRun } from '../../../../shared/rollback.ts'
import type { z } from 'zod'
import { fakeTime } from '../../../doubles/fake-time.ts'
import { fakeWorld } from '../../../doubles/fake-world.ts'
import { planWith, stage, step } from '../../../doubles/rollback-plan.ts'
import { ada, bench, type BenchOptions } from './bench.ts'

type RampInput = z.input<typeof ramp>

export const threeSteps = (more: Partial<RampInput> = {}): RampInput => ({
  id: 'forward', title: 'Roll forward', to: 'green', source: 'test', patience: '30m', probes: 100,
  steps: [
    { id: 'tenth', title: '10 %', to: { percent: 10 }, hold: '60s', gates: ['errors'], source: 'test' },
    { id: 'half', title: '50 %', to: { percent: 50 }, hold: '60s', gates: ['errors'], source: 'test' },
    { id: 'all', title: '100 %', to: { percent: 100 }, hold: '60s', gates: ['errors'], source: 'test' },
  ],
  ...more,
})

export const rampPlan = (input: RampInput = threeSteps()): Plan => ({
  ...planWith([stage('traffic', '0s', '2m', step('validate', 'confirm', { after: [] }), step('switch', 'route', { after: ['validate'] }))]),
  ramps: [ramp.parse(input)],
  gates: [{ id: 'errors', title: 'Error rate', environments: ['green'], response: 'rollback', for: 10_000 }],
}) as unknown as Plan

export function forwardBench({ plan = rampPlan(), ...options }: BenchOptions & { readonly plan?: Plan } = {}) {
  const world = options.world ?? fakeWorld()
  if (options.world === undefined) {
    world.routing.weights = { blue: 100, green: 0 }
    world.routing.flags = { blue: 0, green: 0 }
    world.routing.drained.green = true
    world.unnamed = 0
  }
  const time = options.time ?? fakeTime()
  const says = { outcome: 'pass' as Outcome | 'none', judging: true }
  let judgedAt = 0
  const judged = (): readonly GateView[] => {
    if (says.outcome === 'none') return []
    if (says.judging) judgedAt = time.clock.mono()
    return [{ gate: 'errors', environment: 'green', progress: 0, status: { state: 'ok', since: 0, sustained: 0, missing: 0, evaluatedAt: judgedAt, evaluation: { outcome: says.outcome, threshold: 0.1, samples: 40 } } }]
  }
  const base = bench(plan, { ...options, time, world, deps: { identity: (environment) => `build-${environment}`, monitoring: () => ({ sources: [], firing: [], judged: judged() }), ...options.deps } })
  const forward = (): ForwardRun => {
    const { forward: run } = base.journal.state()
    if (run === undefined) throw new Error('no forward run')
    return run
  }
  return {
    ...base, says, forward,
    start: (from?: string) => base.runner.forward.start({ ramp: 'forward', from, drill: true, who: ada, why: 'the fault is mended' }),
    share: () => world.routing.weights.green,
    stepOf: (id: string): StepRun => {
      const found = forward().stages.flatMap(({ steps }) => steps).find((one) => one.id === id)
      if (found === undefined) throw new Error(`no step ${id}`)
      return found
    },
    refolded: () => base.journal.all().reduce<ForwardRun | undefined>(foldForward, undefined),
  }
}
