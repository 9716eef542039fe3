/**
 * The Markdown that help pages may use: headings, paragraphs, lists, **strong**, `code`, [links](https://…). Everything else is
 * text, HTML above all: a plan file comes from people, and its pages are shown in the console. Pure.
 */

export type Inline = { readonly kind: 'text' | 'strong' | 'code'; readonly text: string } | { readonly kind: 'link'; readonly text: string; readonly address: string }
export type Block =
  | { readonly kind: 'heading'; readonly level: 2 | 3; readonly inline: readonly Inline[] }
  | { readonly kind: 'paragraph'; readonly inline: readonly Inline[] }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly (readonly Inline[])[] }

const marks = /\*\*([^*\n]+)\*\*|`([^`\n]+)`|\[([^\]\n]+)\]\((https?:\/\/[^\s)]+)\)/g

export function inlineOf(text: string): readonly Inline[] {
  const found: Inline[] = []
  let at = 0
  for (const match of text.matchAll(marks)) {
    const [whole, strong, code, label, address] = match
    if (match.index > at) found.push({ kind: 'text', text: text.slice(at, match.index) })
    if (strong !== undefined) found.push({ kind: 'strong', text: strong })
    else if (code !== undefined) found.push({ kind: 'code', text: code })
    else found.push({ kind: 'link', text: label ?? '', address: address ?? '' })
    at = match.index + whole.length
  }
  return at < text.length ? [...found, { kind: 'text', text: text.slice(at) }] : found
}

const item = /^(?:([-*])|\d+\.)\s+(.*)$/

/** Lines that belong together: a blank line, a heading or another kind of list ends them. */
export function blocksOf(text: string): readonly Block[] {
  const blocks: Block[] = []
  let lines: string[] = []
  let list: { readonly ordered: boolean; readonly items: string[] } | undefined
  const end = (): void => {
    if (list) blocks.push({ kind: 'list', ordered: list.ordered, items: list.items.map(inlineOf) })
    if (lines.length > 0) blocks.push({ kind: 'paragraph', inline: inlineOf(lines.join(' ')) })
    list = undefined
    lines = []
  }
  for (const raw of text.split('\n')) {
    const line = raw.trim()
    const heading = /^(#{1,6})\s+(.*)$/.exec(line)
    const [, bullet, words] = item.exec(line) ?? []
    if (line === '') end()
    else if (heading) {
      end()
      blocks.push({ kind: 'heading', level: (heading[1] ?? '').length <= 2 ? 2 : 3, inline: inlineOf(heading[2] ?? '') })
    } else if (words !== undefined) {
      const ordered = bullet === undefined
      if (list === undefined || list.ordered !== ordered) {
        end()
        list = { ordered, items: [] }
      }
      list.items.push(words)
    } else if (list && list.items.length > 0) {
      // A line without a mark of its own goes on with the item above it.
      list.items[list.items.length - 1] = `${list.items.at(-1) ?? ''} ${line}`
    } else {
      lines.push(line)
    }
  }
  end()
  return blocks
}

const plain = (inline: readonly Inline[]): string => inline.map(({ text }) => text).join('')
/** What a block says, without its marks: what a search looks through. */
export const textOf = (block: Block): string => (block.kind === 'list' ? block.items.map(plain).join('\n') : plain(block.inline))
