import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkpointDue, checkpointProof, fitOf, holdsOn, isStanding, lastProven, measuredFindings, retired } from '../../../shared/checkpoint-rules.ts'
import { foldCheckpoints, noCheckpoints, type CheckpointState } from '../../../shared/checkpoint.ts'
import type { Draft, Entry } from '../../../shared/journal.ts'
import type { Environment } from '../../../shared/metrics.ts'
import { lintPlan } from '../../../shared/plan/lint.ts'
import { planReferences } from '../../../shared/plan/references.ts'
import { tbsPlan, type Raw } from './plan/tbs-plan.ts'

const ada = { kind: 'person', name: 'Ada', role: 'operator' } as const
const hour = 3_600_000
const at = (wall: number) => ({ occurred: wall, observed: wall, recorded: wall, mono: wall, boot: 'b' })
const folded = (drafts: readonly (readonly [number, Draft])[], from: CheckpointState = noCheckpoints): CheckpointState =>
  drafts.reduce((state, [wall, draft], index) => foldCheckpoints(state, { ...draft, seq: index + 1, console: 'test', at: at(wall), previous: '', hash: '' } as Entry), from)

const begun = (checkpoint: string, environment: Environment = 'blue'): Draft => ({ kind: 'checkpoint.begun', who: ada, data: { checkpoint, environment, cause: 'person' } })
const taken = (checkpoint: string, wall: number): Draft => ({ kind: 'checkpoint.taken', who: ada, data: { checkpoint, identity: 'u', at: wall, file: `${checkpoint}.sql`, bytes: 10, sha256: 'ab', tables: [{ table: 'trades', rows: 3, checksum: 'x' }], ms: 5 } })
const proven = (checkpoint: string, ms = 2_000): Draft => ({ kind: 'checkpoint.proven', who: ada, data: { checkpoint, rows: 3, tables: 1, ms } })
const damaged = (checkpoint: string): Draft => ({ kind: 'checkpoint.damaged', who: ada, data: { checkpoint, what: 'gone' } })
const failed = (checkpoint: string, part: 'take' | 'prove', ended: 'failed' | 'rollback' = 'failed'): Draft => ({ kind: 'checkpoint.failed', who: ada, why: 'because', data: { checkpoint, at: part, ended } })
const one = (id: string, wall: number, ms = 2_000): readonly (readonly [number, Draft])[] => [[wall, begun(id)], [wall, taken(id, wall)], [wall, proven(id, ms)]]
const stateOf = (state: CheckpointState, id: string) => state.checkpoints.find((each) => each.id === id)?.state

describe('a checkpoint on the record', () => {
  test('counts only once it was restored and compared', () => {
    const state = folded([[1, begun('c-1')], [2, taken('c-1', 2)]])
    expect([stateOf(state, 'c-1'), lastProven(state, 'blue')]).toEqual(['taken', undefined])
    expect(lastProven(folded([[3, proven('c-1')]], state), 'blue')).toMatchObject({ id: 'c-1', proof: { at: 3, ms: 2_000 } })
  })
  test.each([
    ['a dump that failed', [[1, begun('c-1')], [2, failed('c-1', 'take')]], 'failed'],
    ['a proof that failed', [[1, begun('c-1')], [2, taken('c-1', 2)], [3, failed('c-1', 'prove')]], 'taken'],
    ['a proven one that can not be restored any more', [...one('c-1', 1), [3, failed('c-1', 'prove')]], 'taken'],
    ['a proven one whose new proof a rollback ended', [...one('c-1', 1), [3, failed('c-1', 'prove', 'rollback')]], 'proven'],
    ['a damaged one', [...one('c-1', 1), [3, damaged('c-1')]], 'damaged'],
    ['a damaged one that was proven anew', [...one('c-1', 1), [3, damaged('c-1')], [4, proven('c-1')]], 'proven'],
  ] as const)('%s', (_, drafts, is) => {
    expect(stateOf(folded(drafts), 'c-1')).toBe(is)
  })
  test('a swap that came to nothing leaves what was there before it', () => {
    const about = (draft: Draft): readonly [number, Draft] => [1, draft]
    const built = folded([
      about({ kind: 'recovery.begun', who: ada, data: { recovery: 'v-1', checkpoint: 'c-1', environment: 'blue', moment: 1 } }),
      about({ kind: 'recovery.built', who: ada, data: { recovery: 'v-1', scratch: 's', moment: 1, tables: [], ms: 1 } }),
    ])
    const swapping = folded([about({ kind: 'recovery.swapping', who: ada, data: { recovery: 'v-1', back: false, aside: [] } })], built)
    expect(swapping.recoveries[0]?.state).toBe('swapping')
    expect(folded([about({ kind: 'recovery.failed', who: ada, data: { recovery: 'v-1', ended: 'interrupted' } })], swapping).recoveries[0]).toMatchObject({ state: 'built', scratch: 's' })
    expect(folded([about({ kind: 'recovery.failed', who: ada, data: { recovery: 'v-1', ended: 'failed' } })], folded([about({ kind: 'recovery.begun', who: ada, data: { recovery: 'v-1', checkpoint: 'c-1', environment: 'blue', moment: 1 } })])).recoveries[0]?.state).toBe('failed')
  })
  test('a phase waits until it is set, or stays', () => {
    const waits = folded([[5, { kind: 'phase.waits', who: ada, why: 'go', data: { phase: 'phase-1' } }]])
    expect(waits.waits).toEqual({ phase: 'phase-1', by: 'Ada', at: 5, why: 'go' })
    expect(folded([[6, { kind: 'phase.set', who: ada, data: { phase: 'phase-1' } }]], waits).waits).toBeUndefined()
    expect(folded([[6, { kind: 'phase.stays', who: ada, data: { phase: 'phase-1' } }]], waits).waits).toBeUndefined()
  })
})

