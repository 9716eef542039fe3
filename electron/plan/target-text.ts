/**
 * Changes one target in a plan's text and leaves every other byte as it is: the parser says where things stand, the text is
 * cut there. Comments, order, quotes and blank lines of everything else stay, as do those of the target's unchanged settings.
 */
import { isAlias, isMap, isNode, isScalar, isSeq, parseDocument, stringify, visit, type Document, type Node, type Pair, type YAMLMap, type YAMLSeq } from 'yaml'

/** The text can't be changed by a form; the message says why and what to do. */
export class TargetTextError extends Error {
  override readonly name = 'TargetTextError'
}

/** A target as a plan writes it, references unresolved: `id` and `kind` first, then its settings. */
export type WrittenTarget = Readonly<Record<string, unknown>>

type Item = YAMLMap<Node, Node | null>
type Found = { readonly document: Document; readonly list: YAMLSeq; readonly items: readonly Item[] }

const byHand = 'Change the file by hand.'

const idOf = (item: Item): string | undefined => {
  const id: unknown = item.get('id')
  return typeof id === 'string' ? id : undefined
}

/** @throws TargetTextError */
function find(text: string): Found {
  const document = parseDocument(text, { stringKeys: true })
  if (document.errors.length > 0) throw new TargetTextError(`The plan's text can't be read: ${document.errors[0]?.message ?? ''} ${byHand}`)
  const list: unknown = document.get('targets', true)
  if (!isSeq(list)) throw new TargetTextError(`The plan has no list of targets. ${byHand}`)
  const items = list.items.filter((one): one is Item => isMap(one))
  if (items.length !== list.items.length) throw new TargetTextError(`The plan's targets are not all written out. ${byHand}`)
  return { document, list, items }
}

const rangeOf = (node: unknown): readonly [number, number, number] => {
  const range = isNode(node) ? node.range : undefined
  if (!range) throw new TargetTextError(`The place of a target in the text is not known. ${byHand}`)
  return range
}

const lineBreak = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n')
const lineStart = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1
/** Where the next line begins, or the text ends. */
const lineEnd = (text: string, at: number): number => {
  const found = text.indexOf('\n', at)
  return found < 0 ? text.length : found + 1
}
const columnOf = (text: string, at: number): number => at - lineStart(text, at)

const flow = (value: unknown): string => stringify(value, { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: true }).trim()

/** Lines of a block mapping, without indentation. */
const blockLines = (value: unknown): readonly string[] => stringify(value, { lineWidth: 0 }).trimEnd().split('\n')

const indented = (lines: readonly string[], column: number, end: string): string => lines.map((line, index) => (index === 0 || line === '' ? line : `${' '.repeat(column)}${line}`)).join(end)

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

const aliasesOutside = (document: Document, anchors: ReadonlySet<string>, from: number, to: number): readonly string[] => {
  const found = new Set<string>()
  visit(document, {
    Alias: (_key, node) => {
      const at = node.range?.[0] ?? 0
      if (anchors.has(node.source) && (at < from || at >= to)) found.add(node.source)
    },
  })
  return [...found]
}
const anchorsIn = (node: Node): ReadonlySet<string> => {
  const found = new Set<string>()
  visit(node, {
    Node: (_key, one) => {
      if (!isAlias(one) && one.anchor !== undefined) found.add(one.anchor)
    },
  })
  return found
}
/** What others refer to can't be taken away or changed under them. @throws TargetTextError */
function unused(document: Document, node: Node | null, what: string): void {
  if (node === null) return
  const [from, to] = rangeOf(node)
  const [used] = aliasesOutside(document, anchorsIn(node), from, to)
  if (used !== undefined) throw new TargetTextError(`${what} is written once for several targets (&${used}), and others refer to it (*${used}). Write it out for them first, in the file.`)
}

/** Where a pair ends: its value, without the comment behind it; of a block value with its last line. */
const pairEnd = ({ key, value }: Pair<Node, Node | null>): number => (value?.range ? value.range[1] : rangeOf(key)[1])

type Cut = { readonly from: number; readonly to: number; readonly text: string }
/** Cuts made from the end, so that none moves another. */
const applied = (text: string, cuts: readonly Cut[]): string =>
  cuts.toSorted((a, b) => b.from - a.from).reduce((changed, { from, to, text: by }) => changed.slice(0, from) + by + changed.slice(to), text)

/** Ends with the line break that stood there; a block value brings its own. */
const closing = (text: string, at: number): string => (text[at - 1] === '\n' ? lineBreak(text) : '')

