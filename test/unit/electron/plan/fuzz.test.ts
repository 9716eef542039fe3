/** Whatever is done to a plan file, it is read or its mistakes are told: it never throws. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkTargets } from '../../../../electron/connect/registry.ts'
import { readPlan } from '../../../../electron/plan/read.ts'
import { labVariables, tbsText } from '../../shared/plan/tbs-plan.ts'

const lines = tbsText.split('\n')
type Change = (text: readonly string[]) => readonly string[]

const at = fc.nat(lines.length - 1)
const deleted = fc.tuple(at, fc.integer({ min: 1, max: 12 })).map(([from, count]): Change => (text) => text.toSpliced(from, count))
const repeated = fc.tuple(at, at).map(([from, to]): Change => (text) => text.toSpliced(to, 0, text[from] ?? ''))
const swapped = fc.tuple(at, at).map(([a, b]): Change => (text) => text.map((line, index) => (index === a ? text[b] : index === b ? text[a] : line) ?? ''))
const garbage = fc.tuple(at, fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constantFrom('- [', '{', '"', '&a', '*a', '${', '!!str', '? :', '\t- x', '---', '%YAML 9', '<<: *app-metrics', '__proto__: {}')))
  .map(([where, text]): Change => (all) => all.toSpliced(where, 0, text))
const indented = at.map((where): Change => (text) => text.map((line, index) => (index === where ? ` ${line}` : line)))
const value = fc.constantFrom('null', '~', '[]', '{}', '-1', '1e999', '.nan', '""', 'true', '"a b"', '2025-01-24', '${NOPE}', '${LAB_TOKEN}', '[[1]]', '0x10', '!!binary aGk=')
const flipped = fc.tuple(at, value).map(([where, other]): Change => (text) =>
  text.map((line, index) => (index === where ? line.replace(/: .*$/, `: ${other}`) : line)))
const change = fc.oneof(deleted, repeated, swapped, garbage, indented, flipped)

const holds = (text: string): void => {
  const read = readPlan(text, labVariables, checkTargets)
  if ('plan' in read) {
    expect(read.plan.version).toBe(1)
    return
  }
  expect(read.mistakes.length).toBeGreaterThan(0)
  const found = text.split('\n')
  for (const { line, column, message, mend } of read.mistakes) {
    expect(line).toBeGreaterThanOrEqual(1)
    expect(line).toBeLessThanOrEqual(found.length)
    expect(column).toBeGreaterThanOrEqual(1)
    expect(column).toBeLessThanOrEqual((found[line - 1]?.length ?? 0) + 1)
    expect(message).not.toBe('')
    expect(mend).not.toBe('')
  }
  expect(JSON.stringify(read.mistakes)).not.toContain(labVariables.LAB_TOKEN)
}

describe('a plan that was mangled', { timeout: 240_000 }, () => {
  it('is read, or each of its mistakes has a place in the file', () =>
    fc.assert(fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
      holds(changes.reduce<readonly string[]>((text, one) => one(text), lines).join('\n'))
    }), { numRuns: 150 }))
  it('is told as broken wherever it was cut off', () =>
    fc.assert(fc.property(fc.nat(tbsText.length), (length) => holds(tbsText.slice(0, length))), { numRuns: 60 }))
  it('may be anything at all', () =>
    fc.assert(fc.property(fc.oneof(fc.string({ maxLength: 400 }), fc.string({ unit: 'binary', maxLength: 400 }), fc.json().map(String)), holds), { numRuns: 300 }))
})
