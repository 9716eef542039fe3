/** A kind's settings as people and forms read them, from its schema; the texts stand beside each setting there. */
import { stringify } from 'yaml'
import { z } from 'zod'
import type { FieldType, KindField } from '../../shared/contract/connections.ts'
import { duration } from '../../shared/duration.ts'

type JsonSchema = z.core.JSONSchema.JSONSchema
const jsonOf = (schema: z.ZodType): JsonSchema => z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })

const durationPattern = jsonOf(duration).pattern

function typeOf(schema: JsonSchema): FieldType {
  if (schema['secret'] === true) return 'secret'
  if (schema.enum !== undefined || schema.const !== undefined) return 'choice'
  if (schema.type === 'integer' || schema.type === 'number') return 'number'
  if (schema.type === 'boolean') return 'truth'
  if (schema.type !== 'string') return 'yaml'
  return schema.pattern !== undefined && schema.pattern === durationPattern ? 'duration' : 'text'
}

/** On one line, as a plan may write it; an empty mapping is no default worth telling. */
const written = (value: unknown): string | undefined => {
  if (value === undefined) return undefined
  if (typeof value !== 'object' || value === null) return typeof value === 'string' ? value : JSON.stringify(value)
  return Object.keys(value).length === 0 ? undefined : stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trim()
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

function fieldOf(name: string, schema: JsonSchema, required: boolean): KindField {
  const options = schema.enum ?? (schema.const === undefined ? undefined : [schema.const])
  const otherwise = written(schema.default)
  const example = textOf(schema['example'])
  return {
    name, title: schema.title ?? name, type: typeOf(schema), required, help: schema.description ?? '',
    ...(options && { options: options.map(String) }), ...(otherwise !== undefined && { default: otherwise }), ...(example !== undefined && { example }),
  }
}

const made = new WeakMap<z.ZodType, readonly KindField[]>()

/** In the order of the schema. Made once for each. */
export function fieldsOf(schema: z.ZodType): readonly KindField[] {
  const present = made.get(schema)
  if (present) return present
  const { properties = {}, required = [] } = jsonOf(schema)
  const fields = Object.entries(properties).flatMap(([name, one]) => (typeof one === 'boolean' ? [] : [fieldOf(name, one, required.includes(name))]))
  made.set(schema, fields)
  return fields
}

/** What is said of a kind as a whole. */
export function aboutOf(schema: z.ZodType): { readonly title: string; readonly purpose: string; readonly brings: string; readonly practice: boolean } {
  const meta = schema.meta() ?? {}
  return { title: meta.title ?? '', purpose: meta.description ?? '', brings: textOf(meta['brings']) ?? '', practice: meta['practice'] === true }
}
