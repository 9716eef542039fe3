/** Inputs that are almost right: recorded texts and bytes with edits, and with what hostile peers put into them. */
import fc from 'fast-check'

/** Stands wherever a secret may come back from a peer, and must be in no error and in no answer. */
export const planted = 'Zq7-planted-secret-4711'

const nasty = [
  '\0', '\r', '\n', '\r\n', '"', "'", '""', '\\', '\\"', '{', '}', '[', ']', '(', ')', '<', '>', ',', ';', '\t', '=', ':', '#', '%', '|', '&', '*', '!',
  '__proto__', 'constructor', 'toString', 'null', 'NaN', 'Infinity', '-0', '1e999', '-1', '0x10', '9'.repeat(400), '9007199254740993', '18446744073709551616', '1.7976931348623157e309',
  '\u{FEFF}', '\ud800', '\u202e', '日本', 'ﷺ', '\u0000\u0001', '\u001b[2J', '<script>alert(1)</script>', '<img src=x onerror=alert(1)>', "'; DROP TABLE x; --", '`', '${HOME}', '$(id)', '../../../etc/passwd',
  'file:///etc/passwd', 'javascript:alert(1)', 'http://169.254.169.254/', planted,
] as const

export type Edit = { readonly kind: 'cut' | 'drop' | 'double' | 'insert' | 'replace' | 'number' | 'flip' | 'many' | 'move'; readonly at: number; readonly to: number; readonly token: string; readonly times: number }

const place = fc.double({ min: 0, max: 1, noNaN: true })
const edit = (tokens: readonly string[]): fc.Arbitrary<Edit> =>
  fc.record({
    kind: fc.constantFrom('cut', 'drop', 'double', 'insert', 'insert', 'replace', 'number', 'flip', 'many', 'move'),
    at: place, to: place, token: fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...nasty, ...tokens) }, { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) }),
    times: fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 1, max: 300 }) }, { weight: 1, arbitrary: fc.integer({ min: 2_000, max: 20_000 }) }),
  })

/** Short spans are likelier than long ones: they leave a text that still looks whole. */
const span = (length: number, { at, to }: Edit): readonly [number, number] => {
  const from = Math.floor(at * length)
  return [from, Math.min(length, from + 1 + Math.floor(to ** 3 * length))]
}

function edited(text: string, one: Edit): string {
  const [from, end] = span(text.length, one)
  const [before, part, after] = [text.slice(0, from), text.slice(from, end), text.slice(end)]
  switch (one.kind) {
    case 'cut':
      return before
    case 'drop':
      return before + after
    case 'double':
      return before + part + part + after
    case 'insert':
      return before + one.token + part + after
    case 'replace':
      return before + one.token + after
    case 'number':
      return before + (part + after).replace(/\d+(?:\.\d+)?/, one.token)
    case 'flip':
      return before + String.fromCharCode((part.charCodeAt(0) || 0) ^ (1 << one.times % 8)) + part.slice(1) + after
    case 'many':
      return before + one.token.slice(0, 40).repeat(one.times) + after
    case 'move':
      return before + after + part
  }
}

/** Edits of a text that is not known yet, such as one of a conversation. */
export const edits = (tokens: readonly string[] = []): fc.Arbitrary<readonly Edit[]> => fc.array(edit(tokens), { minLength: 1, maxLength: 5 })
export const applied = (text: string, all: readonly Edit[]): string => all.reduce(edited, text)

/** @param tokens words of the format itself */
export const mutated = (corpus: readonly string[], tokens: readonly string[] = []): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 12, arbitrary: fc.tuple(fc.constantFrom(...corpus), fc.array(edit(tokens), { minLength: 1, maxLength: 5 })).map(([text, edits]) => edits.reduce(edited, text)) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 300 }) },
    { weight: 1, arbitrary: fc.array(fc.constantFrom(...nasty, ...tokens), { maxLength: 40 }).map((all) => all.join('')) },
  )

/** The same of bytes. */
export const mutatedBytes = (corpus: readonly Uint8Array[]): fc.Arbitrary<Buffer> =>
  fc.oneof(
    { weight: 12, arbitrary: mutated(corpus.map((bytes) => Buffer.from(bytes).toString('latin1'))).map((text) => Buffer.from(text, 'latin1')) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)) },
  )
