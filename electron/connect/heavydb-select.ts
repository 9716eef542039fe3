/**
 * Lets one SELECT through and nothing else, before anything is sent. Semantics 13 of the design: HeavyDB is read-only.
 * The text is split as the server's parser (Calcite) splits it; what this reader can't split with certainty is refused.
 */

type Token = { readonly kind: 'word' | 'mark'; readonly text: string; readonly at: number }

/** Words that change something, in any place: inside a WITH, behind an EXPLAIN. A column of such a name is written in "quotes". */
const writing = new Set([
  'ALTER', 'ANALYZE', 'ARCHIVE', 'CALL', 'COMMIT', 'COPY', 'CREATE', 'DELETE', 'DROP', 'DUMP', 'EXEC', 'EXECUTE', 'EXPLAIN', 'EXPORT', 'GRANT',
  'IMPORT', 'INSERT', 'INTO', 'KILL', 'LOCK', 'MERGE', 'OPTIMIZE', 'REASSIGN', 'REFRESH', 'RENAME', 'REPLACE', 'RESTORE', 'REVOKE', 'ROLLBACK',
  'SET', 'SHOW', 'TRUNCATE', 'UPDATE', 'UPSERT', 'USE', 'VALIDATE',
])
/** Of these, the names that are functions too: before a bracket they change nothing. */
const functions = new Set(['REPLACE', 'TRUNCATE'])

const lengthLimit = 100_000

const wordStart = /[\p{L}_]/u
const word = /[\p{L}\p{N}_$]/u

class Unreadable extends Error {}

/** @returns the index behind the closing quote; a doubled quote is one within the text */
const behindQuoted = (text: string, start: number): number => {
  const quote = text[start]
  for (let index = start + 1; index < text.length; index += 1) {
    if (text[index] !== quote) continue
    if (text[index + 1] !== quote) return index + 1
    index += 1
  }
  throw new Unreadable(quote === '"' ? 'a name in "quotes" does not end' : "a text in 'quotes' does not end")
}

const split = (text: string): readonly Token[] => {
  const tokens: Token[] = []
  let index = 0
  while (index < text.length) {
    const one = text[index] ?? ''
    const two = text.slice(index, index + 2)
    if (two === '--' || two === '//' || two === '/*' || one === '#') throw new Unreadable('it has a comment')
    if (one === ';') throw new Unreadable('it has a semicolon')
    if (one === '`' || one === '\\') throw new Unreadable(`it has a ${one === '`' ? 'backquote' : 'backslash'} outside a text`)
    if (one === "'" || one === '"') {
      index = behindQuoted(text, index)
    } else if (/\s/.test(one)) {
      index += 1
    } else if (wordStart.test(one)) {
      const at = index
      while (word.test(text[index] ?? '')) index += 1
      tokens.push({ kind: 'word', text: text.slice(at, index).toUpperCase(), at })
    } else {
      // oxlint-disable-next-line no-control-regex -- control characters are just what is refused
      if (/[\u0000-\u001f\u007f]/.test(one)) throw new Unreadable('it has a control character')
      tokens.push({ kind: 'mark', text: one, at: index })
      index += 1
    }
  }
  return tokens
}

/**
 * What is wrong with a query, or undefined for one `SELECT …` or `WITH … SELECT …` without a semicolon and without comments
 * (which a server may read as hints).
 */
export function whyRefused(query: string): string | undefined {
  if (query.length > lengthLimit) return `it is longer than ${lengthLimit} characters`
  try {
    const tokens = split(query)
    const [first] = tokens
    if (first === undefined) return 'it is empty'
    if (first.text !== 'SELECT' && first.text !== 'WITH') return `it begins with ${first.text.slice(0, 20)}, not with SELECT or WITH`
    const found = tokens.find(({ kind, text }, index) =>
      kind === 'word' && writing.has(text) && !(functions.has(text) && tokens[index + 1]?.text === '('))
    if (found !== undefined) return `it has the word ${found.text}; a column of that name is written in "quotes"`
    if (!tokens.some(({ text }) => text === 'SELECT')) return 'it has no SELECT'
    return undefined
  } catch (error) {
    if (error instanceof Unreadable) return error.message
    throw error
  }
}
