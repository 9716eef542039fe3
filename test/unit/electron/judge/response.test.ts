import { describe, expect, it } from 'vitest'
import { decide, stricter, untoldAfter, type Action, type Situation } from '../../../../electron/judge/response.ts'
import type { Turn } from '../../../../electron/judge/judge.ts'
import type { GateStatus } from '../../../../shared/gate.ts'
import { automations, type Automation } from '../../../../shared/journal.ts'
import type { Environment } from '../../../../shared/metrics.ts'
import { modes, responses, rollback, type Gate } from '../../../../shared/plan.ts'
import type { Run } from '../../../../shared/rollback.ts'
import type { Silence } from '../../../../shared/silence.ts'
import { exampleGate, failing, firing } from './examples.ts'

const procedure = rollback.parse({
  deadline: '15m', validation: '2m', target: 'blue', manualTriggers: [], automatedTriggers: [],
  stages: [{ id: 'traffic', title: 'Traffic Routing', from: '2m', to: '5m', steps: [{ id: 'route', title: 'Route', kind: 'route', timeout: '30s', source: 'plan' }] }],
})
const now = { wall: 1_700_000_000_000, mono: 110_000, boot: 'boot' }
const allTo = (environment: Environment): Situation['routing'] => {
  const share = { blue: environment === 'blue' ? 1 : 0, green: environment === 'green' ? 1 : 0 }
  return { weights: { blue: share.blue * 100, green: share.green * 100 }, flags: { blue: 0, green: 0 }, share }
}
const aRun = (state: Run['state'], changes: Partial<Run> = {}): Run => ({
  id: 'run-1', incident: 'incident-1', trigger: 'error-burst', manual: false, drill: false, openedBy: 'error-burst', target: 'blue',
  identity: 'blue-1', planHash: '', state, boot: 'boot', startedAt: 100_000, exposedSince: 80_000, startedWall: now.wall - 10_000,
  deadline: 900_000, validation: 120_000, overDeadline: false, fencing: 1, joined: 0, stages: [], ...changes,
})
const ended = (state: 'completed' | 'stopped' | 'vetoed', changes: Partial<Run> = {}): Run =>
  aRun(state, { endedAt: 105_000, endedWall: now.wall - 5_000, ...changes })

type Fired = { readonly gate: Gate; readonly environment?: Environment; readonly status?: GateStatus; readonly turned?: boolean }
function situation(fired: readonly Fired[], changes: Partial<Situation> = {}): Situation {
  const views = fired.map(({ gate, environment = 'green', status = firing() }) => ({ gate: gate.id, environment, status, progress: 0 }))
  const turns = fired.flatMap(({ gate, environment = 'green', status = firing(), turned = true }): readonly Turn[] =>
    turned ? [{ gate, environment, from: 'pending', to: status.state, status }] : [])
  return {
    plan: { gates: fired.map(({ gate }) => gate), rollback: procedure }, turns, views, automation: 'automatic', vetoes: {}, run: undefined,
    routing: allTo('green'), silences: [], untold: new Set(), proposed: new Set(), now, ...changes,
  }
}
const kindOf = (action: Action): string => (action.kind === 'propose' ? `propose ${action.response}` : action.kind)
const kinds = (one: Situation): readonly string[] => decide(one).map(kindOf)
const still = { turned: false } as const
const burst = exampleGate()

describe('the stricter of the gate\'s mode and the console\'s automation', () => {
  it.each([
    ['act', 'automatic', 'act'], ['act', 'ask first', 'propose'], ['act', 'watch only', 'observe'],
    ['propose', 'automatic', 'propose'], ['propose', 'ask first', 'propose'], ['propose', 'watch only', 'observe'],
    ['observe', 'automatic', 'observe'], ['observe', 'ask first', 'observe'], ['observe', 'watch only', 'observe'],
  ] as const)('%s, %s: %s', (mode, automation, expected) => expect(stricter(mode, automation)).toBe(expected))
})

