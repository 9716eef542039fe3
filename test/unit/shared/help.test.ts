import { expect, test } from 'vitest'
import { helpPages, plainText } from '../../../shared/help.ts'
import { tbsPlan } from './plan/tbs-plan.ts'

test('the plan\'s own sections make the pages', () => {
  const pages = helpPages(tbsPlan())
  expect(pages.map(({ id }) => id)).toEqual(['migration-guide', 'quick-reference', 'demo', 'support'])
  const said = (id: string): string => plainText(pages.find((page) => page.id === id)?.text ?? '')
  for (const words of ['Side-by-side Comparison: Old vs New interface workflows', 'Key Differences', 'Golden Format', 'Troubleshooting', 'Video Tutorials', 'Interactive Demos', 'Emergency Disable']) expect(said('migration-guide')).toContain(words)
  for (const words of ['Execute rollback procedures without approval', 'answers within 5 min', 'answers within 15 min', 'Primary On-Call → Secondary On-Call → Engineering Manager', 'Next Business Day Review', 'DevOps team, QA lead, Product manager', 'System Status Page', 'Root Cause Analysis: within 3 d']) expect(said('support')).toContain(words)
  expect(said('quick-reference')).toContain('Traffic Routing: minutes 2 to 5')
  expect(said('demo')).toContain('18 users')
})

test('a search looks through words and not through marks', () =>
  expect(plainText('## Top\n- **Golden Format**: `npm start`\n1. [a page](https://e.example/x_y)\nfive * six')).toBe('Top\nGolden Format: npm start\na page\nfive * six'))

test('a page of the plan takes the place of one, or comes after them', () => {
  const pages = helpPages(tbsPlan((raw) => Object.assign(raw, { help: [{ id: 'demo', title: 'Ours', text: 'x' }, { id: 'more', title: 'More', text: 'y' }] })))
  expect(pages.map(({ id, title }) => `${id} ${title}`)).toEqual(['migration-guide Migration guide', 'quick-reference Quick reference', 'demo Ours', 'support Support procedures', 'more More'])
})
