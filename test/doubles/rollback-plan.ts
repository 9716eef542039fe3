/** Plans of a rollback for tests: the plan's own five stages, or a few steps. Only what a run reads is there. */
import type { z } from 'zod'
import { command, rollback, type Plan } from '../../shared/plan.ts'

type StageInput = z.input<typeof rollback>['stages'][number]
type StepInput = StageInput['steps'][number]

export const step = (id: string, kind: StepInput['kind'], more: Partial<StepInput> = {}): StepInput => ({ id, title: `Title of ${id}`, kind, timeout: '10s', source: 'test', ...more })

export const stage = (id: string, from: string, to: string, ...steps: StepInput[]): StageInput => ({ id, title: `Stage ${id}`, from, to, steps })

/** The procedure as the plan has it, with what can run beside running beside. */
export const wholeProcedure: readonly StageInput[] = [
  stage('trigger', '0s', '2m',
    step('record', 'record', { after: [] }),
    step('validate', 'confirm', { after: [] }),
    step('tell-team', 'notify', { after: [], with: { audience: 'deployment team', channels: ['journal', 'app'], text: 'Rolling back to {target} for {trigger}: {run}', severity: 'warning' } })),
  stage('traffic', '2m', '5m',
    step('switch', 'route', { after: ['validate'], objective: '30s' }),
    step('drain', 'drain', { after: ['switch'], timeout: '40s', with: { grace: '5s' } }),
    step('keep-sessions', 'sessions-kept', { after: ['switch'] }),
    step('blue-stable', 'health', { after: ['switch'] })),
  stage('data', '5m', '10m',
    step('pending', 'transactions', { after: ['drain'], timeout: '30s' }),
    step('copy', 'sync', { after: ['pending'], timeout: '60s' }),
    step('compare', 'verify', { after: ['copy'], timeout: '60s' }),
    step('restore', 'restore', { after: ['copy'] })),
  stage('sessions', '10m', '12m',
    step('move-sessions', 'sessions', { after: ['drain'] }),
    step('sign-in', 'auth', { after: ['switch'] }),
    step('preferences', 'preferences', { after: ['copy'] }),
    step('fast', 'performance', { after: ['switch'], timeout: '60s', with: { atLeast: 0.5, window: '10s' } })),
  stage('final', '12m', '15m',
    step('journeys', 'journeys', { after: ['move-sessions', 'compare'], timeout: '60s' }),
    step('tell-users', 'notify', { after: ['journeys'], with: { audience: 'users', channels: ['app'], text: 'Service is restored since {time}' } }),
    step('monitoring', 'monitoring-reset', { after: ['journeys'], timeout: '30s' }),
    step('report', 'report')),
]

/** @param targets what the plan connects; the rest of a plan has no part in a run */
export function planWith(stages: readonly StageInput[], more: { readonly validation?: string; readonly escalation?: Plan['people']['escalation']; readonly targets?: Plan['targets']; readonly commands?: readonly z.input<typeof command>[] } = {}): Plan {
  const parsed = rollback.parse({
    deadline: '15m', validation: more.validation ?? '2m', target: 'blue', stages, manualTriggers: [], automatedTriggers: [],
  })
  return {
    id: 'test', title: 'Test plan', targets: more.targets ?? [], gates: [], rollback: parsed, people: { escalation: more.escalation ?? [] }, commands: (more.commands ?? []).map((one) => command.parse(one)),
    baselines: { rows_per_second: { value: 37_303, recorded: '2025-09-01', reason: 'test', margin: 0.01 } },
  } as unknown as Plan
}