/** Every response in every combined mode, told in one table; act, propose, observe. */
describe('a gate that turns to firing', () => {
  const expected = {
    free: {
      alert: ['alert', 'alert', 'alert'], hold: ['hold', 'propose hold', 'alert'], scale: ['scale', 'propose scale', 'alert'],
      review: ['review', 'propose review', 'alert'], rollback: ['rollback', 'propose rollback', 'alert'],
    },
    'while a run is active': {
      alert: ['alert', 'alert', 'alert'], hold: ['hold', 'propose hold', 'alert'], scale: ['scale', 'propose scale', 'alert'],
      review: ['review', 'propose review', 'alert'], rollback: ['join', 'join', 'alert'],
    },
    'while it is vetoed': {
      alert: ['alert', 'alert', 'alert'], hold: ['hold', 'propose hold', 'alert'], scale: ['scale', 'propose scale', 'alert'],
      review: ['review', 'propose review', 'alert'], rollback: ['alert', 'alert', 'alert'],
    },
    'where no users go': {
      alert: ['alert', 'alert', 'alert'], hold: ['hold', 'propose hold', 'alert'], scale: ['scale', 'propose scale', 'alert'],
      review: ['review', 'propose review', 'alert'], rollback: ['alert', 'alert', 'alert'],
    },
  } as const
  const when: Record<keyof typeof expected, Partial<Situation>> = {
    free: {},
    'while a run is active': { run: aRun('running') },
    'while it is vetoed': { vetoes: { 'error-burst': now.wall + 1 } },
    'where no users go': { routing: allTo('blue') },
  }
  const cases = (Object.keys(expected) as (keyof typeof expected)[]).flatMap((state) => responses.flatMap((response) =>
    modes.flatMap((mode) => automations.map((automation) => ({ state, response, mode, automation })))))

  it.each(cases)('$state: $response, $mode, $automation', ({ state, response, mode, automation }) => {
    const column = ['act', 'propose', 'observe'].indexOf(stricter(mode, automation))
    expect(kinds(situation([{ gate: exampleGate({ response, mode }) }], { ...when[state], automation }))).toEqual([expected[state][response][column]])
  })
  it('a gate that turns to anything else asks for nothing', () =>
    expect(kinds(situation([{ gate: exampleGate({ response: 'alert' }), status: firing({ state: 'resolved' }) }]))).toEqual([]))
  it('says what was found, and why nothing more is done', () => {
    const [act] = decide(situation([{ gate: exampleGate({ response: 'scale' }) }]))
    expect(act?.text).toBe('Error burst: Error rate of green over 30 s is 12.4 % (bar 10 %)')
    const [watch] = decide(situation([{ gate: burst }], { automation: 'watch only' }))
    expect(watch?.text).toBe('Error burst: Error rate of green over 30 s is 12.4 % (bar 10 %). No rollback was opened: only watching')
    const [vetoed] = decide(situation([{ gate: burst }], { vetoes: { 'error-burst': now.wall + 1 } }))
    expect(vetoed?.text).toContain('No rollback was opened: vetoed until 2023-11-14T22:13:20.001Z')
  })
})

