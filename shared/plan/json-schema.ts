/** The schema of a plan as JSON Schema: for editors, and to say what belongs where. */
import { z } from 'zod'
import { planSchema } from '../plan.ts'

type JsonSchema = z.core.JSONSchema.JSONSchema
type Sub = z.core.JSONSchema._JSONSchema

let made: JsonSchema | undefined

/** As a plan file is written: durations are text. Made once; nobody changes it. */
export function planJsonSchema(): JsonSchema {
  made ??= z.toJSONSchema(planSchema, { io: 'input' })
  return made
}

const branches = (schema: Sub | undefined): readonly JsonSchema[] =>
  schema === undefined || typeof schema === 'boolean' ? [] : [schema, ...(schema.anyOf ?? []).flatMap(branches)]

function below(schema: JsonSchema, step: string | number): readonly JsonSchema[] {
  if (typeof step === 'number') return Array.isArray(schema.items) ? [] : branches(schema.items)
  if (schema.properties && Object.hasOwn(schema.properties, step)) return branches(schema.properties[step])
  return branches(schema.additionalProperties)
}

/** What may stand at a path: more than one where it can be this or that. */
const schemasAt = (path: readonly (string | number)[]): readonly JsonSchema[] =>
  path.reduce<readonly JsonSchema[]>((found, step) => found.flatMap((one) => below(one, step)), branches(planJsonSchema()))

/** Keys that the mapping at a path may have, each once; none where it may have any. */
export const keysAt = (path: readonly (string | number)[]): readonly string[] => [
  ...new Set(
    schemasAt(path).flatMap((schema) => {
      const names = typeof schema.propertyNames === 'object' ? (schema.propertyNames.enum ?? []) : []
      return [...Object.keys(schema.properties ?? {}), ...names.filter((name): name is string => typeof name === 'string')]
    }),
  ),
]
