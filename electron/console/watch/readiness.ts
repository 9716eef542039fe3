/**
 * If the button were pressed now: what blocks it, and how long it would take. Pure.
 * `block` is what makes a rollback fail or lead to a dead place; the rest warns.
 * Plan: "Rollback Capability: <15 minutes"; fault 11 of trust.md.
 */
import type { Readiness, Routing } from '../../../shared/contract.ts'
import type { CheckpointState } from '../../../shared/checkpoint.ts'
import { fitOf, lastProven } from '../../../shared/checkpoint-rules.ts'
import { drillText, proofOf, type DrillState } from '../../../shared/drill.ts'
import { durationText } from '../../../shared/duration.ts'
import type { GateView } from '../../../shared/gate.ts'
import { metricInfo, type Environment } from '../../../shared/metrics.ts'
import type { OnCall } from '../../../shared/on-call-state.ts'
import { isPractice, type Plan } from '../../../shared/plan.ts'
import { reachNow } from '../../../shared/reach.ts'
import type { Run } from '../../../shared/rollback.ts'
import type { SourceView } from '../../observe/sampler.ts'
import type { Capacity } from './capacity.ts'

export type ReadinessFacts = {
  readonly plan: Pick<Plan, 'rollback' | 'targets' | 'gates' | 'drills' | 'lab' | 'staging' | 'checkpoints' | 'people'>
  readonly sources: readonly SourceView[]
  readonly views: readonly GateView[]
  /** Last value of `up` of the rollback's target; undefined while not known. */
  readonly targetUp: number | undefined
  readonly routing: Routing | undefined
  readonly routingFailure: string | undefined
  readonly drifted: boolean
  readonly written: { readonly at: number; readonly error?: { readonly message: string } } | undefined
  /** Seconds that the target's archive lags, and rows that differ; undefined while not known. */
  readonly archive: { readonly lag: number; readonly differing: number } | undefined
  /** What everyone asks for, and what the target has carried; undefined while not known. */
  readonly capacity: Capacity | undefined
  /** A person has let the plan's commands be run; undefined where it has none. */
  readonly commands?: boolean
  readonly journal: 'durable' | { readonly error: string }
  readonly pastRuns: readonly Run[]
  readonly drills: DrillState
  /** And whether the archive offers them. */
  readonly checkpoints?: { readonly state: CheckpointState; readonly offered: boolean }
  readonly onCall: OnCall
  readonly wall: number
  readonly now: number
}

type Check = Readiness['checks'][number]

/** Older than this and what the balancer said last is no longer known. */
const staleAfter = 5_000

function targetCheck({ plan, sources, targetUp }: ReadinessFacts): Check {
  const { target } = plan.rollback
  const own = sources.find((source) => source.kind === 'app' && source.environment === target)
  const base = { id: 'target', title: `${nameOf(target)} answers` } as const
  if (own === undefined) return { ...base, state: 'block', detail: `the plan connects no application of ${target}` }
  if (own.state !== 'ok') return { ...base, state: 'block', detail: `${target}: ${own.detail ?? own.state}` }
  if (targetUp !== 1) return { ...base, state: 'block', detail: targetUp === 0 ? `${target} says that it is not healthy` : `the health of ${target} is not known` }
  return { ...base, state: 'ok', detail: `healthy, build ${own.identity?.id ?? 'not known'}` }
}

function targetGates({ plan, views }: ReadinessFacts): Check {
  const { target } = plan.rollback
  const firing = views.filter((view) => view.environment === target && view.status.state === 'firing')
  const titles = firing.map((view) => plan.gates.find((gate) => gate.id === view.gate)?.title ?? view.gate)
  const base = { id: 'target-gates', title: `${nameOf(target)} is within its gates` } as const
  return titles.length > 0
    ? { ...base, state: 'warn', detail: `firing in ${target} too: ${titles.join(', ')}` }
    : { ...base, state: 'ok', detail: `no gate fires in ${target}` }
}

/** Above this the target is taken to have no room. Plan: "Resource Usage >80%". */
const fullAt = 0.8

function capacityCheck({ capacity, plan: { rollback: { target } } }: ReadinessFacts): Check {
  const base = { id: 'capacity', title: `${nameOf(target)} can carry everyone` } as const
  if (capacity === undefined) return { ...base, state: 'warn', detail: 'not known: requests were not measured for a minute yet' }
  const { needed, held, projected } = capacity
  const all = `everyone asks ${rateText(needed)} now`
  if (held >= needed) return { ...base, state: 'ok', detail: `${all}; it carried ${rateText(held)} within the last day` }
  if (projected === undefined) return { ...base, state: 'warn', detail: `not known: ${all}, and it carried ${rateText(held)} at most within the last day` }
  const text = `${all}; by what it carries now its ${metricInfo(projected.metric).title} would be ${Math.round(100 * projected.value)} %`
  return { ...base, state: projected.value < fullAt ? 'ok' : 'warn', detail: text }
}

