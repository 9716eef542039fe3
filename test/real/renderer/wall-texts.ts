/** Every text that is in sight on a page: how high its capitals are, how clear it is against its ground, and whether it is cut. */
import type { Page } from 'playwright'

export type Text = {
  readonly text: string
  /** Height of a capital, as a share of the page's height. */
  readonly capital: number
  /** WCAG contrast ratio against what it stands on. */
  readonly contrast: number
  readonly figure: boolean
  /** Beyond the page, or beyond a box that cuts it without an ellipsis. */
  readonly outside: boolean
  /** Another text that stands on it. */
  readonly under?: string
}

export const measureTexts = (page: Page): Promise<readonly Text[]> =>
  page.evaluate(() => {
    const pen = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
    if (pen === null) throw new Error('no canvas')
    /** Any CSS colour as red, green, blue, alpha. */
    const rgba = (color: string): readonly [number, number, number, number] => {
      pen.clearRect(0, 0, 1, 1)
      pen.fillStyle = color
      pen.fillRect(0, 0, 1, 1)
      const [r = 0, g = 0, b = 0, a = 0] = pen.getImageData(0, 0, 1, 1).data
      return [r, g, b, a]
    }
    const channel = (value: number): number => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4)
    const luminance = ([r, g, b]: readonly [number, number, number, number]): number => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b)
    const ground = (element: Element | null): readonly [number, number, number, number] => {
      for (let at = element; at !== null; at = at.parentElement) {
        const color = rgba(getComputedStyle(at).backgroundColor)
        if (color[3] === 255) return color
      }
      return [255, 255, 255, 255]
    }
    const texts: Text[] = []
    /** Where the letters are: the box of a line is higher than they. */
    const boxes: { readonly text: string; readonly left: number; readonly right: number; readonly top: number; readonly bottom: number }[] = []
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const alert = document.querySelector('[role="alert"]')?.getBoundingClientRect()
    for (let node = walk.nextNode(); node !== null; node = walk.nextNode()) {
      const text = (node.textContent ?? '').trim()
      const element = node.parentElement
      if (text === '' || element === null || element.closest('noscript, script') !== null) continue
      const range = document.createRange()
      range.selectNodeContents(node)
      const box = range.getBoundingClientRect()
      if (box.width === 0 || box.height === 0) continue
      // Under the banner of a lost wall nothing is read.
      if (alert !== undefined && element.closest('[role="alert"]') === null && box.bottom <= alert.bottom) continue
      const style = getComputedStyle(element)
      pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`
      const [light, dark] = [luminance(rgba(style.color)), luminance(ground(element))].toSorted((one, other) => other - one)
      let outside = box.bottom > innerHeight + 1 || box.top < -1 || box.right < 0
      for (let at: Element | null = element; at !== null && !outside; at = at.parentElement) {
        const { overflowX, overflowY, textOverflow, webkitLineClamp } = getComputedStyle(at)
        const own = at.getBoundingClientRect()
        // A long name that ends in an ellipsis is told to be longer; a line that is cut through tells nothing.
        if (textOverflow === 'ellipsis' || webkitLineClamp !== 'none') {
          if (box.left >= own.left - 1 && own.width > 0) break
        }
        if (overflowY !== 'visible' && (box.bottom > own.bottom + 2 || box.top < own.top - 2)) outside = true
        if (overflowX !== 'visible' && box.right > own.right + 2) outside = true
      }
      // A text of several lines has a box for each; what an ellipsis stands for is not there.
      let [edge, floor] = [innerWidth, innerHeight]
      for (let at: Element | null = element; at !== null; at = at.parentElement) {
        const own = at.getBoundingClientRect()
        const { overflowX, overflowY } = getComputedStyle(at)
        if (overflowX !== 'visible') edge = Math.min(edge, own.right)
        if (overflowY !== 'visible') floor = Math.min(floor, own.bottom)
      }
      const letters = [...range.getClientRects()].filter((line) => line.top + line.height / 2 < floor).map((line) => ({ text, left: line.left + 2, right: Math.min(line.right, edge) - 2, top: line.top + line.height * 0.22, bottom: line.bottom - line.height * 0.22 }))
      const under = boxes.find((one) => letters.some((own) => one.left < own.right && own.left < one.right && one.top < own.bottom && own.top < one.bottom))?.text
      boxes.push(...letters)
      texts.push({ ...(under !== undefined && { under }), text, capital: pen.measureText('H').actualBoundingBoxAscent / innerHeight, contrast: ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05), figure: element.closest('[data-figure]') !== null, outside })
    }
    return texts
  })
