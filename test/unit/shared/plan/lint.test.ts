import { describe, expect, it } from 'vitest'
import { lintPlan } from '../../../../shared/plan/lint.ts'
import { tbsPlan, type Raw } from './tbs-plan.ts'

const told = (change?: (raw: Raw) => void): readonly string[] => lintPlan(tbsPlan(change)).map(({ severity, id, path }) => `${severity} ${id} ${path.join('.')}`)
/** What a change of the plan adds to its findings. */
const added = (change: (raw: Raw) => void): readonly string[] => {
  const before = told()
  return told(change).filter((one) => !before.includes(one))
}
const gateAt = (raw: Raw, id: string): Record<string, unknown> => {
  const gate = raw['gates']?.find((one) => one['id'] as unknown === id)
  if (!gate) throw new Error(`no gate ${id}`)
  return gate as unknown as Record<string, unknown>
}
const indexOf = (id: string): number => tbsPlan().gates.findIndex((gate) => gate.id === id)
const days = (phase: number, changes: Readonly<Record<string, number>>) => (raw: Raw): void => {
  const found = raw['phases']?.[phase]?.['days']
  if (!found) throw new Error(`no days of phase ${phase}`)
  Object.assign(found, changes)
}
const put = (id: string, changes: Readonly<Record<string, unknown>>) => (raw: Raw): void => void Object.assign(gateAt(raw, id), changes)

describe('the TBS plan', () => {
  it('shows the contradictions of its document, and no other', () =>
    expect(told()).toEqual([
      // <1 % where the baseline is 1.5 %
      'warning unreachable phases.1.criteria.1.measure',
      // warned at 80 %, rolled back at 90 % in phase 1
      `warning contradictory gates.${indexOf('performance-phase-1')}.threshold`,
      // "ALL must be met", that one among them
      'warning cannot-pass phases.1.decision',
      // 10 % failed sessions or <85 % success
      `info stricter gates.${indexOf('session-matrix')}`,
      // 100 % of baseline, yet 37,245 is ticked
      'info rounded phases.1.criteria.0.measure',
      'info two-targets phases.1.criteria.0.measure',
      'info two-targets phases.1.criteria.1.measure',
      'info two-targets phases.2.criteria.2.measure',
      // training 90 / 95 %
      'info two-targets phases.4.criteria.2.measure',
      `info slow gates.${indexOf('performance-critical')}.for`,
      `info slow gates.${indexOf('performance-phase-1')}.for`,
      `info slow gates.${indexOf('performance-phase-2')}.for`,
      // 30 s and minutes 2-5
      'info two-limits rollback.stages.1',
      // 99.9 % of 24 h is 86 s
      'info budget errorBudget',
      'info later-than-said rollback.automatedTriggers.0.gates.0',
      'info later-than-said rollback.automatedTriggers.0.gates.1',
      'info later-than-said rollback.automatedTriggers.0.gates.2',
      'info later-than-said rollback.automatedTriggers.1.gates.0',
      'info later-than-said rollback.automatedTriggers.1.gates.1',
      'info later-than-said rollback.automatedTriggers.4.gates.0',
      `info late-warning gates.${indexOf('error-rate-warning')}.for`,
      `info late-warning gates.${indexOf('memory-warning')}.for`,
      `info late-warning gates.${indexOf('memory-alert')}.for`,
      // adoption: continue or prefer
      'info two-definitions phases.3.criteria.3',
      'info two-definitions phases.4.criteria.3',
      'info confidence confidence.overall',
    ]))
  it('says each in words with its figures', () => {
    const messages = lintPlan(tbsPlan()).map(({ message }) => message)
    for (const part of [
      'wants below 1 %, and the recorded baseline is 1.5 %', '"session-failures" rolls back at 90 %, before "session-matrix" is critical at 85 %',
      '36,930 rows/s', '99.9 % of 24 h allows 1 min 26 s', '"error-rate-critical" may take 5 min 30 s', 'continue using new system" and for ">85% of pilot users prefer',
      '88 % overall is more than the weakest part alone (85 %); were the three independent, it would be 73 %',
    ]) expect(messages.join('\n')).toContain(part)
  })
})

