/** Pilot users for looking at their screen; the commands are the real router's, over the demo's record. */
import { createPilots, type PilotsRoom } from '../../electron/console/pilots/pilots.ts'
import type { Balancer } from '../../electron/connect/connector.ts'
import { createLog } from '../../electron/log.ts'
import type { Clock } from '../../shared/clock.ts'
import type { OpenedPlan } from '../../shared/contract.ts'
import type { Environment } from '../../shared/metrics.ts'
import type { Plan } from '../../shared/plan.ts'
import { ada, demoConsole, type DemoRecord } from './demo-record.ts'

const people = [
  ['amara', 'Amara Obi', 'Trader', 'experienced'], ['bjorn', 'Björn Falk', 'Trader', 'experienced'], ['chiara', 'Chiara Conti', 'Quant researcher', 'experienced'], ['dmitri', 'Dmitri Wolkow', 'Trader', 'experienced'],
  ['elena', 'Elena Marsh', 'Risk analyst', 'experienced'], ['farid', 'Farid Amin', 'Trader', 'experienced'], ['grace', 'Grace Ito', 'Trader', 'experienced'], ['hiro', 'Hiro Tanaka', 'Quant researcher', 'experienced'],
  ['ines', 'Inês Duarte', 'Trader', 'intermediate'], ['jonas', 'Jonas Weber', 'Trader', 'new'], ['keiko', 'Keiko Sato', 'Risk analyst', 'new'],
] as const
const idOf = (user: string): string => `u-${user}`

/** What the balancer and the small server would say. */
export function demoPilots({ record, opened, clock }: { readonly record: DemoRecord; readonly opened: OpenedPlan; readonly clock: Clock }): PilotsRoom {
  const flags = new Map<string, Environment>(people.slice(0, 7).map(([user]) => [user, 'green']))
  const none = { blue: 0, green: 0 }
  const balancer = {
    target: 'balancer', userFlags: () => Promise.resolve(Object.fromEntries(flags)),
    read: () => Promise.resolve({ drained: { blue: false, green: false }, fencing: 0, flags: none }),
    setFlags: ({ set = {} }: { readonly set?: Readonly<Record<string, Environment>> }) => {
      for (const [user, to] of Object.entries(set)) flags.set(user, to)
      return Promise.resolve()
    },
  } as unknown as Balancer
  const kept = new Map<string, unknown>([['experiments', { 'x-1': { blue: { good: 8_120, of: 8_204 }, green: { good: 2_033, of: 2_051 } }, 'x-2': { blue: { good: 96, of: 98 }, green: { good: 24, of: 25 } } }]])
  const journal = {
    console: demoConsole, state: record.state, append: record.add, kept: (name: string) => kept.get(name), keep: () => undefined, nextFencing: () => 1,
    entries: ({ kinds }: { readonly kinds?: readonly string[] }) => ({ entries: record.entries().filter(({ kind }) => kinds?.includes(kind) !== false), more: false }),
  }
  const room = createPilots({
    plan: () => opened.plan, journal: journal as never, lab: () => undefined, clock, log: createLog({ write: () => undefined, level: 'error', clock }), secret: () => undefined,
    balancer: () => balancer, app: () => ({ offers: { sessions: false } }) as never, activeRun: () => undefined, seenFencing: () => 0,
    timers: { after: (ms, then) => { const timer = setTimeout(then, ms); return () => clearTimeout(timer) } },
  })
  room.serves('http://127.0.0.1:4816')
  return room
}

const hour = 3_600_000
const day = 24 * hour

