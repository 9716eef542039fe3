import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { changeGates } from '../../../../electron/plan/change.ts'
import { readPlan } from '../../../../electron/plan/read.ts'

const text = readFileSync(resolve(import.meta.dirname, '../../../../shared/plans/tbs.yaml'), 'utf8')
const lab = Object.fromEntries(['BLUE', 'GREEN', 'BALANCER', 'CONTROL'].map((name) => [`LAB_${name}`, 'http://127.0.0.1:1']).concat(['TOKEN', 'BLUE_ARCHIVE', 'GREEN_ARCHIVE'].map((name) => [`LAB_${name}`, 'x'])))

it('changes the gate that was named, and not another line of the plan', () => {
  const changed = changeGates(text, [{ gate: 'error-burst', threshold: { value: 0.2 }, for: 45_000, window: 1_500, keepFiringFor: 5_000 }])
  const [before, after] = [text.split('\n'), changed.split('\n')]
  expect(before.filter((line, index) => line !== after[index + (index > before.indexOf('  - id: error-burst') ? 1 : 0)])).toHaveLength(3)
  expect(after.length).toBe(before.length + 1)
  const read = readPlan(changed, lab)
  const gate = 'plan' in read ? read.plan.gates.find(({ id }) => id === 'error-burst') : undefined
  expect(gate).toMatchObject({ threshold: { value: 0.2 }, for: 45_000, window: 1_500, keepFiringFor: 5_000 })
})
it('refuses a gate that the text does not have', () => expect(() => changeGates(text, [{ gate: 'no-such', for: 0 }])).toThrow('the plan\'s text has no gate no-such'))
