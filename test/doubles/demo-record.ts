/** A record for looking at screens: plausible entries with times in the past, chained by a real hash. */
import { createHash } from 'node:crypto'
import type { Clock } from '../../shared/clock.ts'
import type { Draft, Entry } from '../../shared/journal.ts'
import type { Plan } from '../../shared/plan.ts'
import { emptyState, fold, type State } from '../../shared/state.ts'

/** The console's own name. */
export const demoConsole = 'c-91f03a5c'

export type DemoRecord = {
  /** @param ago milliseconds before now at which it happened */
  readonly add: (draft: Draft, ago?: number) => Entry
  readonly entries: () => readonly Entry[]
  readonly state: () => State
}

export function demoRecord(clock: Clock, onEntry: (entry: Entry) => void): DemoRecord {
  const entries: Entry[] = []
  let state = emptyState
  return {
    add: (draft, ago = 0) => {
      const wall = clock.wall() - ago
      const previous = state.head
      const hash = createHash('sha256').update(`${previous}${JSON.stringify(draft)}${entries.length}`).digest('hex')
      // Told out of order, yet written one after the other.
      const recorded = Math.max(wall, entries.at(-1)?.at.recorded ?? 0)
      const at = { occurred: wall, observed: wall, recorded, mono: clock.mono() - ago, boot: clock.boot }
      const entry: Entry = { ...draft, seq: entries.length + 1, console: demoConsole, at, previous, hash }
      entries.push(entry)
      state = fold(state, entry)
      onEntry(entry)
      return entry
    },
    entries: () => entries,
    state: () => state,
  }
}

export const ada = { kind: 'person', name: 'Ada Obi', role: 'operator' } as const
export const burst = { kind: 'rule', name: 'error-burst' } as const
const minute = 60_000

/** A console that was opened on a plan, with a phase, ticks, and a closed incident of yesterday. */
export function history(record: DemoRecord, plan: Plan, hash: string, title: string): void {
  const { add } = record
  add({ kind: 'console.opened', who: ada, data: { version: '0.1.0', platform: 'linux', plan: plan.id } }, 1_800 * minute)
  add({ kind: 'plan.pinned', who: ada, data: { id: plan.id, title: plan.title, hash, from: 'built-in', text: '' } }, 1_800 * minute)
  const [preparation, ...later] = plan.checklists
  preparation?.items.slice(0, 6).forEach(({ id }, index) => {
    add({ kind: 'checklist.ticked', who: ada, data: { checklist: preparation.id, item: id, evidence: index % 2 === 0 ? `https://wiki.example/deploy/${id}: run on both environments, log attached` : '' } }, (1_700 - index) * minute)
  })
  const first = later[0]?.items[0]
  if (first && later[0]) {
    add({ kind: 'checklist.ticked', who: ada, data: { checklist: later[0].id, item: first.id, evidence: 'build 4f1c on green' } }, 1_600 * minute)
    add({ kind: 'checklist.unticked', who: ada, why: 'rolled back, to be deployed again', data: { checklist: later[0].id, item: first.id } }, 1_500 * minute)
  }
  add({ kind: 'phase.set', who: ada, why: 'Phase 1 begins', data: { phase: 'phase-1' } }, 1_590 * minute)
  add({ kind: 'incident.opened', who: ada, incident: 'i-1', data: { title, severity: 'P2', cause: 'opened by hand' } }, 1_400 * minute)
  const note = add({ kind: 'incident.note', who: ada, incident: 'i-1', data: { text: 'The archive lags by four minutes since the nightly import.' } }, 1_395 * minute)
  add({ kind: 'incident.note', who: ada, incident: 'i-1', data: { text: 'It was fourteen minutes.', corrects: note.seq } }, 1_390 * minute)
  add({ kind: 'incident.closed', who: ada, incident: 'i-1', data: { summary: 'The import was moved to the night; no user saw it.' } }, 1_300 * minute)
  drills(record, plan)
  run(record, plan, { id: 'r-1', incident: 'i-2', began: 300 * minute, until: 'end', pace: 16_000 })
}

