/** What a run needs next, as a table. */
import { describe, expect, it } from 'vitest'
import { next, wakeAt, type Command, type Moment } from '../../../../electron/rollback/next.ts'
import { pin } from '../../../../electron/rollback/pinned.ts'
import type { Run, StepRun } from '../../../../shared/rollback.ts'
import { planWith, stage, step } from '../../../doubles/rollback-plan.ts'

const plan = planWith([
  stage('trigger', '0s', '2m', step('record', 'record', { after: [] }), step('validate', 'confirm', { after: [] })),
  stage('traffic', '2m', '5m', step('switch', 'route'), step('drain', 'drain', { after: ['switch'] }), step('health', 'health')),
])
const start = 1_000_000

type Steps = Readonly<Record<string, Partial<StepRun>>>
const runWith = (steps: Steps = {}, more: Partial<Run> = {}): Run => ({
  id: 'r-1', incident: 'i-1', trigger: 'error-burst', manual: false, drill: true, openedBy: 'error-burst', target: 'blue', identity: '',
  planHash: 'hash', state: 'running', boot: 'boot-1', startedAt: start, exposedSince: start, startedWall: 0, deadline: 900_000, validation: 120_000,
  overDeadline: false, fencing: 1, joined: 0,
  stages: plan.rollback.stages.map(({ id, title, from, to, steps: planned }) => ({
    id, title, from, to,
    steps: planned.map((one): StepRun => ({ id: one.id, title: one.title, kind: one.kind, state: 'waiting', attempt: 0, facts: {}, ...steps[one.id] })),
  })),
  ...more,
})
const moment = (after: number, more: Partial<Moment> = {}): Moment => ({ now: start + after, underway: new Map(), retryAt: new Map(), looking: new Set(), unlooked: new Set(), ...more })
const movingPlan = planWith([stage('data', '0s', '10m', step('copy', 'sync', { after: [] }), step('people', 'sessions', { after: [] }))])
const commandsOf = (run: Run, at: Moment): readonly Command[] => next(run, pin(run, run.stages.length === 1 ? movingPlan : plan), at)
const waiting = { state: 'waiting', attempt: 0, facts: {} } as const
/** Two steps of one stage that move what may be lost; the switch is done. */
const moving = (preview?: NonNullable<Run['stages'][number]['preview']>): Run =>
  runWith({}, { stages: [{ id: 'data', title: 'Data', from: 0, to: 600_000, ...(preview && { preview }), steps: [{ id: 'copy', title: 'Copy', kind: 'sync', ...waiting }, { id: 'people', title: 'People', kind: 'sessions', ...waiting }] }] })
const ok = { state: 'ok' } as const
const underway = (id: string, after: number): Partial<Moment> => ({ underway: new Map([[id, { endsAt: start + after }]]) })
const question = (after: number) => ({ text: 'well?', options: ['retry', 'skip', 'stop'], silence: 'retry', answerBy: start + after } as const)

