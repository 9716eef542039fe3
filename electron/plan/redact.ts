/** Keeps what came from the environment out of what is shown: it may be a secret. */
import { telling, type Used } from '../hide.ts'

export { redact } from '../hide.ts'

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
