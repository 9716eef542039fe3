/** What drills are scored by, when the next is due, and what they prove. */
import { describe, expect, it } from 'vitest'
import { proofDrafts, mayStartItself, reminders } from '../../../electron/console/drill-watch.ts'
import { dueAfter, drillText, noDrills, proofOf, shareOf, stageTimes, trendOf, type Drill, type DrillState } from '../../../shared/drill.ts'
import type { Draft } from '../../../shared/journal.ts'
import type { Plan } from '../../../shared/plan.ts'
import { fakeTime } from '../../doubles/fake-time.ts'
import { memoryJournal } from '../../doubles/memory-journal.ts'

const minute = 60_000
const day = 86_400_000
const ada = { kind: 'person', name: 'Ada', role: 'operator' } as const
const rule = { kind: 'rule', name: 'test' } as const

/** A run of two stages; each step is `kind` and ends so long after the start. */
async function runInto(journal: ReturnType<typeof memoryJournal>, time: ReturnType<typeof fakeTime>, { id = 'r-1', drill = true, ends = [1_000, 5_000], skip = false, ask = false, outcome = 'completed' as 'completed' | 'stopped' } = {}): Promise<void> {
  const start = time.clock.mono()
  const add = (draft: Draft): void => void journal.append(draft)
  add({
    kind: 'rollback.opened', who: ada, incident: 'i-1',
    data: {
      run: id, trigger: 'button', manual: true, drill, plan: 'h', target: 'blue', identity: '', startedAt: start, exposedSince: start, deadline: 15 * minute, validation: 2 * minute,
      stages: ['traffic', 'data'].map((stage, at) => ({ id: stage, title: `Title of ${stage}`, from: at * 10_000, to: (at + 1) * 10_000, steps: [{ id: `${stage}-step`, title: `Step of ${stage}`, kind: 'health' as const }] })),
    },
  })
  for (const [at, stage] of ['traffic', 'data'].entries()) {
    const about = { run: id, step: `${stage}-step` }
    await time.advance(Math.max(0, start + (ends[at] ?? 0) - time.clock.mono()))
    add({ kind: 'step.intended', who: rule, data: { ...about, attempt: 1, fencing: 1, effect: '' } })
    if (ask && at === 0) {
      add({ kind: 'step.outcome', who: rule, data: { ...about, attempt: 1, result: 'failed', detail: '', facts: {}, ms: 1 } })
      add({ kind: 'step.asked', who: rule, data: { ...about, question: '?', options: ['retry'], silence: 'retry', answerBy: start + minute } })
      add({ kind: 'step.answered', who: ada, data: { ...about, choice: 'retry', bySilence: false } })
      add({ kind: 'step.intended', who: rule, data: { ...about, attempt: 2, fencing: 1, effect: '' } })
    }
    if (skip && at === 1) add({ kind: 'step.skipped', who: ada, why: 'not needed', data: about })
    else add({ kind: 'step.outcome', who: rule, data: { ...about, attempt: 1, result: 'ok', detail: '', facts: {}, ms: 1 } })
  }
  add({ kind: 'rollback.finished', who: rule, data: { run: id, outcome, ms: time.clock.mono() - start, text: '' } })
}
const record = () => {
  const time = fakeTime()
  return { time, journal: memoryJournal(time.clock) }
}

