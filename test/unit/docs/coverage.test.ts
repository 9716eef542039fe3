/** docs/coverage.md against the source document (a copy of it is in test/doubles): no line is left out, and what is named exists. */
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { tbsPlan } from '../shared/plan/tbs-plan.ts'

const root = resolve(import.meta.dirname, '../../..')
const read = (path: string): readonly string[] => readFileSync(resolve(root, path), 'utf8').split('\n')

const plain = (text: string): string => text.replaceAll(/\s+/g, ' ').trim()
const said = read('test/doubles/deployment-plan.md').flatMap((text, index) => {
  const line = plain(text)
  return line === '' || line === '---' || line.startsWith('```') ? [] : [{ number: index + 1, line }]
})
const rows = read('docs/coverage.md').flatMap((text) => {
  const [, number, line, where] = /^\| (\d+) \| (.*?) (?<!\\)\| (.*) \|$/.exec(text) ?? []
  return number === undefined || line === undefined || where === undefined ? [] : [{ number: Number(number), line: line.replaceAll(String.raw`\|`, '|').replaceAll('&lt;', '<').replaceAll(String.raw`\[ \]`, '[ ]'), where }]
})
const named = (where: string): readonly string[] => [...where.matchAll(/`([^`]+)`/g)].flatMap(([, name]) => name ?? [])

test('every line of the document stands in it, in its order', () =>
  expect(rows.map(({ number, line }) => ({ number, line }))).toEqual(said))

test('every file that it names is there', () => {
  const paths = rows.flatMap(({ number, where }) => named(where).filter((name) => /^(?:shared|electron|renderer|test|docs|build)\//.test(name)).map((path) => ({ number, path })))
  expect(paths.length).toBeGreaterThan(300)
  expect(paths.filter(({ path }) => !existsSync(resolve(root, path)))).toEqual([])
})

test('every field that it names is in the plan', () => {
  const plan = tbsPlan() as unknown as Readonly<Record<string, unknown>>
  const fields = rows.flatMap(({ number, where }) => named(where).filter((name) => name.startsWith('plan#')).map((name) => ({ number, name })))
  const lacking = fields.filter(({ name }) => {
    const [field = '', id] = name.slice('plan#'.length).split('/')
    return plan[field] === undefined || (id !== undefined && !JSON.stringify(plan[field]).includes(`"id":"${id}"`))
  })
  expect(fields.length).toBeGreaterThan(200)
  expect(lacking).toEqual([])
})

const strings = (value: unknown): readonly string[] =>
  typeof value === 'string' ? [value] : typeof value === 'object' && value !== null ? Object.values(value).flatMap(strings) : []
const bare = (text: string): string => plain(text.toLowerCase().replaceAll(/[*`"“”✅]/g, ''))
/** A line without its mark, and what stands after its title. */
function wordsOf(line: string): readonly string[] {
  const words = bare(line.replace(/^#+ /, '').replace(/^(?:- (?:\[ \] )?(?:✅ )?|\d+\. )/, ''))
  const colon = words.indexOf(': ')
  return [words, words.replace(/\.$/, ''), ...(colon === -1 ? [] : [words.slice(colon + 2)])]
}

test('a field that has a line word by word has its words', () => {
  const plan = tbsPlan() as unknown as Readonly<Record<string, unknown>>
  const claimed = rows.filter(({ where }) => where.includes('word by word'))
  const lacking = claimed.filter(({ line, where }) => {
    const fields = named(where).flatMap((name) => /^plan#([a-zA-Z]+)/.exec(name)?.[1] ?? [])
    const said = bare(fields.flatMap((field) => strings(plan[field])).join(' ~ '))
    return !wordsOf(line).some((words) => words !== '' && said.includes(words))
  })
  expect(lacking).toEqual([])
  expect(claimed.length).toBeGreaterThan(120)
})

test('a line is a heading, a drawing, a field, a file, or said to be not built with the reason', () => {
  const unsaid = rows.filter(({ where }) => !named(where).some((name) => name.includes('#') || name.includes('/')) && !/heading|drawing|head of the table|says nothing to build|not built: issue \d|not built here: /.test(where))
  expect(unsaid).toEqual([])
})
