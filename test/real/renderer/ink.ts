/** What is drawn on a page's canvases, whichever thread drew it. Runs in the page. */

/** Of each canvas as it stands on the page, the share of it that is drawn upon. */
export const inkOfCanvases = (): readonly number[] =>
  [...document.querySelectorAll('canvas')].map((canvas) => {
    const { clientWidth: width, clientHeight: height } = canvas
    const pen = new OffscreenCanvas(Math.max(1, width), Math.max(1, height)).getContext('2d')
    if (pen === null) throw new Error('no canvas to look with')
    // One that has not been drawn yet has no pixels at all.
    if (canvas.width > 0 && canvas.height > 0) pen.drawImage(canvas, 0, 0, width, height)
    const { data } = pen.getImageData(0, 0, Math.max(1, width), Math.max(1, height))
    return data.filter((value, index) => index % 4 === 3 && value > 0).length / (data.length / 4)
  })

/** Axes and one line alone cover more of a chart than this. */
export const leastInk = 0.02
