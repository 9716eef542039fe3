/**
 * The page's English stands in `renderer/words/` alone: names every text that stands elsewhere in `renderer/`, and ends
 * with 1 where there is one. Issue 9. `node build/words.ts [FOLDER …]`
 */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseAst } from 'vite'

const root = join(import.meta.dirname, '..')
const folders = process.argv.length > 2 ? process.argv.slice(2) : ['renderer']

const hasWord = /\p{L}{2}/u
/** Two words beside each other, or one that begins a sentence. */
const isEnglish = /\p{L}[.,:;]? +\S*\p{L}|^\p{Lu}\p{Ll}+[.:…]?$/u
/** Attributes whose values are for the browser or for code. */
const codeAttribute = /^(className|href|id|key|type|role|d|viewBox|transform|name|htmlFor|style|src|rel|target|autoComplete|inputMode|placement|data-.*|aria-(?!label$|description$|roledescription$|valuetext$).*)$/

/** Names of keys, selectors, lengths and media queries of the browser. */
const ofTheBrowser = /^(Enter|Escape|Tab|Space|Home|End|Backspace|Delete|Shift|Alt|Control|Meta|Arrow\w+|Page\w+)$|\[role|^\d*px |^\(prefers-/
/** Pieces of a template that are CSS or a path. */
const ofCss = /^(translate|scale|rotate|repeat|rgb|calc|url|var|M)|minmax|px|rem|var\(--/

type Node = { readonly type: string; readonly start: number; readonly [key: string]: unknown }
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'

const childrenOf = (node: Node): readonly Node[] => Object.values(node).flatMap((value) => (Array.isArray(value) ? value : [value])).filter(isNode)
const textIn = (file: string): string => readFileSync(join(root, file), 'utf8')
const parsed = (file: string, source: string): Node => parseAst(source, { lang: file.endsWith('x') ? 'tsx' : 'ts', astType: 'ts' }) as unknown as Node

const textOf = (node: Node): string | undefined => {
  if (node.type === 'JSXText') return String(node['value'])
  if (node.type === 'Literal') return typeof node['value'] === 'string' ? node['value'] : undefined
  if (node.type !== 'TemplateLiteral') return undefined
  return piecesOf(node).join('…')
}

const piecesOf = (node: Node): readonly string[] => (node['quasis'] as readonly { readonly value: { readonly raw: string } }[]).map(({ value }) => value.raw)

/** A template with a word between what it is filled with. */
const saysMore = (node: Node): boolean => {
  if (node.type !== 'TemplateLiteral') return false
  const pieces = piecesOf(node)
  return pieces.length > 1 && pieces.some((piece) => piece.includes(' ')) && pieces.some((piece) => /(^|[ ,;(“])\p{L}{2,}([ ,.;:)”]|$)/u.test(piece) && !ofCss.test(piece))
}

/** Values of the domain that are two words: `no data`. */
const domain: ReadonlySet<string> = new Set(globSync('shared/**/*.ts', { cwd: root }).flatMap((file) => {
  const found: string[] = []
  const visit = (node: Node, parent: Node | undefined): void => {
    const value = node['value']
    const isValue = parent?.type === 'TSLiteralType' || parent?.type === 'ArrayExpression' || parent?.type === 'CallExpression' || (parent?.type === 'Property' && parent['key'] === node)
    if (node.type === 'Literal' && typeof value === 'string' && /^\p{Ll}.* /u.test(value) && isValue) found.push(value)
    for (const one of childrenOf(node)) visit(one, node)
  }
  visit(parsed(file, textIn(file)), undefined)
  return found
}))
/** What stands under these names is for people, whatever it says. */
const forPeople = /^(word|title|text|label|action|hint|detail|aria-label)$/
const identifier = (node: unknown): string => (isNode(node) && typeof node['name'] === 'string' ? node['name'] : '')
const nameOf = (node: Node | undefined): string => identifier(node?.['key'] ?? node?.['name'])

/** Texts that are no words for people: imports, types, keys, what is compared, what is thrown at developers. */
function isCode(node: Node, above: readonly Node[]): boolean {
  const parent = above.at(-1)
  const value = node['value']
  const named = [parent, ...above.slice(-3)].find((one) => one?.type === 'Property' || one?.type === 'JSXAttribute')
  if (typeof value === 'string' && (ofTheBrowser.test(value) || (domain.has(value) && !forPeople.test(nameOf(named))))) return true
  switch (parent?.type) {
    case 'ImportDeclaration': case 'ImportExpression': case 'ExportAllDeclaration': case 'ExportNamedDeclaration': case 'TSLiteralType': case 'TSTemplateLiteralType': case 'SwitchCase':
      return true
    case 'MemberExpression':
      return parent['property'] === node
    case 'Property': case 'PropertyDefinition': case 'TSPropertySignature':
      if (parent['key'] === node) return true
      break
    case 'BinaryExpression':
      if (['===', '!==', 'in'].includes(String(parent['operator']))) return true
  }
  for (const one of above.toReversed()) {
    if (one.type === 'ThrowStatement' || (one.type === 'NewExpression' && identifier(one['callee']).endsWith('Error'))) return true
    if (one.type === 'JSXAttribute') return codeAttribute.test(nameOf(one))
    if (/Statement|Declaration|Function/.test(one.type)) return false
  }
  return false
}

function textsIn(file: string): readonly string[] {
  const source = textIn(file)
  const found: string[] = []
  const visit = (node: Node, above: readonly Node[]): void => {
    const text = textOf(node)
    if (text !== undefined && (node.type === 'JSXText' ? hasWord.test(text) : (isEnglish.test(text) || saysMore(node)) && !isCode(node, above)))
      found.push(`${file}:${source.slice(0, node.start).split('\n').length}: ${text.trim().replaceAll(/\s+/g, ' ')}`)
    const path = [...above, node]
    for (const one of childrenOf(node)) visit(one, path)
  }
  visit(parsed(file, source), [])
  return found
}

const found = folders
  .flatMap((folder) => globSync(`${folder}/**/*.{ts,tsx}`, { cwd: root }))
  .filter((file) => !file.startsWith('renderer/words/'))
  .toSorted()
  .flatMap(textsIn)
for (const line of found) console.log(line)
if (found.length > 0) {
  console.log(`${found.length} texts stand outside renderer/words/: move each into the file there of its screen.`)
  process.exitCode = 1
}
