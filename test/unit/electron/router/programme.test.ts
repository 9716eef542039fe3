/**
 * The whole TBS programme by the router's commands in simulated time: all four phases, passed and failed, on the folds and the
 * real criteria, with figures that the test sets.
 */
import { call, ORPCError } from '@orpc/server'
import { describe, expect, it, test } from 'vitest'
import { watchProgramme } from '../../../../electron/console/programme/programme.ts'
import type { Console } from '../../../../electron/console.ts'
import type { OpenRequest } from '../../../../electron/rollback/runner.ts'
import { createEvidenceUploads } from '../../../../electron/console/uploads.ts'
import { shaOf, type Attachments } from '../../../../electron/journal/attachments.ts'
import { attachments } from '../../../../electron/router/attachments.ts'
import { programme } from '../../../../electron/router/programme.ts'
import { documentMarkdown } from '../../../../electron/report/document.ts'
import { utc } from '../../../../electron/report/markdown.ts'
import { valueText } from '../../../../electron/report/svg.ts'
import { evidenceBytes, mostEvidenceParts, partBytes } from '../../../../shared/attachment.ts'
import { dayAt, daysOfWeek, placePhases, wallOfDay, weekOf } from '../../../../shared/calendar.ts'
import type { ReportDocument } from '../../../../shared/contract.ts'
import { actorText } from '../../../../shared/journal.ts'
import { decisionInForce } from '../../../../shared/programme.ts'
import { ask, bug, expectComparable, expectPeople, flagAndTest, join } from '../report/people.ts'
import { dayOn, reportsOn } from '../report/stand.ts'
import { emptyState, fold } from '../../../../shared/state.ts'
import type { EvidenceResult } from '../../../../shared/programme-entries.ts'
import type { MetricName } from '../../../../shared/metrics.ts'
import { quietLog } from '../../../real/electron/shell/transports.ts'
import { fakeTime } from '../../../doubles/fake-time.ts'
import { memoryJournal } from '../../../doubles/memory-journal.ts'
import { tbsPlan } from '../../shared/plan/tbs-plan.ts'

const day = 86_400_000
const day1 = '2026-01-05'

