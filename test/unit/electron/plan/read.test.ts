import { describe, expect, it } from 'vitest'
import { checkTargets, secretPaths } from '../../../../electron/connect/registry.ts'
import { labOf, readPlan } from '../../../../electron/plan/read.ts'
import type { Mistake } from '../../../../shared/contract/plan.ts'
import { labVariables, tbsText } from '../../shared/plan/tbs-plan.ts'

const mistakesOf = (text: string, env: Readonly<Record<string, string>> = labVariables): readonly Mistake[] => {
  const read = readPlan(text, env, checkTargets)
  return 'mistakes' in read ? read.mistakes : []
}
/** The TBS plan with one piece of its text written otherwise; the piece must be there. */
const edited = (from: string, to: string, text = tbsText): string => {
  if (!text.includes(from)) throw new Error(`not in the plan: ${from}`)
  return text.replace(from, () => to)
}
/** Line and column of a piece of text, both from 1; of what follows the `|` in it, where it has one. */
const placeOf = (text: string, piece: string) => {
  const whole = piece.replace('|', '')
  if (!text.includes(whole)) throw new Error(`not in the text: ${whole}`)
  const before = text.slice(0, text.indexOf(whole) + Math.max(0, piece.indexOf('|')))
  return { line: before.split('\n').length, column: before.length - before.lastIndexOf('\n') }
}

describe('a good plan', () => {
  it('is read with its references filled in, and has no mistake', () => {
    const read = readPlan(tbsText, labVariables, checkTargets)
    expect('plan' in read && read.plan.targets[0]).toMatchObject({ id: 'blue', address: labVariables.LAB_BLUE, token: labVariables.LAB_TOKEN })
  })
  it('comes with what is to be known of it, each with its line', () => {
    const read = readPlan(tbsText, labVariables, checkTargets)
    const unreachable = 'plan' in read ? read.findings.find(({ id }) => id === 'unreachable') : undefined
    const { line } = placeOf(tbsText, 'measure: { metric: error_rate, statistic: ratio, window: 24h, direction: below, threshold: { value: 0.01 }')
    expect(unreachable).toMatchObject({ severity: 'warning', line })
  })
  it('with a secret in plain text is told so, with its line, and the secret is not said again', () => {
    const line = 'control: "${LAB_CONTROL}", token: "${LAB_TOKEN}"'
    const text = edited(line, 'control: "${LAB_CONTROL}", token: in-plain-text')
    const literal = (from: string) => {
      const read = readPlan(from, labVariables, checkTargets, secretPaths)
      return 'plan' in read ? read.findings.filter(({ id }) => id === 'literal-secret') : []
    }
    expect(literal(tbsText)).toEqual([])
    expect(literal(text)).toMatchObject([{ severity: 'warning', line: placeOf(text, '|token: in-plain-text').line, message: expect.stringContaining('targets.2.token') }])
    expect(JSON.stringify(literal(text))).not.toContain('in-plain-text')
  })
  it('may take figures from the environment', () => {
    const text = edited('lab: { seed: 15, users: 18 }', 'lab: { seed: "${SEED:-15}", users: "${USERS}" }')
    const read = readPlan(text, { ...labVariables, USERS: '7', SEED: '4' })
    expect('plan' in read && read.plan.lab).toEqual({ seed: 4, users: 7 })
  })
  it('may take a bar from the environment, though a bar can be written in two ways', () => {
    const text = edited('threshold: { value: 0.25 }', 'threshold: { value: "${BAR}" }')
    const read = readPlan(text, { ...labVariables, BAR: '0.2' })
    expect('plan' in read && read.plan.gates.find(({ id }) => id === 'response-time-warning')?.threshold).toEqual({ value: 0.2 })
  })
})

