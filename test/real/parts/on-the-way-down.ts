/** Reads a list of which only what is near the sight is drawn: scrolled from its top to its end, each row's text once. */
import type { Locator } from 'playwright'

/** Texts in the order in which they came into sight. @param list the element with the role */
export const readOnTheWayDown = (list: Locator): Promise<readonly string[]> =>
  list.evaluate(async (element) => {
    let sight: Element = element
    while (sight.parentElement && (sight.scrollHeight <= sight.clientHeight + 1 || getComputedStyle(sight).overflowY === 'visible')) sight = sight.parentElement
    const seen = new Set<string>()
    sight.scrollTop = 0
    for (let before = -1; before !== sight.scrollTop; ) {
      for (let frames = 0; frames < 3; frames += 1) await new Promise((resolve) => requestAnimationFrame(resolve))
      for (const item of element.querySelectorAll('[role=listitem]')) seen.add(item.textContent ?? '')
      before = sight.scrollTop
      sight.scrollTop += sight.clientHeight
    }
    return [...seen]
  })
