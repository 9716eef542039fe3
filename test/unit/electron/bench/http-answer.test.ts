import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createAnswerReader, type Answered } from '../../../../electron/bench/http-answer.ts'
import { requestBytes } from '../../../../electron/bench/http-line.ts'

const pieces = (bytes: Buffer, cuts: readonly number[]): readonly Buffer[] => {
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length]
  return places.slice(1).map((end, index) => bytes.subarray(places[index], end)).filter(({ length }) => length > 0)
}
const readAll = (answer: string, cuts: readonly number[] = [], bodiless = false): readonly Answered[] => {
  const reader = createAnswerReader(bodiless)
  return pieces(Buffer.from(answer), cuts).flatMap((piece) => reader.read(piece) ?? [])
}

describe('an HTTP answer, in whatever pieces it comes', () => {
  it.each([
    ['with a length', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello', { status: 200, closes: false }],
    ['without a body', 'HTTP/1.1 204 No Content\r\n\r\n', { status: 204, closes: false }],
    ['of length 0', 'HTTP/1.1 503 Busy\r\ncontent-length:0\r\n\r\n', { status: 503, closes: false }],
    ['in chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nA;x=y\r\n0123456789\r\n0\r\n\r\n', { status: 200, closes: false }],
    ['in chunks with a trailer', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\n\n\r\n0\r\nX-Sum: 1\r\n\r\n', { status: 200, closes: false }],
    ['that ends the connection', 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok', { status: 200, closes: true }],
    ['of HTTP/1.0', 'HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok', { status: 200, closes: true }],
    ['after a 100 and a 103', 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx', { status: 200, closes: false }],
  ])('%s', (_, answer, expected) => {
    fc.assert(fc.property(fc.array(fc.nat(1_000), { maxLength: 12 }), (cuts) => {
      expect(readAll(answer, cuts)).toEqual([expected])
    }))
  })
  it('of any body in any chunks ends just where it ends', () => {
    fc.assert(fc.property(fc.array(fc.string({ minLength: 1, maxLength: 40 }), { maxLength: 6 }), fc.array(fc.nat(5_000), { maxLength: 12 }), (chunks, cuts) => {
      const body = chunks.map((chunk) => `${Buffer.byteLength(chunk).toString(16)}\r\n${chunk}\r\n`).join('')
      const answer = `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${body}0\r\n\r\n`
      expect(readAll(answer, cuts)).toEqual([{ status: 200, closes: false }])
      expect(readAll(answer.slice(0, -1), cuts)).toEqual([])
    }))
  })
  it('one after another on a connection', () => {
    const reader = createAnswerReader()
    const one = Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx')
    expect([reader.read(one), reader.read(one)]).toEqual([{ status: 200, closes: false }, { status: 200, closes: false }])
  })
  it('without a length ends with the connection', () => {
    const reader = createAnswerReader()
    expect(reader.read(Buffer.from('HTTP/1.1 200 OK\r\n\r\nsome'))).toBeUndefined()
    expect(reader.ended()).toEqual({ status: 200, closes: true })
  })
  it('of a HEAD has a length and no body', () => {
    expect(readAll('HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n', [], true)).toEqual([{ status: 200, closes: false }])
  })
  it.each([
    ['SSH-2.0-OpenSSH_9.2\r\n\r\n', 'not HTTP/1.1'], ['HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nxx', 'more bytes'],
    ['HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n', 'without a size'], [`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(70_000)}`, 'without an end'],
  ])('that is none is refused', (answer, why) => {
    expect(() => readAll(answer)).toThrow(why)
  })
})

describe('a request', () => {
  it('is made once, with its body', () => {
    expect(requestBytes({ url: 'http://127.0.0.1:3000/a?b=c', method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'é' }).toString())
      .toBe('POST /a?b=c HTTP/1.1\r\nhost: 127.0.0.1:3000\r\nuser-agent: fifteen\r\naccept: */*\r\ncontent-type: text/plain\r\ncontent-length: 2\r\n\r\né')
  })
  it('with a line break in a header is refused', () => {
    expect(() => requestBytes({ url: 'http://h/', method: 'GET', headers: { x: 'a\r\nb: c' } })).toThrow('line break')
  })
})