/** A target that does not let the console in can't be acted upon, whatever else it says. */
function credentialsCheck({ sources }: ReadinessFacts): Check {
  const base = { id: 'credentials', title: 'Each target lets the console in' } as const
  const refused = sources.filter(({ state }) => state === 'auth' || state === 'tls')
  if (refused.length === 0) return { ...base, state: 'ok', detail: 'no password, token or certificate is refused' }
  const acted = refused.some(({ kind }) => kind === 'app' || /haproxy|nginx|balancer|archive/.test(kind))
  return { ...base, state: acted ? 'block' : 'warn', detail: refused.map(({ target, detail, state }) => `${target}: ${detail ?? state}`).join('; ') }
}

function balancerCheck({ routing, routingFailure }: ReadinessFacts): Check {
  const base = { id: 'balancer', title: 'The balancer answers' } as const
  if (routing === undefined) return { ...base, state: 'block', detail: routingFailure ?? 'not read yet' }
  if (routing.age > staleAfter) return { ...base, state: 'block', detail: `no answer for ${durationText(Math.floor(routing.age / 1_000) * 1_000)}${routingFailure === undefined ? '' : `: ${routingFailure}`}` }
  return { ...base, state: 'ok', detail: `blue ${routing.weights.blue} %, green ${routing.weights.green} %, ${routing.flags.green} users by flag on green` }
}

function writeCheck({ written, now }: ReadinessFacts): Check {
  const base = { id: 'write-path', title: 'The balancer takes orders' } as const
  if (written === undefined) return { ...base, state: 'warn', detail: 'not tried yet' }
  if (written.error) return { ...base, state: 'block', detail: written.error.message }
  return { ...base, state: 'ok', detail: `tried ${durationText(Math.floor((now - written.at) / 1_000) * 1_000)} ago by a change that changes nothing` }
}

/** Only where the plan expects somebody. Another one is never acted upon, so a rollback would stop and ask there. */
function identityCheck({ plan, sources }: ReadinessFacts): readonly Check[] {
  const expecting = plan.targets.flatMap(({ id, expect }) => (expect ? [{ id, expected: expect.identity, is: sources.find(({ target }) => target === id)?.identity?.id }] : []))
  const base = { id: 'identity', title: 'Each target is the one that the plan expects' } as const
  const others = expecting.filter(({ expected, is }) => is !== undefined && is !== expected)
  const unknown = expecting.filter(({ is }) => is === undefined)
  if (expecting.length === 0) return []
  if (others.length > 0) return [{ ...base, state: 'block', detail: others.map(({ id, expected, is }) => `${id} answers as ${is ?? ''}, expected ${expected}`).join('; ') }]
  if (unknown.length > 0) return [{ ...base, state: 'warn', detail: `not known yet: ${unknown.map(({ id }) => id).join(', ')}` }]
  return [{ ...base, state: 'ok', detail: expecting.map(({ id, expected }) => `${id} is ${expected}`).join('; ') }]
}

function driftCheck({ drifted, plan }: ReadinessFacts): Check {
  const base = { id: 'drift', title: 'Routing is as it was left' } as const
  return drifted
    ? { ...base, state: 'warn', detail: `someone sends users away from ${plan.rollback.target} again` }
    : { ...base, state: 'ok', detail: 'no drift seen' }
}

function archiveCheck({ archive, plan }: ReadinessFacts): Check {
  const base = { id: 'archive', title: 'The archives can be synchronised' } as const
  if (archive === undefined) return { ...base, state: 'warn', detail: 'their state is not known' }
  const { lag, differing } = archive
  const text = `${differing} ${differing === 1 ? 'row differs' : 'rows differ'}, ${plan.rollback.target} lags ${durationText(lag * 1_000)}`
  return { ...base, state: differing > 0 || lag > 60 ? 'warn' : 'ok', detail: text }
}

function journalCheck({ journal }: ReadinessFacts): Check {
  const base = { id: 'journal', title: 'The record is durable' } as const
  return journal === 'durable'
    ? { ...base, state: 'ok', detail: 'each entry is on disk before it counts' }
    : { ...base, state: 'warn', detail: `a rollback would go on without it: ${journal.error}` }
}

