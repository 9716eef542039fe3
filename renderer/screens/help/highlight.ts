/** A rehype step: what is searched for is marked where it stands in a text, whatever its case. Also counts those places. */

/** As much of a tree of HTML as is walked here. */
export type HtmlNode =
  /** `raw`: HTML that the page's author wrote; it is shown as text. */
  | { readonly type: 'text' | 'raw'; readonly value: string }
  | { readonly type: 'element'; readonly tagName: string; readonly properties: Readonly<Record<string, never>>; readonly children: readonly HtmlNode[] }
  | { readonly type: 'root' | 'comment' | 'doctype'; readonly children?: readonly HtmlNode[] }

const hasChildren = (node: HtmlNode): node is Extract<HtmlNode, { readonly children?: readonly HtmlNode[] }> => 'children' in node

/** Letter by letter: a text's own folding looks at what stands beside a letter. */
export const folded = (text: string): string => Array.from(text, (letter) => letter.toLowerCase()).join('')

/** The text in front, the marked piece, and so on; the text alone where nothing is found. */
export function piecesOf(value: string, wanted: string): readonly { readonly text: string; readonly found: boolean }[] {
  const pieces: { readonly text: string; readonly found: boolean }[] = []
  // Folding case may change a text's length: then nothing is marked rather than the wrong letters.
  const [text, words] = [folded(value), folded(wanted)]
  if (words === '' || text.length !== value.length || words.length !== wanted.length) return [{ text: value, found: false }]
  let from = 0
  for (let at = text.indexOf(words); at !== -1; at = text.indexOf(words, from)) {
    if (at > from) pieces.push({ text: value.slice(from, at), found: false })
    pieces.push({ text: value.slice(at, at + wanted.length), found: true })
    from = at + wanted.length
  }
  return from < value.length ? [...pieces, { text: value.slice(from), found: false }] : pieces
}

const marked = (wanted: string) => (node: HtmlNode): readonly HtmlNode[] => {
  if (node.type === 'text' || node.type === 'raw')
    return piecesOf(node.value, wanted).map(({ text, found }): HtmlNode => (found ? { type: 'element', tagName: 'mark', properties: {}, children: [{ type: 'text', value: text }] } : { type: 'text', value: text }))
  return hasChildren(node) && node.children !== undefined ? [{ ...node, children: node.children.flatMap(marked(wanted)) }] : [node]
}

export const highlight = (wanted: string) => () => (tree: HtmlNode): HtmlNode => marked(wanted)(tree)[0] ?? tree
