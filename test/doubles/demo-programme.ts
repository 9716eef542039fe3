/** A programme for looking at its screen: the 17th day, phase 1 passed, phase 2 extended and undecided. The commands are the real router's. */
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PilotsRoom } from '../../electron/console/pilots/pilots.ts'
import type { Found } from '../../electron/journal/attachments.ts'
import { createProgrammeReports, type ProgrammeReports } from '../../electron/console/programme/programme-reports.ts'
import { printPdf } from '../../electron/report/pdf.ts'
import { emptyState, fold, type State } from '../../shared/state.ts'
import { standingOfPhase } from '../../shared/decide.ts'
import type { Console } from '../../electron/console.ts'
import type { Clock } from '../../shared/clock.ts'
import type { OpenedPlan } from '../../shared/contract.ts'
import { thresholdValue } from '../../shared/gate.ts'
import type { CriterionReadings } from '../../shared/phase.ts'
import type { Plan } from '../../shared/plan.ts'
import { withPilotEvidence } from '../../shared/pilot-figures.ts'
import type { Decision } from '../../shared/programme.ts'
import { ada, demoConsole, type DemoRecord } from './demo-record.ts'

const day = 86_400_000
const values: Readonly<Record<string, number>> = { 'p1-performance': 37_245, 'p1-stability': 0.012, 'p1-integrity': 0, 'p2-performance': 37_245, 'p2-errors': 0.012, 'p3-response': 0.221, 'p3-errors': 0.012 }

export const demoReadings = ({ phases, baselines }: Pick<Plan, 'phases' | 'baselines'>, wall: number): CriterionReadings =>
  Object.fromEntries(phases.flatMap(({ criteria }) => criteria).flatMap(({ id, measure }) => {
    const value = values[id]
    if (measure === undefined || value === undefined) return []
    const threshold = thresholdValue(measure.threshold, baselines) ?? 0
    const wanted = measure.direction === 'above' ? value >= threshold : value <= threshold
    return [[id, { outcome: wanted ? 'pass' : 'fail', value, threshold, samples: 81_204, at: wall - 4_000, source: 'green' }] as const]
  }))

/** What the real router's programme asks of a console. */
export function demoProgramme({ record, opened, clock, attachments, tests }: { readonly record: DemoRecord; readonly opened: OpenedPlan; readonly clock: Clock; readonly attachments: { readonly get: (sha: string) => Found }; readonly tests: PilotsRoom['tests'] }): Console {
  const { plan } = opened
  const part = {
    plan, opened, clock, attachments,
    journal: { console: demoConsole, state: record.state, append: record.add, appendAll: (drafts: readonly Parameters<DemoRecord['add']>[0][]) => drafts.map((draft) => record.add(draft)) },
    checkpoints: { beginPhase: ({ phase, who, why, how, despite, carries, first = [] }: Parameters<Console['checkpoints']['beginPhase']>[0]) => {
      for (const draft of [...first, { kind: 'phase.set', who, why, data: { phase, ...(how && { how }), ...(despite && { despite: [...despite] }), ...(carries && { carries }) } } as const]) record.add(draft)
      return { waits: false }
    } },
    runner: { open: () => ({ run: 'r-9', joined: false }) },
    programmeReports: demoReports(record, plan, clock, tests),
    programme: {
      standing: (id: string) => {
        const phase = plan.phases.find((one) => one.id === id)
        const { programme: own, checklists, pilots } = record.state()
        const programme = withPilotEvidence(own, pilots, plan)
        return phase && standingOfPhase(phase, { plan, programme, checklists, readings: demoReadings(plan, clock.wall()), wall: clock.wall() })
      },
    },
  }
  return part as unknown as Console
}

