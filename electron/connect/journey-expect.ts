/** What a step of a journey, or a health check, expects of an answer, and how it is told that something else came. Pure. */
import { z } from 'zod'
import { errorText } from '../../shared/error-text.ts'
import { jsonPath, valueAt, type JsonPath } from './json-endpoint-path.ts'
import { fillJson, fillText, type Value, type Values } from './journey-template.ts'
import { jsonOf, type Answer } from './http.ts'

const value = z.union([z.string().max(1_000), z.number(), z.boolean(), z.null()])

/** A pattern of the plan's own; the text that it is held against is bounded. */
const pattern = z.string().max(200).superRefine((text, context) => {
  try {
    void RegExp(text, 'u')
  } catch (error) {
    context.addIssue({ code: 'custom', message: `expected a regular expression: ${errorText(error)}`, input: text })
  }
})

const operators = ['equals', 'matches', 'exists', 'below'] as const

/** One place of a JSON answer and one thing that holds there. */
export const jsonCondition = z
  .strictObject({
    path: jsonPath,
    equals: value.optional(),
    matches: pattern.optional(),
    exists: z.boolean().optional(),
    /** Less than this number. */
    below: z.union([z.number(), z.string().regex(/^\{\{\s*[\w-]+\s*\}\}$/, { error: 'expected a number or a {{name}}' })]).optional(),
  })
  .superRefine((one, context) => {
    if (operators.filter((name) => one[name] !== undefined).length !== 1)
      context.addIssue({ code: 'custom', message: `expected one of ${operators.join(', ')} beside the path`, input: one })
  })
type JsonCondition = z.infer<typeof jsonCondition>

const longest = 80
/** What came, as it is shown: one line, bounded, after `hide` took out what must not be. */
export const shownBy = (hide: (text: string) => string) => (came: unknown): string => {
  const text = hide(came === undefined ? 'nothing' : JSON.stringify(came))
  return text.length > longest ? `${text.slice(0, longest)}…` : text
}
export type Show = ReturnType<typeof shownBy>
export const shown: Show = shownBy((text) => text)

const met = (wanted: JsonCondition, came: unknown, values: Values, show: Show): string | undefined => {
  const { equals, matches, exists, below } = wanted
  if (equals !== undefined) {
    const filled = fillJson(equals, values) as Value
    // A saved id may have been a number where it was read and be a text where it is held against.
    const same = came === filled || ((typeof came === 'string' || typeof came === 'number' || typeof came === 'boolean') && String(came) === String(filled))
    return same ? undefined : show(filled)
  }
  if (matches !== undefined) return (typeof came === 'string' || typeof came === 'number') && new RegExp(matches, 'u').test(String(came).slice(0, 1_000)) ? undefined : `a match of ${show(matches)}`
  if (below !== undefined) {
    const limit = Number(fillJson(below, values))
    return typeof came === 'number' && came < limit ? undefined : `less than ${limit}`
  }
  return (came !== undefined) === exists ? undefined : exists ? 'something' : 'nothing'
}

/** The first condition that does not hold, in words; undefined when all do. */
export function jsonWrong(text: string, conditions: readonly JsonCondition[], values: Values = {}, show: Show = shown): string | undefined {
  if (conditions.length === 0) return undefined
  const document = jsonOf(text)
  if (document === undefined) return `expected JSON, got ${text === '' ? 'nothing' : show(text)}`
  for (const wanted of conditions) {
    const came = valueAt(document, wanted.path)
    const expected = met(wanted, came, values, show)
    if (expected !== undefined) return `expected ${expected} at ${wanted.path.text}, got ${show(came)}`
  }
  return undefined
}

const status = z.int().min(100).max(599)
export const statuses = z.union([status.transform((one) => [one]), z.array(status).min(1).max(20)])

export const expectation = z.strictObject({
  /** 200 to 299 where it is not given. */
  status: statuses.optional(),
  json: z.array(jsonCondition).max(30).default([]),
  /** Somewhere in the answer. */
  text: z.string().min(1).max(1_000).optional(),
  /** A pattern by header. */
  headers: z.record(z.string().regex(/^[\w-]+$/), pattern).default({}),
})
export type Expectation = z.infer<typeof expectation>

export const isStatus = (wanted: readonly number[] | undefined, came: number): boolean => (wanted === undefined ? came >= 200 && came <= 299 : wanted.includes(came))
export const statusText = (wanted: readonly number[] | undefined): string => (wanted === undefined ? 'success (200 to 299)' : wanted.join(' or '))

const headerOf = (headers: Answer['headers'], name: string): string | undefined => {
  const found = headers[name.toLowerCase()]
  return Array.isArray(found) ? found.join(', ') : found
}

/** The first thing that is not as expected, in words; undefined when all is. */
export function answerWrong(answer: Answer, wanted: Expectation, values: Values, show: Show): string | undefined {
  if (!isStatus(wanted.status, answer.status)) return `expected ${statusText(wanted.status)}, got ${answer.status}`
  const json = jsonWrong(answer.text, wanted.json, values, show)
  if (json !== undefined) return json
  if (wanted.text !== undefined && !answer.text.includes(fillText(wanted.text, values))) return `expected the text ${show(wanted.text)}, got ${show(answer.text)}`
  for (const [name, text] of Object.entries(wanted.headers)) {
    const came = headerOf(answer.headers, name)
    if (came === undefined || !new RegExp(text, 'u').test(came.slice(0, 1_000))) return `expected the header ${name} to match ${show(text)}, got ${show(came)}`
  }
  return undefined
}

/** A place in an answer that gives a value. */
export const place = z.union([
  z.strictObject({ json: jsonPath }),
  z.strictObject({ header: z.string().regex(/^[\w-]+$/) }),
], { error: 'expected {json: a path} or {header: a name}' })
export type Place = z.infer<typeof place>

export const placeText = (at: { readonly json: JsonPath } | { readonly header: string }): string => ('json' in at ? at.json.text : `the header ${at.header}`)

/** The value at a place; undefined where there is none. */
export function readPlace({ headers, text }: Answer, at: Place): Value | undefined {
  const found = 'header' in at ? headerOf(headers, at.header) : valueAt(jsonOf(text), at.json)
  return typeof found === 'string' || typeof found === 'number' || typeof found === 'boolean' || found === null ? found : undefined
}
