/** The pictures of docs/: each page of a screen shows one, each is there in both themes, and `npm run pictures` takes it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { pictureNames } from '../../e2e/picture-stages.ts'

const root = resolve(import.meta.dirname, '../../..')
const docs = join(root, 'docs')
const read = (file: string): string => readFileSync(file, 'utf8')
const shownIn = (text: string): readonly string[] => [...text.matchAll(/\]\((?:docs\/)?pictures\/([^)]+)\.png\)/g)].map(([, name = '']) => name)
const readme = read(join(root, 'README.md'))
const pages = readdirSync(docs).filter((name) => name.endsWith('.md'))
const named = new Set([readme, ...pages.map((page) => read(join(docs, page)))].flatMap(shownIn))
/** A wall is dark, and shown at both sizes; a screen is shown in both themes. */
const pairs = [['-dark', '-light'], ['-1080p', '-4k']] as const
const pairOf = (name: string): readonly string[] => pairs.flatMap((pair) => pair.filter((end) => name.endsWith(end)).map((end) => name.replace(new RegExp(`${end}$`), pair.find((one) => one !== end) ?? '')))

test('every screen’s page shows its picture', () => {
  const screens = [...(/## Screens\n\n(.*)/.exec(readme)?.[1] ?? '').matchAll(/\]\(docs\/([\w-]+\.md)\)/g)].map(([, page = '']) => page)
  expect(screens.length).toBeGreaterThan(15)
  expect(screens.filter((page) => shownIn(read(join(docs, page))).length === 0)).toEqual([])
})

test('every picture that is named is there, with its other theme or size', () => {
  const wanted = [...named].flatMap((name) => [name, ...pairOf(name)])
  expect([...named].filter((name) => pairOf(name).length === 0), 'what is printed has no theme').toEqual(['report'])
  expect(wanted.filter((name) => !existsSync(join(docs, 'pictures', `${name}.png`)))).toEqual([])
})

test('every picture is taken by the script, and named by a page', () => {
  const base = (name: string): string => name.replace(/-(?:dark|light|1080p|4k)$/, '')
  const bases = new Set([...named].map(base))
  const there = new Set(readdirSync(join(docs, 'pictures')).filter((name) => name.endsWith('.png')).map((name) => base(name.replace(/\.png$/, ''))))
  expect([...there].filter((name) => !bases.has(name)), 'lie there and are shown by no page').toEqual([])
  expect([...bases].filter((name) => !pictureNames.includes(name)), 'are taken by nothing').toEqual([])
})
