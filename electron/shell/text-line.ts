import type { Socket } from 'node:net'
import type { Line } from './wire.ts'

const lineFeed = 0x0a

/**
 * A line over a stream: each frame is one line of text, as JSON never holds a line feed of its own.
 * @param largest bytes of a frame that is taken; a longer one is handed on as undefined as soon as it is too long, and ends the reading
 */
export function textLine(socket: Socket, largest: number): Line {
  let parts: Buffer[] = []
  let held = 0
  const take = (chunk: Buffer, listener: (frame: unknown) => void): void => {
    let from = 0
    for (let at = chunk.indexOf(lineFeed); at !== -1 && !socket.destroyed; at = chunk.indexOf(lineFeed, from)) {
      const whole = Buffer.concat([...parts, chunk.subarray(from, at)])
      parts = []
      held = 0
      from = at + 1
      listener(whole.length > largest ? undefined : whole.toString('utf8'))
    }
    if (socket.destroyed || from === chunk.length) return
    parts.push(chunk.subarray(from))
    held += chunk.length - from
    if (held <= largest) return
    parts = []
    held = 0
    listener(undefined)
  }
  // Who calls and does not read the answers is not read either, so that nothing piles up for it.
  socket.on('drain', () => socket.resume())
  return {
    send: (frame) =>
      new Promise((resolve, reject) => {
        socket.write(`${frame}\n`, (error) => (error ? reject(error) : resolve()))
        if (socket.writableLength > largest) socket.pause()
      }),
    onFrame: (listener) => socket.on('data', (chunk: Buffer) => take(chunk, listener)),
    onClose: (listener) => socket.on('close', () => listener()),
    close: () => socket.destroy(),
  }
}
