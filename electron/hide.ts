/** Keeps known values out of texts: what came from the environment or from the secret store may be a secret. */

/** A value, and the name of the variable or setting that brought it. */
export type Used = { readonly name: string; readonly value: string }

/** A part this long of a value is told apart from chance. */
export const telling = 4

const special = /[.*+?^${}()|[\]\\]/g
const escaped = (text: string): string => text.replaceAll(special, String.raw`\$&`)

/** Every such value in a text, by the name of what brought it. Short ones only where they stand alone. */
export function redact(text: string, used: readonly Used[], shown = (name: string): string => `\${${name}}`): string {
  // The longest first, so that what is left of one does not show where another began.
  const values = [...new Map(used.filter(({ value }) => value !== '').map((one) => [one.value, one])).values()]
  return values
    .toSorted((a, b) => b.value.length - a.value.length)
    .reduce((told, { name, value }) => {
      const pattern = value.length < telling ? `(?<![A-Za-z0-9])${escaped(value)}(?![A-Za-z0-9])` : escaped(value)
      return told.replaceAll(new RegExp(pattern, 'g'), () => shown(name))
    }, text)
}

/** The forms in which a value comes back in an answer or an error: as it is, in a link, in JSON, in a header. */
export const formsOf = ({ name, value }: Used): readonly Used[] =>
  [...new Set([value, encodeURIComponent(value.toWellFormed()), JSON.stringify(value).slice(1, -1), Buffer.from(value).toString('base64')])].map((form) => ({ name, value: form }))