const rateText = (rate: number): string => `${rate < 10 ? rate.toFixed(1) : Math.round(rate)} requests/s`

/** Only where the plan has any. A step whose commands nobody has looked at stops and asks. */
function commandsCheck({ commands }: ReadinessFacts): readonly Check[] {
  if (commands === undefined) return []
  const base = { id: 'commands', title: "The plan's commands may be run" } as const
  return [commands ? { ...base, state: 'ok', detail: 'a person has looked at them' } : { ...base, state: 'warn', detail: 'they are new or changed: read them and let them be run, or their steps will ask' }]
}

/** Only where the plan asks for drills and they may be run: when the way back was last proven, by its worst stage, and the trend. */
function drillCheck({ plan, drills, wall }: ReadinessFacts): readonly Check[] {
  if (plan.drills === undefined || !isPractice(plan)) return []
  const base = { id: 'drill', title: 'A drill has proven it' } as const
  const { proven, text, drill } = proofOf(drills, plan.drills, wall)
  if (drill === undefined || !proven) return [{ ...base, state: 'warn', detail: text }]
  const age = wall - drill.at
  const detail = `last proven ${durationText(age)} ago, ${drillText(drill, drills.past)}`
  return [age > plan.drills.warnAfter ? { ...base, state: 'warn', detail: `${detail}; the plan warns after ${durationText(plan.drills.warnAfter)}` } : { ...base, state: 'ok', detail }]
}

/** Only where the plan asks for checkpoints: how old the last proven one is, and whether restoring it fits. Fault 18. */
function checkpointCheck({ plan, checkpoints, wall }: ReadinessFacts): readonly Check[] {
  if (plan.checkpoints === undefined || checkpoints === undefined) return []
  const base = { id: 'checkpoint', title: 'A checkpoint can be restored' } as const
  const { target } = plan.rollback
  if (!checkpoints.offered) return [{ ...base, state: 'warn', detail: "this plan's archive can't be checkpointed: a damaged one would be a person's to mend" }]
  const last = lastProven(checkpoints.state, target)
  if (last === undefined) return [{ ...base, state: 'warn', detail: `no checkpoint of ${target} was proven by a restore yet` }]
  const age = Math.max(0, wall - last.taken.at)
  const { fits, text } = fitOf(plan, last.proof.ms)
  const old = age > plan.checkpoints.stale ? `; the plan wants one within ${durationText(plan.checkpoints.stale)}` : ''
  return [{ ...base, state: fits && old === '' ? 'ok' : 'warn', detail: `last proven checkpoint ${durationText(age)} ago, restore takes ${durationText(last.proof.ms)}, ${text}${old}` }]
}

/** Only where the plan has levels of escalation; on the practice lab only once somebody has tried. A rollback needs nobody's answer: this warns. */
function peopleCheck({ plan, onCall: { duties, reach }, wall }: ReadinessFacts): readonly Check[] {
  if (isPractice(plan) && reach.tried === undefined) return []
  const levels = reachNow(plan, duties.overrides, reach, wall)
  if (levels.length === 0) return []
  const lacking = levels.filter(({ state }) => state !== 'reached')
  const base = { id: 'people', title: 'Every level of the escalation can be reached' } as const
  return [{ ...base, state: lacking.length === 0 ? 'ok' : 'warn', detail: (lacking.length === 0 ? levels : lacking).map(({ title, text }) => `${title}: ${text}`).join('; ') }]
}

const nameOf = (environment: Environment): string => (environment === 'blue' ? 'Blue' : 'Green')

const median = (values: readonly number[]): number | undefined => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]

export function readinessOf(facts: ReadinessFacts): Readiness {
  const checks = [targetCheck, identityCheck, credentialsCheck, balancerCheck, writeCheck, targetGates, capacityCheck, archiveCheck, checkpointCheck, driftCheck, commandsCheck, drillCheck, peopleCheck, journalCheck].flatMap((check) => check(facts))
  const completed = facts.pastRuns.filter((run) => run.state === 'completed')
  const expected = median(completed.flatMap((run) => (run.endedWall === undefined ? [] : [run.endedWall - run.startedWall])))
  const provenAt = completed.at(-1)?.endedWall
  return {
    ready: checks.every((check) => check.state !== 'block'),
    checks,
    ...(expected !== undefined && { expected }),
    ...(provenAt !== undefined && { provenAt }),
  }
}
