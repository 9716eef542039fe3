/** Every kind of step, by name. A new kind is a file of its own and a line here; a missing one does not compile. */
import { z } from 'zod'
import type { Plan, Step, StepKind } from '../../../shared/plan.ts'
import { auth } from './auth.ts'
import { command } from './command.ts'
import { confirm } from './confirm.ts'
import { drain } from './drain.ts'
import { gate } from './gate.ts'
import { health } from './health.ts'
import { journeys } from './journeys.ts'
import type { AnyKind } from './kind.ts'
import { monitoringReset } from './monitoring-reset.ts'
import { notify } from './notify.ts'
import { performance } from './performance.ts'
import { preferences } from './preferences.ts'
import { ramp } from './ramp.ts'
import { record } from './record.ts'
import { report } from './report.ts'
import { restore } from './restore.ts'
import { route } from './route.ts'
import { sessions } from './sessions.ts'
import { sessionsKept } from './sessions-kept.ts'
import { sync } from './sync.ts'
import { transactions } from './transactions.ts'
import { verify } from './verify.ts'

export const kinds = {
  record, confirm, notify, route, drain, 'sessions-kept': sessionsKept, health, transactions,
  verify, sync, restore, sessions, auth, preferences, performance, journeys, 'monitoring-reset': monitoringReset, report, command,
  ramp, gate,
} as const satisfies Readonly<Record<StepKind, AnyKind>>

export type StepMistake = { readonly path: readonly (string | number)[]; readonly message: string }

/** A step that names a journey which an application of the plan has not. The settings of targets are their connector's: only ids are looked at. */
function journeysMissing(targets: Plan['targets'], settings: unknown): readonly { readonly path: readonly (string | number)[]; readonly message: string }[] {
  const named = z.looseObject({ journey: z.string().optional(), journeys: z.array(z.string()).optional() }).safeParse(settings).data
  const apps = targets.filter(({ kind }) => kind === 'app')
  const ids = (app: Plan['targets'][number]): readonly string[] => z.array(z.looseObject({ id: z.string() })).safeParse(app['journeys']).data?.map(({ id }) => id) ?? []
  const lacking = (id: string, path: readonly (string | number)[]) =>
    apps.filter((app) => !ids(app).includes(id)).map((app) => ({ path, message: `target ${app.id} has no journey ${id}` }))
  return [...(named?.journey === undefined ? [] : lacking(named.journey, ['journey'])), ...(named?.journeys ?? []).flatMap((id, index) => lacking(id, ['journeys', index]))]
}

/** A step that runs a command which the plan does not list. */
function commandMissing(commands: Plan['commands'], { kind, with: settings }: Step): readonly { readonly path: readonly string[]; readonly message: string }[] {
  const named = kind === 'command' ? settings['command'] : undefined
  if (typeof named !== 'string' || commands.some(({ id }) => id === named)) return []
  return [{ path: ['command'], message: `the plan lists no command ${named} under \`commands\`` }]
}

/** What is wrong with the settings of a plan's steps, each with its path from the plan's root; empty when all are understood. */
export const checkSteps = (plan: Pick<Plan, 'rollback'> & Partial<Pick<Plan, 'targets' | 'commands' | 'ramps'>>): readonly StepMistake[] =>
  [
    ...plan.rollback.stages.flatMap((stage, stageAt) => stage.steps.map((step, stepAt) => ({ step, at: ['rollback', 'stages', stageAt, 'steps', stepAt, 'with'] }))),
    ...(plan.ramps ?? []).flatMap((one, rampAt) => (['before', 'each'] as const).flatMap((list) => one[list].map((step, stepAt) => ({ step, at: ['ramps', rampAt, list, stepAt, 'with'] })))),
  ].flatMap(({ step, at }) => {
      const issues = kinds[step.kind].settings.safeParse(step.with).error?.issues ?? []
      return [...issues, ...journeysMissing(plan.targets ?? [], step.with), ...commandMissing(plan.commands ?? [], step)].map((issue) => ({ path: [...at, ...issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part))], message: issue.message }))
    })