describe('a mistake is told with its place, what was expected and how to mend it', () => {
  const first = 'id: performance-warning\n    title: Performance below 80 % of baseline\n'
  it.each<readonly [string, string, string, string, Omit<Mistake, 'line' | 'column'>]>([
    ['an unknown key', `${first}    group: performance`, `${first}    grup: x\n    group: performance`, 'grup', {
      path: 'gates.0.grup', message: 'unknown key "grup"', expected: expect.stringContaining('group') as string, mend: 'Did you mean "group"?' }],
    ['an unknown key that is like none', 'version: 1\n', 'version: 1\ncolour: red\n', 'colour', {
      path: 'colour', message: 'unknown key "colour"', expected: expect.stringContaining('dashboard') as string, mend: 'Take it out.' }],
    ['a key that is missing', `${first}    group: performance\n`, first, 'id: performance-warning', {
      path: 'gates.0.group', message: '"group" is missing', expected: 'performance, reliability, experience, resources', mend: 'Add "group" here.' }],
    ['a name that is not known', `${first}    group: performance\n    metric: rows_per_second`, `${first}    group: performance\n    metric: rows_per_secnd`, 'rows_per_secnd', {
      path: 'gates.0.metric', message: '"rows_per_secnd" does not fit here', expected: expect.stringContaining('rows_per_second') as string, mend: 'Did you mean "rows_per_second"?' }],
    ['a duration without its unit', 'deadline: 15m', 'deadline: 15', 'deadline: |15\n', {
      path: 'rollback.deadline', message: '15 does not fit here', expected: 'text', mend: 'Put it in quotes, or write it with its unit.' }],
    ['a duration that is none', 'validation: 2m', 'validation: 2 minutes', '2 minutes', {
      path: 'rollback.validation', message: '"2 minutes" does not fit here', expected: 'a duration such as 90s, 5m, 24h or 7d', mend: 'Change validation to what is expected.' }],
    ['a figure in quotes', 'users: 18', 'users: "18"', '"18"', {
      path: 'lab.users', message: '"18" does not fit here', expected: 'a number', mend: 'Take the quotes away.' }],
    ['a figure out of bounds', 'users: 18', 'users: 180', '180', {
      path: 'lab.users', message: '180 does not fit here', expected: 'at most 100', mend: 'Change users to what is expected.' }],
    ['a bar that is half a ratio', 'threshold: { ratio: 0.8, of: rows_per_second } # 29842', 'threshold: { ratio: 0.8 } # 29842', '{ ratio: 0.8 } # 29842', {
      path: 'gates.0.threshold.of', message: '"of" is missing', expected: expect.stringContaining('rows_per_second') as string, mend: 'Add "of" here.' }],
    ['a choice of which nothing fits', 'passes: { atLeast: 3 }', 'passes: most', 'most', {
      path: 'phases.2.decision.passes', message: '"most" does not fit here', expected: 'all or a mapping', mend: 'Change passes to what is expected.' }],
    ['a statistic that the metric does not have', `${first}    group: performance\n    metric: rows_per_second\n    statistic: ratio`, `${first}    group: performance\n    metric: rows_per_second\n    statistic: p95`, 'p95', {
      path: 'gates.0.statistic', message: 'rows_per_second is a ratio: expected one of ratio', mend: 'Change statistic to what is expected.' }],
    ['a gate that is not there', 'critical: [error-rate-critical]', 'critical: [error-rate-critcal]', 'error-rate-critcal', {
      path: 'matrix.1.critical.0', message: 'there is no gate "error-rate-critcal"', mend: 'Did you mean "error-rate-critical"?' }],
    ['a target of no kind', 'kind: lab-balancer', 'kind: lab-balanser', 'lab-balanser', {
      path: 'targets.2.kind', message: expect.stringContaining('unknown kind lab-balanser: expected one of app') as string, mend: 'Change it as the message says, or take it out.' }],
    ['a variable that is not set', 'address: ${LAB_BLUE}', 'address: ${LAB_BLU}', '${LAB_BLU}', {
      path: 'targets.0.address', message: 'the variable LAB_BLU is not set', mend: 'Set LAB_BLU in the environment, or give a default: ${LAB_BLU:-…}.' }],
    ['a reference that is none', 'address: ${LAB_BLUE}', 'address: ${LAB-BLUE}', '${LAB-BLUE}', {
      path: 'targets.0.address', message: '${LAB-BLUE} is no reference', expected: '${NAME} or ${NAME:-default}', mend: 'Write it so, or $$ for a dollar.' }],
    ['an alias of nothing', 'metrics: *app-metrics', 'metrics: *app-metric', '*app-metric\n', {
      path: 'targets.1.metrics', message: '*app-metric has no anchor &app-metric before it', mend: 'Define the anchor first, or write the value out.' }],
    ['a key that is there twice', 'version: 1\n', 'version: 1\nversion: 1\n', 'version: 1\n|version: 1', {
      path: 'version', message: '"version" is there already', mend: 'Keep one of them.' }],
  ])('%s', (_, from, to, piece, mistake) => {
    const text = edited(from, to)
    expect(mistakesOf(text)).toEqual([{ ...placeOf(text, piece), ...mistake }])
  })
  it('and all of them are told, in the order of the file', () => {
    const text = edited('users: 18', 'users: 0', edited('deadline: 15m', 'deadlin: 15m', edited('version: 1\n', 'version: 3\n')))
    expect(mistakesOf(text).map(({ path, message }) => `${path}: ${message}`)).toEqual([
      'version: 3 does not fit here', 'lab.users: 0 does not fit here', 'rollback.deadline: "deadline" is missing', 'rollback.deadlin: unknown key "deadlin"',
    ])
  })
  it('all errors of the YAML itself are told too', () => {
    const found = mistakesOf('a: "x\nb: [1\n\tc: 2\n')
    expect(found.length).toBeGreaterThan(0)
    expect(found.every(({ line, column, mend }) => line >= 1 && column >= 1 && mend !== '')).toBe(true)
  })
  it('a file of noise is told in its first thousand mistakes and how many more there are', () => {
    const found = mistakesOf(`${tbsText}${Array.from({ length: 1_500 }, (_, n) => `noise${n}: x\n`).join('')}`)
    expect(found).toHaveLength(1_001)
    expect(found.at(-1)).toMatchObject({ ...placeOf(`${tbsText}noise0`, 'noise0'), line: placeOf(tbsText, 'review: {').line + 1_001, message: 'and 500 more mistakes' })
  })
  it('an empty file is missing everything', () => expect(mistakesOf('')).toEqual([{ line: 1, column: 1, path: '', message: 'nothing does not fit here', expected: 'a mapping', mend: 'Change the plan to what is expected.' }]))
})

