/** Words that run together where two pieces of a sentence meet: `Web application` and `of` as "Web applicationof". */
import type { Page } from 'playwright'

/** What is seen of the page, read in its order. @returns each seam with some of what stands around it */
export const gluedWords = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const texts: Text[] = []
    while (walker.nextNode()) {
      const text = walker.currentNode as Text
      const { parentElement } = text
      if (text.data !== '' && parentElement?.checkVisibility() === true && parentElement.closest('svg, script, style') === null) texts.push(text)
    }
    const boxOf = (text: Text, end: 'first' | 'last'): DOMRect => {
      const range = document.createRange()
      const at = end === 'first' ? 0 : text.data.length - 1
      range.setStart(text, at)
      range.setEnd(text, at + 1)
      return range.getBoundingClientRect()
    }
    return texts.flatMap((text, index) => {
      const next = texts[index + 1]
      // A line and a column, as 14:7, and a part of a second meet by right.
      if (next === undefined || !/(?:[\p{L}\d]\n[\p{L}\d(]|[.,;:)]\n\p{L})/u.test(`${text.data.slice(-1)}\n${next.data.slice(0, 1)}`)) return []
      const [before, after] = [boxOf(text, 'last'), boxOf(next, 'first')]
      // On one line, with less than a hair between them.
      const isGlued = before.width > 0 && after.width > 0 && before.top < after.bottom && after.top < before.bottom && Math.abs(after.left - before.right) < 1
      return isGlued ? [`${text.data.slice(-30)}|${next.data.slice(0, 30)}`] : []
    })
  })
