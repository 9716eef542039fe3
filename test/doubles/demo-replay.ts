/** Replays of the demo console: made-up samples of an hour, judged by the real engine; a record with one run of each kind. */
import { ORPCError } from '@orpc/server'
import { replay, type Replayed } from '../../electron/judge/replay.ts'
import { CsvError } from '../../electron/observe/csv.ts'
import { readSeriesCsv, type CsvSeries } from '../../electron/observe/series-csv.ts'
import type { HistoryEvent, ReplayEvent, ReplaySource, ReplaySources } from '../../shared/contract.ts'
import type { Plan } from '../../shared/plan.ts'
import { changedGate, type GateChange, type JudgedRun } from '../../shared/replay.ts'

const minute = 60_000

export const demoSources = (wall: number, fresh: boolean): ReplaySources =>
  fresh ? { episodes: [] } : {
    recorded: { from: wall - 4 * 86_400_000, to: wall, bytes: 61_400_000 },
    episodes: [
      { kind: 'run', id: 'r-1', title: 'Drill: Error burst above 10 %', from: wall - 70 * minute, to: wall - 50 * minute, recorded: true },
      { kind: 'incident', id: 'i-1', title: 'Archive lags behind', from: wall - 1_500 * minute, to: wall - 1_400 * minute, recorded: true },
      { kind: 'run', id: 'r-0', title: 'Rollback: Pressed by Ada Obi', from: wall - 90 * 1_440 * minute, to: wall - 90 * 1_440 * minute + 20 * minute, recorded: false },
    ],
  }

/** An hour of both environments: calm, a bad quarter, a silence, a short burst. */
function hourUntil(wall: number): CsvSeries {
  const rows = Array.from({ length: 3_600 }, (_, second) => second).flatMap((second) => {
    if (second > 2_000 && second < 2_150) return []
    const at = Math.floor(wall / 1_000) - 3_600 + second
    const wave = Math.sin(second / 37) * Math.sin(second / 311)
    const bad = (second > 900 && second < 1_320) || (second > 2_700 && second < 2_760)
    return (['blue', 'green'] as const).flatMap((environment) => {
      const errors = environment === 'green' && bad ? 16 + 6 * wave : 1.5 + wave
      return [
        `${at},error_rate,${environment},${Math.max(0, errors).toFixed(2)},100`, `${at},up,${environment},1`, `${at},cpu_usage,${environment},${(0.42 + 0.1 * wave + (bad && environment === 'green' ? 0.4 : 0)).toFixed(3)}`,
        `${at},rows_per_second,${environment},${Math.round(37_000 + 900 * wave)},1`, `${at},response_time,${environment},${(0.12 + 0.03 * wave).toFixed(3)},90`,
      ]
    })
  })
  return readSeriesCsv(['time,metric,environment,value,denominator', ...rows].join('\n'))
}

export function demoReplay(plan: Plan, wall: number, { source, gates, changes }: { readonly source: ReplaySource; readonly gates: readonly string[]; readonly changes: readonly GateChange[] }): () => AsyncGenerator<ReplayEvent, void> {
  const samples = ((): CsvSeries => {
    try {
      return source.kind === 'csv' ? readSeriesCsv(source.text) : hourUntil(wall)
    } catch (error) {
      if (error instanceof CsvError) throw new ORPCError('BAD_REQUEST', { message: error.message, data: { issues: error.mistakes.map((message) => ({ message })) } })
      throw error
    }
  })()
  const { store, from, to } = samples
  const over = (rules: Plan): Replayed => {
    const steps = replay({ plan: rules, read: store.window, watched: store.watched, spans: [{ from, to }], lead: from, from, to, phaseAt: () => null, routingAt: () => undefined, points: 240 })
    for (;;) {
      const step = steps.next()
      if (step.done === true) return step.value
    }
  }
  const chosen = plan.gates.filter(({ id }) => gates.includes(id))
  return async function* () {
    yield { kind: 'begun', from, to }
    yield { kind: 'progress', done: 0.4 }
    const present = over({ ...plan, gates: chosen })
    const changed = over({ ...plan, gates: chosen.map((gate) => changedGate(gate, changes)) })
    for (const { id: gate, environments } of chosen)
      for (const environment of environments) {
        const [before, after] = [present.gates.get(`${gate}/${environment}`), changed.gates.get(`${gate}/${environment}`)]
        if (before && after) yield { kind: 'gate', gate, environment, present: before, ...(changes.some((one) => one.gate === gate) && { changed: after }) }
      }
    yield { kind: 'done', openings: { present: present.openings, changed: changed.openings }, ticks: present.ticks, watched: present.ticks * 1_000 }
  }
}

export async function* demoHistory(wall: number, fresh: boolean): AsyncGenerator<HistoryEvent, void> {
  const run = (id: string, days: number, mark: JudgedRun['mark'], title: string, present?: number, changed?: number): JudgedRun => {
    const opened = wall - days * 86_400_000
    const rule = (by: number | undefined) => (by === undefined ? {} : { opensAt: opened + by })
    return { run: id, title, drill: mark !== 'missed', opened, outcome: mark === 'false alarm' ? 'vetoed' : 'completed', mark, rules: { present: rule(present), changed: rule(changed) } }
  }
  yield { kind: 'progress', done: 0.5 }
  if (!fresh) {
    yield { kind: 'run', run: run('r-4', 1, 'right', 'Error burst above 10 %', 0, -10_000) }
    yield { kind: 'run', run: run('r-3', 3, 'missed', 'Pressed by Ada Obi', undefined, -95_000) }
    yield { kind: 'run', run: run('r-2', 6, 'false alarm', 'CPU above 95 %', 0) }
    yield { kind: 'run', run: { run: 'r-1', title: 'Error burst above 10 %', drill: true, opened: wall - 90 * 86_400_000, outcome: 'completed', mark: 'right' } }
  }
  yield { kind: 'done', left: 0 }
}
