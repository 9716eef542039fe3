/** A server that fails, hangs and answers nonsense; journald as this machine has it. */
import { spawnSync } from 'node:child_process'
import { chmodSync, writeFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { folder, logsIn, soon, sourceOf, textsOf } from './parts.ts'

type Answer = (cursor: string | null, response: ServerResponse) => void

async function served(first: Answer) {
  let answer = first
  const asked: (string | undefined)[] = []
  const server = createServer((request, response) => {
    asked.push(request.headers.authorization)
    answer(new URL(request.url ?? '', 'http://x').searchParams.get('cursor'), response)
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/logs`, asked, set: (next: Answer) => void (answer = next) }
}

const json = (response: ServerResponse, value: unknown): void => void response.end(JSON.stringify(value))

describe('a log over HTTP', () => {
  it('is read from its cursor on, each line once, and what the source had lost is an entry', async () => {
    const dir = folder()
    const server = await served((cursor, response) => json(response, cursor === null ? { lines: [{ message: 'one', level: 'error' }, 'two'], cursor: 'c1' } : cursor === 'c1' ? { lines: ['three'], cursor: 'c2', dropped: 40 } : { lines: [], cursor }))
    const { start, appended } = logsIn(dir, { sources: [{ id: 'api', kind: 'http', environment: 'green', address: server.address, token: 'secret-token', every: '50ms', format: { kind: 'json' } }] })
    const logs = start()
    await soon(async () => expect((await textsOf(logs)).toSorted()).toEqual(['one', 'three', 'two']))
    expect(server.asked[0]).toBe('Bearer secret-token')
    await soon(async () => expect(appended).toContainEqual(expect.objectContaining({ kind: 'logs.lost', data: { source: 'api', count: 40, what: 'lines that the source no longer had' } })))
    await logs.stop()
    const again = start()
    await soon(async () => expect(sourceOf(again, 'api').state).toBe('reading'))
    expect(await textsOf(again)).toHaveLength(3)
  })

  it('that fails, hangs, redirects, never ends or answers nonsense is told as that, and read again when it is back', async () => {
    const dir = folder()
    const server = await served((_, response) => void response.writeHead(500).end('no'))
    const { start } = logsIn(dir, { sources: [{ id: 'api', kind: 'http', address: server.address, every: '30ms', timeout: '200ms' }] })
    const logs = start()
    const told = (detail: string | RegExp): Promise<void> => soon(async () => expect(sourceOf(logs, 'api').detail).toMatch(detail))
    await told('it answers 500')
    server.set(() => undefined)
    await told('it did not answer in time')
    server.set((_, response) => void response.end('<html>'))
    await told('its answer is no JSON')
    server.set((_, response) => json(response, { lines: 'all', cursor: 1 }))
    await told(/its answer is not { lines, cursor }/)
    server.set((_, response) => void response.writeHead(302, { location: '/elsewhere' }).end())
    await told(/fetch failed|redirect/)
    server.set((_, response) => {
      const more = (): void => { if (!response.destroyed && response.write('x'.repeat(1 << 20))) setImmediate(more); else response.once('drain', more) }
      more()
    })
    await told(/larger than|in time/)
    server.set((cursor, response) => json(response, cursor === null ? { lines: ['well again'], cursor: 7 } : { lines: [], cursor }))
    await soon(async () => expect(await textsOf(logs)).toEqual(['well again']))
  })
})

describe('the machine\'s journal', () => {
  it('that is not there is told, and nothing else waits for it', async () => {
    const dir = folder()
    writeFileSync(join(dir, 'app.log'), 'still read\n')
    const { start } = logsIn(dir, { sources: [{ id: 'system', kind: 'journald' }, { id: 'app', kind: 'file', path: join(dir, 'app.log') }] }, { journalctl: join(dir, 'no-such-program') })
    const logs = start()
    await soon(async () => expect(sourceOf(logs, 'system')).toMatchObject({ state: 'absent', detail: 'this machine has no journalctl' }))
    await soon(async () => expect(await textsOf(logs)).toEqual(['still read']))
  })

  /** Where no journald runs, as in a container, a program stands in that answers as `journalctl -o json -f` does. */
  const standIn = `#!/bin/sh
case "$*" in *--after-cursor=c2*) printf '%s\\n' '{"__CURSOR":"c3","__REALTIME_TIMESTAMP":"1700000000300000","PRIORITY":"6","_SYSTEMD_UNIT":"web.service","MESSAGE":"third"}' ;;
*) printf '%s\\n' '{"__CURSOR":"c1","__REALTIME_TIMESTAMP":"1700000000100000","PRIORITY":"3","SYSLOG_IDENTIFIER":"web","MESSAGE":"first"}' 'garbage' '{"__CURSOR":"c2","__REALTIME_TIMESTAMP":"1700000000200000","PRIORITY":"4","SYSLOG_IDENTIFIER":"web","MESSAGE":[115,101,99,111,110,100]}' ;;
esac
exec sleep 60
`
  it('is followed, and gone on with after a restart (a stand-in for journalctl)', async () => {
    const dir = folder()
    const journalctl = join(dir, 'journalctl')
    writeFileSync(journalctl, standIn)
    chmodSync(journalctl, 0o755)
    const { start } = logsIn(dir, { sources: [{ id: 'system', kind: 'journald', units: ['web.service'] }], keep: { age: '9999w' } }, { journalctl })
    const logs = start()
    await soon(async () => expect((await logs.lines({ since: 0, until: 8e15, take: 'oldest', limit: 10, text: '' })).lines.map(({ time, level, text }) => [time, level, text])).toEqual([[1_700_000_000_100, 'error', 'web: first'], [1_700_000_000_200, 'warn', 'web: second']]))
    await logs.stop()
    const again = start()
    await soon(async () => expect(await textsOf(again)).toEqual(['web: first', 'web: second', 'web.service: third']))
  })

  // Says what this machine has: in a container there is the program, and no journal.
  const has = spawnSync('journalctl', ['--version']).status === 0
  it.skipIf(!has)('through this machine\'s own journalctl comes to a state that says what there is', async () => {
    const { start } = logsIn(folder(), { sources: [{ id: 'system', kind: 'journald' }] })
    const logs = start()
    await soon(async () => expect(sourceOf(logs, 'system').detail).toMatch(/all units|journalctl ended: /))
  })
})