function stand(role: 'operator' | 'viewer' = 'operator') {
  const time = fakeTime({ wall: Date.UTC(2025, 11, 29, 9) })
  const journal = memoryJournal(time.clock)
  const plan = tbsPlan()
  const figures: Partial<Record<MetricName, number>> = { rows_per_second: 37_400, error_rate: 0.006, response_time: 0.21, archive_differing: 0, training_completion: 0.97 }
  const opened: OpenRequest[] = []
  const held = new Map<string, Buffer>()
  const files: Attachments = {
    put: async (bytes) => {
      held.set(shaOf(bytes), Buffer.from(bytes))
      return shaOf(bytes)
    },
    get: async (sha) => {
      const bytes = held.get(sha)
      return bytes === undefined ? { state: 'lost' } : shaOf(bytes) === sha ? { state: 'whole', bytes } : { state: 'changed' }
    },
  }
  const watch = watchProgramme({
    plan: () => plan, journal, clock: time.clock, log: quietLog(),
    read: (metric) => ({ ...(figures[metric] !== undefined && { value: figures[metric] }), samples: figures[metric] === undefined ? 0 : 5_000, filled: 5_000, expected: 5_000, missing: 0 }),
    watched: (window) => window, sourceOf: (_, environment) => environment,
  })
  const console = {
    plan, journal, clock: time.clock, programme: watch, opened: { hash: 'plan-1' }, attachments: files, evidenceUploads: createEvidenceUploads(files),
    checkpoints: { beginPhase: ({ phase, who, why, how, despite, carries, first = [] }: Parameters<Console['checkpoints']['beginPhase']>[0]) => {
      journal.appendAll([...first, { kind: 'phase.set', who, why, data: { phase, ...(how && { how }), ...(despite && { despite: [...despite] }), ...(carries && { carries }) } }])
      return { waits: false }
    } },
    runner: { open: (request: OpenRequest) => {
      opened.push(request)
      return { run: 'r-1', joined: false }
    } },
  } as unknown as Console
  const context = { console, role, me: { name: 'Ada' } }
  const bench = (benchmark: string, outcome: 'pass' | 'fail'): void =>
    void journal.append({ kind: 'bench.finished', who: { kind: 'rule', name: 'bench' }, data: { bench: `b-${benchmark}`, benchmark, title: benchmark, ended: 'done', outcome, why: 'measured', ms: 1 } })
  /** A frame that shows no gate and no figure: criteria alone are read. */
  const look = (): void => void watch.onFrame({ wall: time.clock.wall(), gates: [], figures: { blue: {}, green: {} } } as never)
  return {
    time, journal, plan, held, figures, opened, watch, context, bench, look,
    /** Moves to noon of a day of the programme. */
    to: (number: number): void => {
      // Each day that goes by is summed up, as the console does.
      for (let gone = Math.max(1, dayAt(day1, time.clock.wall())); gone < number; gone += 1)
        dayOn(journal, gone, { errors: { value: figures.error_rate ?? 0, samples: 1_000 + gone }, response_p95: { value: figures.response_time ?? 0, samples: 1_000 } })
      time.sleep(Date.parse(`${day1}T12:00:00Z`) + (number - 1) * day - time.clock.wall())
      look()
    },
    tickAll: async (phase: string): Promise<void> => {
      for (const list of plan.checklists.filter((one) => one.phase === phase))
        for (const { id } of list.items) if (!journal.state().checklists[`${list.id}/${id}`]?.tick) await call(programme.tick, { checklist: list.id, item: id, evidence: 'seen' }, { context })
    },
    record: (criterion: string, result: EvidenceResult) => call(programme.record, { criterion, result, text: 'as counted', measuredAt: time.clock.wall() }, { context }),
    begin: (phase: string, despite = false) => call(programme.phase, { phase, reason: 'it begins', despite }, { context }),
    decide: (phase: string, outcome: 'GO' | 'NO-GO' | 'EXTEND', more: { readonly role?: string; readonly against?: boolean; readonly dissent?: { name: string; why: string }[] } = {}) => {
      const seen = Object.fromEntries((watch.standing(phase)?.standings ?? []).map(({ criterion, state }) => [criterion.id, state]))
      return call(programme.decide, { phase, outcome, role: more.role ?? 'DevOps Engineer', reason: 'as it stands', dissent: more.dissent ?? [], seen, against: more.against ?? false }, { context })
    },
    carry: (decision: string, action: number) => call(programme.carry, { decision, action, reason: 'as decided' }, { context }),
    verdict: (phase: string) => watch.standing(phase)?.verdict?.state,
    holdsReports: () => reportsMatch({ journal, plan, clock: time.clock, readings: watch.readings }),
    days: () => placePhases(plan, journal.state().programme, dayAt(day1, time.clock.wall())).map(({ now }) => [now.from, now.to]),
  }
}
type Stand = ReturnType<typeof stand>

