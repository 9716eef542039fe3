/** Whatever a form changes in a plan's text, the rest of the file stays as it was written. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { addTarget, changeTarget, removeTarget, TargetTextError, writtenTarget, type WrittenTarget } from '../../../../electron/plan/target-text.ts'

const tbs = readFileSync(resolve(import.meta.dirname, '../../../../shared/plans/tbs.yaml'), 'utf8')
const targetsOf = (text: string): readonly WrittenTarget[] => (parse(text) as { targets: WrittenTarget[] }).targets
/** The lines that one text has and the other has not, in their order. */
const linesOnlyIn = (a: string, b: string): readonly string[] => {
  const other = b.split('\n')
  return a.split('\n').filter((line) => {
    const at = other.indexOf(line)
    if (at >= 0) other.splice(at, 1)
    return at < 0
  })
}

describe('the built-in plan', () => {
  it('gets a target after the others, and nothing else', () => {
    const wanted = { id: 'orders-db', kind: 'mysql', environment: 'green', host: '10.0.0.12', user: 'fifteen', password: '${ORDERS_DB_PASSWORD}', metrics: { db_pool_usage: 'pool_usage' } }
    const changed = addTarget(tbs, wanted)
    expect(targetsOf(changed)).toEqual([...targetsOf(tbs), wanted])
    expect(linesOnlyIn(tbs, changed)).toEqual([])
    expect(linesOnlyIn(changed, tbs)).toEqual(['  - id: orders-db', '    kind: mysql', '    environment: green', '    host: 10.0.0.12', '    user: fifteen', '    password: ${ORDERS_DB_PASSWORD}', '    metrics:', '      db_pool_usage: pool_usage'])
    expect(removeTarget(changed, 'orders-db')).toBe(tbs)
  })
  it('has one setting changed where it stands', () => {
    const archive = changeTarget(tbs, { ...writtenTarget(tbs, 'archive'), timeout: '3s' })
    expect([linesOnlyIn(tbs, archive), linesOnlyIn(archive, tbs)]).toEqual([['    timeout: 4s'], ['    timeout: 3s']])
    const green = changeTarget(tbs, { ...writtenTarget(tbs, 'green'), address: 'http://10.0.0.2:3000' })
    expect(linesOnlyIn(green, tbs)).toEqual(['    address: http://10.0.0.2:3000'])
  })
  it('is not changed under a target that refers to what stands in another', () => {
    expect(() => removeTarget(tbs, 'blue')).toThrow(TargetTextError)
    expect(() => changeTarget(tbs, { ...writtenTarget(tbs, 'blue'), metrics: {} })).toThrow(/&app-metrics/)
    expect(targetsOf(changeTarget(tbs, { ...writtenTarget(tbs, 'green'), metrics: { cpu_usage: { rate: 'x' } } }))[1]).toMatchObject({ metrics: { cpu_usage: { rate: 'x' } } })
  })
  it('is as it was where nothing is changed', () => {
    for (const { id } of targetsOf(tbs) as { id: string }[]) expect(changeTarget(tbs, writtenTarget(tbs, id))).toBe(tbs)
  })
})

