import { describe, expect, it } from 'vitest'
import { baselinesInUse, foldBaselines } from '../../../shared/baseline.ts'
import { foldBenches, noBenches } from '../../../shared/bench.ts'
import type { Draft, Entry } from '../../../shared/journal.ts'

const ada = { kind: 'person', name: 'Ada', role: 'operator' } as const
const entry = (draft: Draft): Entry => ({ ...draft, seq: 1, console: 'c', at: { occurred: Date.UTC(2026, 0, 2), observed: 0, recorded: 0, mono: 0, boot: 'b' }, previous: '', hash: '' })
const recorded = foldBaselines({}, entry({ kind: 'baseline.recorded', who: ada, why: 'new build', data: { metric: 'rows_per_second', value: 38_000, plan: 'tbs', replaces: 37_303 } }))
const planned = (value: number, id = 'tbs') => ({ id, baselines: { rows_per_second: { value, recorded: '2025-01-24', reason: 'first', margin: 0.01 } } })

describe('a recorded baseline', () => {
  it("stands in for the plan's figure, with its reason and the plan's margin", () => {
    expect(baselinesInUse(planned(37_303), recorded).rows_per_second).toEqual({ value: 38_000, recorded: '2026-01-02', reason: 'Ada: new build (the plan has 37303)', margin: 0.01 })
  })
  it.each([['whose own figure has changed since', planned(39_000)], ['that is another one', planned(37_303, 'other')]])('gives way to a plan %s', (_, plan) => {
    expect(baselinesInUse(plan, recorded)).toEqual(plan.baselines)
  })
  it('of a metric that the plan has no baseline of is not used', () => {
    expect(baselinesInUse({ id: 'tbs', baselines: {} }, recorded)).toEqual({})
  })
})

describe('the benchmark that runs', () => {
  const started = entry({ kind: 'bench.started', who: ada, why: 'x', data: { bench: 'b-1', benchmark: 'users', title: 'Users', kind: 'load', does: 'sends', targets: [], environments: [], onUsers: false, settings: {}, hash: '' } })
  const finished = (bench: string): Entry => entry({ kind: 'bench.finished', who: ada, data: { bench, benchmark: 'users', title: 'Users', ended: 'done', outcome: 'pass', why: 'ok', ms: 1 } })
  it('is the one that began and has not ended', () => {
    const running = foldBenches(noBenches, started)
    expect(running.active).toMatchObject({ bench: 'b-1', by: 'Ada' })
    expect(foldBenches(running, finished('b-1'))).toEqual({ last: { users: { bench: 'b-1', outcome: 'pass', ended: 'done', why: 'ok', at: Date.UTC(2026, 0, 2) } } })
    expect(foldBenches(running, finished('b-0')).active?.bench).toBe('b-1')
  })
})