/** Each decision, criterion and figure that a report tells of is in the journal, and each of the journal's is told. */
async function reportsMatch(on: Parameters<typeof reportsOn>[0]): Promise<void> {
  const { journal, plan } = on
  const { reports } = reportsOn(on)
  const said = (document: ReportDocument): string => documentMarkdown(document).replaceAll('\\', '')
  const cells = (document: ReportDocument): readonly (readonly string[])[] => document.sections.flatMap(({ blocks }) => blocks.flatMap((block) => (block.kind === 'table' ? block.rows : [])))
  const decided = journal.of('decision.decided')
  const all = await Promise.all(plan.phases.map(({ id }) => reports.look({ report: 'transition', phase: id })))
  const final = await reports.look({ report: 'final' })
  const weeks = [...new Set(decided.map(({ at }) => weekOf(dayAt(day1, at.occurred))))]
  const weekly = await Promise.all(weeks.map((week) => reports.look({ report: 'weekly', week })))
  for (const { data, at, why = '', who } of decided) {
    const own = all.find(({ of }) => of === data.phase)
    if (own === undefined) throw new Error(`no report of ${data.phase}`)
    const { id } = journal.state().programme.decisions.find((one) => one.phase === data.phase && one.at === at.occurred) ?? { id: '' }
    const stands = decisionInForce(journal.state().programme, data.phase)?.id === id
    expect(cells(own).filter((row) => row[0] === data.outcome && row[1] === actorText(who) && row[2] === data.role && row[3] === utc(at.occurred) && row[4] === why)).toHaveLength(1)
    const text = `${data.outcome} by ${actorText(who)} as ${data.role}, ${utc(at.occurred)}: ${why}`
    if (data.against) continue
    // The week tells what stood at its end: a restart in it has ended what was decided before.
    const isOver = !stands && journal.state().programme.lives[data.phase]?.replaced
    if (!isOver) expect(weekly.filter((document) => said(document).includes(text)).length).toBeGreaterThan(0)
    if (!stands) continue
    expect([said(own), said(final)].map((document) => document.includes(text))).toEqual([true, true])
    for (const { name, why: reason } of data.dissent) expect([cells(own).some((row) => row[0] === name && row[1] === reason), said(final).includes(`${name} dissents: ${reason}`)]).toEqual([true, true])
    // The criteria are those that were frozen, all of them, and no other.
    const frozen = data.evidence.map((one) => [one.title, one.target, one.state, one.value, one.source === '' ? 'none' : one.source, one.measuredAt === undefined ? 'never' : utc(one.measuredAt)])
    expect(own.sections[1]?.blocks[0]).toMatchObject({ kind: 'table', rows: frozen })
    expect(final.sections.find(({ title }) => title === plan.phases.find((one) => one.id === data.phase)?.title)?.blocks[0]).toMatchObject({ rows: frozen })
  }
  // The pilots' figures are a count of the entries, week by week and in all; and each week says of the last what that one said.
  const until = weekOf(dayAt(day1, on.clock.wall()))
  const each = await Promise.all(Array.from({ length: until }, (_, index) => reports.look({ report: 'weekly', week: index + 1 })))
  for (const [index, document] of each.entries()) {
    const { from, to } = daysOfWeek(index + 1)
    expectPeople(document, journal.all(), { from: wallOfDay(day1, from), to: wallOfDay(day1, to + 1) })
    const before = each[index - 1]
    if (before) expectComparable(document, before)
  }
  expectPeople(final, journal.all(), { from: 0, to: Infinity })
  for (const document of all) {
    const spans = journal.state().programme.lives[document.of]?.spans ?? []
    const [first, last] = [spans[0], spans.at(-1)]
    if (first && last) expectPeople(document, journal.all(), { from: first.from, to: last.to ?? Infinity })
  }
  // No report knows a decision that the journal has not.
  const outcomes = (document: ReportDocument): number => cells(document).filter((row) => row.length === 7 && ['GO', 'NO-GO', 'EXTEND'].includes(row[0] ?? '')).length
  expect(all.reduce((sum, document) => sum + outcomes(document), 0)).toBe(decided.length)
  // Its figures are those of the days.
  const days = journal.of('figures.day')
  const errors = days.reduce((sum, { data }) => sum + (data.figures.errors?.value ?? 0) * (data.figures.errors?.samples ?? 0), 0) / days.reduce((sum, { data }) => sum + (data.figures.errors?.samples ?? 0), 0)
  if (days.length > 0) expect(cells(final).find((row) => row[0] === 'green' && row[1] === 'Error rate')?.[2]).toBe(valueText(errors, 'ratio'))
}
const saying = async (promise: Promise<unknown>): Promise<string> => promise.then(() => 'done', (error: unknown) => (error instanceof ORPCError ? `${String(error.code)}: ${error.message}` : String(error)))
const count = (positive: number, answered: number, asked: number): EvidenceResult => ({ kind: 'count', positive, answered, asked })
const yes: EvidenceResult = { kind: 'statement', met: true }

