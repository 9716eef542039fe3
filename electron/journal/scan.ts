/**
 * Reads an entry's text without parsing it, where it is plainly in the canonical form: a check of a million entries does
 * little else. Whatever is unusual (an escape, a control character, a letter beyond the first plane) is left to the parser.
 */

/** What the chain asks of an entry. */
export type Scanned = { readonly seq: number; readonly kind: string; readonly incident: string | undefined; readonly previous: string }

/** What a canonical text writes with an escape, or may not hold. */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const unusual = /[\u0000-\u001f\\\ud800-\udfff]/

const [quote, comma, colon, minus, zero, nine, openList, closeList, open, close] = [34, 44, 58, 45, 48, 57, 91, 93, 123, 125]
const longestInteger = 15
const numberText = /-?[0-9]+(?:\.[0-9]+)?(?:e[+-][0-9]+)?/y

/** A reader holds one place in one text; each function gives the place after what it read, or -1. */
function afterString(text: string, at: number): number {
  return text.charCodeAt(at) === quote ? text.indexOf('"', at + 1) + 1 || -1 : -1
}

function afterNumber(text: string, at: number): number {
  let end = at
  for (let code = text.charCodeAt(end); code >= zero && code <= nine; code = text.charCodeAt(end)) end += 1
  const length = end - at
  const code = text.charCodeAt(end)
  // The common case: a whole number without a leading zero. 46: a point, 101: an exponent.
  if (length > 0 && length <= longestInteger && code !== 46 && code !== 101 && code !== 69 && (length === 1 || text.charCodeAt(at) !== zero)) return end
  numberText.lastIndex = at
  const found = numberText.exec(text)?.[0]
  return found !== undefined && String(Number(found)) === found ? at + found.length : -1
}

function afterWord(text: string, at: number): number {
  for (const word of ['true', 'false', 'null']) if (text.startsWith(word, at)) return at + word.length
  return -1
}

function afterList(text: string, from: number): number {
  let at = from + 1
  if (text.charCodeAt(at) === closeList) return at + 1
  for (;;) {
    at = afterValue(text, at)
    if (at === -1) return -1
    const code = text.charCodeAt(at)
    if (code === closeList) return at + 1
    if (code !== comma) return -1
    at += 1
  }
}

function afterObject(text: string, from: number): number {
  let at = from + 1
  if (text.charCodeAt(at) === close) return at + 1
  let before: string | undefined
  for (;;) {
    const end = afterString(text, at)
    if (end === -1 || text.charCodeAt(end) !== colon) return -1
    const key = text.slice(at + 1, end - 1)
    if (before !== undefined && key <= before) return -1
    before = key
    at = afterValue(text, end + 1)
    if (at === -1) return -1
    const code = text.charCodeAt(at)
    if (code === close) return at + 1
    if (code !== comma) return -1
    at += 1
  }
}

function afterValue(text: string, at: number): number {
  const code = text.charCodeAt(at)
  if (code === quote) return afterString(text, at)
  if (code === open) return afterObject(text, at)
  if (code === openList) return afterList(text, at)
  return code === minus || (code >= zero && code <= nine) ? afterNumber(text, at) : afterWord(text, at)
}

/** @returns undefined where the text is not plainly an entry in the canonical form: it may be one all the same */
export function scan(text: string): Scanned | undefined {
  if (unusual.test(text) || text.charCodeAt(0) !== open) return undefined
  let [at, before] = [1, '']
  let [seq, kind, incident, previous]: [number?, string?, string?, string?] = []
  let [who, times, data] = [false, false, false]
  for (;;) {
    const end = afterString(text, at)
    if (end === -1 || text.charCodeAt(end) !== colon) return undefined
    const key = text.slice(at + 1, end - 1)
    if (before !== '' && key <= before) return undefined
    before = key
    const from = end + 1
    at = afterValue(text, from)
    if (at === -1) return undefined
    const isText = text.charCodeAt(from) === quote
    if (key === 'seq') seq = isText ? undefined : Number(text.slice(from, at))
    else if (key === 'kind') kind = isText ? text.slice(from + 1, at - 1) : undefined
    else if (key === 'previous') previous = isText ? text.slice(from + 1, at - 1) : undefined
    else if (key === 'who') who = true
    else if (key === 'at') times = true
    else if (key === 'data') data = true
    else if (key === 'incident') {
      // Null is what JSON may say there; it is no name.
      if (!isText) return undefined
      incident = text.slice(from + 1, at - 1)
    }
    const code = text.charCodeAt(at)
    if (code === close) break
    if (code !== comma) return undefined
    at += 1
  }
  if (at + 1 !== text.length || seq === undefined || kind === undefined || previous === undefined || !who || !times || !data || !Number.isSafeInteger(seq)) return undefined
  return { seq, kind, incident, previous }
}