describe('what is due', () => {
  it.each<{ readonly when: string; readonly run: Run; readonly at: Moment; readonly due: readonly Command[] }>([
    {
      when: 'a run is validating: what tells people, and nothing that switches',
      run: runWith({}, { state: 'validating' }), at: moment(0),
      due: [{ kind: 'start', step: 'record' }, { kind: 'start', step: 'validate' }],
    },
    {
      when: 'nobody answered within the validation window: it goes ahead',
      run: runWith({ record: ok, validate: { state: 'running' } }, { state: 'validating' }), at: moment(120_000),
      due: [{ kind: 'over', what: 'stage', stage: 'trigger', by: 0 }, { kind: 'validate' }],
    },
    {
      when: 'it is a millisecond before that: nothing',
      run: runWith({ record: ok, validate: { state: 'running' } }, { state: 'validating' }), at: moment(119_999), due: [],
    },
    {
      when: 'the run is validated: the step that waited for it is done',
      run: runWith({ record: ok, validate: { state: 'running' } }), at: moment(5_000), due: [{ kind: 'confirmed', step: 'validate' }],
    },
    {
      when: 'the switch has no `after`: it waits for the validation alone, and for no record that failed',
      run: runWith({ record: { state: 'asking', question: question(60_000) }, validate: ok }), at: moment(5_000), due: [{ kind: 'start', step: 'switch' }],
    },
    {
      when: 'a step has no `after`: it waits for the steps before it in its stage and the stage before',
      run: runWith({ record: ok, validate: ok, switch: ok, drain: { state: 'running' } }), at: moment(5_000, underway('drain', 60_000)), due: [],
    },
    {
      when: 'those have ended, one of them skipped: it begins',
      run: runWith({ record: ok, validate: ok, switch: ok, drain: { state: 'skipped' } }), at: moment(5_000), due: [{ kind: 'start', step: 'health' }],
    },
    {
      when: 'an intent has no outcome and nobody works on it: it is not known what took effect',
      run: runWith({ record: ok, validate: ok, switch: { state: 'running', attempt: 1 } }), at: moment(5_000), due: [{ kind: 'lost', step: 'switch' }],
    },
    {
      when: 'it is known that it is not known: it is looked at, at once',
      run: runWith({ record: ok, validate: ok, switch: { state: 'unknown', attempt: 1 } }), at: moment(5_000), due: [{ kind: 'start', step: 'switch' }],
    },
    {
      when: 'steps that move data or sessions are due: first one look at what would be lost',
      run: moving(), at: moment(5_000), due: [{ kind: 'preview', stage: 'data' }],
    },
    { when: 'it is looked at: those steps wait', run: moving(), at: moment(5_000, { looking: new Set(['data']) }), due: [] },
    {
      when: 'what would be lost is on the record: they begin',
      run: moving({ at: 0, previews: [] }), at: moment(5_000), due: [{ kind: 'start', step: 'copy' }, { kind: 'start', step: 'people' }],
    },
    {
      when: 'it could not be put on the record: they begin all the same',
      run: moving(), at: moment(5_000, { unlooked: new Set(['data']) }), due: [{ kind: 'start', step: 'copy' }, { kind: 'start', step: 'people' }],
    },
    {
      when: 'an attempt is past its time-out: it is given up',
      run: runWith({ record: ok, validate: ok, switch: { state: 'running', attempt: 1 } }), at: moment(10_000, underway('switch', 10_000)), due: [{ kind: 'give up', step: 'switch' }],
    },
    {
      when: 'a failed step waits out its backoff: nothing',
      run: runWith({ record: ok, validate: ok, switch: { state: 'failed', attempt: 1 } }), at: moment(5_000, { retryAt: new Map([['switch', start + 5_001]]) }), due: [],
    },
    {
      when: 'its backoff is over: it is tried again',
      run: runWith({ record: ok, validate: ok, switch: { state: 'failed', attempt: 1 } }), at: moment(5_001, { retryAt: new Map([['switch', start + 5_001]]) }), due: [{ kind: 'start', step: 'switch' }],
    },
    {
      when: 'a question is past its time: silence answers',
      run: runWith({ record: ok, validate: ok, switch: { state: 'asking', question: question(60_000) } }), at: moment(60_000), due: [{ kind: 'silence', step: 'switch' }],
    },
    {
      when: 'a stage is over its window and was said to be: nothing again',
      run: runWith({ record: ok, validate: ok, switch: { state: 'asking', question: question(900_000) } }, { overDeadline: true, stages: runWith({ record: ok, validate: ok, switch: { state: 'asking', question: question(2_000_000) } }).stages.map((one) => ({ ...one, over: 0 })) }),
      at: moment(1_000_000), due: [],
    },
    {
      when: 'the deadline is missed: that too, with how much',
      run: runWith({ record: ok, validate: ok, switch: { state: 'asking', question: question(2_000_000) } }), at: moment(900_500),
      due: [{ kind: 'over', what: 'stage', stage: 'traffic', by: 600_500 }, { kind: 'over', what: 'deadline', by: 500 }],
    },
    {
      when: 'every step is done or skipped: it is finished, and no window is over',
      run: runWith({ record: ok, validate: ok, switch: ok, drain: { state: 'skipped' }, health: ok }), at: moment(1_000_000), due: [{ kind: 'over', what: 'deadline', by: 100_000 }, { kind: 'finish' }],
    },
    { when: 'the run has ended: nothing', run: runWith({}, { state: 'stopped' }), at: moment(1_000_000), due: [] },
  ])('when $when', ({ run, at, due }) => {
    expect(commandsOf(run, at)).toEqual(due)
  })
})

describe('the next time at which something is due', () => {
  it('is the earliest of window, validation, deadline, backoff, time-out and question', () => {
    const steps: Steps = { record: ok, validate: ok, switch: { state: 'failed', attempt: 1 } }
    expect(wakeAt(runWith(steps), moment(0, { retryAt: new Map([['switch', start + 2_000]]) }))).toBe(start + 2_000)
    expect(wakeAt(runWith({ record: ok, validate: { state: 'running' } }, { state: 'validating', validation: 60_000 }), moment(0))).toBe(start + 60_000)
    expect(wakeAt(runWith({ ...steps, switch: { state: 'running', attempt: 1 } }), moment(0, underway('switch', 10_000)))).toBe(start + 10_000)
    expect(wakeAt(runWith({ ...steps, switch: { state: 'asking', question: question(30_000) } }), moment(0))).toBe(start + 30_000)
    expect(wakeAt(runWith({ record: ok, validate: ok, switch: ok }), moment(0))).toBe(start + 300_000)
    expect(wakeAt(runWith({}, { state: 'completed' }), moment(0))).toBeUndefined()
  })
})