async function prepared(): Promise<Stand> {
  const own = stand()
  await call(programme.begin, { day1, reason: 'agreed' }, { context: own.context })
  own.to(-6)
  await own.begin('preparation')
  await own.tickAll('preparation')
  own.to(1)
  await own.begin('phase-1')
  return own
}
async function phase1(own: Stand): Promise<void> {
  own.to(7)
  await own.record('p1-bugs', { kind: 'value', value: 0 })
  await own.record('p1-functionality', count(42, 42, 42))
  await own.tickAll('phase-1')
}
async function phase2(own: Stand, answers: EvidenceResult, training: EvidenceResult | undefined): Promise<void> {
  await own.record('p2-satisfaction', answers)
  if (training) await own.record('p2-training', training)
  await own.tickAll('phase-2')
}

describe('the programme that passes', () => {
  test('goes through all four phases in 63 days, each on a GO whose evidence is frozen', async () => {
    const own = await prepared()
    expect(own.verdict('phase-1')).toBe('undecided')
    await phase1(own)
    expect(own.verdict('phase-1')).toBe('passes')
    const first = await own.decide('phase-1', 'GO', { dissent: [{ name: 'Bo', why: 'one week is too short' }] })
    own.to(8)
    await own.begin('phase-2')
    own.to(16)
    const traders = join(own.journal, 'power users', 1, 8, 1)
    flagAndTest(own.journal, traders)
    bug(own.journal, 'b-1', 'critical', 3)
    own.to(20)
    // Seven of eight are satisfied: the survey is the evidence, and nobody types it.
    ask(own.journal, own.plan, 's-1', traders, 7)
    for (const id of ['b-2', 'b-3']) bug(own.journal, id, 'critical', 5)
    own.to(21)
    await own.tickAll('phase-2')
    expect(own.verdict('phase-2')).toBe('passes')
    await own.decide('phase-2', 'GO')
    own.to(22)
    await own.begin('phase-3')
    const mixed = join(own.journal, 'mixed', 9, 20)
    bug(own.journal, 'b-4', 'minor')
    own.to(40)
    ask(own.journal, own.plan, 's-2', [...traders, ...mixed], 18, 1)
    own.to(49)
    own.bench('users', 'pass')
    await own.record('p3-preference', count(18, 19, 20))
    await own.record('p3-resources', yes)
    await own.tickAll('phase-3')
    await own.decide('phase-3', 'GO')
    own.to(50)
    await own.begin('phase-4')
    own.to(56)
    await own.record('p4-previous', yes)
    await own.record('p4-risks', yes)
    await own.tickAll('phase-4')
    // What shows that monitoring is validated was ticked in week 0: it is too old by now.
    expect(own.watch.standing('phase-4')?.standings.find(({ criterion }) => criterion.id === 'p4-operations')?.state).toBe('stale')
    for (const [checklist, item] of [['preparation', 'monitoring'], ['phase-3', 'support']] as const) {
      await call(programme.untick, { checklist, item, reason: 'validated anew' }, { context: own.context })
      await call(programme.tick, { checklist, item, evidence: 'again' }, { context: own.context })
    }
    expect(await saying(own.decide('phase-4', 'GO'))).toMatch(/^CONFLICT: Phase 4 Final Decision is decided by: Engineering Manager/)
    await own.decide('phase-4', 'GO', { role: 'Engineering Manager' })
    const { lives, decisions } = own.journal.state().programme
    expect(['phase-1', 'phase-2', 'phase-3', 'phase-4'].map((id) => lives[id]?.outcome)).toEqual(['passed', 'passed', 'passed', 'passed'])
    expect(own.days()).toEqual([[-6, 0], [1, 7], [8, 21], [22, 49], [50, 56]])
    // The first decision as it was frozen, whatever came after.
    expect(decisions.find(({ id }) => id === first.decision)).toMatchObject({
      outcome: 'GO', by: 'Ada', role: 'DevOps Engineer', authority: ['Primary On-Call: Execute rollback procedures without approval'], against: false, plan: 'plan-1',
      dissent: [{ name: 'Bo', why: 'one week is too short' }], verdict: { state: 'passes', met: 5, needed: 5, of: 5 },
    })
    expect(decisions[1]?.evidence.find(({ criterion }) => criterion === 'p2-satisfaction')).toMatchObject({ state: 'met', value: '7 of 8', source: 'survey “Survey s-1”' })
    expect(decisions[0]?.evidence.find(({ criterion }) => criterion === 'p1-performance')).toMatchObject({ state: 'met', value: '37,400 rows/s', query: 'Performance, ratio over 24 h ≥ 37,303 rows/s, margin 1 %', source: 'green' })
    await own.holdsReports()
    // What the screens show is what the journal says.
    expect(own.journal.all().reduce(fold, emptyState)).toEqual(own.journal.state())
  })
})

