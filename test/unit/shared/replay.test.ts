import { describe, expect, it } from 'vitest'
import { changedGate, countHistory, differences, firingsOf, type JudgedRun, type ReplayTurn } from '../../../shared/replay.ts'
import { exampleGate } from '../electron/judge/examples.ts'

const turn = (at: number, from: ReplayTurn['from'], to: ReplayTurn['to'], activeSince?: number): ReplayTurn =>
  ({ at, from, to, outcome: 'fail', threshold: 0.1, samples: 10, ...(activeSince !== undefined && { activeSince }) })

describe('firings', () => {
  it('begin with firing and end with what comes after it', () => {
    expect(firingsOf({ first: 'ok', turns: [turn(10, 'ok', 'pending', 10), turn(30, 'pending', 'firing', 10), turn(50, 'firing', 'resolved'), turn(60, 'resolved', 'ok')] }, 0))
      .toEqual([{ activeSince: 10, from: 30, to: 50 }])
  })
  it('may last over both ends of the range', () => {
    expect(firingsOf({ first: 'firing', turns: [turn(20, 'firing', 'resolved'), turn(40, 'ok', 'firing', 35)] }, 5)).toEqual([{ activeSince: 5, from: 5, to: 20 }, { activeSince: 35, from: 40 }])
  })
})

describe('a changed rule beside the present one', () => {
  const firing = (activeSince: number, from: number, to?: number) => ({ activeSince, from, ...(to !== undefined && { to }) })
  it('fires earlier, later, the same, not at all, or newly', () => {
    const present = [firing(0, 20, 30), firing(100, 120, 130), firing(200, 220, 230), firing(300, 320, 330)]
    const changed = [firing(0, 10, 30), firing(105, 125, 130), firing(200, 220, 230), firing(400, 420)]
    expect(differences(present, changed).map((one) => [one.kind, 'by' in one ? one.by : undefined])).toEqual([['earlier', -10], ['later', 5], ['same', 0], ['gone', undefined], ['new', undefined]])
  })
  it('keeps what it does not name', () => {
    const gate = exampleGate()
    expect(changedGate(gate, [{ gate: gate.id, for: 5_000 }])).toEqual({ ...gate, for: 5_000 })
    expect(changedGate(gate, [{ gate: 'other', for: 5_000 }])).toBe(gate)
  })
})

describe('false and missed rollbacks over history', () => {
  const run = (mark: JudgedRun['mark'], present?: number, changed?: number): JudgedRun => ({
    run: 'r', title: 't', drill: false, opened: 1_000, outcome: 'completed', mark,
    rules: { present: present === undefined ? {} : { opensAt: present }, changed: changed === undefined ? {} : { opensAt: changed } },
  })
  const runs = [run('false alarm', 1_000), run('missed', undefined, 700), run('agreed', 900, 1_200), run('right', 1_000, undefined), { ...run('right', 1), rules: undefined }].map(({ rules, ...rest }) => ({ ...rest, ...(rules && { rules }) }))
  it('counts for the plan and for the change what would have opened, what was vetoed, what people pressed first', () => {
    expect(countHistory(runs, 'present')).toEqual({ opens: 3, falseAlarms: 1, missed: 1, before: [100], lost: 0 })
    expect(countHistory(runs, 'changed')).toEqual({ opens: 2, falseAlarms: 0, missed: 1, before: [300], lost: 1 })
  })
})
