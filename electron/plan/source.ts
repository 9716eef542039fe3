/**
 * The text of a plan file as a plain value, with the place of everything in it.
 * Bounded: a file can be neither deeper nor, by its aliases, larger than a plan needs.
 */
import { isAlias, isMap, isScalar, isSeq, parseDocument, type Node, type YAMLError } from 'yaml'
import type { Mistake } from '../../shared/contract/plan.ts'
import { fillIn, type Environment, type Used } from './variables.ts'

export type Path = readonly (string | number)[]
/** Both count from 1. */
export type Place = { readonly line: number; readonly column: number }

export type Source = {
  /** The document with its references filled in; one that could not be stays as it is written. */
  readonly value: unknown
  /** Where something stands, or what it should have stood in. `key`: of a mapping's key, where that is asked for. */
  readonly place: (path: Path, part?: 'key' | 'value') => Place
  /** What came from the environment at this path. */
  readonly usedAt: (path: Path) => readonly Used[]
  readonly used: readonly Used[]
  /** Is the value here not known, for want of a variable? */
  readonly isUnresolved: (path: Path) => boolean
  readonly mistakes: readonly Mistake[]
  /** Too broken to look into: the mistakes are all that can be said. */
  readonly broken: boolean
}

const deepest = 50
const mostNodes = 50_000

const mends: Partial<Record<YAMLError['code'], string>> = {
  TAB_AS_INDENT: 'Indent with spaces.',
  MULTIPLE_DOCS: 'Keep one plan in the file, without ---.',
  NON_STRING_KEY: 'Put the key in quotes.',
  BAD_INDENT: 'Indent it like its neighbours.',
  TAG_RESOLVE_FAILED: 'Take the tag (!…) out.',
}
const generalMend = 'Look here and just before: often a quote, a bracket or the indentation.'

const keyOf = (path: Path): string => JSON.stringify(path)
export const dotted = (path: Path): string => path.join('.')

/** Says one thing at one node and stops reading below it. */
class Unreadable extends Error {}

/** Offset → line and column. Counted here: the parser's own counter takes line starts in the order that it meets them, which is not always theirs. */
function placesOf(text: string): (offset: number) => Place {
  const starts = [0]
  for (let next = text.indexOf('\n'); next >= 0; next = text.indexOf('\n', next + 1)) starts.push(next + 1)
  // What is missing at the very end is told at the last line that says something.
  const lastLine = Math.max(1, text.trimEnd().split('\n').length)
  return (offset) => {
    let [low, high] = [0, starts.length]
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle
    }
    return low < lastLine ? { line: low + 1, column: Math.min(offset, text.length) - (starts[low] ?? 0) + 1 } : { line: lastLine, column: 1 }
  }
}

/** A text that is read with one environment after another: parsing is most of the work, and no environment changes what it gives. */
export type PlanText = { readonly text: string; /** @throws RangeError where the parser itself gives up */ readonly document: () => Document }
type Document = ReturnType<typeof parseDocument<Node>>

export function planText(text: string): PlanText {
  let parsed: Document | undefined
  return { text, document: () => (parsed ??= parseDocument<Node>(text, { prettyErrors: false, stringKeys: true, uniqueKeys: false })) }
}

