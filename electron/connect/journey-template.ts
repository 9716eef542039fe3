/** `{{name}}` in a journey's texts: what an earlier step saved, or a variable of the plan. Pure. */

export type Value = string | number | boolean | null
/** Values by name. */
export type Values = Readonly<Record<string, Value>>

const named = /\{\{\s*([\w-]+)\s*\}\}/g
const whole = /^\{\{\s*([\w-]+)\s*\}\}$/

const valueOf = (values: Values, name: string): Value | undefined => (Object.hasOwn(values, name) ? values[name] : undefined)

/** The text with every name filled in; a name without a value stays as it is written. */
export const fillText = (text: string, values: Values, as: (value: string) => string = String): string =>
  text.replaceAll(named, (written, name: string) => {
    const value = valueOf(values, name)
    return value === undefined ? written : as(String(value))
  })

/** The same through a JSON value. A text that is one name and nothing else becomes the value itself: a number stays one. */
export function fillJson(json: unknown, values: Values): unknown {
  if (typeof json === 'string') {
    const value = valueOf(values, whole.exec(json)?.[1] ?? '')
    return value === undefined ? fillText(json, values) : value
  }
  if (Array.isArray(json)) return json.map((one) => fillJson(one, values))
  if (typeof json === 'object' && json !== null) return Object.fromEntries(Object.entries(json).map(([key, one]) => [key, fillJson(one, values)]))
  return json
}

/** Every name in every text of a value, with the place of its text. */
export function namesIn(value: unknown, at: readonly (string | number)[] = []): readonly { readonly name: string; readonly at: readonly (string | number)[] }[] {
  if (typeof value === 'string') return [...value.matchAll(named)].map(([, name = '']) => ({ name, at }))
  if (Array.isArray(value)) return value.flatMap((one, index) => namesIn(one, [...at, index]))
  if (typeof value === 'object' && value !== null) return Object.entries(value).flatMap(([key, one]) => namesIn(one, [...at, key]))
  return []
}
