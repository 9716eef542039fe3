import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { schemaFile, schemaText } from '../../../../build/schema.ts'
import { keysAt } from '../../../../shared/plan/json-schema.ts'
import { tbsRaw, tbsText } from './tbs-plan.ts'

type Schema = {
  readonly type?: string; readonly const?: unknown; readonly enum?: readonly unknown[]; readonly pattern?: string; readonly anyOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>; readonly required?: readonly string[]; readonly additionalProperties?: Schema | boolean; readonly items?: Schema
}
const schema = JSON.parse(schemaText()) as Schema

/** The part of JSON Schema that the file uses; where a value does not fit, its path. */
function wrong(value: unknown, { anyOf, ...rest }: Schema, path = ''): string | undefined {
  if (anyOf && anyOf.every((one) => wrong(value, one, path) !== undefined)) return `${path}: none of ${anyOf.length}`
  if ('const' in rest && value !== rest.const) return `${path}: const`
  if (rest.enum && !rest.enum.includes(value)) return `${path}: enum`
  if (rest.pattern !== undefined && !(typeof value === 'string' && new RegExp(rest.pattern, 'u').test(value))) return `${path}: pattern`
  const is = Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value
  if (rest.type !== undefined && rest.type !== is && !(rest.type === 'integer' && Number.isInteger(value))) return `${path}: ${rest.type}`
  if (Array.isArray(value)) return value.map((item, index) => wrong(item, rest.items ?? {}, `${path}/${index}`)).find((one) => one !== undefined)
  if (typeof value !== 'object' || value === null) return undefined
  const lacking = rest.required?.find((key) => !Object.hasOwn(value, key))
  if (lacking !== undefined) return `${path}: lacks ${lacking}`
  return Object.entries(value).map(([key, one]) => {
    const known = rest.properties?.[key] ?? rest.additionalProperties
    return known === false ? `${path}/${key}: unknown` : wrong(one, typeof known === 'object' ? known : {}, `${path}/${key}`)
  }).find((one) => one !== undefined)
}
const tbs = (change: (raw: Record<string, unknown>) => void = () => undefined): unknown => {
  const raw = tbsRaw() as unknown as Record<string, unknown>
  change(raw)
  return raw
}

describe('the schema for editors', () => {
  it('is up to date in the repository (npm run schema)', () => expect(readFileSync(schemaFile, 'utf8')).toBe(schemaText()))
  it('is named by the plan that comes with the console', () => expect(tbsText.startsWith('# yaml-language-server: $schema=./plan.schema.json\n')).toBe(true))
  it('takes the TBS plan as it is written', () => expect(wrong(tbs(), schema)).toBeUndefined())
  it('takes a reference to the environment wherever a figure stands', () => {
    expect(wrong(tbs((raw) => { raw['lab'] = { seed: '${SEED:-15}', users: '${USERS}' } }), schema)).toBeUndefined()
    expect(wrong(tbs((raw) => { raw['lab'] = { seed: 'fifteen', users: 18 } }), schema)).toBe('/lab/seed: none of 2')
  })
  it.each<readonly [string, (raw: Record<string, unknown>) => void, string]>([
    ['an unknown key', (raw) => { raw['tittle'] = 'x' }, '/tittle: unknown'],
    ['a missing one', (raw) => { delete raw['title'] }, ': lacks title'],
    ['a duration without a unit', (raw) => { raw['errorBudget'] = { objective: 0.999, window: '24' } }, '/errorBudget/window: none of 2'],
  ])('refuses %s', (_, change, place) => expect(wrong(tbs(change), schema)).toBe(place))
})

describe('the keys that may stand at a place', () => {
  it('are those of the schema there', () => {
    expect(keysAt(['gates', 3])).toEqual(expect.arrayContaining(['id', 'metric', 'threshold', 'keepFiringFor']))
    expect(keysAt(['gates', 3, 'threshold'])).toEqual(['ratio', 'of', 'value'])
    expect(keysAt(['baselines'])).toContain('rows_per_second')
    expect(keysAt(['rollback', 'stages', 0, 'steps', 0])).toContain('backoff')
  })
  it('are none where any may stand, or none at all', () => {
    expect(keysAt(['rollback', 'stages', 0, 'steps', 0, 'with'])).toEqual([])
    expect(keysAt(['title', 'x'])).toEqual([])
  })
})
