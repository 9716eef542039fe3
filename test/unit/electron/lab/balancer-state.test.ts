import { expect, test } from 'vitest'
import { BalancerState, flagsSchema, weightsSchema } from '../../../../electron/lab/balancer-state.ts'
import { HttpError } from '../../../../electron/lab/local-http.ts'

const refusal = (act: () => void): HttpError => {
  try {
    act()
  } catch (error) {
    if (error instanceof HttpError) return error
    throw error
  }
  throw new Error('was not refused')
}

test('a driver whose number is dead is refused with the number seen, and changes nothing', () => {
  const state = new BalancerState()
  state.write(7, () => state.setWeights({ blue: 0, green: 100 }))
  const before = state.report()
  const refused = refusal(() => state.write(6, () => state.setWeights({ blue: 100, green: 0 })))
  expect([refused.status, refused.detail]).toEqual([409, { seen: 7 }])
  expect(state.report()).toEqual(before)
})

test('the same number may write again', () => {
  const state = new BalancerState()
  state.write(7, () => state.setWeights({ blue: 0, green: 100 }))
  state.write(7, () => state.setWeights({ blue: 100, green: 0 }))
  expect(state.report()).toMatchObject({ weights: { blue: 100, green: 0 }, fencing: 7, changed: 2 })
})

test('a write that is refused for itself does not claim the fencing number', () => {
  const state = new BalancerState()
  state.write(1, () => state.setDrain({ environment: 'green', on: true }))
  const refused = refusal(() => state.write(9, () => state.setDrain({ environment: 'blue', on: true })))
  expect(refused.message).toContain('outage')
  expect(state.report()).toMatchObject({ drained: { blue: false, green: true }, fencing: 1 })
})

test('flags are cleared before they are set, by name or all', () => {
  const state = new BalancerState()
  state.setFlags({ set: { amara: 'green', bjorn: 'green' } })
  state.setFlags({ clear: ['amara'] })
  expect(state.report().flags).toEqual({ bjorn: 'green' })
  state.setFlags({ clear: 'all', set: { elena: 'blue' } })
  expect(state.report().flags).toEqual({ elena: 'blue' })
})

test('users are counted where their last answer came from', () => {
  const state = new BalancerState()
  state.answered('green', 'amara', 200, 0.01)
  state.answered('green', 'bjorn', 200, 0.01)
  state.answered('blue', 'amara', 200, 0.01)
  state.answered('blue', undefined, 200, 0.01)
  expect(state.report()).toMatchObject({ sticky: { blue: 1, green: 1 }, served: { blue: 2, green: 2 } })
})

test('made-up users do not fill the memory', () => {
  const state = new BalancerState()
  for (let index = 0; index < 10_050; index += 1) state.answered('blue', `user${index}`, 200, 0.01)
  expect(state.report().sticky.blue).toBe(10_000)
})

test.each([{ blue: 0, green: 0 }, { blue: -1, green: 5 }, { blue: 257, green: 0 }, { blue: 1.5, green: 0 }, { blue: 1 }])(
  'the weights %j are refused',
  (weights) => expect(weightsSchema.safeParse(weights).success).toBe(false),
)

test.each([{ set: { 'a;b': 'green' } }, { set: { amara: 'red' } }, { clear: 'some' }, { other: 1 }])('the flags %j are refused', (flags) =>
  expect(flagsSchema.safeParse(flags).success).toBe(false),
)
