/** A moment of the demo console: figures that move a little, gates in the states that a scenario wants. */
import type { Clock } from '../../shared/clock.ts'
import type { Figure, Frame, Line } from '../../shared/contract.ts'
import { thresholdValue } from '../../shared/gate.ts'
import type { Environment, MetricName } from '../../shared/metrics.ts'
import type { Plan } from '../../shared/plan.ts'
import type { State } from '../../shared/state.ts'
import { inPhase } from '../../renderer/screens/live/chart-bars.ts'

export type Mood = { readonly bad: 'none' | 'pending' | 'firing'; readonly share: number; readonly blocked: boolean; readonly old?: number }

const levels: Readonly<Partial<Record<MetricName, number>>> = {
  up: 1, error_rate: 0.012, balancer_errors: 0.011, response_time: 0.142, rows_per_second: 37_245, session_success: 0.984, active_users: 12, cpu_usage: 0.41, memory_usage: 0.57,
  disk_free: 0.63, requests: 9.4, db_connection_failures: 0, db_pool_usage: 0.22, archive_lag: 0.4, archive_differing: 0,
}

const wave = (at: number, size: number): number => 1 + size * Math.sin(at / 7_000) * Math.cos(at / 2_300)

export function valueOf(metric: MetricName, environment: Environment, { bad }: Mood, at: number): number | undefined {
  const level = levels[metric]
  if (level === undefined) return undefined
  if (metric === 'error_rate' && environment === 'green' && bad !== 'none') return 0.31 * wave(at, 0.06)
  return metric === 'session_success' ? level : level * wave(at, 0.03)
}

export function demoLine(metric: MetricName, environment: Environment, mood: Mood, now: number, last: number, points: number): Line {
  const t = Array.from({ length: points }, (_, index) => now - last + (index * last) / (points - 1))
  const avg = t.map((at, index) => (index > points * 0.4 && index < points * 0.44 ? null : (valueOf(metric, environment, at > now - 40_000 ? mood : { ...mood, bad: 'none' }, at) ?? null)))
  return { t, avg, min: avg.map((value) => value && value * 0.97), max: avg.map((value) => value && value * 1.03) }
}

export function demoFrame({ plan, state, mood, clock, number }: { readonly plan: Plan; readonly state: State; readonly mood: Mood; readonly clock: Clock; readonly number: number }): Frame {
  const [mono, wall] = [clock.mono(), clock.wall()]
  const figure = (metric: MetricName, environment: Environment): Figure => {
    const value = valueOf(metric, environment, mood, mono)
    return value === undefined ? { samples: 0, why: 'none' } : { value, age: mood.old ?? 400, source: environment, samples: 94 }
  }
  const share = { blue: 1 - mood.share, green: mood.share }
  return {
    number, wall, mono,
    figures: {
      blue: Object.fromEntries(Object.keys(levels).map((metric) => [metric, figure(metric as MetricName, 'blue')])),
      green: Object.fromEntries(Object.keys(levels).map((metric) => [metric, figure(metric as MetricName, 'green')])),
    },
    tiles: plan.dashboard.tiles.map(({ id, metric, environment }) => {
      if (metric === undefined) return { id, outcome: mood.bad === 'none' ? 'pass' : 'fail', figure: { samples: 29 }, text: mood.bad === 'none' ? 'all 24 gates within their bars' : '1 of 29 gates firing' }
      const told = figure(metric, environment)
      return { id, outcome: told.value === undefined ? 'no data' : metric === 'error_rate' && mood.bad !== 'none' ? 'fail' : 'pass', figure: told, text: '' }
    }),
    gates: plan.gates.flatMap((gate) => gate.environments.map((environment) => {
      const value = valueOf(gate.metric, environment, mood, mono)
      const threshold = thresholdValue(gate.threshold, plan.baselines) ?? 0
      const judged = inPhase(gate, state.phase)
      const bad = gate.id === 'error-burst' && mood.bad !== 'none' ? mood.bad : undefined
      const sustained = bad === 'pending' ? 8_000 : bad === 'firing' ? gate.for : 0
      return {
        gate: gate.id, environment, progress: bad === 'pending' ? sustained / gate.for : 0, why: bad ? 'error rate 31.4 % over 15 s, the bar is 10 %' : 'within its bar',
        status: {
          state: bad ?? (value === undefined || !judged ? 'no data' : 'ok'), since: mono - 60_000, sustained, missing: 0, evaluatedAt: mono,
          ...(bad && { activeSince: mono - sustained }),
          evaluation: { outcome: bad ? 'fail' : !judged ? 'not yet' : value === undefined ? 'no data' : 'pass', threshold, samples: 94, ...(value !== undefined && { value }) },
        },
      } as const
    })),
    sources: [
      ...plan.targets.map((target) => ({
        target: target.id, kind: target.kind, state: 'ok', age: 400, latency: 4, identity: 'build 2025.11.3', ...(target.environment && { environment: target.environment }),
      } as const)),
      {
        target: 'green journeys', kind: 'journeys', environment: 'green', state: 'ok', age: 9_400, latency: 61, identity: 'http://127.0.0.1:3000',
        detail: 'journey “Look at a price”: step 2 of 2, ask for a price (GET /quote?symbol={{symbol}}): expected success (200 to 299), got 503',
      },
    ],
    routing: {
      id: 'balancer', weights: mood.share > 0 ? { blue: 80, green: 20 } : { blue: 100, green: 0 }, flags: { blue: 6, green: mood.share > 0 ? 12 : 0 }, drained: { blue: false, green: false },
      inFlight: { blue: 3, green: mood.share > 0 ? 2 : 0 }, sticky: { blue: 14, green: mood.share > 0 ? 4 : 1 }, healthy: { blue: true, green: true }, share, age: 300,
    },
    readiness: {
      ready: !mood.blocked, expected: 432_000, ...(state.pastRuns.at(-1)?.endedWall !== undefined && { provenAt: state.pastRuns.at(-1)?.endedWall ?? 0 }),
      checks: [
        { id: 'target', title: 'Blue answers', state: mood.blocked ? 'block' : 'ok', detail: mood.blocked ? 'blue: connection refused at 127.0.0.1:8601' : 'healthy, build 2025.11.3' },
        { id: 'balancer', title: 'The balancer answers', state: 'ok', detail: 'blue 80 %, green 20 %, 12 users by flag on green' },
        { id: 'write-path', title: 'The balancer takes orders', state: 'ok', detail: 'tried 4 s ago by a change that changes nothing' },
        { id: 'archive', title: 'The archives can be synchronised', state: 'warn', detail: '3 rows differ, blue lags 4 s' },
        { id: 'journal', title: 'The record is durable', state: 'ok', detail: 'each entry is on disk before it counts' },
      ],
    },
    budget: { spent: 19_000, allowed: 86_400, left: 67_400, parts: { down: 9_000, errors: 6_500, switches: 3_500 }, observed: 61_200_000 },
    watcher: { lateMs: 2, journal: 'durable', blind: [] },
  }
}