describe('a rollback', () => {
  const opened = (one: Situation) => decide(one).find((action) => action.kind === 'rollback')

  it('names its rule and when the exposure began', () =>
    expect(opened(situation([{ gate: burst }]))).toMatchObject({ gate: 'error-burst', environment: 'green', causes: ['error-burst'], exposedSince: 80_000 }))
  it('one bad deploy is one incident: one run with all causes, the earliest in front', () => {
    const slow = exampleGate({ id: 'slow', title: 'Slow', metric: 'response_time', statistic: 'avg', threshold: { value: 0.3 } })
    const status = firing({ activeSince: 40_000, evaluation: { ...failing, value: 0.41, threshold: 0.3 } })
    const actions = decide(situation([{ gate: burst }, { gate: slow, status }]))
    expect(actions).toEqual([{
      kind: 'rollback', gate: 'slow', environment: 'green', causes: ['slow', 'error-burst'], exposedSince: 40_000,
      text: 'Slow: Response time (average) of green over 30 s is 410 ms (bar 300 ms); Error burst: Error rate of green over 30 s is 12.4 % (bar 10 %)',
    }])
  })
  it('is opened by a rule that may act, though one that may only propose began first', () => {
    const asking = exampleGate({ id: 'asking', mode: 'propose' })
    expect(opened(situation([{ gate: asking, status: firing({ activeSince: 1_000 }) }, { gate: burst }]))).toMatchObject({
      gate: 'error-burst', causes: ['error-burst', 'asking'], exposedSince: 1_000,
    })
  })
  it('opens for a gate that was firing already: after a restart, or once automation is back', () =>
    expect(kinds(situation([{ gate: burst, ...still }]))).toEqual(['rollback']))
  it('opens once the veto has lapsed, not before', () => {
    const at = (lapse: number) => kinds(situation([{ gate: burst, ...still }], { run: ended('vetoed'), vetoes: { 'error-burst': lapse } }))
    expect(at(now.wall + 1)).toEqual([])
    expect(at(now.wall)).toEqual(['rollback'])
  })
  it('a veto covers the rules that fired in sight of it, and none that fires later', () => {
    const other = exampleGate({ id: 'other' })
    const vetoed = { run: ended('vetoed'), vetoes: { 'error-burst': now.wall + 60_000 } }
    expect(kinds(situation([{ gate: burst, ...still }, { gate: other, ...still, status: firing({ since: 104_000 }) }], vetoed))).toEqual([])
    expect(opened(situation([{ gate: burst, ...still }, { gate: other, status: firing({ since: 106_000 }) }], vetoed))).toMatchObject({
      gate: 'other', causes: ['other', 'error-burst'],
    })
  })
  it.each(['validating', 'running'] as const)('never opens beside a run that is %s', (state) =>
    expect(kinds(situation([{ gate: burst, ...still }], { run: aRun(state) }))).toEqual([]))
  it.each(['no data', 'error', 'inconclusive', 'not yet'] as const)('never by silence: %s', (outcome) =>
    expect(kinds(situation([{ gate: burst, ...still, status: firing({ evaluation: { ...failing, outcome } }) }]))).toEqual([]))
  it('nor while the gate only keeps firing and is within its bar', () =>
    expect(kinds(situation([{ gate: burst, ...still, status: firing({ falseSince: 109_000, evaluation: { ...failing, outcome: 'pass' } }) }]))).toEqual([]))
  it('after a long silence the time is sustained anew first', () => {
    const heardAgain = (sustained: number) => situation([{ gate: burst, ...still, status: firing({ activeSince: 109_000, sustained }) }])
    expect(kinds(heardAgain(19_999))).toEqual([])
    expect(kinds(heardAgain(20_000))).toEqual(['rollback'])
  })
  it('never for a gate that fires on blue, where it would go', () => {
    const actions = decide(situation([{ gate: exampleGate({ environments: ['blue'] }), environment: 'blue' }]))
    expect(actions.map(kindOf)).toEqual(['alert'])
    expect(actions[0]?.text).toContain('No rollback was opened: blue is where it would go')
  })
  it('nor is one on blue a cause to leave green', () =>
    expect(opened(situation([{ gate: burst, environment: 'blue', status: firing({ activeSince: 1 }) }, { gate: burst }]))).toMatchObject({
      environment: 'green', causes: ['error-burst'], exposedSince: 80_000,
    }))
  it.each([
    ['weight', { weights: { blue: 90, green: 10 } }], ['flagged users', { flags: { blue: 0, green: 3 } }], ['kept connections', { share: { blue: 0.9, green: 0.1 } }],
  ] as const)('opens while green is reached by %s', (_, reached) => {
    const blue = allTo('blue')
    expect(kinds(situation([{ gate: burst, ...still }], { routing: blue && { ...blue, ...reached } }))).toEqual(['rollback'])
  })
  it('opens where routing is not known: ignorance suspends no protection', () =>
    expect(kinds(situation([{ gate: burst, ...still }], { routing: undefined }))).toEqual(['rollback']))
})

