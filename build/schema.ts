/**
 * `npm run schema`: writes shared/plans/plan.schema.json, which editors check plan files against.
 * `--check` writes nothing; exit code 1 when the file is not what the schema says now.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { planJsonSchema } from '../shared/plan/json-schema.ts'

export const schemaFile = join(resolve(import.meta.dirname, '..'), 'shared/plans/plan.schema.json')

/** A value that the environment fills in before the schema is asked: an editor can't know it. */
const reference = { type: 'string', pattern: String.raw`\$\{[A-Za-z_][A-Za-z0-9_]*(:-[^}]*)?\}` }

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
type Mapping = { readonly [key: string]: Json }
const isMapping = (value: Json | undefined): value is Mapping => typeof value === 'object' && value !== null && !Array.isArray(value)

const scalar = new Set<Json>(['string', 'number', 'integer', 'boolean'])
/** Any text fits a reference already where text is not limited. */
const isFreeText = (schema: Mapping): boolean => schema['type'] === 'string' && !('pattern' in schema) && !('format' in schema) && !('enum' in schema) && !('const' in schema)
const takesScalar = (schema: Mapping): boolean => scalar.has(schema['type'] ?? null) || 'const' in schema || 'enum' in schema

/** The same schema, which takes a reference wherever it takes a scalar. What describes keys stays: keys hold no references. */
function withReferences(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(withReferences)
  if (!isMapping(schema)) return schema
  if (takesScalar(schema)) return isFreeText(schema) ? schema : { anyOf: [schema, reference] }
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]): [string, Json] => {
      if (key === 'properties' && isMapping(value)) return [key, Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withReferences(one)]))]
      return [key, key === 'items' || key === 'additionalProperties' || key === 'anyOf' ? withReferences(value) : value]
    }),
  )
}

/** What the file has to say, to the byte. */
export function schemaText(): string {
  const plain = JSON.parse(JSON.stringify(planJsonSchema())) as Json
  const { $schema, ...rest } = isMapping(plain) ? plain : {}
  const schema = { $schema, title: 'A deployment plan of Fifteen', ...(withReferences(rest) as Mapping) }
  return `${JSON.stringify(schema, undefined, 2)}\n`
}

const present = (): string | undefined => {
  try {
    return readFileSync(schemaFile, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

if (import.meta.main) {
  const text = schemaText()
  if (!process.argv.includes('--check')) writeFileSync(schemaFile, text)
  else if (present() !== text) {
    process.stderr.write('shared/plans/plan.schema.json is not what the schema says: run `npm run schema`.\n')
    process.exitCode = 1
  }
}
