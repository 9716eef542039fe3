import fc from 'fast-check'
import { expect, test } from 'vitest'
import { helpPages } from '../../../shared/help.ts'
import { blocksOf, inlineOf, textOf } from '../../../shared/markdown.ts'
import { tbsPlan } from './plan/tbs-plan.ts'

test('text is told apart from its marks', () => {
  expect(blocksOf('# Top\nOne line\ngoes on.\n\n- **a**: x\n  more\n- `b`\n1. c\n### Deep\n[d](https://e.example/f)')).toEqual([
    { kind: 'heading', level: 2, inline: [{ kind: 'text', text: 'Top' }] },
    { kind: 'paragraph', inline: [{ kind: 'text', text: 'One line goes on.' }] },
    { kind: 'list', ordered: false, items: [[{ kind: 'strong', text: 'a' }, { kind: 'text', text: ': x more' }], [{ kind: 'code', text: 'b' }]] },
    { kind: 'list', ordered: true, items: [[{ kind: 'text', text: 'c' }]] },
    { kind: 'heading', level: 3, inline: [{ kind: 'text', text: 'Deep' }] },
    { kind: 'paragraph', inline: [{ kind: 'link', text: 'd', address: 'https://e.example/f' }] },
  ])
})

test('an address that is not of the web is text', () =>
  expect(inlineOf('[a](javascript:alert(1)) <img src=x>')).toEqual([{ kind: 'text', text: '[a](javascript:alert(1)) <img src=x>' }]))

test('no word is lost, whatever is written', () => {
  fc.assert(fc.property(fc.array(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 1, maxLength: 8 }), fc.constantFrom('', '- ', '1. ', '## ', '**'), (words, mark) => {
    const said = blocksOf(words.map((word) => (mark === '**' ? `**${word}**` : `${mark}${word}`)).join('\n')).map(textOf).join('\n')
    expect(said.split(/\s+/)).toEqual(words)
  }))
})

test('the plan\'s own sections make the pages', () => {
  const pages = helpPages(tbsPlan())
  expect(pages.map(({ id }) => id)).toEqual(['migration-guide', 'quick-reference', 'demo', 'support'])
  const said = (id: string): string => blocksOf(pages.find((page) => page.id === id)?.text ?? '').map(textOf).join('\n')
  for (const words of ['Side-by-side Comparison', 'Golden Format', 'Video Tutorials', 'Emergency Disable']) expect(said('migration-guide')).toContain(words)
  for (const words of ['Execute rollback procedures without approval', 'answers within 5 min', 'Primary On-Call → Secondary On-Call → Engineering Manager', 'Root Cause Analysis: within 3 d']) expect(said('support')).toContain(words)
  expect(said('quick-reference')).toContain('Traffic Routing: minutes 2 to 5')
  expect(said('demo')).toContain('18 users')
})

test('a page of the plan takes the place of one, or comes after them', () => {
  const pages = helpPages(tbsPlan((raw) => Object.assign(raw, { help: [{ id: 'demo', title: 'Ours', text: 'x' }, { id: 'more', title: 'More', text: 'y' }] })))
  expect(pages.map(({ id, title }) => `${id} ${title}`)).toEqual(['migration-guide Migration guide', 'quick-reference Quick reference', 'demo Ours', 'support Support procedures', 'more More'])
})