describe('after a run has ended', () => {
  const later = firing({ since: 106_000 })
  it.each([
    ['completed, users on blue, firing still', ended('completed'), allTo('blue'), firing(), []],
    ['completed, routing not known, firing still', ended('completed'), undefined, firing(), []],
    ['completed, routing not known, fires anew', ended('completed'), undefined, later, ['rollback']],
    ['completed, users sent to green again', ended('completed'), allTo('green'), firing(), ['rollback']],
    ['stopped by a person, users on green', ended('stopped'), allTo('green'), firing(), []],
    ['stopped by a person, fires anew', ended('stopped'), allTo('green'), later, ['rollback']],
    ['stopped, heard again after a long silence', ended('stopped'), allTo('green'), firing({ activeSince: 106_000, sustained: 20_000 }), ['rollback']],
    ['on another boot, firing still', ended('stopped', { boot: 'before', endedAt: 9_999_999 }), allTo('green'), firing(), []],
    ['on another boot, fires anew', ended('stopped', { boot: 'before', endedAt: 9_999_999, endedWall: now.wall - 11_000 }), allTo('green'), firing(), ['rollback']],
  ] as const)('%s', (_, run, routing, status, expected) =>
    expect(kinds(situation([{ gate: burst, status, ...still }], { run, routing }))).toEqual(expected))
})

describe('a proposal', () => {
  const asked = (proposed: readonly string[], one: Partial<Fired> = {}, automation: Automation = 'ask first') =>
    kinds(situation([{ gate: burst, ...still, ...one }], { automation, proposed: new Set(proposed) }))
  it('is made once and stands', () => {
    expect(asked([])).toEqual(['propose rollback'])
    expect(asked(['error-burst'])).toEqual([])
  })
  it('is made again for a rule that fires anew or comes in addition', () => {
    expect(asked(['error-burst'], { turned: true })).toEqual(['propose rollback'])
    expect(asked(['another'])).toEqual(['propose rollback'])
  })
  it('gives way to the run once automation is back', () => expect(asked(['error-burst'], {}, 'automatic')).toEqual(['rollback']))
})

describe('a silence', () => {
  const silence = (changes: Partial<Silence> = {}): Silence =>
    ({ id: 's-1', gates: ['error-burst'], since: now.wall - 60_000, until: now.wall + 60_000, by: 'Ada', why: 'load test', ...changes })
  const warning = exampleGate({ id: 'slow', response: 'alert' })
  it.each([
    ['of the gate', silence(), []],
    ['of the gate in that environment', silence({ environment: 'green' }), []],
    ['of the gate in the other environment', silence({ environment: 'blue' }), ['rollback']],
    ['of another gate', silence({ gates: ['other'] }), ['rollback']],
    ['that is over', silence({ until: now.wall }), ['rollback']],
  ] as const)('%s', (_, one, expected) => expect(kinds(situation([{ gate: burst }], { silences: [one] }))).toEqual(expected))

  it('of a rule holds back no run that another rule opens, and is no cause of it', () => {
    const memory = exampleGate({ id: 'memory', metric: 'memory_usage', statistic: 'avg' })
    const [action] = decide(situation([{ gate: burst }, { gate: memory }], { silences: [silence()] }))
    expect(action).toMatchObject({ kind: 'rollback', gate: 'memory' })
  })
  it('that ends while the gate fires tells what it hid, once', () => {
    const quiet = situation([{ gate: warning }], { silences: [silence({ gates: ['slow'] })] })
    const untold = untoldAfter(quiet)
    expect([kinds(quiet), [...untold]]).toEqual([[], ['slow/green']])
    const after = situation([{ gate: warning, ...still }], { untold })
    expect([kinds(after), [...untoldAfter(after)]]).toEqual([['alert'], []])
  })
  it('over a gate that recovered under it tells nothing', () => {
    const after = situation([{ gate: warning, status: firing({ state: 'resolved' }), ...still }], { untold: new Set(['slow/green']) })
    expect([kinds(after), [...untoldAfter(after)]]).toEqual([[], []])
  })
})
