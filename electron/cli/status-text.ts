/** What `status` says, as text and as JSON. Pure. */
import type { Frame, OpenedPlan, Source } from '../../shared/contract.ts'
import { environments, type Environment } from '../../shared/metrics.ts'
import type { Run } from '../../shared/rollback.ts'
import type { State } from '../../shared/state.ts'
import { durationText } from '../../shared/duration.ts'
import { runEnded } from '../../shared/rollback.ts'
import { runningText } from '../shell/leaving.ts'
import type { Paint } from './terminal.ts'

export type StatusFacts = {
  readonly home: string
  /** Opened by the command itself: it has seen a few seconds. */
  readonly own: boolean
  readonly opened: OpenedPlan
  readonly state: State
  readonly frame: Frame
}

type GateLine = { readonly gate: string; readonly title: string; readonly environment: Environment; readonly state: string; readonly why: string }

export type Status = {
  /** Ready, and nothing fires. */
  readonly ok: boolean
  readonly at: string
  readonly home: string
  readonly console: 'running' | 'opened for this'
  readonly plan: { readonly id: string; readonly title: string; readonly hash: string; readonly from: string; readonly file?: string; readonly mistakes: number }
  readonly phase: string | null
  readonly automation: string
  readonly environments: Readonly<Record<Environment, { readonly title: string; readonly source?: Source }>>
  readonly routing: NonNullable<Frame['routing']> | null
  readonly readiness: Frame['readiness']
  /** Those that are pending, firing, or without data. */
  readonly gates: readonly GateLine[]
  readonly judged: number
  /** The run that is under way. */
  readonly run: { readonly id: string; readonly text: string } | null
  readonly sources: readonly Source[]
  readonly journal: Frame['watcher']['journal']
}

const runOf = (run: Run | undefined, now: number): Status['run'] => {
  const text = runningText(run, now)
  return run === undefined || runEnded(run) || text === undefined ? null : { id: run.id, text }
}

export function statusOf({ home, own, opened: { plan, hash, from, file, mistakes }, state, frame }: StatusFacts): Status {
  const { readiness, sources, routing, gates: views, watcher, wall, mono } = frame
  const gates = views
    .filter(({ status }) => status.state !== 'ok' && status.state !== 'resolved')
    .map(({ gate, environment, status, why }) => ({ gate, title: plan.gates.find(({ id }) => id === gate)?.title ?? gate, environment, state: status.state, why }))
  const environment = (name: Environment): Status['environments'][Environment] => {
    const source = sources.find((one) => one.kind === 'app' && one.environment === name)
    return { title: plan.environments[name].title, ...(source && { source }) }
  }
  return {
    ok: readiness.ready && !gates.some((gate) => gate.state === 'firing'),
    at: new Date(wall).toISOString(), home, console: own ? 'opened for this' : 'running',
    plan: { id: plan.id, title: plan.title, hash, from, mistakes: mistakes.length, ...(file !== undefined && { file }) },
    phase: state.phase, automation: state.automation,
    environments: { blue: environment('blue'), green: environment('green') },
    routing: routing ?? null, readiness, gates, judged: views.length, run: runOf(state.run, mono), sources, journal: watcher.journal,
  }
}

const states = ['firing', 'pending', 'no data'] as const
const tones = { firing: 'bad', pending: 'warn', 'no data': 'faint' } as const
const column = (text: string, width: number): string => text.padEnd(width)

function environmentLine(name: Environment, { environments: all, routing }: Status, paint: Paint): string {
  const { title, source } = all[name]
  const answers = source === undefined ? paint('warn', 'no application connected')
    : source.state === 'ok' ? `${paint('good', 'answers')}, build ${source.identity ?? 'not known'}`
    : `${paint('bad', source.state)}: ${source.detail ?? 'no detail'}`
  const users = routing === null ? 'routing not known'
    : `${Math.round(routing.share[name] * 100)} % of requests, weight ${routing.weights[name]}, ${routing.flags[name]} by flag, ${routing.inFlight[name]} in flight${routing.drained[name] ? ', drained' : ''}`
  return `  ${column(title, 8)}${answers}; ${users}`
}

function gateLines({ gates, judged }: Status, paint: Paint): readonly string[] {
  const of = (state: (typeof states)[number]): readonly GateLine[] => gates.filter((gate) => gate.state === state)
  const counts = states.map((state) => `${of(state).length} ${state}`)
  return [
    `Gates: ${gates.length === 0 ? `all ${judged} ok` : `${counts.join(', ')}, of ${judged}`}`,
    ...states.flatMap((state) => {
      const name = paint(tones[state], column(state, 9))
      if (state !== 'no data') return of(state).map(({ title, environment, why }) => `  ${name}${title} (${environment}): ${why}`)
      // Many at a start, and none of them says much: named, without their reasons.
      const named = Map.groupBy(of(state), ({ gate }) => gate)
      return named.size === 0 ? [] : [`  ${name}${[...named].map(([gate, all]) => `${gate} (${all.map(({ environment }) => environment).join(', ')})`).join(', ')}`]
    }),
  ]
}

export function statusLines(status: Status, paint: Paint): readonly string[] {
  const { home, plan, phase, automation, readiness: { ready, checks, expected }, run, sources, journal, console } = status
  const bad = sources.filter(({ state }) => state !== 'ok')
  return [
    `${plan.title} (${plan.from}${plan.mistakes > 0 ? paint('bad', `; the plan asked for has ${plan.mistakes} ${plan.mistakes === 1 ? 'mistake' : 'mistakes'}`) : ''}), phase ${phase ?? 'none'}, ${automation}`,
    `Console of ${home} (${console})`,
    'Environments',
    ...environments.map((name) => environmentLine(name, status, paint)),
    `Rollback: ${ready ? paint('good', 'ready') : paint('bad', 'not ready')}${expected === undefined ? '' : `, usually ${durationText(expected)}`}`,
    ...checks.filter(({ state }) => state !== 'ok').map(({ state, title, detail }) => `  ${paint(state === 'block' ? 'bad' : 'warn', column(state === 'block' ? 'blocks' : 'warns', 9))}${title}: ${detail}`),
    ...gateLines(status, paint),
    `Run: ${run === null ? 'none' : paint('warn', run.text)}`,
    `Sources: ${bad.length === 0 ? `all ${sources.length} answer` : `${bad.length} of ${sources.length} do not answer`}`,
    ...bad.map(({ target, state, detail, mend }) => `  ${paint('bad', target)}: ${detail ?? state}${mend === undefined ? '' : `. ${mend}`}`),
    ...(journal === 'durable' ? [] : [paint('bad', `The record is not durable: ${journal.error} (${journal.buffered} entries wait)`)]),
  ]
}
