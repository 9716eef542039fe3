/** Keeps what came from the environment out of what is shown: it may be a secret. */
import type { Used } from './variables.ts'

/** A part this long of a value is told apart from chance. */
const telling = 4

/** Do the two share a piece of telling length? A shorter value is looked for whole. */
function reveals(text: string, value: string): boolean {
  if (value === '') return false
  const [seen, secret] = [text.toLowerCase(), value.toLowerCase()]
  if (secret.length < telling) return seen.includes(secret)
  for (let at = 0; at + telling <= secret.length; at += 1) if (seen.includes(secret.slice(at, at + telling))) return true
  return false
}

/** A message about a value that came from the environment: it must not even quote a part of it. */
export const withoutValue = (text: string, used: readonly Used[], otherwise: string): string =>
  used.some(({ value }) => reveals(text, value)) ? otherwise : text

const special = /[.*+?^${}()|[\]\\]/g
const escaped = (text: string): string => text.replaceAll(special, String.raw`\$&`)

/** Every value of the environment in a text, by the name of its variable. Short ones only where they stand alone. */
export function redact(text: string, used: readonly Used[]): string {
  // The longest first, so that what is left of one does not show where another began.
  const values = [...new Map(used.filter(({ value }) => value !== '').map((one) => [one.value, one])).values()]
  return values
    .toSorted((a, b) => b.value.length - a.value.length)
    .reduce((shown, { name, value }) => {
      const pattern = value.length < telling ? `(?<![A-Za-z0-9])${escaped(value)}(?![A-Za-z0-9])` : escaped(value)
      return shown.replaceAll(new RegExp(pattern, 'g'), () => `\${${name}}`)
    }, text)
}
