/**
 * What is to be done about gates that fire. Pure: the caller acts.
 * Plan: "Automated Response Matrix", "Automated Triggers"; semantics 5 and 7 of the design.
 */
import type { Routing } from '../../shared/contract/live.ts'
import { truthOf, type GateStatus, type GateView } from '../../shared/gate.ts'
import type { Automation } from '../../shared/journal.ts'
import { environments, type Environment } from '../../shared/metrics.ts'
import { modes, type Gate, type Plan } from '../../shared/plan.ts'
import { runEnded, type Run } from '../../shared/rollback.ts'
import { silenceOf, type Silences } from '../../shared/silence.ts'
import { findingText } from './explain.ts'
import type { Turn } from './judge.ts'

type Mode = (typeof modes)[number]
type AtGate = { readonly gate: Gate['id']; readonly environment: Environment; readonly text: string }

/** Why traffic should go back: the rules that fire, the one that began first in front. */
type Causes = {
  /** Gate ids. */
  readonly causes: readonly string[]
  /** Monotonic milliseconds at which the first of their conditions began. */
  readonly exposedSince: number
}

export type Action =
  | (AtGate & { readonly kind: 'alert' | 'hold' | 'scale' | 'review' })
  | (AtGate & { readonly kind: 'propose'; readonly response: 'hold' | 'scale' | 'review' })
  | (AtGate & Causes & { readonly kind: 'propose'; readonly response: 'rollback' })
  /** Opens a run whose trigger is `gate`. Repeated each tick until the caller's run is active. */
  | (AtGate & Causes & { readonly kind: 'rollback' })
  /** Another rule fired while a run is active: a note in that run. */
  | (AtGate & { readonly kind: 'join' })

export type Situation = {
  readonly plan: Pick<Plan, 'gates' | 'rollback'>
  readonly turns: readonly Turn[]
  readonly views: readonly GateView[]
  readonly automation: Automation
  /** Wall milliseconds at which the veto on a rule lapses, by gate id. */
  readonly vetoes: Readonly<Record<string, number>>
  /** The present run, or the last one. */
  readonly run: Run | undefined
  /** As the balancer reports it; undefined while that is not known. */
  readonly routing: Pick<Routing, 'weights' | 'flags' | 'share'> | undefined
  readonly silences: Silences
  /** Keys of gates that turned to firing under a silence and were not told: see `untoldAfter`. */
  readonly untold: ReadonlySet<string>
  /** Gates named by rollback proposals that were made; a restart forgets them and proposes again. */
  readonly proposed: ReadonlySet<string>
  readonly now: { readonly wall: number; readonly mono: number; readonly boot: string }
}

const modeOf = { automatic: 'act', 'ask first': 'propose', 'watch only': 'observe' } as const satisfies Record<Automation, Mode>

/** The stricter of a gate's own mode and the console's: what may be done without a person. */
export const stricter = (gate: Mode, automation: Automation): Mode =>
  modes[Math.min(modes.indexOf(gate), modes.indexOf(modeOf[automation]))] ?? 'observe'

/**
 * Alert, hold, scale and review follow a gate's turn to firing. A rollback follows the firing itself,
 * so that it opens as well when a veto lapses, automation comes back, users are sent there again or
 * the console restarts; but only while the newest evaluation says so and its time was sustained:
 * silence keeps a gate firing and opens nothing. None opens while a run is active, for the
 * environment that a rollback goes to, where no users go, or for what an ended run has answered.
 */
export function decide(situation: Situation): readonly Action[] {
  const actions = news(situation).flatMap((firing) => (silenced(situation, firing) ? [] : onFiring(situation, firing)))
  return runActive(situation) ? actions : [...actions, ...goBack(situation)]
}

/** What turned to firing now, and what did so under a silence that is over while it still fires. */
function news({ plan, turns, views, untold }: Situation): readonly Firing[] {
  const turned = turns.filter(({ to }) => to === 'firing')
  const late = views.flatMap(({ gate: id, environment, status }): readonly Firing[] => {
    const gate = status.state === 'firing' && untold.has(keyOf({ gate: id, environment })) ? plan.gates.find((one) => one.id === id) : undefined
    return gate === undefined || turned.some((turn) => turn.gate.id === id && turn.environment === environment) ? [] : [{ gate, environment, status }]
  })
  return [...turned, ...late]
}

const keyOf = ({ gate, environment }: { readonly gate: string; readonly environment: Environment }): string => `${gate}/${environment}`
const silenced = ({ silences, now }: Situation, { gate, environment }: Pick<Firing, 'gate' | 'environment'>): boolean =>
  silenceOf(silences, { gate: gate.id, environment }, now.wall) !== undefined

/** `untold` for the next tick: what fires under a silence is told once that is over. */
export function untoldAfter(situation: Situation): ReadonlySet<string> {
  const hidden = new Set(news(situation).filter((firing) => silenced(situation, firing)).map(({ gate, environment }) => keyOf({ gate: gate.id, environment })))
  const fires = new Set(situation.views.filter(({ status }) => status.state === 'firing').map(keyOf))
  return new Set([...hidden].filter((key) => fires.has(key)))
}

const runActive = ({ run }: Situation): boolean => run !== undefined && !runEnded(run)