function changeBlock(text: string, { document }: Found, item: Item, wanted: WrittenTarget): string {
  const end = lineBreak(text)
  const [first] = item.items
  const column = columnOf(text, rangeOf(first?.key)[0])
  const cuts: Cut[] = []
  const present = new Set<string>()
  for (const [index, pair] of item.items.entries()) {
    const name = isScalar(pair.key) ? String(pair.key.value) : ''
    present.add(name)
    const [from] = rangeOf(pair.key)
    const to = pairEnd(pair)
    if (!Object.hasOwn(wanted, name)) {
      unused(document, pair.value, name)
      // The first stands behind the dash: what comes after it takes its place.
      const next = item.items[index + 1]
      if (index === 0 && next) cuts.push({ from, to: rangeOf(next.key)[0], text: '' })
      else cuts.push({ from: lineStart(text, from), to: text[to - 1] === '\n' ? to : lineEnd(text, to), text: '' })
    } else if (!same(pair.value?.toJS(document) ?? null, wanted[name])) {
      unused(document, pair.value, name)
      cuts.push({ from, to, text: indented(blockLines({ [name]: wanted[name] }), column, end) + closing(text, to) })
    }
  }
  const added = Object.entries(wanted).filter(([name]) => !present.has(name))
  const last = item.items.at(-1)
  if (added.length > 0 && last) {
    const to = pairEnd(last)
    const at = text[to - 1] === '\n' ? to : lineEnd(text, to)
    const lines = `${' '.repeat(column)}${indented(blockLines(Object.fromEntries(added)), column, end)}${end}`
    cuts.push({ from: at, to: at, text: text[at - 1] === '\n' ? lines : `${end}${lines}` })
  }
  return applied(text, cuts)
}

function changeFlow(text: string, { document }: Found, item: Item, wanted: WrittenTarget): string {
  const kept = item.items.flatMap((pair) => {
    const name = isScalar(pair.key) ? String(pair.key.value) : ''
    const isSame = Object.hasOwn(wanted, name) && same(pair.value?.toJS(document) ?? null, wanted[name])
    if (!isSame) unused(document, pair.value, name)
    if (!Object.hasOwn(wanted, name)) return []
    return [[name, isSame ? text.slice(rangeOf(pair.key)[0], pairEnd(pair)) : flow({ [name]: wanted[name] }).slice(1, -1).trim()] as const]
  })
  const names = new Set(kept.map(([name]) => name))
  const added = Object.entries(wanted).flatMap(([name, value]) => (names.has(name) ? [] : [flow({ [name]: value }).slice(1, -1).trim()]))
  const [from, to] = rangeOf(item)
  return applied(text, [{ from, to, text: `{ ${[...kept.map(([, own]) => own), ...added].join(', ')} }` }])
}

const itemOf = (found: Found, id: string): Item => {
  const item = found.items.find((one) => idOf(one) === id)
  if (item === undefined) throw new TargetTextError(`The plan's text has no target ${id} of its own. ${byHand}`)
  return item
}

/** @throws TargetTextError */
export function changeTarget(text: string, wanted: WrittenTarget): string {
  const found = find(text)
  const item = itemOf(found, String(wanted['id']))
  if (item.items.some(({ key }) => isScalar(key) && key.value === '<<')) throw new TargetTextError(`This target is put together by a merge key (<<). ${byHand}`)
  return item.flow === true ? changeFlow(text, found, item, wanted) : changeBlock(text, found, item, wanted)
}

/** Adds a target after the others. @throws TargetTextError */
export function addTarget(text: string, wanted: WrittenTarget): string {
  const { list, items } = find(text)
  if (items.some((one) => idOf(one) === wanted['id'])) throw new TargetTextError(`There is a target ${String(wanted['id'])} already.`)
  const end = lineBreak(text)
  const last = items.at(-1)
  if (list.flow === true || last === undefined) {
    const [from, to] = rangeOf(list)
    const at = last === undefined ? from + 1 : rangeOf(last)[1]
    return applied(text, [{ from: at, to: last === undefined ? to - 1 : at, text: last === undefined ? flow(wanted) : `, ${flow(wanted)}` }])
  }
  const dash = columnOf(text, rangeOf(list)[0])
  const to = rangeOf(last)[1]
  const at = text[to - 1] === '\n' ? to : lineEnd(text, to)
  const lines = `${' '.repeat(dash)}- ${indented(blockLines(wanted), dash + 2, end)}${end}`
  return applied(text, [{ from: at, to: at, text: text[at - 1] === '\n' ? lines : `${end}${lines}` }])
}

/** @throws TargetTextError */
export function removeTarget(text: string, id: string): string {
  const found = find(text)
  const item = itemOf(found, id)
  if (found.items.length === 1) throw new TargetTextError('A plan needs one target at least.')
  unused(found.document, item, `A part of ${id}`)
  const [from, to] = rangeOf(item)
  if (found.list.flow === true) {
    const index = found.items.indexOf(item)
    const [next, before] = [found.items[index + 1], found.items[index - 1]]
    return applied(text, [next ? { from, to: rangeOf(next)[0], text: '' } : { from: before ? rangeOf(before)[1] : from, to, text: '' }])
  }
  return applied(text, [{ from: lineStart(text, from), to: text[to - 1] === '\n' ? to : lineEnd(text, to), text: '' }])
}

/** All targets of a text as it has them; none where it can't be read. */
export function targetsIn(text: string): readonly WrittenTarget[] {
  try {
    const { document, items } = find(text)
    return items.map((item) => item.toJS(document) as WrittenTarget)
  } catch (error) {
    if (error instanceof TargetTextError) return []
    throw error
  }
}

/** A target as the text has it, aliases filled in and references not. @throws TargetTextError */
export function writtenTarget(text: string, id: string): WrittenTarget {
  const found = find(text)
  return itemOf(found, id).toJS(found.document) as WrittenTarget
}
