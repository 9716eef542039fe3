/** Bytes as they come, into lines: parts are put together, bytes that are no UTF-8 become U+FFFD, a huge line is cut with a mark. */

/** Bytes of a line that are kept. */
export const longestLine = 16_384

export type Split = { readonly lines: readonly string[]; readonly cut: number }

export type Splitter = {
  readonly push: (bytes: Uint8Array) => Split
  /** What stands without a line feed at the end, as a line. */
  readonly end: () => Split
  /** Bytes that were taken in and given in no line yet. */
  readonly held: () => number
}

const lineFeed = 10

/** @param longest bytes of a line that are kept, where that is another than of a log */
export function createSplitter(longest = longestLine): Splitter {
  let parts: Uint8Array[] = []
  let kept = 0
  let seen = 0

  const hold = (bytes: Uint8Array): void => {
    seen += bytes.length
    const room = longest - kept
    if (room <= 0 || bytes.length === 0) return
    // Copied, since the reader's buffer is used again; `slice` of a Buffer would not.
    parts.push(new Uint8Array(bytes.subarray(0, room)))
    kept += Math.min(room, bytes.length)
  }
  const decode = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
  const line = (): { readonly text: string; readonly cut: boolean } => {
    const text = decode(parts.length === 1 ? (parts[0] ?? new Uint8Array()) : Buffer.concat(parts))
    const over = seen - kept
    parts = []
    kept = 0
    seen = 0
    return { text: over > 0 ? `${text} …[cut: ${over} more bytes]` : text.endsWith('\r') ? text.slice(0, -1) : text, cut: over > 0 }
  }
  return {
    push: (bytes) => {
      const last = bytes.lastIndexOf(lineFeed)
      if (last === -1) {
        hold(bytes)
        return { lines: [], cut: 0 }
      }
      const lines: string[] = []
      let cut = 0
      const take = (end: number, from: number): void => {
        hold(bytes.subarray(from, end))
        const { text, cut: wasCut } = line()
        lines.push(text)
        if (wasCut) cut += 1
      }
      const first = bytes.indexOf(lineFeed)
      take(first, 0)
      // The common case is one decoding for all whole lines; only where one is huge each is looked at.
      const middle = decode(bytes.subarray(first + 1, last + 1)).split('\n')
      middle.pop()
      if (middle.some((text) => text.length > longest / 4)) {
        for (let from = first + 1; from <= last;) {
          const end = bytes.indexOf(lineFeed, from)
          take(end, from)
          from = end + 1
        }
      } else for (const text of middle) lines.push(text.endsWith('\r') ? text.slice(0, -1) : text)
      hold(bytes.subarray(last + 1))
      return { lines, cut }
    },
    end: () => {
      if (seen === 0) return { lines: [], cut: 0 }
      const { text, cut } = line()
      return { lines: [text], cut: cut ? 1 : 0 }
    },
    held: () => seen,
  }
}