describe('a plan is told', () => {
  it.each<readonly [string, (raw: Raw) => void, readonly string[]]>([
    ['that a gate fires at the baseline itself', put('error-rate-warning', { threshold: { value: 0.01 } }), [`error fires-at-baseline gates.${indexOf('error-rate-warning')}.threshold`]],
    ['that an automated trigger has no rule that acts', (raw) => { for (const id of ['error-rate-critical', 'users-errors', 'environment-down']) put(id, { mode: 'propose' })(raw); put('error-burst', { mode: 'observe' })(raw) }, ['error no-rule rollback.automatedTriggers.1']],
    ['that two gates judge the same', put('cpu-alert', { threshold: { value: 0.8 } }), [`warning overlapping gates.${indexOf('cpu-alert')}`]],
    ['that a warning lies beyond the alarm', put('error-rate-warning', { threshold: { value: 0.07 } }), [`warning contradictory gates.${indexOf('error-rate-critical')}.threshold`]],
    ['that a rule would roll back to where it watches', put('cpu-exhausted', { environments: ['blue', 'green'] }), [`warning rollback-of-target gates.${indexOf('cpu-exhausted')}.environments`]],
    ['that a few requests roll back', put('error-burst', { minimum: 0 }), [`warning few-samples gates.${indexOf('error-burst')}.minimum`]],
    ['that one request is a verdict', put('response-time-p95', { minimum: 0 }), [`warning no-minimum gates.${indexOf('response-time-p95')}.minimum`]],
    ['that phases leave days out', days(2, { from: 9 }), ['warning days phases.2.days']],
    ['that phases share days', days(2, { from: 7 }), ['warning days phases.2.days']],
    ['that its days do not add up', (raw) => { (raw['schedule'] as unknown as Record<string, number>)['totalDays'] = 60 }, ['warning days schedule.totalDays']],
  ])('%s', (_, change, findings) => expect(added(change).filter((one) => !one.startsWith('info'))).toEqual(findings))
  it('nothing of a trigger that is answered in the time it names', () =>
    expect(told(put('error-rate-critical', { window: '30s', for: '270s' }))).not.toContain('info later-than-said rollback.automatedTriggers.1.gates.0'))
  it('nothing of confidence that adds up', () =>
    expect(told((raw) => { (raw['confidence'] as unknown as Record<string, number>)['overall'] = 0.85 })).not.toContain('info confidence confidence.overall'))
  it('the gravest first', () => {
    const severities = lintPlan(tbsPlan(put('error-rate-warning', { threshold: { value: 0.01 } }))).map(({ severity }) => severity)
    expect(severities).toEqual(severities.toSorted((a, b) => ['error', 'warning', 'info'].indexOf(a) - ['error', 'warning', 'info'].indexOf(b)))
  })
})

describe('a ramp', () => {
  const stepOf = (raw: Raw, at: number): Record<string, unknown> => (raw as unknown as { readonly ramps: readonly [{ readonly steps: readonly Record<string, unknown>[] }] }).ramps[0].steps[at] ?? {}
  const change = (at: number, changes: Readonly<Record<string, unknown>>) => (raw: Raw): void => void Object.assign(stepOf(raw, at), changes)
  it.each([
    ['a step that nothing judges', change(0, { gates: [] }), ['warning ramp-no-gate ramps.0.steps.0.gates']],
    ['one that goes down', change(1, { to: { percent: 5 } }), ['warning ramp-down ramps.0.steps.1.to.percent']],
    ['one that sends nobody more', change(1, { to: { percent: 10 } }), ['warning ramp-down ramps.0.steps.1.to.percent']],
    ['an end that is not everyone', change(2, { to: { percent: 90 } }), ['warning ramp-end ramps.0.steps.2.to']],
    // 5 min and a window of 30 s
    ['a hold in which a gate could not fire', change(0, { hold: '5m', gates: ['error-rate-critical'] }), ['warning ramp-short ramps.0.steps.0.hold']],
    ['a gate that some phases do not judge', change(0, { gates: ['critical-bug-phase-1'], hold: '2d' }), ['warning ramp-scoped ramps.0.steps.0.gates']],
    ['all of the phase', change(0, { gates: 'all of the phase' }), []],
  ] as const)('tells %s', (_what, changed, findings) => expect(added(changed)).toEqual(findings))
  it('may end elsewhere where it says so', () =>
    expect(added((raw) => {
      change(2, { to: { percent: 90 } })(raw)
      Object.assign((raw as unknown as { ramps: [Record<string, unknown>] }).ramps[0], { until: 90 })
    })).toEqual([]))
})

describe('a decision that no evidence can bring about', () => {
  const phaseAt = (raw: Raw, id: string): Record<string, unknown> => {
    const phase = raw['phases']?.find((one) => one['id'] as unknown === id)
    if (!phase) throw new Error(`no phase ${id}`)
    return phase as unknown as Record<string, unknown>
  }
  const criterionAt = (raw: Raw, phase: string, at: number): Record<string, unknown> => (phaseAt(raw, phase)['criteria'] as Record<string, unknown>[])[at] ?? {}
  it('is told where too few of its criteria can be met at the baseline', () =>
    expect(added((raw) => void Object.assign(criterionAt(raw, 'phase-3', 2), { measure: { metric: 'error_rate', statistic: 'ratio', window: '24h', direction: 'below', threshold: { value: 0.01 } } }))).toContain('warning cannot-pass phases.3.decision'))
  it('passes the linter where the others are enough: 3 of 4', () =>
    expect(added((raw) => void Object.assign(criterionAt(raw, 'phase-2', 2), { measure: { metric: 'error_rate', statistic: 'ratio', window: '24h', direction: 'below', threshold: { value: 0.01 } } })).filter((one) => one.includes('cannot-pass'))).toEqual([]))
  it('is told where a criterion has nothing to be shown by', () =>
    expect(added((raw) => {
      delete criterionAt(raw, 'phase-2', 0)['share']
      delete criterionAt(raw, 'phase-3', 0)['benchmark']
      delete criterionAt(raw, 'phase-4', 4)['items']
    })).toEqual(['warning no-evidence phases.2.criteria.0', 'warning no-evidence phases.3.criteria.0', 'warning no-evidence phases.4.criteria.4']))
  it('is told where it counts a criterion twice', () =>
    expect(added((raw) => (((phaseAt(raw, 'phase-2')['decision'] as Record<string, unknown>)['criteria'] as string[])[3] = 'p2-errors'))).toContain('warning counted-twice phases.2.decision.criteria'))
})