function onFiring(situation: Situation, { gate, environment, status }: Firing): readonly Action[] {
  const mode = stricter(gate.mode, situation.automation)
  const finding = `${gate.title}: ${findingText(gate, environment, status.evaluation)}`
  const at = (addition = ''): AtGate => ({ gate: gate.id, environment, text: `${finding}${addition}` })
  if (gate.response === 'rollback') {
    const reason = noRollbackBecause(situation, { gate, environment, status })
    if (reason !== undefined) return [{ kind: 'alert', ...at(`. No rollback was opened: ${reason}`) }]
    return runActive(situation) ? [{ kind: 'join', ...at() }] : []
  }
  if (gate.response === 'alert') return [{ kind: 'alert', ...at() }]
  if (mode === 'observe') return [{ kind: 'alert', ...at(`. Only watching: no ${gate.response}`) }]
  if (mode === 'propose') return [{ kind: 'propose', response: gate.response, ...at() }]
  return [{ kind: gate.response, ...at() }]
}

type Firing = { readonly gate: Gate; readonly environment: Environment; readonly status: GateStatus }

/** Why a rule that fires opens no run of its own, in words; undefined where it may. */
function noRollbackBecause(situation: Situation, { gate, environment, status }: Firing): string | undefined {
  if (environment === situation.plan.rollback.target) return `${environment} is where it would go`
  if (stricter(gate.mode, situation.automation) === 'observe') return 'only watching'
  const silence = silenceOf(situation.silences, { gate: gate.id, environment }, situation.now.wall)
  if (silence !== undefined) return `silenced by ${silence.by} until ${new Date(silence.until).toISOString()}`
  if (runActive(situation)) return undefined
  if (exposed(situation) === false) return `no users go to ${environment}`
  const vetoed = vetoedUntil(situation, gate.id, status)
  return vetoed === undefined ? undefined : `vetoed until ${new Date(vetoed).toISOString()}`
}

/** One bad deploy is one incident: however many rules fire, one rollback with all of them as its causes. */
function goBack(situation: Situation): readonly Action[] {
  const { plan, views, turns, proposed } = situation
  const firing = views
    .flatMap(({ gate: id, environment, status }): readonly Firing[] => {
      const isNow = status.state === 'firing' && truthOf(status.evaluation.outcome) === 'true'
      const gate = isNow ? plan.gates.find((one) => one.id === id) : undefined
      if (gate?.response !== 'rollback' || environment === plan.rollback.target || status.sustained < gate.for) return []
      return answered(situation, status) ? [] : [{ gate, environment, status }]
    })
    .toSorted((a, b) => beganAt(a.status) - beganAt(b.status))
  const free = firing.filter((one) => noRollbackBecause(situation, one) === undefined)
  const acting = free.find(({ gate }) => stricter(gate.mode, situation.automation) === 'act')
  const first = acting ?? free[0]
  if (first === undefined) return []
  const all = [first, ...firing.filter((one) => one !== first)]
  const action = {
    gate: first.gate.id,
    environment: first.environment,
    causes: all.map(({ gate }) => gate.id),
    exposedSince: Math.min(...all.map(({ status }) => beganAt(status))),
    text: all.map(({ gate, environment, status }) => `${gate.title}: ${findingText(gate, environment, status.evaluation)}`).join('; '),
  }
  if (acting !== undefined) return [{ kind: 'rollback', ...action }]
  const isNew = free.some(({ gate }) => !proposed.has(gate.id) || turns.some((turn) => turn.to === 'firing' && turn.gate.id === gate.id))
  return isNew ? [{ kind: 'propose', response: 'rollback', ...action }] : []
}

const beganAt = (status: GateStatus): number => status.activeSince ?? status.since

/** Do users go elsewhere than where a rollback would take them? Undefined while routing is not known. */
const exposed = ({ routing, plan }: Situation): boolean | undefined =>
  routing && environments.some((one) => one !== plan.rollback.target && (routing.weights[one] > 0 || routing.flags[one] > 0 || routing.share[one] > 0))

/** When the veto on a rule lapses (wall ms). A run is vetoed with every rule in sight that fired by then. */
function vetoedUntil({ vetoes, run, now }: Situation, gate: string, status: GateStatus): number | undefined {
  const shared = run?.state === 'vetoed' && firedBefore(run, status, now) ? (vetoes[run.trigger] ?? 0) : 0
  const until = Math.max(vetoes[gate] ?? 0, shared)
  return until > now.wall ? until : undefined
}

/**
 * Rules that fired before a run's end need no other: a person stopped it, or it completed. That it
 * completed holds only until users are seen to go there again.
 */
function answered(situation: Situation, status: GateStatus): boolean {
  const { run, now } = situation
  if (run?.state !== 'stopped' && !(run?.state === 'completed' && exposed(situation) === undefined)) return false
  return firedBefore(run, status, now)
}

/** On another boot the monotonic times can't be compared, and wall times must do. */
function firedBefore(run: Run, status: GateStatus, now: Situation['now']): boolean {
  // A window that a long silence started anew is a new firing, though the state never left.
  const firedAt = Math.max(status.since, beganAt(status))
  return run.boot === now.boot
    ? run.endedAt !== undefined && firedAt <= run.endedAt
    : run.endedWall !== undefined && now.wall - (now.mono - firedAt) <= run.endedWall
}