describe('the programme that fails', () => {
  test('phase 1 is repeated until its criteria are met, and its old evidence counts no more', async () => {
    const own = await prepared()
    own.figures.error_rate = 0.015
    await phase1(own)
    own.to(7)
    expect(own.verdict('phase-1')).toBe('fails')
    expect(await saying(own.decide('phase-1', 'GO'))).toMatch(/^CONFLICT: the rule does not give a GO: 4 of 5 met, all needed/)
    const { decision } = await own.decide('phase-1', 'NO-GO')
    expect(await saying(own.carry(decision, 0))).toBe('CONFLICT: “Fix identified issues with internal team” is for people to do: the console only shows it')
    own.to(8)
    await own.carry(decision, 1)
    expect(await saying(own.carry(decision, 1))).toBe('CONFLICT: this decision no longer holds')
    expect(own.journal.state().programme.lives['phase-1']).toMatchObject({ spans: [{ how: 'started' }, { how: 'repeated' }] })
    expect(own.days()).toEqual([[-6, 0], [1, 14], [15, 28], [29, 56], [57, 63]])
    own.figures.error_rate = 0.006
    own.to(14)
    expect(own.watch.standing('phase-1')?.standings.map(({ criterion, state }) => [criterion.id, state])).toEqual([
      ['p1-performance', 'met'], ['p1-stability', 'met'], ['p1-bugs', 'stale'], ['p1-functionality', 'stale'], ['p1-integrity', 'met'],
    ])
    await own.record('p1-bugs', { kind: 'value', value: 0 })
    await own.record('p1-functionality', count(42, 42, 42))
    await own.decide('phase-1', 'GO')
    expect(own.journal.state().programme.lives['phase-1']?.outcome).toBe('passed')
    await own.holdsReports()
  })

  test('phase 2 with a missing answer is undecided; extended by a week it moves what follows, and then passes', async () => {
    const own = await prepared()
    await phase1(own)
    await own.decide('phase-1', 'GO')
    own.to(8)
    await own.begin('phase-2')
    own.to(21)
    own.figures.error_rate = 0.04
    own.to(21)
    own.time.sleep(60_000)
    own.look()
    // Two of the eight have not answered; who was asked stays in the denominator.
    ask(own.journal, own.plan, 's-1', join(own.journal, 'power users', 1, 8), 5, 2)
    await phase2(own, count(5, 6, 8), yes)
    expect(own.watch.standing('phase-2')?.text).toBe('2 of 4 met, 3 needed: passes only if the missing one is met (User Satisfaction)')
    const { decision } = await own.decide('phase-2', 'EXTEND')
    await own.carry(decision, 2)
    expect(own.days()).toEqual([[-6, 0], [1, 7], [8, 28], [29, 56], [57, 63]])
    own.to(28)
    await own.record('p2-satisfaction', count(7, 8, 8))
    await own.record('p2-training', yes)
    await own.decide('phase-2', 'GO')
    expect(own.journal.state().programme.decisions.map(({ outcome }) => outcome)).toEqual(['GO', 'EXTEND', 'GO'])
    await own.holdsReports()
  })

  test('phase 3 goes back to blue as a run, and the programme is restarted', async () => {
    const own = await prepared()
    await phase1(own)
    await own.decide('phase-1', 'GO')
    own.to(8)
    await own.begin('phase-2')
    own.to(21)
    await phase2(own, count(8, 8, 8), yes)
    await own.decide('phase-2', 'GO')
    own.to(22)
    await own.begin('phase-3')
    own.to(49)
    own.bench('users', 'fail')
    const { decision } = await own.decide('phase-3', 'NO-GO')
    expect(await own.carry(decision, 0)).toEqual({ run: 'r-1' })
    expect(own.opened).toMatchObject([{ manual: true, drill: true, title: 'Phase 3 → Phase 4 Decision: Comprehensive rollback to Blue environment', who: { name: 'Ada' } }])
    expect(await saying(own.carry(decision, 0))).toBe('CONFLICT: Ada has set this off already')
    expect(await saying(call(programme.withdraw, { decision, reason: 'too late' }, { context: own.context }))).toMatch(/^CONFLICT: something has followed from it/)
    await own.carry(decision, 2)
    const { phase, programme: after } = own.journal.state()
    expect([phase, after.lives['phase-1']?.replaced, after.lives['phase-1']?.outcome]).toEqual(['preparation', true, undefined])
    expect(own.verdict('phase-1')).not.toBe('passes')
    expect(await saying(own.begin('phase-2'))).toMatch(/“Phase 1 → Phase 2 Decision” has no GO/)
    await own.holdsReports()
  })

  test('phase 4 that is not ready keeps blue', async () => {
    const own = await prepared()
    await own.begin('phase-4', true)
    own.figures.training_completion = 0.95
    own.time.sleep(60_000)
    own.look()
    expect(own.verdict('phase-4')).toBe('fails')
    await own.decide('phase-4', 'NO-GO', { role: 'Engineering Manager' })
    expect(own.journal.state().programme.decisions.at(-1)?.actions).toMatchObject([{ text: 'Maintain Blue environment as primary production', does: 'rollback' }, { text: 'Schedule comprehensive system review' }, { does: 'restart' }])
    await own.holdsReports()
  })
})