describe('a drill is scored', () => {
  it('each stage against its window, the whole against the deadline, with what it asked and repeated', async () => {
    const { time, journal } = record()
    journal.append({ kind: 'drill.begun', who: ada, data: { drill: 'd-1', fault: 'errors', scheduled: false } })
    await runInto(journal, time, { ask: true })
    journal.append({ kind: 'drill.ended', who: ada, data: { drill: 'd-1', run: 'r-1' } })
    const { past, preparing } = journal.state().drills
    expect(preparing).toBeUndefined()
    expect(past).toMatchObject([{ run: 'r-1', fault: 'errors', ok: true, ms: 5_000, questions: 1, retries: 1, skipped: [], stages: [{ ended: 1_000, within: true }, { ended: 5_000, within: true }] }])
  })
  it.each([
    { given: { ends: [10_001, 11_000] }, why: 'over the window of Title of traffic' },
    { given: { skip: true }, why: 'left out Step of data' },
    { given: { outcome: 'stopped' as const }, why: 'was stopped' },
  ])('as failed: $why', async ({ given, why }) => {
    const { time, journal } = record()
    await runInto(journal, time, given)
    const { drills } = journal.state()
    expect(drills.past[0]?.ok).toBe(false)
    expect(proofOf(drills, { provesFor: day }, time.clock.wall()).text).toContain(why)
  })
  it('and a run with real users is none', async () => {
    const { time, journal } = record()
    await runInto(journal, time, { drill: false })
    expect(journal.state().drills.past).toEqual([])
    expect(stageTimes(journal.state().run ?? expect.fail('no run'))).toHaveLength(2)
  })
  it('one that came to nothing says why until the next begins', () => {
    const { journal } = record()
    const begin = () => journal.append({ kind: 'drill.begun', who: ada, data: { drill: 'd-1', fault: 'none', scheduled: false } })
    begin()
    journal.append({ kind: 'drill.ended', who: rule, why: 'the pair was not ready', data: { drill: 'd-1' } })
    expect(journal.state().drills.failed?.why).toBe('the pair was not ready')
    begin()
    expect(journal.state().drills.failed).toBeUndefined()
  })
})

describe('the next is due', () => {
  // Wednesday.
  const noon = Date.UTC(2025, 9, 1, 12)
  it.each([
    { schedule: { every: 7 * day }, at: noon + 7 * day },
    { schedule: { weekly: 'thursday', at: '09:30' } as const, at: Date.UTC(2025, 9, 2, 9, 30) },
    { schedule: { weekly: 'wednesday', at: '12:01' } as const, at: noon + minute },
    { schedule: { weekly: 'wednesday', at: '12:00' } as const, at: noon + 7 * day },
    { schedule: { weekly: 'tuesday', at: '00:00' } as const, at: Date.UTC(2025, 9, 7) },
  ])('$schedule', ({ schedule, at }) => {
    expect(new Date(dueAfter({ schedule }, noon)).toISOString()).toBe(new Date(at).toISOString())
  })
})

const drill = (more: Partial<Drill> = {}): Drill => ({
  run: 'r-1', incident: 'i-1', at: 0, by: 'Ada', fault: 'errors', state: 'completed', ms: 100_000, deadline: 900_000, questions: 0, retries: 0, skipped: [], ok: true,
  stages: [{ id: 'a', title: 'A', until: 100_000, ended: 20_000, steps: 1, done: 1, within: true }, { id: 'b', title: 'B', until: 900_000, ended: 100_000, steps: 1, done: 1, within: true }],
  ...more,
})

it.each([
  { times: [], trend: 'first' }, { times: [100], trend: 'first' }, { times: [100, 100], trend: 'steady' }, { times: [100, 110], trend: 'steady' },
  { times: [100, 111], trend: 'slower' }, { times: [100, 90], trend: 'steady' }, { times: [100, 89], trend: 'faster' }, { times: [50, 100, 400, 100], trend: 'steady' },
] as const)('drills of $times ms are $trend', ({ times, trend }) => {
  expect(trendOf(times.map((ms) => drill({ ms })))).toBe(trend)
})
it('the worst stage is the one that used most of its window, and one that never ended is worse', () => {
  const past = [drill(), drill({ ms: 80_000 })]
  expect(drillText(past[1] ?? drill(), past)).toBe('worst stage A at 20 % of its window, faster than before')
  expect(shareOf({ id: 'x', title: 'X', until: 1, steps: 1, done: 0, within: false })).toBe(Number.POSITIVE_INFINITY)
})

