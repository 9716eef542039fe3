/** Looks into a query in PromQL without asking the server: which series it reads. Pure. */

const token = /\s+|#[^\n]*|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|[a-zA-Z_:][a-zA-Z0-9_:]*|\d[\w.]*|./gs
const name = /^[a-zA-Z_:]/
/** Words of the language that name no series. */
const words = new Set(['and', 'or', 'unless', 'atan2', 'bool', 'offset', 'inf', 'nan', 'start', 'end'])
/** Words before a list of labels. */
const beforeLabels = new Set(['by', 'without', 'on', 'ignoring', 'group_left', 'group_right'])
const lengthLimit = 5_000

type Token = { readonly text: string; readonly at: number }

/** The place after the bracket that closes the one at `from`. */
const closed = (tokens: readonly Token[], from: number, close: string): number => {
  const end = tokens.findIndex(({ text }, index) => index > from && text === close)
  return end < 0 ? tokens.length : end + 1
}

/**
 * The selectors a query reads, each once, without range and offset: `a`, `a{b="c"}`.
 * What is no PromQL gives something; the server says what is wrong with it.
 */
export function selectorsOf(query: string): readonly string[] {
  const tokens = [...query.slice(0, lengthLimit).matchAll(token)].map((match): Token => ({ text: match[0], at: match.index })).filter(({ text }) => !/^(\s|#)/.test(text))
  const found = new Set<string>()
  for (let index = 0; index < tokens.length; ) {
    const { text, at } = tokens[index] ?? { text: '', at: 0 }
    const next = tokens[index + 1]?.text ?? ''
    const word = text.toLowerCase()
    if (text === '[') {
      index = closed(tokens, index, ']')
    } else if (text === '{' || (name.test(text) && next === '{')) {
      const end = closed(tokens, text === '{' ? index : index + 1, '}')
      found.add(query.slice(at, (tokens[end - 1]?.at ?? 0) + 1))
      index = end
    } else if (beforeLabels.has(word)) {
      index = next === '(' ? closed(tokens, index + 1, ')') : index + 1
    } else {
      // A function, or an aggregation such as `sum by (job) (…)`.
      const isCall = next === '(' || beforeLabels.has(next.toLowerCase())
      if (name.test(text) && !words.has(word) && !isCall) found.add(text)
      index += 1
    }
  }
  return [...found]
}

/** Is the query one selector and nothing else? Its series are raw then: what they grow by can be counted here. */
export const isSelector = (query: string): boolean => {
  const [only, ...more] = selectorsOf(query)
  return more.length === 0 && only === query.trim()
}

/** The metric's name in a selector; undefined where it has none. */
export const nameIn = (selector: string): string | undefined => /^\s*([a-zA-Z_:][a-zA-Z0-9_:]*)/.exec(selector)?.[1]

/** A text as PromQL quotes it. */
export const quotedText = (text: string): string => JSON.stringify(text)