describe('a phase begins', () => {
  it('only on a GO and whole checklists, or despite their lack with a reason', async () => {
    const own = await prepared()
    own.to(3)
    expect(await saying(own.begin('phase-2'))).toMatch(/^CONFLICT: “Phase 1 → Phase 2 Decision” has no GO; the checklist “Phase 1 Execution” has 7 open items: /)
    await own.begin('phase-2', true)
    expect(own.journal.of('phase.set').at(-1)?.data.despite).toHaveLength(2)
  })
  it('freely where no programme was started, as before', async () => {
    const own = stand()
    await own.begin('phase-3')
    expect(own.journal.state().phase).toBe('phase-3')
    expect(own.journal.of('phase.set')[0]?.data).toEqual({ phase: 'phase-3' })
  })
  it('not while a person holds the one before', async () => {
    const own = await prepared()
    await call(programme.hold, { reason: 'the desk is short of people' }, { context: own.context })
    expect(await saying(own.begin('phase-2', true))).toMatch(/^CONFLICT: the phase is held by “Ada”/)
    await call(programme.release, { reason: 'they are back' }, { context: own.context })
    expect(own.journal.state().hold).toBeUndefined()
  })
})

describe('a GO', () => {
  it('decays when its evidence goes stale before the next phase begins: that is told once, and holds the phase', async () => {
    const own = await prepared()
    await phase1(own)
    await own.decide('phase-1', 'GO')
    own.to(7)
    own.time.sleep(day + 60_000)
    own.look()
    own.look()
    expect(own.journal.of('alert.raised').filter(({ data }) => data.gate.startsWith('go-')).map(({ data }) => data.title)).toEqual(['The GO of Phase 1 → Phase 2 Decision has decayed'])
    expect(await saying(own.begin('phase-2'))).toMatch(/the GO of “Phase 1 → Phase 2 Decision” has decayed: Performance, Stability, Data Integrity went stale/)
    await own.decide('phase-1', 'GO')
    own.look()
    expect(own.journal.of('alert.ended').filter(({ data }) => data.gate.startsWith('go-')).map(({ data }) => data.gate)).toEqual(['go-phase-1'])
    await own.begin('phase-2')
  })
  it('is withdrawn with a reason before anything has followed, and not after', async () => {
    const own = await prepared()
    await phase1(own)
    const { decision } = await own.decide('phase-1', 'GO')
    expect(await saying(own.decide('phase-1', 'NO-GO'))).toBe('CONFLICT: Ada has decided GO already: withdraw that first')
    await call(programme.withdraw, { decision, reason: 'it was the wrong week' }, { context: own.context })
    expect(own.journal.state().programme.lives['phase-1']?.outcome).toBeUndefined()
    expect(await saying(own.begin('phase-2'))).toMatch(/has no GO/)
    const again = await own.decide('phase-1', 'GO')
    own.time.sleep(1_000)
    await own.begin('phase-2')
    expect(await saying(call(programme.withdraw, { decision: again.decision, reason: 'too late' }, { context: own.context }))).toMatch(/^CONFLICT: something has followed/)
  })
  it('is refused where the evidence is no longer what was seen', async () => {
    const own = await prepared()
    await phase1(own)
    expect(await saying(call(programme.decide, { phase: 'phase-1', outcome: 'GO', role: 'DevOps Engineer', reason: 'all well', dissent: [], seen: { 'p1-bugs': 'undecided' } }, { context: own.context })))
      .toBe('CONFLICT: the evidence has changed meanwhile: Stability is met now. Look at it again, then decide')
  })
  it('against the rule is written down as that', async () => {
    const own = await prepared()
    await own.decide('phase-1', 'GO', { against: true })
    expect(own.journal.of('decision.decided')[0]?.data).toMatchObject({ against: true, verdict: { state: 'undecided' } })
  })
})

