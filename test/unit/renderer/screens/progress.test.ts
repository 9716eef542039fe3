import { expect, test } from 'vitest'
import type { Plan } from '../../../../shared/plan.ts'
import { dueChecklists, progressOf } from '../../../../renderer/screens/checklists/progress.ts'

const items = [{ id: 'a', title: 'A' }, { id: 'b', title: 'B' }]
const checklists: Plan['checklists'] = [{ id: 'before', title: 'Before', items }, { id: 'one', title: 'One', phase: 'phase-1', items }, { id: 'two', title: 'Two', phase: 'phase-2', items }]
const phases = ['preparation', 'phase-1', 'phase-2'].map((id) => ({ id })) as unknown as Plan['phases']
const due = (phase: string | null): readonly string[] => dueChecklists({ checklists, phases }, phase).map(({ id }) => id)

test('nothing is due while no phase runs; then what is before it, and its own', () => {
  expect(due(null)).toEqual([])
  expect(due('preparation')).toEqual(['before'])
  expect(due('phase-1')).toEqual(['before', 'one'])
  expect(due('phase-2')).toEqual(['before', 'one', 'two'])
})

test('an item counts as done by its tick alone', () => {
  const list = { id: 'one', title: 'One', items }
  expect(progressOf(list, { 'one/a': { tick: { by: 'Ada', at: 1, evidence: '', seq: 4 } }, 'one/b': { unticked: { by: 'Ada', at: 2, why: 'wrong' } }, 'two/b': { tick: { by: 'Ada', at: 1, evidence: '', seq: 5 } } })).toEqual({ done: 1, of: 2 })
})
