/** How well a title fits what was typed: letters in order, better at the beginnings of words and side by side. Pure. */

/** "déjà Vu" and "deja vu" are the same to a person in a hurry. */
const plain = (text: string): string => text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()

const atWord = 8
const inRow = 5
const anywhere = 1

/** The best way to find the rest of what was typed from a place on, where the letter before it may just have been; undefined where there is none. */
function best(typed: string, text: string, done: number, from: number, known: Map<number, number | undefined>): number | undefined {
  if (done === typed.length) return 0
  const key = done * (text.length + 1) + from
  if (known.has(key)) return known.get(key)
  let found: number | undefined
  for (let at = text.indexOf(typed.charAt(done), from); at >= 0; at = text.indexOf(typed.charAt(done), at + 1)) {
    const rest = best(typed, text, done + 1, at + 1, known)
    // What is not found after an earlier place is not found after a later one.
    if (rest === undefined) break
    const own = at === 0 || text[at - 1] === ' ' ? atWord : done > 0 && at === from ? inRow : anywhere
    found = Math.max(found ?? 0, own + rest)
  }
  known.set(key, found)
  return found
}

/** Letters of a word and of a title that are looked at: more is no title. */
const longest = { typed: 40, title: 160 } as const

/** Higher is better; undefined: it does not fit. Each word that was typed must be there, in any order. Nothing typed fits all alike. */
export function fits(typed: string, title: string): number | undefined {
  const text = plain(title).slice(0, longest.title)
  let sum = 0
  for (const word of plain(typed).slice(0, longest.typed).split(/\s+/).filter((one) => one !== '')) {
    const found = best(word, text, 0, 0, new Map())
    if (found === undefined) return undefined
    sum += found
  }
  // Of two that fit alike the shorter says it better.
  return sum - text.length / 1_000
}

/** What fits, best first; of what fits alike that which stood first. */
export function ranked<T extends { readonly title: string }>(typed: string, items: readonly T[]): readonly T[] {
  if (typed.trim() === '') return items
  return items
    .flatMap((item) => {
      const score = fits(typed, item.title)
      return score === undefined ? [] : [{ item, score }]
    })
    .toSorted((a, b) => b.score - a.score)
    .map(({ item }) => item)
}
