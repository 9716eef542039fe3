/** What is searched for in the help is marked, and no letter of a page is lost by it. */
import fc from 'fast-check'
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import ReactMarkdown from 'react-markdown'
import { expect, test } from 'vitest'
import { folded, highlight, piecesOf } from '../../../renderer/screens/help/highlight.ts'

const shown = (text: string, wanted: string): string => renderToStaticMarkup(createElement(ReactMarkdown, { rehypePlugins: [highlight(wanted)] }, text))

test('it is marked in headings, lists, strong text and code, in any case', () =>
  expect(shown('## Golden\n- **golden** `GOLDEN` x', 'golden')).toBe('<h2><mark>Golden</mark></h2>\n<ul>\n<li><strong><mark>golden</mark></strong> <code><mark>GOLDEN</mark></code> x</li>\n</ul>'))

test('HTML of a page stays text, and an address that runs something is none', () => {
  const html = shown('<img src=x onerror=alert(1)> [a](javascript:alert(1))', 'img')
  expect(html).not.toMatch(/<img|href="javascript/)
  expect(html).toContain('&lt;<mark>img</mark> src=x')
})

test('the pieces are the text, and every marked one is what was wanted', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.string({ unit: 'grapheme', maxLength: 3 }), (text, wanted) => {
    const pieces = piecesOf(text, wanted)
    expect(pieces.map((one) => one.text).join('')).toBe(text)
    for (const { text: piece, found } of pieces) if (found) expect(folded(piece)).toBe(folded(wanted))
    if (wanted !== '' && [text, wanted].every((one) => folded(one).length === one.length)) expect(pieces.some(({ found }) => found)).toBe(folded(text).includes(folded(wanted)))
  }))
})