/** Five weekly drills; one of them left a step out. */
function drills({ add }: DemoRecord, plan: Plan): void {
  const { stages, deadline, validation, target } = plan.rollback
  for (const [at, pace] of [2_600, 2_300, 3_900, 1_900, 1_700].entries()) {
    let ago = (1_500 - 250 * at) * minute
    const who = { who: ada, incident: `i-d${at}` } as const
    const run = `r-d${at}`
    const mono = add({ kind: 'drill.begun', who: ada, data: { drill: `d-${at}`, fault: 'errors', scheduled: false } }, ago).at.mono
    add({
      kind: 'rollback.opened', ...who,
      data: {
        run, trigger: 'button', manual: true, drill: true, plan: 'c0ffee', target, identity: 'build 2025.11.3', startedAt: mono, exposedSince: mono, deadline, validation,
        stages: stages.map(({ steps, ...stage }) => ({ ...stage, steps: steps.map(({ id, title, kind }) => ({ id, title, kind })) })),
      },
    }, ago)
    for (const step of stages.flatMap((stage) => stage.steps)) {
      add({ kind: 'step.intended', ...who, data: { run, step: step.id, attempt: 1, fencing: at, effect: '' } }, ago)
      ago -= pace
      if (at === 2 && step.kind === 'preferences') add({ kind: 'step.skipped', ...who, why: 'the table was locked', data: { run, step: step.id } }, ago)
      else add({ kind: 'step.outcome', ...who, data: { run, step: step.id, attempt: 1, result: 'ok', detail: '', facts: {}, ms: pace } }, ago)
    }
    add({ kind: 'rollback.finished', ...who, data: { run, outcome: 'completed', ms: mono, text: 'All users are on blue.' } }, ago)
    add({ kind: 'drill.ended', who: ada, data: { drill: `d-${at}`, run } }, ago)
  }
}

export type RunScript = {
  readonly id: string
  readonly incident: string
  /** How long ago (ms) it was triggered. */
  readonly began: number
  readonly until: 'validating' | 'asking' | 'ending' | 'end'
  /** Milliseconds that a step takes. */
  readonly pace: number
}