/** Its files lie in a folder of their own; there is no browser that prints. */
function demoReports(record: DemoRecord, plan: Plan, clock: Clock, tests: PilotsRoom['tests']): ProgrammeReports {
  const until = (wall: number): State => record.entries().filter(({ at }) => at.recorded <= wall).reduce(fold, emptyState)
  return createProgrammeReports({
    plan: () => plan, clock, readings: () => demoReadings(plan, clock.wall()), tests, stateAt: async (wall) => ({ state: until(wall), heads: new Map() }),
    journal: {
      console: demoConsole, state: record.state, append: record.add as never,
      entries: ({ kinds, after, limit }) => {
        const found = record.entries().filter((entry) => entry.seq > after && (kinds === undefined || kinds.includes(entry.kind)))
        return { entries: found.slice(0, limit), more: found.length > limit }
      },
    },
    series: { sessions: () => [], groups: function* none() {} }, flushSeries: async () => undefined, print: (html) => printPdf(html, undefined),
    home: join(tmpdir(), `fifteen-demo-${process.pid}`),
  })
}

/** A day's figures as they might be: a little worse than the day before, and better again. */
const demoDay = (index: number, date: string): Parameters<DemoRecord['add']>[0] => ({
  kind: 'figures.day', who: { kind: 'rule', name: 'daily-figures' }, environment: 'green',
  data: {
    date, watched: day,
    figures: {
      performance: { value: 37_245 - 180 * (index % 5), samples: 41_000 }, response_p50: { value: 0.061 + 0.002 * (index % 4), samples: 81_204 }, response_p95: { value: 0.182 + 0.006 * (index % 6), samples: 81_204 },
      errors: { value: 0.009 + 0.001 * (index % 5), samples: 81_204 }, availability: { value: index % 9 === 8 ? 0.9994 : 1, samples: 86_400 }, requests: { value: 81_204, samples: 86_400 }, users: { value: Math.min(8, 2 + Math.floor(index / 2)), samples: 86_400 },
      sessions: { value: 0.99, samples: 9_100 }, cpu: { value: 0.31 + 0.01 * (index % 7), samples: 86_400 }, cpu_most: { value: 0.62 + 0.02 * (index % 7), samples: 86_400 }, memory: { value: 0.52, samples: 86_400 }, memory_most: { value: 0.71, samples: 86_400 },
      disk_least: { value: 0.44, samples: 86_400 }, pool_most: { value: 0.4, samples: 86_400 }, satisfaction: { value: 0.84, samples: 86_400 }, training: { value: 0.9, samples: 86_400 },
    },
  },
})

const go = (phase: string, title: string, at: number, dissent: Decision['dissent']): Omit<Decision, 'id' | 'seq' | 'console' | 'by' | 'at' | 'why' | 'carried' | 'overtaken'> => ({
  phase, title, outcome: 'GO', role: 'DevOps Engineer', authority: ['Primary On-Call: Execute rollback procedures without approval'], against: true,
  verdict: { state: 'fails', met: 4, needed: 5, of: 5, text: '4 of 5 met, all needed' },
  evidence: [
    { criterion: 'p1-performance', title: 'Performance', target: '100% of baseline maintained (≥37,303 rows/sec)', kind: 'series', state: 'met', value: '37,245 rows/s', source: 'green', query: 'Performance, ratio over 24 h ≥ 37,303 rows/s, margin 1 %', measuredAt: at, freshUntil: at + day },
    { criterion: 'p1-stability', title: 'Stability', target: '<1% error rate', kind: 'series', state: 'not met', value: '1.2 %', source: 'green', query: 'Error rate, ratio over 24 h < 1 %', measuredAt: at, freshUntil: at + day },
    { criterion: 'p1-functionality', title: 'Functionality', target: '100% feature parity validation', kind: 'checklist', state: 'met', value: '42 of 42', source: 'Grace Ito', query: '≥ 100 % of those asked', measuredAt: at - day, freshUntil: at + 6 * day },
  ],
  plan: '9f2ac41be07d', dissent, actions: [],
})

