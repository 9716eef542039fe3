import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createLog, type Level } from '../../../electron/log.ts'

function written(level: Level = 'debug') {
  const lines: string[] = []
  const log = createLog({ write: (line) => lines.push(line), level, clock: { wall: () => 0, mono: () => 0, boot: 'b' } })
  return { log, lines, last: () => JSON.parse(lines.at(-1) ?? '') as Record<string, unknown> }
}

describe('the log', () => {
  test('is one JSON line an event, with time, level and name', () => {
    const { log, lines } = written()
    log.warn('target.lost', { target: 'green', tries: 3 })
    expect(lines).toEqual(['{"time":"1970-01-01T00:00:00.000Z","level":"warn","event":"target.lost","target":"green","tries":3}\n'])
  })

  test('leaves out what is below its level', () => {
    const { log, lines } = written('warn')
    log.debug('a')
    log.info('b')
    log.warn('c')
    log.error('d')
    expect(lines.map((line) => (JSON.parse(line) as { event: string }).event)).toEqual(['c', 'd'])
  })

  test('keeps an error whole: name, message, code and cause', () => {
    const { log, last } = written()
    log.error('failed', { error: Object.assign(new TypeError('no'), { code: 'E1', cause: new Error('root', { cause: 7 }) }) })
    expect(last()['error']).toMatchObject({ name: 'TypeError', message: 'no', code: 'E1', cause: { message: 'root', cause: 7 } })
  })

  test.each(['token', 'adminToken', 'PASSWORD', 'client_secret', 'Authorization', 'set-cookie'])('hides %s, however deep', (key) => {
    const { log, lines } = written()
    log.info('e', { [key]: 'hunter2', list: [{ deep: { [key]: { value: 'hunter2' } } }] })
    expect(lines[0]).not.toContain('hunter2')
  })

  test('hides secrets inside a text', () => {
    const { log, last } = written()
    log.info('e', { url: 'http://127.0.0.1:1/?token=hunter2&x=1', header: 'Bearer hunter2', error: new Error('GET /?password=hunter2 failed') })
    expect(JSON.stringify(last())).not.toContain('hunter2')
    expect(last()['url']).toBe('http://127.0.0.1:1/?token=[hidden]&x=1')
  })

  test('writes anything that it is given, on one line, a loop included', () => {
    const { log, lines } = written()
    const loop: Record<string, unknown> = {}
    loop['self'] = loop
    log.info('loop', { loop, big: 1n })
    fc.assert(fc.property(fc.dictionary(fc.string(), fc.anything()), (fields) => log.info('any', { fields })))
    for (const line of lines) expect(() => JSON.parse(line) as unknown).not.toThrow()
    expect(lines.every((line) => line.indexOf('\n') === line.length - 1)).toBe(true)
  })
})
