import { describe, expect, it } from 'vitest'
import { asInPlan, barText, barUnit, changeOf, timeText, yamlOf } from '../../../../renderer/screens/replay/rule.ts'
import { partsOf } from '../../../../renderer/screens/replay/strip.tsx'
import { exampleGate } from '../../electron/judge/examples.ts'

const gate = exampleGate()
const derived = exampleGate({ metric: 'rows_per_second', threshold: { ratio: 0.75, of: 'rows_per_second' }, direction: 'below' })

describe('a rule as people type it', () => {
  it('has the unit that they read', () => {
    expect([gate, derived, exampleGate({ metric: 'response_time', statistic: 'p95', threshold: { value: 0.3 } })].map((one) => `${barText(one)} ${barUnit(one).unit}`)).toEqual(['10 %', '75 % of the baseline', '300 ms'])
    expect([20_000, 600_000, 0, 1_500, 86_400_000].map(timeText)).toEqual(['20s', '10m', '0s', '1500ms', '24h'])
  })
  it('changes what was typed and differs, and nothing else', () => {
    expect(changeOf(gate, { ...asInPlan, bar: '12,5', for: '20s', window: '1m' }).change).toEqual({ gate: gate.id, threshold: { value: 0.125 }, window: 60_000 })
    expect(changeOf(derived, { ...asInPlan, bar: '80' }).change).toEqual({ gate: derived.id, threshold: { ratio: 0.8, of: 'rows_per_second' } })
    expect(changeOf(gate, { ...asInPlan, bar: '10', for: '20s' })).toEqual({ mistakes: {} })
  })
  it('is told where it can not be', () => {
    expect(changeOf(gate, { bar: 'much', for: 'soon', window: '0s', keepFiringFor: '2d' }).mistakes).toEqual({
      bar: 'expected a number of %', for: 'expected a time such as 20s, 5m or 1h', window: 'a window is 1s to 24h', keepFiringFor: 'a day at most',
    })
  })
  it('is copied as it stands in a plan', () => {
    expect(yamlOf([{ gate: 'a', threshold: { value: 0.08 }, for: 15_000 }])).toBe('gates:\n  - id: a\n    threshold: { value: 0.08 }\n    for: 15s\n')
  })
})

it('states become bars from turn to turn', () => {
  const turn = { outcome: 'fail', threshold: 1, samples: 1 } as const
  expect(partsOf({ first: 'ok', turns: [{ ...turn, at: 10, from: 'ok', to: 'pending' }, { ...turn, at: 20, from: 'pending', to: 'ok' }] }, 0, 30)).toEqual([
    { state: 'ok', from: 0, to: 10 }, { state: 'pending', from: 10, to: 20 }, { state: 'ok', from: 20, to: 30 },
  ])
})
