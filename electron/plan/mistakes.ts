/** What zod finds wrong, said so that a person can mend it: where, what, what was expected, what to do. */
import type { z } from 'zod'
import type { Mistake } from '../../shared/contract/plan.ts'
import { keysAt } from '../../shared/plan/json-schema.ts'
import { nearest } from '../../shared/plan/nearest.ts'
import { redact, withoutValue } from './redact.ts'
import { dotted, type Path, type Source } from './source.ts'

type Issue = z.core.$ZodIssue
/** A mistake before it has a place. `part`: whether the key or its value is wrong. */
export type Unplaced = Pick<Mistake, 'message' | 'mend'> & { readonly path: Path; readonly part?: 'key' | 'value'; readonly expected?: string }

const pathOf = (path: readonly PropertyKey[]): Path => path.map((step) => (typeof step === 'symbol' ? String(step) : step))

const shown = (value: unknown): string => {
  if (Array.isArray(value)) return 'a list'
  if (value === null) return 'nothing'
  if (typeof value === 'object') return 'a mapping'
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}

const kinds: Readonly<Record<string, string>> = {
  string: 'text', number: 'a number', int: 'a whole number', boolean: 'true or false', object: 'a mapping', record: 'a mapping', array: 'a list',
}
const kindText = (kind: string): string => kinds[kind] ?? kind

const valueAt = (root: unknown, path: Path): unknown =>
  path.reduce<unknown>((at, step) => (typeof at === 'object' && at !== null && Object.hasOwn(at, step) ? (at as Record<string | number, unknown>)[step] : undefined), root)

/** How far a branch of a choice is from what is written; the nearest is the one that was meant. */
const distance = (issues: readonly Issue[]): number =>
  issues.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : issue.path.length === 0 ? 100 : 1), 0)

const rebased = (issue: Issue, path: readonly PropertyKey[]): Issue => ({ ...issue, path: [...path, ...issue.path] })

const bound = (issue: Extract<Issue, { code: 'too_small' | 'too_big' }>): string => {
  const [limit, inclusive] = issue.code === 'too_small' ? [issue.minimum, issue.inclusive ? 'at least' : 'more than'] : [issue.maximum, issue.inclusive ? 'at most' : 'less than']
  const what = issue.origin === 'array' || issue.origin === 'set' ? ' items' : issue.origin === 'string' ? ' letters' : ''
  return `${inclusive} ${String(limit)}${what}`
}

function expectedOf(issue: Issue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return kindText(issue.expected)
    case 'invalid_value':
      return issue.values.map(String).join(', ')
    case 'too_small':
    case 'too_big':
      return bound(issue)
    case 'invalid_format':
      return issue.format === 'date' ? 'a date such as 2025-01-24' : issue.message.startsWith('expected ') ? issue.message.slice('expected '.length) : issue.pattern
    case 'invalid_union':
      return issue.errors.flatMap((branch) => branch.slice(0, 1).map((one) => expectedOf(one) ?? one.message)).filter((text, index, all) => all.indexOf(text) === index).join(' or ')
    default:
      return undefined
  }
}

const mendFor = (issue: Issue, value: unknown, name: string): string => {
  if (issue.code === 'invalid_value' && typeof value === 'string') {
    const near = nearest(value, issue.values.map(String))
    if (near !== undefined) return `Did you mean "${near}"?`
  }
  if (issue.code === 'invalid_type' && issue.expected === 'string' && (typeof value === 'number' || typeof value === 'boolean')) return 'Put it in quotes, or write it with its unit.'
  if ((issue.code === 'invalid_type') && (issue.expected === 'number' || issue.expected === 'int') && typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value)))
    return 'Take the quotes away.'
  return `Change ${name === '' ? 'the plan' : name} to what is expected.`
}

const missing = (path: Path, expected: string | undefined): Unplaced => {
  const name = String(path.at(-1) ?? 'plan')
  return {
    path, message: typeof path.at(-1) === 'number' ? `item ${name} is missing` : `"${name}" is missing`,
    ...(expected !== undefined && { expected }), mend: `Add "${name}" here.`,
  }
}

function unplaced(issue: Issue, root: unknown): readonly Unplaced[] {
  const path = pathOf(issue.path)
  const value = valueAt(root, path)
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(path)
    return issue.keys.map((key): Unplaced => {
      const near = nearest(key, known)
      return {
        path: [...path, key], part: 'key', message: `unknown key "${key}"`, ...(known.length > 0 && { expected: known.join(', ') }),
        mend: near === undefined ? 'Take it out.' : `Did you mean "${near}"?`,
      }
    })
  }
  const expected = expectedOf(issue)
  if (value === undefined && issue.code !== 'custom') return [missing(path, expected)]
  if (issue.code === 'invalid_union') {
    const [meant] = issue.errors.filter((branch) => !branch.some((one) => one.path.length === 0 && one.code !== 'unrecognized_keys')).toSorted((a, b) => distance(a) - distance(b))
    if (meant !== undefined) return meant.flatMap((one) => unplaced(rebased(one, issue.path), root))
  }
  const name = String(path.at(-1) ?? '')
  const message = issue.code === 'custom' ? issue.message : `${shown(value)} does not fit here`
  return [{ path, message, ...(expected !== undefined && expected !== '' && { expected }), mend: mendFor(issue, value, name) }]
}

/** What the schema found, in words. `root` is the value that it was held against. */
export const schemaMistakes = (issues: readonly Issue[], root: unknown): readonly Unplaced[] => issues.flatMap((issue) => unplaced(issue, root))

/** Paths where the schema wants a number or a truth value and was given text. */
export const textFor = (issues: readonly Issue[]): readonly { readonly path: Path; readonly expected: 'number' | 'boolean' }[] =>
  issues.flatMap((issue) => {
    if (issue.code === 'invalid_union') return issue.errors.flatMap((branch) => textFor(branch.map((one) => rebased(one, issue.path))))
    if (issue.code === 'invalid_value') return issue.values.some((value) => typeof value === 'number') ? [{ path: pathOf(issue.path), expected: 'number' as const }] : []
    if (issue.code !== 'invalid_type') return []
    if (issue.expected === 'number' || issue.expected === 'int') return [{ path: pathOf(issue.path), expected: 'number' as const }]
    return issue.expected === 'boolean' ? [{ path: pathOf(issue.path), expected: 'boolean' as const }] : []
  })

/** Puts a mistake at its place, without any value that came from the environment. */
export function placed(source: Source, { path, part = 'value', message, mend, expected }: Unplaced): Mistake {
  const own = source.usedAt(path)
  const names = own.map(({ name }) => name).join(' and ')
  const clean = (text: string, otherwise: string): string => redact(withoutValue(text, own, otherwise), source.used)
  return {
    ...source.place(path, part), path: redact(dotted(path), source.used),
    message: clean(message, `the value of ${names} does not fit here`),
    ...(expected !== undefined && { expected: redact(expected, source.used) }),
    mend: clean(mend, `Change ${names}.`),
  }
}
