/**
 * Reads HTTP/1.1 answers off a connection as little as a load generator needs: the status, and where the answer ends.
 * Own code, since Node's client makes a third of the requests that this does, and the generator must not be the limit.
 */

/** `closes`: the connection is of no further use. */
export type Answered = { readonly status: number; readonly closes: boolean }
export type AnswerReader = {
  /** The answer, once its last byte is in; undefined until then. Keeps nothing of the chunk. @throws Error for what is not HTTP/1.1 */
  readonly read: (chunk: Buffer) => Answered | undefined
  /** The connection ended: the answer, if it was one that ends so. */
  readonly ended: () => Answered | undefined
}

const headEnd = Buffer.from('\r\n\r\n')
const headLimit = 64 * 1024

/** What a head says. */
type Start = Answered & { readonly body: { readonly kind: 'length'; readonly length: number } | { readonly kind: 'chunks' | 'close' } }
type Body = { readonly kind: 'length'; left: number } | { readonly kind: 'chunks'; left: number; line: string; last: boolean } | { readonly kind: 'close' }

const startOf = (head: string): Start => {
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1] ?? Number.NaN)
  if (Number.isNaN(status)) throw new Error('the answer is not HTTP/1.1')
  const closes = /\r\nconnection: *close/i.test(head) || (head.startsWith('HTTP/1.0') && !/\r\nconnection: *keep-alive/i.test(head))
  if (status === 204 || status === 304) return { status, closes, body: { kind: 'length', length: 0 } }
  if (/\r\ntransfer-encoding: *chunked/i.test(head)) return { status, closes, body: { kind: 'chunks' } }
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
  return length === undefined ? { status, closes: true, body: { kind: 'close' } } : { status, closes, body: { kind: 'length', length: Number(length) } }
}

const bodyOf = ({ body }: Start): Body => {
  if (body.kind === 'length') return { kind: 'length', left: body.length }
  return body.kind === 'chunks' ? { kind: 'chunks', left: 0, line: '', last: false } : { kind: 'close' }
}

/** Takes what belongs to a chunked body; true at its end. The trailer's lines are passed over. */
const takeChunks = (body: Extract<Body, { kind: 'chunks' }>, chunk: Buffer): boolean => {
  let at = 0
  while (at < chunk.length) {
    if (body.left > 0) {
      const taken = Math.min(body.left, chunk.length - at)
      body.left -= taken
      at += taken
      continue
    }
    const end = chunk.indexOf(10, at)
    body.line += chunk.toString('latin1', at, end === -1 ? chunk.length : end + 1)
    if (body.line.length > headLimit) throw new Error('a chunk without an end')
    if (end === -1) return false
    at = end + 1
    const line = body.line.trim()
    body.line = ''
    if (body.last) {
      if (line === '') return true
      continue
    }
    // The empty line behind a chunk's bytes.
    if (line === '') continue
    const size = Number.parseInt(line, 16)
    if (!/^[0-9a-f]+/i.test(line) || Number.isNaN(size)) throw new Error('a chunk without a size')
    if (size === 0) body.last = true
    else body.left = size
  }
  return false
}

/** @param bodiless the request was a HEAD */
export function createAnswerReader(bodiless = false): AnswerReader {
  let waiting: Buffer | undefined
  let present: { readonly answered: Answered; readonly body: Body } | undefined
  /** The last head: a server gives the same one many times a second, and it is not read again. */
  let known: { readonly head: Buffer; readonly start: Start; readonly answered: Answered } | undefined

  const finish = (): Answered | undefined => {
    const answered = present?.answered
    present = undefined
    return answered
  }
  const takeBody = (chunk: Buffer): Answered | undefined => {
    if (present === undefined) return undefined
    const { body } = present
    if (body.kind === 'close') return undefined
    if (body.kind === 'chunks') return takeChunks(body, chunk) ? finish() : undefined
    body.left -= chunk.length
    if (body.left < 0) throw new Error('more bytes than the answer has')
    return body.left === 0 ? finish() : undefined
  }
  const understood = (bytes: Buffer, end: number): NonNullable<typeof known> => {
    if (known?.head.length === end && bytes.compare(known.head, 0, end, 0, end) === 0) return known
    const start = startOf(bytes.toString('latin1', 0, end))
    known = { head: Buffer.from(bytes.subarray(0, end)), start, answered: { status: start.status, closes: start.closes } }
    return known
  }
  const read = (chunk: Buffer): Answered | undefined => {
    if (present !== undefined) return takeBody(chunk)
    const bytes = waiting === undefined ? chunk : Buffer.concat([waiting, chunk])
    const end = bytes.indexOf(headEnd)
    if (end === -1) {
      if (bytes.length > headLimit) throw new Error('a head without an end')
      waiting = Buffer.from(bytes)
      return undefined
    }
    waiting = undefined
    const { start, answered } = understood(bytes, end)
    const rest = bytes.subarray(end + headEnd.length)
    // 100 and 103 come before the answer.
    if (start.status < 200) return read(rest)
    present = { answered, body: bodiless ? { kind: 'length', left: 0 } : bodyOf(start) }
    return takeBody(rest)
  }
  return { read, ended: () => (present?.body.kind === 'close' ? finish() : undefined) }
}
