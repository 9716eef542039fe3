/**
 * What is drawn in a PDF as Chromium writes one: its words, and the lines by colour. A reader of its own: that a file begins with
 * %PDF says nothing of what is in it.
 */
import { inflateSync } from 'node:zlib'

export type Box = { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number }
/** One path, in the units of the page's own drawing. */
export type Path = Box & {
  /** As in the page: "#1f6feb". */
  readonly colour: string
}
export type Drawn = { readonly pages: number; readonly text: string; readonly paths: readonly Path[] }

type Part = { readonly dict: string; readonly stream?: string }

function partsOf(file: string): ReadonlyMap<number, Part> {
  const parts = new Map<number, Part>()
  for (const { 1: number = '', 2: body = '' } of file.matchAll(/(?:^|\n)(\d+) 0 obj\s([\s\S]*?)\nendobj/g)) {
    const [, dict = body, raw] = /^([\s\S]*?>>)\s*stream\r?\n([\s\S]*)\nendstream/.exec(body) ?? []
    parts.set(Number(number), { dict, ...(raw !== undefined && { stream: dict.includes('/FlateDecode') ? inflateSync(Buffer.from(raw, 'latin1')).toString('latin1') : raw }) })
  }
  return parts
}

const chars = (hex: string): string => (hex.match(/.{4}/g) ?? []).map((unit) => String.fromCharCode(Number.parseInt(unit, 16))).join('')

/** Glyph to text, of a font's map. */
function glyphsOf(map: string): ReadonlyMap<string, string> {
  const glyphs = new Map<string, string>()
  for (const { 1: block = '' } of map.matchAll(/beginbfchar([\s\S]*?)endbfchar/g))
    for (const { 1: glyph = '', 2: text = '' } of block.matchAll(/<([0-9A-F]+)>\s*<([0-9A-F]+)>/gi)) glyphs.set(glyph.toUpperCase(), chars(text))
  for (const { 1: block = '' } of map.matchAll(/beginbfrange([\s\S]*?)endbfrange/g))
    for (const { 1: from = '', 2: to = '', 3: text = '' } of block.matchAll(/<([0-9A-F]+)>\s*<([0-9A-F]+)>\s*<([0-9A-F]+)>/gi))
      for (let glyph = Number.parseInt(from, 16); glyph <= Number.parseInt(to, 16); glyph += 1)
        glyphs.set(glyph.toString(16).toUpperCase().padStart(from.length, '0'), String.fromCharCode(Number.parseInt(text, 16) + glyph - Number.parseInt(from, 16)))
  return glyphs
}

const hexOf = (parts: readonly (string | undefined)[]): string => `#${parts.map((part) => Math.round(Number(part) * 255).toString(16).padStart(2, '0')).join('')}`

export const boxOf = (points: readonly (readonly [number, number])[]): Box => {
  const [x, y] = [points.map(([one]) => one), points.map(([, one]) => one)]
  return { left: Math.min(...x), right: Math.max(...x), top: Math.min(...y), bottom: Math.max(...y) }
}

/** A line that is drawn in dashes is filled, dash by dash: a path is taken either way. */
export function readPdf(pdf: Buffer): Drawn {
  const parts = partsOf(pdf.toString('latin1'))
  const fonts: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map([...parts].flatMap(([number, { dict }]) => {
    const [, map] = /\/ToUnicode (\d+) 0 R/.exec(dict) ?? []
    return map === undefined ? [] : [[`F${number}`, glyphsOf(parts.get(Number(map))?.stream ?? '')] as const]
  }))
  const paths: Path[] = []
  let text = ''
  for (const { stream } of parts.values()) {
    if (stream === undefined || !/ (?:Tf|RG)\b/.test(stream)) continue
    let [colour, glyphs] = ['', fonts.get('')]
    let points: (readonly [number, number])[] = []
    for (const { 0: whole, 1: font, 2: hex, 3: red, 4: green, 5: blue, 6: x, 7: y, 8: end } of stream.matchAll(/\/(F\d+) [\d.]+ Tf|<([0-9A-Fa-f]*)>|([\d.]+) ([\d.]+) ([\d.]+) RG|(-?[\d.]+) (-?[\d.]+) (?:[ml]|c)\b|(?:^|\s)(S|f\*?|n|ET)(?=\s)/g)) {
      if (font !== undefined) glyphs = fonts.get(font)
      else if (hex !== undefined) for (const glyph of hex.match(/.{4}/g) ?? []) text += glyphs?.get(glyph.toUpperCase()) ?? ''
      else if (red !== undefined) colour = hexOf([red, green, blue])
      else if (x !== undefined) points.push([Number(x), Number(y)])
      else if (end === 'ET') text += ' '
      else if (whole !== '') {
        if (points.length > 1 && end !== 'n') paths.push({ colour, ...boxOf(points) })
        points = []
      }
    }
  }
  return { pages: [...parts.values()].filter(({ dict }) => /\/Type \/Page\b(?!s)/.test(dict)).length, text: text.normalize('NFKC'), paths }
}
