import { describe, expect, it } from 'vitest'
import { answerWrong, expectation, jsonCondition, jsonWrong, shown } from '../../../../electron/connect/journey-expect.ts'
import { fillJson, fillText } from '../../../../electron/connect/journey-template.ts'

const conditions = (...given: readonly object[]) => given.map((one) => jsonCondition.parse(one))
const answer = { status: 200, headers: { 'content-type': 'text/html', 'x-build': 'b-7' }, text: '{"state":"done","rows":12,"list":[{"id":"a"}],"none":null}' }

describe('what is expected of an answer', () => {
  it.each([
    [{ path: 'state', equals: 'done' }, undefined],
    [{ path: 'state', equals: 'running' }, 'expected "running" at state, got "done"'],
    [{ path: 'rows', equals: '{{wanted}}' }, undefined],
    [{ path: 'list[0].id', matches: '^[a-z]$' }, undefined],
    [{ path: 'list[0].id', matches: '^\\d$' }, 'expected a match of "^\\\\d$" at list[0].id, got "a"'],
    [{ path: 'none', exists: true }, undefined],
    [{ path: 'nowhere', exists: true }, 'expected something at nowhere, got nothing'],
    [{ path: 'state', exists: false }, 'expected nothing at state, got "done"'],
    [{ path: 'rows', below: 13 }, undefined],
    [{ path: 'rows', below: '{{wanted}}' }, 'expected less than 12 at rows, got 12'],
    [{ path: 'state', below: 13 }, 'expected less than 13 at state, got "done"'],
  ])('%j', (condition, wrong) => {
    expect(jsonWrong(answer.text, conditions(condition), { wanted: 12 })).toBe(wrong)
  })
  it('is status, JSON, text and headers, and the first that is not so is told', () => {
    const wrong = (wanted: object) => answerWrong(answer, expectation.parse(wanted), {}, shown)
    expect(wrong({ status: [200, 204], text: 'done', headers: { 'x-build': '^b-' } })).toBeUndefined()
    expect(wrong({ status: 404 })).toBe('expected 404, got 200')
    expect(wrong({ text: 'Welcome' })).toContain('expected the text "Welcome", got')
    expect(wrong({ headers: { 'x-other': '.' } })).toBe('expected the header x-other to match ".", got nothing')
  })
  it('is told in bounded words, whatever came', () => {
    const told = jsonWrong(JSON.stringify({ a: 'x'.repeat(100_000) }), conditions({ path: 'a', equals: 'y' })) ?? ''
    expect(told.length).toBeLessThan(150)
    expect(jsonWrong('<html>', conditions({ path: 'a', exists: true }))).toBe('expected JSON, got "<html>"')
  })
  it.each([[{ path: 'a' }], [{ path: 'a', equals: 1, exists: true }], [{ path: 'a', matches: '(' }], [{ path: '', exists: true }]])('%j is a mistake', (given) => {
    expect(jsonCondition.safeParse(given).success).toBe(false)
  })
})

describe('{{name}}', () => {
  it('is filled in wherever it stands; alone it keeps its kind', () => {
    expect(fillJson({ a: '{{n}}', b: ['x {{ n }}'], c: '{{unknown}}' }, { n: 7 })).toEqual({ a: 7, b: ['x 7'], c: '{{unknown}}' })
    expect(fillText('/a/{{id}}', { id: 'x/../y?z' }, encodeURIComponent)).toBe('/a/x%2F..%2Fy%3Fz')
    expect(fillText('{{constructor}}', {})).toBe('{{constructor}}')
  })
})