describe('a text that is not what a form can change', () => {
  it.each([
    ['targets: 5', /no list of targets/],
    ['targets: [*x]', /can't be read|not all written out/],
    ['a: [', /can't be read/],
    ['x: &x { kind: app }\ntargets:\n  - { id: a, <<: *x }\n  - { id: b, kind: app }', /merge key/],
  ])('%s is refused with the reason', (text, why) => {
    expect(() => changeTarget(text, { id: 'a', kind: 'app' })).toThrow(why)
  })
  it('of one target keeps it', () => expect(() => removeTarget('targets:\n  - { id: a, kind: app }\n', 'a')).toThrow(/one target at least/))
  it('has no second target of the same id', () => expect(() => addTarget('targets:\n  - { id: a, kind: app }\n', { id: 'a', kind: 'app' })).toThrow(/already/))
})

const name = fc.stringMatching(/^[a-z][a-zA-Z]{0,8}$/).filter((text) => !['id', 'kind', 'true', 'false', 'null', 'yes', 'no', 'on', 'off', 'y', 'n'].includes(text))
const scalar = fc.oneof(fc.string({ maxLength: 20 }), fc.integer(), fc.boolean(), fc.constant('${SECRET_NAME}'))
const value = fc.oneof(scalar, fc.array(scalar, { maxLength: 3 }), fc.dictionary(name, scalar, { maxKeys: 3 }).map((map) => ({ ...map })))
const settings = fc.dictionary(name, value, { maxKeys: 5 }).map((map) => ({ ...map }))
const comment = fc.stringMatching(/^[a-z ]{0,12}$/)

/** Targets as different people write them: blocks and lines, with comments and empty lines, indented or not. */
const written = fc.record({
  before: comment, after: comment, indent: fc.constantFrom('', '  ', '    '), crlf: fc.boolean(), lastBreak: fc.boolean(),
  items: fc.array(fc.record({ settings, flow: fc.boolean(), note: comment, tail: fc.boolean(), own: fc.boolean() }), { minLength: 2, maxLength: 4 }),
}).map(({ before, after, indent, crlf, lastBreak, items }) => {
  const blocks = items.map(({ settings: own, flow, note, tail, own: withNote }, index) => {
    const target = { id: `t-${index}`, kind: 'app', ...own }
    const lines = flow
      ? [stringify(target, { collectionStyle: 'flow', lineWidth: 0 }).trim()]
      : stringify(target, { lineWidth: 0 }).trimEnd().split('\n')
    // Behind a value of its own line a comment may stand.
    if (withNote && !flow) lines[1] = `${lines[1]}   # ${note}`
    return { target, text: `${lines.map((line, at) => `${indent}${at === 0 ? '- ' : '  '}${line}`).join('\n')}${flow && tail ? `  # ${note}` : ''}\n${tail ? '\n' : ''}` }
  })
  const [head, foot] = [`# ${before}\nversion:   1   # kept\ntargets:\n`, lastBreak ? `# ${after}\nrest: {  a: 1 }\n` : '']
  const text = `${head}${blocks.map((block) => block.text).join('')}${foot}`
  const cut = lastBreak ? text : text.trimEnd()
  const end = (one: string): string => (crlf ? one.replaceAll('\n', '\r\n') : one)
  return { text: end(cut), targets: blocks.map(({ target }) => target as WrittenTarget), parts: [head, ...blocks.map((block) => block.text), foot].map(end) }
})

describe('any text', () => {
  it('has the one target changed, and every other byte is where it was', () =>
    fc.assert(fc.property(written, fc.nat(), settings, ({ text, targets, parts }, pick, wantedSettings) => {
      const index = pick % targets.length
      const wanted = { id: `t-${index}`, kind: 'app', ...wantedSettings }
      const changed = changeTarget(text, wanted)
      const now = targetsOf(changed)
      expect(now.map((one, at) => (at === index ? one : undefined))).toEqual(targets.map((_, at) => (at === index ? wanted : undefined)))
      expect(now.filter((_, at) => at !== index)).toEqual(targetsOf(text).filter((_, at) => at !== index))
      const before = parts.slice(0, index + 1).join('')
      const after = text.slice(before.length + (parts[index + 1] ?? '').length)
      expect(changed.startsWith(before)).toBe(true)
      expect(changed.endsWith(after)).toBe(true)
    })))
  it('has a target added and taken away again', () =>
    fc.assert(fc.property(written, settings, ({ text }, own) => {
      const wanted = { id: 'new', kind: 'json', ...own }
      const added = addTarget(text, wanted)
      expect(targetsOf(added)).toEqual([...targetsOf(text), wanted])
      const gone = removeTarget(added, 'new')
      expect(gone.trimEnd()).toBe(text.trimEnd())
    })))
  it('loses one target, and every other byte stays', () =>
    fc.assert(fc.property(written, fc.nat(), ({ text, targets, parts }, pick) => {
      const index = pick % targets.length
      const changed = removeTarget(text, `t-${index}`)
      expect(targetsOf(changed)).toEqual(targetsOf(text).filter((_, at) => at !== index))
      expect(changed.startsWith(parts.slice(0, index + 1).join('').trimEnd())).toBe(true)
    })))
})