test('day 1 gets a date, is moved with a reason, and not to another century', async () => {
  const { context, journal } = stand()
  await call(programme.begin, { day1, reason: 'agreed' }, { context })
  expect(await saying(call(programme.begin, { day1, reason: 'again' }, { context }))).toBe('CONFLICT: day 1 is 2026-01-05 already')
  expect(await saying(call(programme.begin, { day1: '2206-01-05', reason: 'mistyped' }, { context }))).toMatch(/more than a year away/)
  await call(programme.begin, { day1: '2026-01-12', reason: 'the balancer is late' }, { context })
  expect(journal.state().programme).toMatchObject({ day1: '2026-01-12', started: { why: 'the balancer is late', moved: 1 } })
})

describe('evidence', () => {
  it('comes in the way that its criterion has, and from no future', async () => {
    const own = await prepared()
    expect(await saying(own.record('p1-performance', yes))).toBe('CONFLICT: “Performance” is shown by its series, and by nobody\'s word')
    expect(await saying(own.record('p1-functionality', yes))).toBe('CONFLICT: “Functionality” takes a count, not a statement')
    expect(await saying(own.record('p9', yes))).toBe('NOT_FOUND: the plan has no criterion p9')
    expect(await saying(own.record('p1-functionality', count(5, 4, 8)))).toMatch(/^BAD_REQUEST/)
    expect(await saying(call(programme.record, { criterion: 'p1-functionality', result: count(1, 1, 1), text: 'soon', measuredAt: own.time.clock.wall() + day }, { context: own.context }))).toMatch(/future/)
  })
})

