/** Canvases are drawn one after the other, a few ms of each frame: twelve at once would hold up what is pointed at, and the button where the page draws them itself. */

/** Ms of a frame after which the rest waits for the next one. */
const budget = 6
const waiting = new Map<object, () => void>()
let asked = false

function drawSome(): void {
  asked = false
  const until = performance.now() + budget
  try {
    for (const [of, draw] of waiting) {
      waiting.delete(of)
      draw()
      if (performance.now() >= until) break
    }
  } finally {
    if (waiting.size > 0) ask()
  }
}

function ask(): void {
  if (asked) return
  asked = true
  requestAnimationFrame(drawSome)
}

/** Draws in a frame to come. Of one canvas only the newest picture is drawn; while nobody sees the page, none is. */
export function drawInTurn(of: object, draw: () => void): void {
  waiting.set(of, draw)
  ask()
}

export const drawNoMore = (of: object): void => void waiting.delete(of)