describe('a file that is out to harm', () => {
  it.each<readonly [string, string, RegExp]>([
    ['aliases of aliases', `a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n${Array.from({ length: 9 }, (_, n) => `a${n + 1}: &a${n + 1} [${Array(10).fill(`*a${n}`).join(', ')}]`).join('\n')}\n`, /more than 50000 parts/],
    ['an alias within its own anchor', 'a: &a [1, *a]\n', /within its own anchor/],
    ['deep brackets', '['.repeat(100_000), /not readable as YAML|deep/],
    ['deep brackets that are closed', `a: ${'['.repeat(200)}${']'.repeat(200)}\n`, /nested more than 50 deep/],
    ['a key that every object has', '__proto__: { polluted: true }\n', /__proto__ can be no key/],
    ['a mapping without end', Array.from({ length: 90_000 }, (_, n) => `k${n}: 1`).join('\n'), /more than 50000 parts/],
    ['a tag', 'a: !!js/function "x"\n', /tag/i],
    ['two documents', 'a: 1\n---\nb: 2\n', /multiple documents/i],
  ])('is refused in words: %s', (_, text, message) => expect(mistakesOf(text).map((one) => one.message).join('; ')).toMatch(message))
})

describe('what comes from the environment', () => {
  const secret = 'Kj3-very-secret-token'
  const told = (text: string, env: Readonly<Record<string, string>>): string => JSON.stringify(mistakesOf(text, { ...labVariables, ...env }))
  it.each<readonly [string, string, string]>([
    ['a kind', 'kind: lab-balancer', 'kind: "${SECRET}"'],
    ['an address', 'address: ${LAB_BLUE}', 'address: ${SECRET}'],
    ['a selector', 'requests: { counter: http_requests_total }', 'requests: { counter: "x{${SECRET}}" }'],
    ['an id', 'id: performance-warning', 'id: "${SECRET}"'],
    ['a gate of the matrix', 'warning: [performance-warning]', 'warning: ["${SECRET}"]'],
    ['a date', 'date: "2025-01-24"', 'date: "${SECRET}"'],
    ['a figure', 'users: 18', 'users: "${SECRET}"'],
    ['a duration', 'deadline: 15m', 'deadline: "${SECRET}"'],
  ])('is in no mistake: %s', (_, from, to) => {
    const text = told(edited(from, to), { SECRET: secret })
    expect(text).not.toBe('[]')
    for (let at = 0; at + 6 <= secret.length; at += 1) expect(text).not.toContain(secret.slice(at, at + 6))
  })
  it('is in no finding', () => {
    const read = readPlan(edited('title: "Phase 1: Internal Testing"', 'title: "${SECRET}"'), { ...labVariables, SECRET: secret })
    expect('plan' in read && read.findings.some(({ message }) => message.includes('${SECRET}'))).toBe(true)
    expect(JSON.stringify('plan' in read && read.findings)).not.toContain(secret)
  })
})

describe('the practice environment that a plan asks for', () => {
  it('is known before its references can be filled in', () => expect(labOf(tbsText)).toEqual({ seed: 15, users: 18 }))
  it('is none where the section is missing or wrong', () => {
    expect(labOf(edited('lab: {', 'lap: {'))).toBeUndefined()
    expect(labOf(edited('users: 18', 'users: many'))).toBeUndefined()
    expect(labOf('just text')).toBeUndefined()
  })
})