/** A run by the rule of the error burst, as far as `until`; it asks at the drain, or which transactions to end. */
export function run({ add }: DemoRecord, plan: Plan, { id, incident, began, until, pace }: RunScript): void {
  const gate = plan.gates.find((one) => one.id === burst.name)
  const { stages, deadline, validation, target } = plan.rollback
  let ago = began
  const mono = add({ kind: 'source.found', who: burst, data: { target: 'balancer', away: 4_000 } }, ago).at.mono
  const about = { who: burst, incident } as const
  const told = { gate: burst.name, title: gate?.title ?? '', threshold: 0.1, samples: 212, response: 'rollback' } as const
  add({ kind: 'incident.opened', ...about, data: { title: 'Error burst on green', severity: 'P0', cause: 'error rate 31.4 % over 15 s, the bar is 10 %' } }, ago)
  add({ kind: 'gate.turned', ...about, environment: 'green', data: { ...told, from: 'pending', to: 'firing', outcome: 'fail', value: 0.314, activeSince: mono - 20_000 } }, ago)
  add({
    kind: 'rollback.opened', ...about,
    data: {
      run: id, trigger: burst.name, manual: false, drill: false, plan: 'c0ffee', target, identity: 'build 2025.11.3', startedAt: mono, exposedSince: mono - 24_000, deadline, validation,
      stages: stages.map(({ steps, ...stage }) => ({ ...stage, steps: steps.map(({ id: step, title, kind }) => ({ id: step, title, kind })) })),
    },
  }, ago)
  add({ kind: 'notice.sent', ...about, data: { audience: 'deployment team', channel: 'app', text: 'Rolling back to blue' } }, ago)
  if (until === 'validating') return
  ago -= 41_000
  add({ kind: 'rollback.validated', who: ada, incident, data: { run: id, how: 'confirmed' } }, ago)
  add({ kind: 'lease.taken', who: ada, incident, data: { run: id, holder: 'console-a7', fencing: 12 } }, ago)
  for (const step of stages.flatMap((stage) => stage.steps)) {
    const asks = until === 'asking' && step.kind === 'drain'
    add({ kind: 'step.intended', ...about, data: { run: id, step: step.id, attempt: 1, fencing: 12, effect: step.kind === 'route' ? 'set all weights to blue 100, green 0 and send 12 flagged users to blue' : `${step.title}, by the plan` } }, ago)
    if (until === 'asking' && ago - pace <= 0) return
    ago = Math.max(0, ago - (asks ? 20_000 : pace))
    if (asks) {
      add({ kind: 'step.outcome', ...about, data: { run: id, step: step.id, attempt: 1, result: 'timed out', detail: '3 requests are still in flight on green after 40 s', facts: { 'in flight': 3, oldest: '38 s' }, ms: 40_000 } }, ago)
      add({ kind: 'step.asked', ...about, data: { run: id, step: step.id, question: 'Three requests do not end. Wait for them again, or cut them?', options: ['retry', 'skip', 'stop'], silence: 'retry', answerBy: mono + began + 75_000 } }, ago)
      continue
    }
    if (until === 'ending' && step.kind === 'transactions') {
      const wall = add({ kind: 'step.outcome', ...about, data: { run: id, step: step.id, attempt: 1, result: 'failed', detail: '3 transactions of green still open. None of these was ended.', facts: { open: 3 }, ms: 60_000 } }, ago).at.occurred
      const open = [
        { id: '4711', user: 'reporting', since: wall - 1_420_000, statement: "UPDATE positions SET valued_at = '…' WHERE book IN ('…', '…', '…')" },
        { id: '4802', user: 'backtests', since: wall - 96_000, statement: 'idle in its transaction' },
        { id: '4815', user: 'ada.obi', since: wall - 61_000, statement: "INSERT INTO orders SELECT * FROM staging_orders WHERE batch = '…'" },
      ]
      add({ kind: 'step.asked', ...about, data: { run: id, step: step.id, question: `${step.title} did not succeed: 3 transactions of green still open. None of these was ended.`, options: ['retry', 'end', 'skip', 'stop'], silence: 'skip', answerBy: mono + began + 48_000, endable: { environment: 'green', pending: open } } }, ago)
      return
    }
    add({ kind: 'step.outcome', ...about, data: { run: id, step: step.id, attempt: 1, result: 'ok', detail: step.kind === 'route' ? 'blue 100 %, green 0 %, 50 of 50 probes answered by blue' : 'as wanted, read back', facts: step.kind === 'sync' ? { rows: 1_204, 'before-images': 37 } : {}, ms: pace } }, ago)
    if (until === 'asking' && step.kind === 'transactions') {
      const next = stages.flatMap((stage) => stage.steps).find((one) => one.kind === 'sync')
      if (next) add({ kind: 'step.intended', ...about, data: { run: id, step: next.id, attempt: 1, fencing: 12, effect: 'copy 1,204 changed rows of green to blue, with before-images' } }, ago)
      return
    }
  }
  add({ kind: 'rollback.finished', ...about, data: { run: id, outcome: 'completed', ms: began - ago, text: 'All users are on blue; 1,204 rows were copied, none differs; no session was lost.' } }, ago)
}

/** Green gets slower: two of its gates alert, one is kept quiet. */
export function alerts({ add }: DemoRecord, plan: Plan, wall: number): void {
  for (const [id, ago] of [['response-time-warning', 4 * minute], ['error-rate-warning', 1.2 * minute]] as const) {
    const gate = plan.gates.find((one) => one.id === id)
    add({ kind: 'alert.raised', who: { kind: 'rule', name: id }, environment: 'green', data: { gate: id, title: gate?.title ?? id, response: 'alert', text: `${gate?.title ?? id} on green` } }, ago)
  }
  add({ kind: 'silence.set', who: ada, why: 'the nightly import runs until three', environment: 'blue', data: { silence: 's-1', gates: ['cpu-alert'], until: wall + 25 * minute } }, 5 * minute)
}
