/**
 * A synthetic user's way through an application, as the plan writes it: steps, each a request with what is expected of its answer.
 * Plan: "User Experience Tracking", "Health Check Execution: Comprehensive system functionality validation".
 */
import { z } from 'zod'
import { duration } from '../../shared/duration.ts'
import { address, methods } from './http.ts'
import { expectation, jsonCondition, place } from './journey-expect.ts'
import { namesIn } from './journey-template.ts'

const name = z.string().regex(/^[\w-]{1,40}$/, { error: 'expected a name of letters, digits, _ and -' })
/** A path of the application; a {{name}} may stand in it. */
export const path = z.string().max(2_000).regex(/^\/(?!\/)[^\s#]*$/, { error: 'expected a path such as /health' })
const headers = z.record(z.string().regex(/^[\w-]+$/), z.string().max(4_000))

const save = z.union([...place.options, z.strictObject({ cookie: z.string().min(1) })], { error: 'expected {json: a path}, {header: a name} or {cookie: a name}' })

const step = z.strictObject({
  title: z.string().min(1).max(80),
  request: z.strictObject({
    method: z.enum(methods).default('GET'),
    path,
    headers: headers.default({}),
    json: z.json().optional(),
    form: z.record(z.string(), z.string()).optional(),
  }).refine(({ json, form }) => json === undefined || form === undefined, { error: 'a request has one body: json or form' }),
  expect: expectation.extend({ within: duration.optional() }).prefault({}),
  /** Values for later steps, by name. */
  save: z.record(name, save).default({}),
  /** Asked again until all of this holds; what is expected is held against that answer. */
  until: z.strictObject({
    json: z.array(jsonCondition).min(1).max(10),
    every: duration.prefault('200ms'),
    limit: duration.prefault('10s'),
  }).optional(),
})
export type JourneyStep = z.infer<typeof step>

const journey = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,40}$/),
  title: z.string().min(1).max(80),
  /** How often it is sampled; without it only steps of a rollback run it. */
  every: duration.refine((ms) => ms >= 1_000, { error: 'expected at least 1s' }).optional(),
  /** For the whole of it. */
  timeout: duration.prefault('10s'),
  /** Another base address that its samples go by, such as the balancer's: it then counts for the environment that answered. */
  through: address.optional(),
  /** A journey that is gone first: its cookies and saved values are carried on. */
  after: z.string().optional(),
  /** Values by name, to which those of the steps are added. `user` is another one in each step of a rollback. */
  variables: z.record(name, z.union([z.string().max(4_000), z.number(), z.boolean()])).default({}),
  /** Cookies that it starts with. */
  cookies: z.record(z.string().regex(/^[\w.-]+$/), z.string().max(1_000)).default({}),
  /** The saved value that names the environment that answered: blue or green. */
  answeredBy: name.optional(),
  steps: z.array(step).min(1).max(50),
})
export type JourneySettings = z.infer<typeof journey>

/** Who a journey signs in as where the plan names nobody. */
export const usualUser = 'fifteen-probe'

/** The journeys that are gone before one, the first of all first; undefined where one is missing or they go round. */
export function chainOf(all: readonly JourneySettings[], id: string): readonly JourneySettings[] | undefined {
  const chain: JourneySettings[] = []
  for (let next: string | undefined = id; next !== undefined; ) {
    const found = all.find((one) => one.id === next)
    if (found === undefined || chain.includes(found)) return undefined
    chain.unshift(found)
    next = found.after
  }
  return chain
}

/** What `{{names}}` a journey begins with: its own variables, and all that those before it leave. */
const knownBefore = (chain: readonly JourneySettings[]): ReadonlySet<string> =>
  new Set(['user', ...chain.flatMap(({ variables }) => Object.keys(variables)), ...chain.slice(0, -1).flatMap(({ steps }) => steps.flatMap((one) => Object.keys(one.save)))])

type Mistake = { readonly path: (string | number)[]; readonly message: string }

function namesWrong(one: JourneySettings, chain: readonly JourneySettings[], at: readonly (string | number)[]): readonly Mistake[] {
  const known = new Set(knownBefore(chain))
  const unknown = (value: unknown, where: readonly (string | number)[]): readonly Mistake[] =>
    namesIn(value).filter(({ name: used }) => !known.has(used)).map(({ name: used, at: inside }) => ({
      path: [...where, ...inside], message: `unknown {{${used}}}: no step before saves it and no variable has that name${known.size === 0 ? '' : `; known here: ${[...known].join(', ')}`}`,
    }))
  const found: Mistake[] = [...unknown(one.cookies, [...at, 'cookies'])]
  one.steps.forEach(({ request, expect, until, save: saved }, index) => {
    const here = [...at, 'steps', index]
    found.push(...unknown(request, [...here, 'request']), ...unknown({ json: expect.json, text: expect.text }, [...here, 'expect']), ...unknown(until, [...here, 'until']))
    for (const key of Object.keys(saved)) known.add(key)
  })
  if (one.answeredBy !== undefined && !known.has(one.answeredBy)) found.push({ path: [...at, 'answeredBy'], message: `no step saves ${one.answeredBy}` })
  return found
}

export const journeys = z.array(journey).max(20).default([]).superRefine((all, context) => {
  const add = ({ path: where, message }: Mistake): void => context.addIssue({ code: 'custom', path: where, message, input: all })
  all.forEach((one, index) => {
    if (all.findIndex(({ id }) => id === one.id) < index) add({ path: [index, 'id'], message: `there is a journey ${one.id} already` })
    const chain = chainOf(all, one.id)
    if (chain === undefined) add({ path: [index, 'after'], message: `after ${one.after ?? ''} can't be followed: it names no journey of this target, or goes round` })
    else for (const mistake of namesWrong(one, chain, [index])) add(mistake)
  })
})
