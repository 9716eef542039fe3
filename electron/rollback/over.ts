/** Over a window or the deadline: told, raised as an alert, taken one step up the plan's escalation, and the run goes on. Semantics 10 of the design. */
import { openGroups } from '../../shared/alert.ts'
import { clockText, durationText } from '../../shared/duration.ts'
import type { Actor, Draft } from '../../shared/journal.ts'
import type { Plan } from '../../shared/plan.ts'
import type { Run } from '../../shared/rollback.ts'
import type { State } from '../../shared/state.ts'
import type { Command } from './next.ts'

type Over = Extract<Command, { readonly kind: 'over' }>

const clockRule: Actor = { kind: 'rule', name: 'rollback-clock' }

/** Alerts of a run bear its name, so that they end with it. */
const alertOf = (run: string, what: string): string => `${run}/${what}`

/** Who comes next: after the first on call for a stage, the last of all for the deadline. Plan: "Escalation Matrix". */
function nextUp(path: readonly string[], what: Over['what']): string | undefined {
  return what === 'deadline' ? path.at(-1) : (path[1] ?? path[0])
}

export function overDrafts(run: Run, over: Over, plan: Pick<Plan, 'people'>, { incidents }: Pick<State, 'incidents'>): readonly Draft[] {
  const { what, by } = over
  const stage = over.what === 'stage' ? run.stages.find(({ id }) => id === over.stage) : undefined
  const common = { who: clockRule, incident: run.incident }
  const title = stage ? `${stage.title} is over its window` : `${run.drill ? 'The drill' : 'The rollback'} is over its deadline`
  const open = (stage ? [stage] : run.stages).flatMap(({ steps }) => steps).filter(({ state }) => state !== 'ok' && state !== 'skipped').map(({ title }) => title)
  const text = `${title}: ${clockText(stage ? stage.to : run.deadline)} has passed, by ${durationText(by)}, and these are not done: ${open.join(', ')}. The run goes on.`
  const severity = incidents.find(({ id }) => id === run.incident)?.severity ?? 'P0'
  const audience = nextUp(plan.people.escalation.find((one) => one.severity === severity)?.path ?? [], what)
  return [
    { kind: 'rollback.over', ...common, data: { run: run.id, what, by: Math.round(by), ...(stage && { stage: stage.id }) } },
    // One that was taken for a stage calls again for the deadline.
    { kind: 'alert.raised', ...common, data: { gate: alertOf(run.id, stage?.id ?? 'deadline'), title, response: stage ? 'alert' : 'review', text } },
    ...(audience === undefined ? [] : [{ kind: 'notice.sent', ...common, data: { audience, channel: 'journal', text: `Escalated (${severity}): ${text}` } } as const]),
  ]
}

/** What a run raised is over with it. */
export const alertsEnded = ({ alerts }: Pick<State, 'alerts'>, run: Pick<Run, 'id' | 'incident'>): readonly Draft[] =>
  openGroups(alerts).flatMap((group) => group.alerts).filter(({ gate, firing }) => firing && gate.startsWith(alertOf(run.id, '')))
    .map(({ gate }) => ({ kind: 'alert.ended', who: clockRule, incident: run.incident, data: { gate } }))
