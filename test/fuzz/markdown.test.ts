/** Notes and help in Markdown, as React draws them: whatever is written, it makes no tag but those of a text, and nothing that loads or runs. */
import fc from 'fast-check'
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { Markdown } from '../../renderer/parts/markdown.tsx'
import { mutated } from './mutate.ts'

const corpus = ['# A **b** `c` [d](https://e.example/f "t")\n\n- one\n- two\n  1. more\n\n> quoted ![p](https://e.example/p.png)\n\n```js\nlet x\n```\n', '[a][1]\n\n[1]: javascript:alert(1)\n\n<b onclick="x()">bold</b> &lt;script&gt; <https://e.example> ~~no~~ | a | b |\n']
const tokens = ['**', '`', '[x](javascript:alert(1))', '[x](JaVaScRiPt&colon;alert(1))', '[x](data:text/html,<script>)', '![x](file:///etc/passwd)', '<iframe src=//e.example>', '<svg onload=x>', '<!-- -->', '<style>*{}</style>', '\n\n    code', '\n> ', '\n- ', '&#x6a;avascript:', '[x]: ']
const plain = /^(?:div|p|span|button|ul|ol|li|em|strong|code|pre|blockquote|hr|br)$/

test('whatever is written is text', { timeout: 60_000 }, () => {
  fc.assert(fc.property(mutated(corpus, tokens).map((text) => text.slice(0, 10_000)), (text) => {
    const html = renderToStaticMarkup(createElement(Markdown, null, text))
    const tags = [...html.matchAll(/<([a-z][a-z0-9-]*)([^>]*)>/gi)]
    expect(tags.map(([, name = '']) => name).filter((name) => !plain.test(name))).toEqual([])
    expect(tags.filter(([, , attributes = '']) => /\s(?:on\w+|src|href|style|srcdoc|action|formaction)=/i.test(attributes.replaceAll(/"[^"]*"/g, '""')))).toEqual([])
  }), { numRuns: 250, seed: 15 })
})