export function readSource(from: string | PlanText, env: Environment): Source {
  const { text, document: parseText } = typeof from === 'string' ? planText(from) : from
  const at = placesOf(text)
  const mistakes: Mistake[] = []
  const values = new Map<string, number>()
  const keys = new Map<string, number>()
  const usedAt = new Map<string, readonly Used[]>()
  const unresolved = new Set<string>()
  const anchors = new Map<string, Node>()
  let nodes = 0
  let broken = false

  const string = (given: string, path: Path, offset: number): string => {
    const { text: filled, used, missing, malformed } = fillIn(given, env)
    const here = { ...at(offset), path: dotted(path) }
    if (used.length > 0) usedAt.set(keyOf(path), used)
    if (missing.length + malformed.length > 0) unresolved.add(keyOf(path))
    for (const name of missing)
      mistakes.push({ ...here, message: `the variable ${name} is not set`, mend: `Set ${name} in the environment, or give a default: \${${name}:-…}.` })
    for (const one of malformed)
      mistakes.push({ ...here, message: `${one} is no reference`, expected: '${NAME} or ${NAME:-default}', mend: 'Write it so, or $$ for a dollar.' })
    return filled
  }

  const read = (node: Node | null | undefined, path: Path, open: ReadonlySet<Node>): unknown => {
    const offset = node?.range?.[0] ?? 0
    if (node) values.set(keyOf(path), offset)
    const refuse = (message: string, mend: string): never => {
      mistakes.push({ ...at(offset), path: dotted(path), message, mend })
      broken = true
      throw new Unreadable(message)
    }
    nodes += 1
    if (nodes > mostNodes) refuse(`the plan has more than ${mostNodes} parts, aliases counted in full`, 'Write a smaller plan, with fewer aliases.')
    if (path.length > deepest) refuse(`nested more than ${deepest} deep`, 'Write it flatter.')
    if (isAlias(node)) {
      const target = anchors.get(node.source)
      if (target === undefined) return refuse(`*${node.source} has no anchor &${node.source} before it`, 'Define the anchor first, or write the value out.')
      if (open.has(target)) return refuse(`*${node.source} stands within its own anchor`, 'Write the value out.')
      const value = read(target, path, open)
      values.set(keyOf(path), offset)
      return value
    }
    if (node && 'anchor' in node && typeof node.anchor === 'string') anchors.set(node.anchor, node)
    if (isScalar(node)) return typeof node.value === 'string' ? string(node.value, path, offset) : node.value
    if (!node) return null
    const within = new Set([...open, node])
    if (isSeq<Node | null>(node)) return node.items.map((item, index) => read(item, [...path, index], within))
    if (!isMap<Node | null, Node | null>(node)) return null
    const entries = new Map<string, unknown>()
    for (const { key, value } of node.items) {
      const name = isScalar(key) ? String(key.value) : ''
      const below = [...path, name]
      // Looked for here and not by the parser, which holds each key against all others: minutes in a long mapping.
      if (entries.has(name)) mistakes.push({ ...at(key?.range?.[0] ?? offset), path: dotted(below), message: `"${name}" is there already`, mend: 'Keep one of them.' })
      keys.set(keyOf(below), key?.range?.[0] ?? offset)
      if (isScalar(key) && key.anchor !== undefined) anchors.set(key.anchor, key)
      if (name === '__proto__') {
        mistakes.push({ ...at(key?.range?.[0] ?? offset), path: dotted(below), message: '__proto__ can be no key', mend: 'Take it out.' })
        continue
      }
      entries.set(name, read(value, below, within))
    }
    return Object.fromEntries(entries)
  }

  const parse = (): unknown => {
    const document = parseText()
    const exhausted = document.errors.find(({ code }) => code === 'RESOURCE_EXHAUSTION')
    if (exhausted !== undefined) throw new RangeError(exhausted.message)
    for (const { code, message, pos } of [...document.errors, ...document.warnings]) {
      mistakes.push({ ...at(pos[0]), path: '', message, mend: mends[code] ?? generalMend })
      broken = true
    }
    return broken ? undefined : read(document.contents, [], new Set())
  }

  const value = (() => {
    try {
      return parse()
    } catch (error) {
      // Said already; or nested so deeply that the parser itself gave up.
      if (!(error instanceof Unreadable)) {
        if (!(error instanceof RangeError)) throw error
        mistakes.push({ line: 1, column: 1, path: '', message: `not readable as YAML: ${error.message}`, mend: 'Write it flatter: brackets within brackets are too deep.' })
      }
      broken = true
      return undefined
    }
  })()

  const find = (path: Path, offsets: ReadonlyMap<string, number>): number | undefined => offsets.get(keyOf(path))
  const place: Source['place'] = (path, part = 'value') => {
    const exact = part === 'key' ? (find(path, keys) ?? find(path, values)) : find(path, values)
    if (exact !== undefined) return at(exact)
    return path.length === 0 ? at(0) : place(path.slice(0, -1))
  }
  return {
    value, place, mistakes, broken,
    used: [...usedAt.values()].flat(),
    usedAt: (path) => usedAt.get(keyOf(path)) ?? [],
    isUnresolved: (path) => unresolved.has(keyOf(path)),
  }
}