describe('a file of evidence', () => {
  const sendAll = async ({ context }: Stand, bytes: Buffer): Promise<string> => {
    const of = Math.ceil(bytes.length / partBytes)
    for (let part = 0; part < of; part += 1) {
      const sent = await call(attachments.keep, { upload: 'evidence-1', part, of, data: bytes.subarray(part * partBytes, (part + 1) * partBytes).toString('base64') }, { context })
      if (sent) return sent.sha
    }
    throw new Error('nothing came of it')
  }
  const recordWith = ({ context, time }: Stand, sha256: string) =>
    call(programme.record, { criterion: 'p1-functionality', result: count(42, 42, 42), text: 'as counted', measuredAt: time.clock.wall(), attachment: { name: 'parity.csv', sha256 } }, { context })
  const readAll = async ({ context }: Stand, sha: string): Promise<Buffer> => {
    const pieces: Buffer[] = []
    for (let offset = 0; ;) {
      const { data, more } = await call(attachments.file, { sha, offset }, { context })
      pieces.push(Buffer.from(data, 'base64'))
      offset += pieces.at(-1)?.length ?? 0
      if (!more) return Buffer.concat(pieces)
    }
  }

  it('is kept beside the journal, frozen with the decision, and handed out as it was; changed or gone, that is said', async () => {
    const own = await prepared()
    const bytes = Buffer.alloc(900_000, 'feature,parity\n')
    const sha = await sendAll(own, bytes)
    expect(await saying(readAll(own, sha)), 'what no evidence names is not handed out').toMatch(/^NOT_FOUND/)
    await phase1(own)
    await recordWith(own, sha)
    await own.decide('phase-1', 'GO')
    // Later evidence takes its place for the criterion; the decision still has the file that it froze.
    own.time.sleep(1_000)
    await own.record('p1-functionality', count(41, 42, 42))
    expect(own.journal.state().programme.decisions[0]?.evidence.find(({ criterion }) => criterion === 'p1-functionality')).toMatchObject({ attachment: { name: 'parity.csv', sha256: sha } })
    expect((await readAll(own, sha)).equals(bytes)).toBe(true)
    own.held.set(sha, Buffer.from('other'))
    expect(await saying(readAll(own, sha))).toMatch(/^CONFLICT: This file is not what was recorded/)
    own.held.delete(sha)
    expect(await saying(readAll(own, sha))).toMatch(/^NOT_FOUND: This file is not on disk/)
  })
  it('must be on disk before evidence names it, has a limit, and is no empty one', async () => {
    const own = await prepared()
    expect(await saying(recordWith(own, 'ab'.repeat(32)))).toMatch(/^CONFLICT: its file is not on disk/)
    const part = (number: number, of: number, data: Buffer) => saying(call(attachments.keep, { upload: 'evidence-2', part: number, of, data: data.toString('base64') }, { context: own.context }))
    expect(await part(0, 1, Buffer.alloc(0))).toBe('BAD_REQUEST: The file is empty.')
    const whole = Buffer.alloc(partBytes)
    for (let number = 0; number + 1 < mostEvidenceParts; number += 1) await part(number, mostEvidenceParts, whole)
    expect(await part(mostEvidenceParts - 1, mostEvidenceParts, whole)).toBe(`BAD_REQUEST: The file has more than ${evidenceBytes} bytes. Record a link to it instead.`)
    const { context: viewer } = stand('viewer')
    expect(await saying(call(attachments.keep, { upload: 'evidence-3', part: 0, of: 1, data: 'AAAA' }, { context: viewer }))).toMatch(/^FORBIDDEN/)
    expect(own.held.size).toBe(0)
  })
})

test('a viewer changes nothing of it', async () => {
  const { context, journal } = stand('viewer')
  const calls = [
    call(programme.begin, { day1, reason: 'because' }, { context }), call(programme.phase, { phase: 'phase-1', reason: 'because' }, { context }), call(programme.hold, { reason: 'because' }, { context }),
    call(programme.record, { criterion: 'p1-bugs', result: { kind: 'value', value: 0 }, text: 'none seen', measuredAt: 0 }, { context }),
    call(programme.propose, { phase: 'phase-1', outcome: 'GO', reason: 'because' }, { context }),
    call(programme.decide, { phase: 'phase-1', outcome: 'GO', role: 'x', reason: 'because', dissent: [], seen: {} }, { context }),
    call(programme.withdraw, { decision: 'd-1', reason: 'because' }, { context }), call(programme.carry, { decision: 'd-1', action: 0, reason: 'because' }, { context }),
    call(programme.risk, { risk: 'errors', owner: 'me' }, { context }),
  ]
  expect(await Promise.all(calls.map((one) => saying(one).then((text) => text.split(':')[0])))).toEqual(calls.map(() => 'FORBIDDEN'))
  expect(journal.all()).toEqual([])
})

test('a risk is kept with its owner, and what was not said stays', async () => {
  const { context, journal } = stand()
  await call(programme.risk, { risk: 'errors', owner: 'Bo', likelihood: 'high' }, { context })
  await call(programme.risk, { risk: 'errors', mitigation: 'in place', review: '2026-02-01' }, { context })
  expect(journal.state().programme.risks['errors']).toMatchObject({ owner: 'Bo', likelihood: 'high', mitigation: 'in place', review: '2026-02-01', by: 'Ada' })
  expect(await saying(call(programme.risk, { risk: 'none' }, { context }))).toBe('NOT_FOUND: the plan has no risk none')
})