/** The whole programme up to its day 17, on a record of its own. */
export function programmeHistory({ add }: DemoRecord, plan: Plan, hash: string, wall: number): void {
  const day1 = new Date(wall - 16 * day).toISOString().slice(0, 10)
  const start = Date.parse(`${day1}T09:00:00Z`)
  /** How long ago 9:00 (UTC) of a day of the programme was. */
  const on = (number: number): number => Math.max(60_000, wall - (start + (number - 1) * day))
  for (let index = 0; index < 22; index += 1) if (index !== 11) add(demoDay(index, new Date(wall - (22 - index) * day).toISOString().slice(0, 10)), (21 - index) * day)
  const tickAll = (phase: string, from: number, left = 0): void => {
    for (const list of plan.checklists.filter((one) => one.phase === phase))
      list.items.slice(0, list.items.length - left).forEach(({ id }, index) => add({ kind: 'checklist.ticked', who: ada, data: { checklist: list.id, item: id, evidence: index % 2 === 0 ? `https://wiki.example/deploy/${id}` : '' } }, on(from) - index))
  }
  add({ kind: 'console.opened', who: ada, data: { version: '0.1.0', platform: 'linux', plan: plan.id } }, on(-7))
  add({ kind: 'plan.pinned', who: ada, data: { id: plan.id, title: plan.title, hash, from: 'built-in', text: '' } }, on(-7))
  add({ kind: 'programme.started', who: ada, why: 'agreed with the desk', data: { day1 } }, on(-7))
  add({ kind: 'phase.set', who: ada, why: 'Week 0', data: { phase: 'preparation' } }, on(-6))
  tickAll('preparation', 0)
  add({ kind: 'phase.set', who: ada, why: 'the balancer came a day late', data: { phase: 'phase-1' } }, on(2))
  tickAll('phase-1', 7)
  add({ kind: 'decision.proposed', who: ada, why: 'all but the error rate, which blue has as well', data: { phase: 'phase-1', outcome: 'GO' } }, on(8) + 3_600_000)
  add({ kind: 'decision.decided', who: ada, why: 'the error rate is the baseline\'s own', data: go('phase-1', 'Phase 1 → Phase 2 Decision', wall - on(8), [{ name: 'Bo Lind', why: 'one per cent was what we promised the desk' }]) }, on(8))
  add({ kind: 'phase.set', who: ada, why: 'GO of day 8', data: { phase: 'phase-2' } }, on(9))
  tickAll('phase-2', 12, 3)
  add({ kind: 'evidence.recorded', who: ada, data: { criterion: 'p2-satisfaction', result: { kind: 'count', positive: 5, answered: 6, asked: 8 }, text: 'survey of day 15; Ida and Sam are away', link: 'https://wiki.example/surveys/2', measuredAt: wall - on(15) } }, on(15))
  const extend = add({
    kind: 'decision.decided', who: ada, why: 'two answers and the training are missing',
    data: { ...go('phase-2', 'Phase 2 → Phase 3 Decision', wall - on(16), []), outcome: 'EXTEND', against: false, role: 'Product Manager', authority: [], verdict: { state: 'undecided', met: 2, needed: 3, of: 4, text: '2 of 4 met, 3 needed: passes only if 1 of the 2 missing is met (User Satisfaction, Training)' }, evidence: [], actions: [{ text: 'Address specific failing criteria' }, { text: 'Consider rollback if fundamental issues identified', does: 'rollback' }, { text: 'Extend Phase 2 by 1 week with focused improvements', does: 'extend', days: 7 }] },
  }, on(16))
  add({ kind: 'decision.carried', who: ada, why: 'as decided', data: { decision: `d-${extend.seq}`, action: 2 } }, on(16) - 1)
  add({ kind: 'phase.extended', who: ada, why: 'as decided', data: { phase: 'phase-2', days: 7 } }, on(16) - 1)
  add({ kind: 'risk.set', who: ada, data: { risk: 'adoption', owner: 'Product Manager', likelihood: 'high', mitigation: 'under way', note: 'two sessions with the desk this week', review: new Date(wall + 3 * day).toISOString().slice(0, 10) } }, on(16))
}
