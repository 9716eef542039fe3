/** What was chosen in the palette last, newest first. Kept in the browser: a convenience of this window, and no record. */
const key = 'fifteen.palette'
const kept = 8

export const readRecent = (): readonly string[] => (localStorage.getItem(key) ?? '').split('\n').filter((id) => id !== '')

export const noteRecent = (id: string): void =>
  localStorage.setItem(key, [id, ...readRecent().filter((one) => one !== id)].slice(0, kept).join('\n'))

/** Recent ones first, as they were chosen; the others as they stand. */
export function recentFirst<T extends { readonly id: string }>(items: readonly T[], recent: readonly string[]): readonly T[] {
  const place = (id: string): number => (recent.includes(id) ? recent.indexOf(id) : recent.length)
  return items.toSorted((a, b) => place(a.id) - place(b.id))
}
