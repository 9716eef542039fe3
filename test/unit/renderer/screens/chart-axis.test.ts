import { expect, test } from 'vitest'
import { axisOf } from '../../../../renderer/screens/live/chart-axis.ts'

test('a share ends at 100 %, however near to it the lines are', () => {
  for (const most of [0.97, 1, 1 + 1e-12]) expect(axisOf('traffic_share', 0, most).max).toBe(1)
})
test('a small share is not drawn against all of it', () => {
  expect(axisOf('error_rate', 0, 0.05)).toEqual({ suggestedMin: 0, suggestedMax: 0.05, max: undefined })
})
test('what is told to be beyond all of it is shown so', () => {
  expect(axisOf('cpu_usage', 0, 1.4).max).toBeUndefined()
})
test('what is no share has no end; of nothing there are no bounds', () => {
  expect(axisOf('response_time', 0, 1).max).toBeUndefined()
  expect(axisOf('traffic_share', Infinity, -Infinity)).toEqual({ suggestedMin: undefined, suggestedMax: undefined, max: undefined })
})