describe('retention', () => {
  const keep = { count: 2, age: 100 * hour }
  test('keeps the newest, and none that is too old', () => {
    const state = folded([...one('c-1', 1 * hour), ...one('c-2', 2 * hour), ...one('c-3', 3 * hour)])
    expect(retired(state, { keep }, 4 * hour).map(({ id }) => id)).toEqual(['c-1'])
    expect(retired(state, { keep }, 102.5 * hour).map(({ id }) => id)).toEqual(['c-2', 'c-1'])
  })
  test('an unproven one takes no proven one’s place', () => {
    const state = folded([...one('c-1', hour), [2, begun('c-2')], [2, taken('c-2', 2 * hour)], [3, begun('c-3')], [3, taken('c-3', 3 * hour)]])
    expect(retired(state, { keep }, 4 * hour)).toEqual([])
  })
  test('what a recovery stands on stays', () => {
    const state = folded([...one('c-1', hour), ...one('c-2', 2 * hour), [3, { kind: 'recovery.begun', who: ada, data: { recovery: 'v-1', checkpoint: 'c-1', environment: 'blue', moment: 1 } }]])
    expect(retired(state, { keep: { count: 1, age: hour } }, 900 * hour)).toEqual([])
    expect(state.checkpoints.map((each) => holdsOn(state, each))).toEqual(['recovery v-1 stands on it', 'it is the last proven one of blue: take and prove another first'])
  })
  test('never takes the last proven one, whatever was begun, taken, proven, damaged and removed before', () => {
    const step = fc.record({
      what: fc.constantFrom('take', 'prove', 'damage', 'fail', 'retire'), which: fc.nat(9), environment: fc.constantFrom('blue' as const, 'green' as const), later: fc.nat(50),
    })
    fc.assert(fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 200 }), (steps, count, age) => {
      let state = noCheckpoints
      let wall = 0
      let number = 0
      const add = (draft: Draft): void => {
        state = folded([[wall, draft]], state)
      }
      for (const { what, which, environment, later } of steps) {
        wall += later
        const standing = state.checkpoints.filter(isStanding)
        const chosen = standing[which % Math.max(1, standing.length)]
        const before = { blue: lastProven(state, 'blue')?.id, green: lastProven(state, 'green')?.id }
        if (what === 'take') {
          const id = `c-${(number += 1)}`
          add(begun(id, environment))
          add(taken(id, wall))
        } else if (what === 'prove' && chosen) add(proven(chosen.id))
        else if (what === 'damage' && chosen) add(damaged(chosen.id))
        else if (what === 'fail' && chosen) add(failed(chosen.id, 'prove'))
        else if (what === 'retire') {
          for (const { id } of retired(state, { keep: { count, age } }, wall)) add({ kind: 'checkpoint.removed', who: ada, data: { checkpoint: id, by: 'retention' } })
          expect({ blue: lastProven(state, 'blue')?.id, green: lastProven(state, 'green')?.id }).toEqual(before)
          for (const each of ['blue', 'green'] as const) expect(state.checkpoints.filter((all) => all.environment === each && all.state === 'proven').length).toBeLessThanOrEqual(Math.max(count, 1))
        }
      }
    }))
  })
})

