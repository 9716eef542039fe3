/** A place in a JSON document: `queue.depth`, `pools[0].in_use`, `by host["a.b"]`. Pure. */
import { z } from 'zod'

export type JsonPath = { readonly text: string; readonly steps: readonly (string | number)[] }

const step = /(?:^|\.)([^.[\]"]+)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]/y

/** The path, or what is wrong with its text. */
export function readPath(text: string): JsonPath | { readonly wrong: string } {
  const steps: (string | number)[] = []
  for (let at = 0; at < text.length; ) {
    step.lastIndex = at
    const [all, name, index, quoted] = step.exec(text) ?? []
    if (all === undefined || (at === 0 && all.startsWith('.'))) return { wrong: `expected a path such as pools[0].in_use, stopped at ${JSON.stringify(text.slice(at, at + 20))}` }
    steps.push(index !== undefined ? Number(index) : (name ?? (quoted ?? '').replace(/\\(["\\])/g, '$1')))
    at += all.length
  }
  return steps.length === 0 || text.length > 500 ? { wrong: 'expected a path such as pools[0].in_use' } : { text, steps }
}

/** What stands there; undefined where nothing does. Only what the document itself holds. */
export const valueAt = (document: unknown, { steps }: JsonPath): unknown =>
  steps.reduce<unknown>((value, key) => {
    if (typeof key === 'number') return Array.isArray(value) ? value[key] : undefined
    return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, key) ? (value as Readonly<Record<string, unknown>>)[key] : undefined
  }, document)

/** A path in a plan's settings. */
export const jsonPath = z.string().transform((text, context): JsonPath => {
  const read = readPath(text)
  if (!('wrong' in read)) return read
  context.addIssue({ code: 'custom', message: read.wrong, input: text })
  return z.NEVER
})
