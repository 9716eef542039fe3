/** One run of several that consoles opened apart, and whose word counts for it. Semantics 7 and 12; decision 9. */
import { describe, expect, it } from 'vitest'
import type { Draft, Entry } from '../../../shared/journal.ts'
import { foldRuns, type Runs } from '../../../shared/runs.ts'

const ada = { kind: 'person', name: 'Ada', role: 'operator' } as const
const procedure = { kind: 'rule', name: 'rollback-procedure' } as const
let seq = 0
const entry = (console: string, draft: Draft, at: { readonly mono?: number; readonly recorded?: number; readonly boot?: string } = {}): Entry =>
  ({ ...draft, seq: (seq += 1), console, at: { occurred: 1_000, observed: 1_000, recorded: at.recorded ?? 1_000, mono: at.mono ?? 0, boot: at.boot ?? console }, previous: '', hash: '' }) as Entry

const opened = (console: string, run: string): Entry => entry(console, {
  kind: 'rollback.opened', who: ada, incident: `i-${run}`,
  data: {
    run, trigger: 'button', manual: true, drill: true, plan: 'p', target: 'blue', identity: '', startedAt: 500, exposedSince: 500, deadline: 900_000, validation: 120_000,
    stages: [{ id: 'one', title: 'One', from: 0, to: 120_000, steps: [{ id: 'switch', title: 'Switch', kind: 'route' }] }],
  },
})
const lease = (console: string, run: string, fencing: number): Entry => entry(console, { kind: 'lease.taken', who: ada, data: { run, holder: console, fencing } })
const outcome = (console: string, run: string, result: 'ok' | 'failed', at = {}): Entry =>
  entry(console, { kind: 'step.outcome', who: procedure, data: { run, step: 'switch', attempt: 1, result, detail: '', facts: {}, ms: 1 } }, at)
const finished = (console: string, run: string, who: Draft['who'], result: 'completed' | 'stopped'): Entry =>
  entry(console, { kind: 'rollback.finished', who, data: { run, outcome: result, ms: 1, text: `${result} by ${console}` } })
const after = (...entries: readonly Entry[]): Runs => entries.reduce<Runs>(foldRuns, { pastRuns: [] })
const stepOf = ({ run }: Runs): string | undefined => run?.stages[0]?.steps[0]?.state

describe('two runs that were opened apart', () => {
  const orders: readonly (readonly [string, readonly Entry[]])[] = [
    ['one after the other', [opened('a', 'r-a'), lease('a', 'r-a', 100), opened('b', 'r-b'), lease('b', 'r-b', 200)]],
    ['the greater first', [opened('b', 'r-b'), lease('b', 'r-b', 200), opened('a', 'r-a'), lease('a', 'r-a', 100)]],
    ['with their entries between each other\'s', [opened('a', 'r-a'), opened('b', 'r-b'), lease('b', 'r-b', 200), lease('a', 'r-a', 100)]],
    ['with the numbers after both', [opened('b', 'r-b'), opened('a', 'r-a'), lease('a', 'r-a', 100), lease('b', 'r-b', 200)]],
  ]
  it.each(orders)('%s: the greater number stays, the other gave way', (_, entries) => {
    const { run, rivals, pastRuns } = after(...entries)
    expect(run).toMatchObject({ id: 'r-b', state: 'validating', fencing: 200, console: 'b' })
    expect(rivals).toBeUndefined()
    expect(pastRuns).toMatchObject([{ id: 'r-a', state: 'stopped', gaveWay: { to: 'r-b', written: false } }])
  })
  it('of three the greatest stays', () => {
    const { run, pastRuns } = after(opened('a', 'r-a'), opened('b', 'r-b'), opened('c', 'r-c'), lease('c', 'r-c', 150), lease('b', 'r-b', 200), lease('a', 'r-a', 100))
    expect(run?.id).toBe('r-b')
    expect(pastRuns.map(({ id, gaveWay }) => `${id} to ${gaveWay?.to}`).toSorted()).toEqual(['r-a to r-b', 'r-c to r-b'])
  })
  it('what the console of the one that gave way writes of it is kept there, once, and changes nothing else', () => {
    const runs = after(opened('a', 'r-a'), lease('a', 'r-a', 100), opened('b', 'r-b'), lease('b', 'r-b', 200), outcome('a', 'r-a', 'ok'), finished('a', 'r-a', { kind: 'rule', name: 'one-run' }, 'stopped'))
    expect(runs.run).toMatchObject({ id: 'r-b', state: 'validating' })
    expect(runs.pastRuns).toMatchObject([{ id: 'r-a', gaveWay: { to: 'r-b', written: true }, summary: 'stopped by a' }])
  })
  it('of which one has ended before the other had a number: that other one is the run', () => {
    const runs = after(opened('a', 'r-a'), lease('a', 'r-a', 300), opened('b', 'r-b'), finished('a', 'r-a', procedure, 'completed'), lease('b', 'r-b', 200))
    expect(runs.run).toMatchObject({ id: 'r-b', fencing: 200 })
    expect(runs.pastRuns).toMatchObject([{ id: 'r-a', state: 'completed' }])
    expect(runs.rivals).toBeUndefined()
  })
})

describe('a run that changed hands', () => {
  const start = [opened('a', 'r-a'), lease('a', 'r-a', 100), lease('b', 'r-a', 200)]
  it('is of whoever has the greatest number, whichever comes last', () => {
    expect(after(...start, lease('a', 'r-a', 101)).run).toMatchObject({ fencing: 200, holder: 'b', console: 'b' })
  })
  it('does not hear the driver whose number is dead, and hears the people at its console', () => {
    expect(stepOf(after(...start, outcome('a', 'r-a', 'ok')))).toBe('waiting')
    expect(stepOf(after(...start, outcome('b', 'r-a', 'ok')))).toBe('ok')
    expect(after(...start, finished('a', 'r-a', procedure, 'completed')).run?.state).toBe('validating')
    expect(after(...start, finished('a', 'r-a', ada, 'stopped')).run).toMatchObject({ state: 'stopped', summary: 'stopped by a' })
  })
  it('has ended as whoever ended it first has it', () => {
    const { run, pastRuns } = after(...start, finished('a', 'r-a', ada, 'stopped'), outcome('b', 'r-a', 'ok'), finished('b', 'r-a', procedure, 'completed'))
    expect(run).toMatchObject({ state: 'stopped', summary: 'stopped by a' })
    expect(pastRuns).toHaveLength(1)
  })
  it('counts another machine\'s time by the wall, from the run\'s beginning', () => {
    const { run } = after(...start, outcome('b', 'r-a', 'ok', { mono: 777_777, recorded: 4_000, boot: 'b' }))
    expect(run?.stages[0]?.steps[0]?.endedAt).toBe(500 + 3_000)
  })
})