/** Eleven people of whom eight take part, a survey that two have not answered, bugs of two weeks, two tests. */
export function pilotHistory({ add }: DemoRecord, plan: Plan, wall: number): void {
  const on = new Date(wall - 12 * day).toISOString().slice(0, 10)
  people.forEach(([user, name, profile, experience], at) => {
    add({ kind: 'pilot.added', who: ada, data: { pilot: idOf(user), user, person: { name, email: `${user}@desk.example` }, profile, experience, support: 'Sam Reyes, desk 4' } }, 13 * day)
    if (at < 8) add({ kind: 'pilot.consented', who: ada, data: { pilot: idOf(user), given: true, on } }, 12 * day)
    if (at < 8) add({ kind: 'pilot.training', who: ada, data: { pilot: idOf(user), part: 'onboarding', state: 'completed' } }, 11 * day)
    if (at < 8) add({ kind: 'pilot.training', who: ada, data: { pilot: idOf(user), part: 'training', state: at < 7 ? 'completed' : 'under way' } }, 10 * day)
    if (at < 5) add({ kind: 'pilot.workflow', who: ada, data: { pilot: idOf(user), workflow: 'Run a backtest', seconds: at === 3 ? 131 : 88 + at * 3, baseline: 90, environment: 'green', ok: true } }, 5 * day)
    if (at < 3) add({ kind: 'pilot.workflow', who: ada, data: { pilot: idOf(user), workflow: 'Compare two strategies', seconds: 41, baseline: 44, environment: 'green', ok: true } }, 4 * day)
  })
  add({ kind: 'pilot.consented', who: ada, data: { pilot: idOf('ines'), given: false, on: new Date(wall - 6 * day).toISOString().slice(0, 10) } }, 6 * day)
  add({ kind: 'pilot.selected', who: ada, why: 'the desk agreed', data: { phase: 'phase-2', cohort: 'phase-2', pilots: people.slice(0, 8).map(([user]) => idOf(user)), shortfalls: [] } }, 11 * day)
  add({ kind: 'flag.intended', who: ada, why: 'phase 2 begins', data: { flag: 'u-f1', users: people.slice(0, 7).map(([user]) => user), to: 'green', fencing: 1 } }, 10 * day)
  add({ kind: 'flag.outcome', who: ada, data: { flag: 'u-f1', result: 'done', detail: 'read back: 7 users go to green' } }, 10 * day - 1_000)
  for (let nth = 1; nth <= 8; nth += 1) add({ kind: 'survey.skipped', who: ada, why: 'asked at the stand-up', data: { due: `check-in/${nth}` } }, (16 - nth) * day - 12 * hour)
  add({ kind: 'survey.opened', who: ada, data: { survey: 's-1', title: 'Week 2: how do you find it?', questions: plan.pilots?.surveys.questions ?? [], asked: people.slice(0, 8).map(([user]) => idOf(user)), closes: wall + 4 * day } }, 3 * day)
  const said = [['5', 'yes', 'The comparison view saves me ten minutes a day.'], ['4', 'yes', ''], ['5', 'yes', 'Fast. Please keep the old colours as an option.'], ['3', 'no', 'Backtests over a year take longer than before, and the export <b>button</b> is hard to find.'], ['4', 'yes', ''], ['4', 'yes', 'Good.']] as const
  said.forEach(([satisfied, prefers, comment], at) => add({ kind: 'survey.answered', who: { kind: 'rule', name: 'survey-link' }, data: { survey: 's-1', pilot: idOf(people[at]?.[0] ?? ''), answers: { satisfied, prefers, continues: prefers, ...(comment !== '' && { comment }) }, via: 'link' } }, 2 * day - at * hour))
  const bug = (id: string, title: string, severity: 'critical' | 'major' | 'minor', ago: number, took?: number): void => {
    add({ kind: 'bug.reported', who: { kind: 'rule', name: 'bug-webhook' }, data: { bug: id, title, severity, via: 'webhook', affects: severity === 'critical' ? 3 : 1, link: `https://tracker.example/${id}` } }, ago)
    if (took !== undefined) add({ kind: 'bug.resolved', who: ada, data: { bug: id, how: 'fixed in build 2.4.1', via: 'hand' } }, ago - took)
  }
  bug('web-101', 'Order ticket loses its limit price', 'critical', 9 * day, 3 * hour)
  bug('web-104', 'Chart of a strategy stays empty after a reload', 'critical', 9 * day - hour, 2 * hour)
  bug('web-117', 'Export names the wrong month', 'minor', 4 * day, 26 * hour)
  bug('web-121', 'Positions of the second account are shown twice', 'critical', 2 * day, 1.4 * hour)
  bug('web-125', 'Backtests over a year take longer than before', 'major', 20 * hour)
  add({ kind: 'experiment.started', who: ada, why: 'is green as safe as blue', data: { experiment: 'x-1', title: 'Requests of the pilot', outcome: 'requests', alpha: 0.05, margin: 0.02 } }, 8 * day)
  add({ kind: 'experiment.started', who: ada, why: 'the new compare view', data: { experiment: 'x-2', title: 'Sessions of the new view', outcome: 'sessions', alpha: 0.05, margin: 0.02 } }, 2 * day)
}
