import { describe, expect, it } from 'vitest'
import { levelOf, lineReader, shownText, timeOf } from '../../../../electron/logs/line.ts'

const json = { kind: 'json', time: 'time', level: 'level', message: 'msg' } as const
const nothing = { fields: [], patterns: [] }

describe('a line', () => {
  it('of JSON says its time, its level and what it says', () => {
    const read = lineReader(json, nothing)
    const text = '{"time":"2026-11-25T10:00:00.250Z","level":"WARN","msg":"pool is full","waiting":7}'
    expect(read(text, 5)).toEqual({ time: Date.parse('2026-11-25T10:00:00.250Z'), level: 'warn', text })
    expect(shownText(text, json)).toEqual({ text: 'pool is full', rest: 'waiting=7' })
  })
  it('of JSON may have them deeper, or not at all', () => {
    const deep = { kind: 'json', time: 'meta.at', level: 'meta.severity', message: 'body.text' } as const
    expect(lineReader(deep, nothing)('{"meta":{"at":1700000000,"severity":3},"body":{"text":"x"}}', 5)).toMatchObject({ time: 1_700_000_000_000, level: 'error' })
    expect(lineReader(json, nothing)('{"other":1}', 5)).toEqual({ time: 5, level: 'unknown', text: '{"other":1}' })
    expect(lineReader(json, nothing)('panic: no JSON any more', 5)).toEqual({ time: 5, level: 'error', text: 'panic: no JSON any more' })
  })
  it('in plain text begins with its time, where it has one', () => {
    const read = lineReader({ kind: 'plain' }, nothing)
    expect(read('2026-11-25 10:00:00,125Z ERROR pool is full', 5)).toMatchObject({ time: Date.parse('2026-11-25T10:00:00.125Z'), level: 'error' })
    expect(read('[2026-11-25T10:00:00Z] [info] up', 5)).toMatchObject({ time: Date.parse('2026-11-25T10:00:00Z'), level: 'info' })
    expect(read('just words', 5)).toEqual({ time: 5, level: 'unknown', text: 'just words' })
  })
  it('is masked before anything else sees it', () => {
    const read = lineReader(json, { fields: ['Password', 'card'], patterns: [String.raw`\b\d{4}-\d{4}\b`] })
    expect(read('{"msg":"paid with 1234-5678","user":{"password":"hunter2"},"card":{"n":1}}', 5).text).toBe('{"msg":"paid with [hidden]","user":{"password":"[hidden]"},"card":"[hidden]"}')
    expect(lineReader({ kind: 'plain' }, { fields: ['password'], patterns: [] })('{"password":"hunter2"}', 5).text).toBe('{"password":"[hidden]"}')
  })
})

it.each([[1_700_000_000, 1_700_000_000_000], ['1700000000123', 1_700_000_000_123], [1_700_000_000_123_456, 1_700_000_000_123.456], [1.7e18, 1_700_000_000_000], ['nonsense', undefined], [null, undefined], [-5, undefined]] as const)('the time %s', (given, ms) => {
  expect(timeOf(given)).toBe(ms)
})

it.each([['FATAL', 'error'], ['warning', 'warn'], [30, 'info'], [50, 'error'], ['6', 'info'], [7, 'debug'], ['loud', 'unknown'], [undefined, 'unknown']] as const)('the level %s', (given, level) => {
  expect(levelOf(given)).toBe(level)
})
