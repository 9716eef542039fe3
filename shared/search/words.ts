/** The words of a text: what a search compares. Letters and digits, without case and accents; the rest divides. */

/** Longer ones are cut for the comparison: hashes and pasted blocks. */
const longest = 64

export type Word = { readonly word: string; readonly from: number; readonly to: number }

const run = /[\p{L}\p{N}\p{M}]+/gu
const marks = /\p{M}+/gu
// oxlint-disable-next-line no-control-regex -- what is plain ASCII needs no folding
const plain = /^[\u0000-\u007f]*$/
const plainRun = /[a-z0-9]+/g

/** Lower case, without accents. What is left of a mark alone is no word. */
export const folded = (text: string): string => {
  const lower = text.toLowerCase()
  return (plain.test(lower) ? lower : lower.normalize('NFKD').replace(marks, '').toLowerCase()).slice(0, longest)
}

/** In order, with the places (UTF-16) in the text. */
export function wordsOf(text: string): readonly Word[] {
  const found: Word[] = []
  if (plain.test(text)) {
    // The same words, some three times as soon: most of a record is plain.
    for (const match of text.toLowerCase().matchAll(plainRun)) found.push({ word: match[0].slice(0, longest), from: match.index, to: match.index + match[0].length })
    return found
  }
  for (const match of text.matchAll(run)) {
    // A ligature or a fraction may come apart into several words.
    for (const word of folded(match[0]).match(run) ?? []) found.push({ word, from: match.index, to: match.index + match[0].length })
  }
  return found
}
