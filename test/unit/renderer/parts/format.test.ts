import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { metricNames } from '../../../../shared/metrics.ts'
import { ageText, agoText, bytes, conditionText, countText, dayText, figure, figureText, hashText, momentText, numberText, percentText, thresholdText, timeText, utcText, zoneText } from '../../../../renderer/parts/format.ts'

test('figures stand in the unit that people read', () => {
  expect(figureText('rows_per_second', 37_245.4)).toBe('37,245 rows/s')
  expect(figureText('error_rate', 0.012)).toBe('1.2 %')
  expect(figureText('response_time', 0.142)).toBe('142 ms')
  expect(figureText('response_time', 12.34)).toBe('12.3 s')
  expect(figureText('active_users', 1)).toBe('1 user')
  expect(figureText('active_users', 12)).toBe('12 users')
  expect(figureText('requests', 9.44, 'rate')).toBe('9.4 req/s')
  expect(figureText('network_receive', 1_234_567)).toBe('1.2 MB/s')
  expect(figureText('issue_resolution', 2.1)).toBe('2.1 hours')
})

test('no figure of any metric is without a unit or shows "-0" or NaN', () => {
  fc.assert(fc.property(fc.constantFrom(...metricNames), fc.double({ min: 0, max: 1e9, noNaN: true }), (metric, value) => {
    const { number, unit } = figure(metric, value)
    expect(unit).not.toBe('')
    expect(number).toMatch(/^[\d,]+(\.\d+)?$/)
  }))
  expect(numberText(-0)).toBe('0')
})

test('bytes step up by a thousand', () => {
  expect(bytes(999)).toEqual({ number: '999', unit: 'B' })
  expect(bytes(1_000)).toEqual({ number: '1.0', unit: 'KB' })
  expect(bytes(5e15)).toEqual({ number: '5,000.0', unit: 'TB' })
})

describe('a bar', () => {
  const baselines = { rows_per_second: { value: 37_303, recorded: '2025-01-24', reason: 'as validated', margin: 0.01 } }
  test('that is a ratio of a baseline is derived from it', () => {
    expect(thresholdText('rows_per_second', { ratio: 0.9, of: 'rows_per_second' }, baselines)).toBe('33,573 rows/s')
    expect(conditionText({ metric: 'rows_per_second', statistic: 'ratio', direction: 'below', threshold: { ratio: 0.8, of: 'rows_per_second' } }, baselines)).toBe('< 29,842 rows/s')
  })
  test('whose baseline is not recorded says so', () => {
    expect(thresholdText('rows_per_second', { ratio: 0.9, of: 'rows_per_second' }, {})).toBe('90 % of a baseline not yet recorded')
  })
})

test('ages are told in one unit, and a moment ago is "just now"', () => {
  expect([0, 59_999, 60_000, 3_599_999, 3_600_000, 172_800_000].map(ageText)).toEqual(['0 s', '59 s', '1 min', '59 min', '1 h', '2 d'])
  expect(agoText(999)).toBe('just now')
  expect(agoText(-5_000)).toBe('just now')
  expect(agoText(4_000)).toBe('4 s ago')
})

test('times are local with their zone, and UTC as ISO 8601', () => {
  const wall = Date.UTC(2025, 10, 24, 13, 3, 22)
  expect(timeText(wall, 'Europe/Berlin')).toBe('14:03:22')
  expect(momentText(wall, 'Europe/Berlin')).toBe('24 Nov 2025, 14:03:22 CET')
  expect(dayText(Date.UTC(2025, 10, 24, 23, 30), 'Europe/Berlin')).toBe('25 Nov 2025')
  expect(zoneText(wall, 'UTC')).toBe('UTC')
  expect(utcText(wall)).toBe('2025-11-24T13:03:22.000Z')
})

test('counts, shares and hashes', () => {
  expect(countText(1, 'entry', 'entries')).toBe('1 entry')
  expect(countText(1_204, 'entry', 'entries')).toBe('1,204 entries')
  expect(percentText(0.9981)).toBe('99.8 %')
  expect(hashText('')).toBe('none yet')
  expect(hashText('0123456789abcdef')).toBe('0123456789ab')
})