describe('what follows by itself', () => {
  const section: NonNullable<Plan['drills']> = { schedule: { every: 7 * day }, warnAfter: 14 * day, provesFor: 30 * day, fault: 'errors', automatic: true }
  const plan: Pick<Plan, 'drills' | 'checklists'> = { drills: section, checklists: [{ id: 'prep', title: 'Prep', items: [{ id: 'rollback', title: 'Tested', by: 'drill' }, { id: 'other', title: 'Other' }] }] }
  const known = (drills: Partial<DrillState>, checklists = {}) => ({ drills: { ...noDrills, since: 0, ...drills }, alerts: [], checklists })
  const by = (name: string, at: number) => ({ 'prep/rollback': { tick: { by: name, at, evidence: '', seq: 1 } } })

  it.each([
    { when: 'no drill', drills: {}, ticks: {}, now: day, does: [] },
    { when: 'a drill within its windows ticks', drills: { past: [drill({ at: day })] }, ticks: {}, now: day, does: ['checklist.ticked'] },
    { when: 'once', drills: { past: [drill({ at: day })] }, ticks: by('rule drill-proof', day), now: 2 * day, does: [] },
    { when: 'a failed one ticks nothing', drills: { past: [drill({ at: day, ok: false })] }, ticks: {}, now: day, does: [] },
    { when: 'a later one that failed unticks', drills: { past: [drill(), drill({ at: 2 * day, ok: false })] }, ticks: by('rule drill-proof', day), now: 2 * day, does: ['checklist.unticked'] },
    { when: 'what a person ticked too', drills: { past: [drill({ at: 2 * day, ok: false })] }, ticks: by('Ada', day), now: 2 * day, does: ['checklist.unticked'] },
    { when: 'but not what a person ticked after it', drills: { past: [drill({ at: day, ok: false })] }, ticks: by('Ada', 2 * day), now: 3 * day, does: [] },
    { when: 'a proof that is too old unticks', drills: { past: [drill({ at: day })] }, ticks: by('rule drill-proof', day), now: 31 * day + 1, does: ['checklist.unticked'] },
    { when: 'and not a millisecond before', drills: { past: [drill({ at: day })] }, ticks: by('rule drill-proof', day), now: 31 * day, does: [] },
    { when: 'nor what a person ticked', drills: { past: [drill({ at: day })] }, ticks: by('Ada', day), now: 40 * day, does: [] },
    { when: 'what a person unticked stays so until another drill', drills: { past: [drill({ at: day })] }, ticks: { 'prep/rollback': { unticked: { by: 'Ada', at: 2 * day, why: '' } } }, now: 3 * day, does: [] },
    { when: 'a veto is no drill', drills: { past: [drill({ at: day }), drill({ at: 2 * day, ok: false, state: 'vetoed' as const })] }, ticks: by('rule drill-proof', day), now: 3 * day, does: [] },
  ])('$when', ({ drills, ticks, now, does }) => {
    expect(proofDrafts(plan, known(drills, ticks), now).map(({ kind }) => kind)).toEqual(does)
  })
  it('says why it unticks', () => {
    expect(proofDrafts(plan, known({ past: [drill({ at: day })] }, by('rule drill-proof', day)), 40 * day)).toMatchObject([{ why: 'the last drill, r-1, is 39 d old; it proves for 30 d', who: { name: 'drill-proof' } }])
  })
  it('reminds once of a drill that is due, and no longer once it was run', () => {
    const { time, journal } = record()
    const look = (wall: number): void => void journal.appendAll(reminders(plan, { ...journal.state(), drills: { ...journal.state().drills, since: time.clock.wall() } }, wall))
    const start = time.clock.wall()
    for (const wall of [start, start + 7 * day, start + 7 * day + 1, start + 8 * day]) look(wall)
    expect(journal.of('alert.raised').map(({ data }) => data.title)).toEqual(['A rollback drill is due'])
    look(start)
    look(start)
    expect(journal.of('alert.ended')).toHaveLength(1)
  })
  it.each([
    { when: 'it is due and nobody is there', more: {}, users: 0, wall: 7 * day, may: true },
    { when: 'it is not due', more: {}, users: 0, wall: 7 * day - 1, may: false },
    { when: 'somebody works there', more: {}, users: 1, wall: 7 * day, may: false },
    { when: 'it came to nothing since', more: { failed: { at: 7 * day, why: '' } }, users: 0, wall: 7 * day + 1, may: false },
    { when: 'an earlier one came to nothing', more: { failed: { at: day, why: '' } }, users: 0, wall: 7 * day, may: true },
  ])('starts by itself: $when: $may', ({ more, users, wall, may }) => {
    expect(mayStartItself(plan, known(more), { wall, users })).toBe(may)
    expect(mayStartItself({ drills: { ...section, automatic: false } }, known(more), { wall, users })).toBe(false)
  })
})