describe('what follows', () => {
  const section = { environments: ['blue'] as ('blue' | 'green')[], stale: 24 * hour, every: 6 * hour }
  test('it is proven by one that is not stale, of each environment that the plan names', () => {
    const state = folded(one('c-1', hour))
    expect(checkpointProof(noCheckpoints, section, 0)).toMatchObject({ proven: false, text: 'no checkpoint of blue stands that was proven by a restore' })
    expect(checkpointProof(state, section, 2 * hour)).toMatchObject({ proven: true, text: 'blue c-1: restored and compared in 2 s' })
    expect(checkpointProof(state, section, 26 * hour)).toMatchObject({ proven: false, text: expect.stringContaining("blue's is 25 h old") as string })
    expect(checkpointProof(state, { ...section, environments: ['blue', 'green'] }, 2 * hour)).toMatchObject({ proven: false, text: expect.stringContaining('of green') as string })
  })
  test('the next is due counted from the last that was begun, or from the record’s start', () => {
    expect(checkpointDue(section, folded([[5, { kind: 'phase.set', who: ada, data: { phase: null } }]]), 9)).toBe(5 + 6 * hour)
    expect(checkpointDue(section, folded([[7, begun('c-1')]]), 9)).toBe(7 + 6 * hour)
    expect(checkpointDue({}, noCheckpoints, 9)).toBeUndefined()
  })
  test('a restore that was measured to take longer than its step may is a finding of the plan', () => {
    const plan = tbsPlan()
    expect([fitOf(plan, 60_000), fitOf(plan, 241_000)]).toEqual([{ fits: true, text: 'fits in its time-out of 4 min' }, { fits: false, text: 'does not fit in its time-out of 4 min' }])
    expect(measuredFindings(plan, folded(one('c-1', 1)))).toEqual([])
    expect(measuredFindings(plan, folded(one('c-1', 1, 300_000)))).toMatchObject([{ id: 'restore-too-long', message: 'restoring checkpoint c-1 of blue took 5 min when it was proven: that does not fit in its time-out of 4 min' }])
  })
})

describe('the section of a plan', () => {
  const put = (more: object) => (raw: Raw): void => void Object.assign(raw['checkpoints'] as object, more)
  const told = (change: (raw: Raw) => void): readonly string[] => lintPlan(tbsPlan(change)).map(({ id }) => id).filter((id) => /stale|kept|checkpoints/.test(id))
  test.each([
    ['stale before the next is taken', put({ stale: '5h' }), ['stale-before-next']],
    ['none of where a rollback goes', put({ environments: ['green'] }), ['target-not-kept']],
    ['a restore step without any', (raw: Raw): void => void delete (raw as Record<string, unknown>)['checkpoints'], ['no-checkpoints']],
    ['as the TBS plan has it', put({}), []],
  ])('%s is found', (_, change, ids) => {
    expect(told(change)).toEqual(ids)
  })
  test('needs an archive, names each environment once, and an item that it ticks needs it', () => {
    const wrong = (change: (raw: Raw) => void): readonly string[] => planReferences(tbsPlan(change)).map(({ path }) => path.join('.'))
    expect(wrong(put({ environments: ['blue', 'blue'] }))).toEqual(['checkpoints.environments'])
    expect(wrong((raw) => void delete (raw as Record<string, unknown>)['checkpoints'])).toEqual(['checklists.1.items.4.by'])
    expect(wrong((raw) => void Object.assign(raw, { targets: (raw['targets'] ?? []).filter(({ kind }) => (kind as unknown) !== 'lab-archive') }))).toEqual(['checkpoints'])
  })
})
