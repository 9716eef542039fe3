/** Values for a schema of the contract: most as it wants them, some nearly so, some anything. */
import fc from 'fast-check'
import type { z } from 'zod'

type Any = fc.Arbitrary<unknown>
type Def = Readonly<Record<string, unknown>> & { readonly type: string }
type Inner = { readonly _zod: { readonly def: Def; readonly bag?: { readonly minimum?: number; readonly maximum?: number; readonly patterns?: ReadonlySet<RegExp> } } }

const hostileTexts = ['', ' ', '\0', '__proto__', 'constructor', '../../etc/passwd', '<script>alert(1)</script>', "'; DROP TABLE entries; --", '${PLANTED_TOKEN}', '\ud800', '\u202e', 'x'.repeat(5_000), '-1', 'NaN']
const hostileNumbers = [0, -0, -1, 1e308, -1e308, Number.NaN, Infinity, -Infinity, 2 ** 53, 2 ** 53 + 2, 0.1, 1e-320]
export const hostile: Any = fc.oneof(
  fc.constantFrom<unknown>(null, undefined, true, false, ...hostileTexts, ...hostileNumbers, [], {}, [[]], { __proto__: null }, 10n ** 30n, new Date(Number.NaN)),
  fc.anything({ maxDepth: 3, maxKeys: 4 }),
)

/** @param words names that the console knows: ids of gates, phases, incidents */
export function valuesFor(schema: z.ZodType | undefined, words: readonly string[]): Any {
  if (schema === undefined) return fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: hostile })
  const fits = fitting(schema as unknown as Inner, words)
  return fc.oneof(
    { weight: 6, arbitrary: fits },
    { weight: 3, arbitrary: fc.tuple(fits, fc.nat(40), hostile).map(([value, at, other]) => withOther(value, at, other)) },
    { weight: 1, arbitrary: hostile },
  )
}

/** The value with another one at its so-manyeth place. */
export function withOther(value: unknown, at: number, other: unknown): unknown {
  let left = at
  const walk = (one: unknown): unknown => {
    left -= 1
    if (left < 0) {
      left = Infinity
      return other
    }
    if (Array.isArray(one)) return one.map(walk)
    return typeof one === 'object' && one !== null && Object.getPrototypeOf(one) === Object.prototype ? Object.fromEntries(Object.entries(one).map(([key, item]: [string, unknown]) => [key, walk(item)])) : one
  }
  return walk(value)
}

const inner = (def: Def, key: string): Inner => def[key] as Inner

function text({ bag }: Inner['_zod'], words: readonly string[]): Any {
  const plain = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...words) }, { weight: 3, arbitrary: fc.string({ unit: 'grapheme', maxLength: 60 }) }, { weight: 1, arbitrary: fc.constantFrom(...hostileTexts) }, { weight: 1, arbitrary: fc.webUrl() }, { weight: 1, arbitrary: fc.base64String({ maxLength: 400 }) })
  const [pattern] = bag?.patterns ?? []
  if (pattern === undefined) return plain
  try {
    return fc.oneof({ weight: 3, arbitrary: fc.stringMatching(new RegExp(pattern.source)) }, { weight: 1, arbitrary: plain })
  } catch {
    // A pattern that fast-check can't turn round: texts that mostly do not fit are inputs too.
    return plain
  }
}

function fitting(schema: Inner, words: readonly string[], depth = 0): Any {
  const { _zod: internals } = schema
  const { def, bag } = internals
  const of = (key: string): Any => fitting(inner(def, key), words, depth + 1)
  if (depth > 12) return hostile
  switch (def.type) {
    case 'string':
      return text(internals, words)
    case 'number': case 'int': {
      const [min, max] = [Math.ceil(Math.max(bag?.minimum ?? -1e6, -1e15)), Math.floor(Math.min(bag?.maximum ?? 1e6, 1e15))]
      return fc.oneof({ weight: 5, arbitrary: fc.integer({ min: Math.min(min, max), max: Math.max(min, max) }) }, { weight: 1, arbitrary: fc.constantFrom(...hostileNumbers) })
    }
    case 'boolean':
      return fc.boolean()
    case 'enum':
      return fc.constantFrom(...Object.values(def['entries'] as object))
    case 'literal':
      return fc.constantFrom(...(def['values'] as readonly unknown[]))
    case 'null':
      return fc.constant(null)
    case 'optional': case 'default': case 'prefault':
      return fc.option(of('innerType'), { nil: undefined, freq: 4 })
    case 'nullable':
      return fc.option(of('innerType'), { freq: 4 })
    case 'readonly': case 'nonoptional': case 'catch':
      return of('innerType')
    case 'pipe':
      return of('in')
    case 'array':
      return fc.array(of('element'), { maxLength: 4 })
    case 'union':
      return fc.oneof(...(def['options'] as readonly Inner[]).map((option) => fitting(option, words, depth + 1)))
    case 'tuple':
      return fc.tuple(...(def['items'] as readonly Inner[]).map((item) => fitting(item, words, depth + 1)))
    case 'record':
      return fc.dictionary(of('keyType').map(String), of('valueType'), { maxKeys: 4 })
    case 'intersection':
      return fc.tuple(of('left'), of('right')).map(([left, right]) => ({ ...(left as object), ...(right as object) }))
    case 'object': {
      const shape = Object.entries(def['shape'] as Readonly<Record<string, Inner>>)
      return fc.record(Object.fromEntries(shape.map(([key, member]) => [key, fitting(member, words, depth + 1)])))
    }
    default:
      return hostile
  }
}
