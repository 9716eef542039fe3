/** The small server on a real socket: what a stranger, a user and a tracker get from it. */
import { createHmac } from 'node:crypto'
import { request } from 'node:http'
import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createPilots, type PilotsRoom } from '../../../../electron/console/pilots/pilots.ts'
import { openPilotServer, type PilotServer } from '../../../../electron/shell/pilot-server.ts'
import type { Actor } from '../../../../shared/journal.ts'
import { fakeTime } from '../../../doubles/fake-time.ts'
import { memoryJournal, type MemoryJournal } from '../../../doubles/memory-journal.ts'
import { tbsPlan } from '../../../unit/shared/plan/tbs-plan.ts'
import { quietLog } from './transports.ts'

const ada: Actor = { kind: 'person', name: 'Ada', role: 'operator' }
const secret = 'k'.repeat(32)
const lines: string[] = []
let time: ReturnType<typeof fakeTime>
let journal: MemoryJournal
let room: PilotsRoom
let server: PilotServer

type Answer = { readonly status: number; readonly body: string; readonly headers: Readonly<Record<string, string | string[] | undefined>> }
type Asked = { readonly method?: string; readonly headers?: Readonly<Record<string, string>>; readonly body?: string | Buffer }

const ask = (path: string, { method = 'GET', headers = {}, body }: Asked = {}): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(server.address)
    const asked = request({ hostname, port, path, method, agent: false, headers: { ...headers, ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }) } }, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (part: string) => (text += part)).on('end', () => resolve({ status: answer.statusCode ?? 0, body: text, headers: answer.headers }))
    })
    // A refusal may come before all is sent.
    asked.on('error', reject)
    asked.end(body)
  })
const form = (fields: Readonly<Record<string, string>>): Asked => ({ method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams(fields).toString() })
const message = (delivery: string, event: Readonly<Record<string, unknown>>): string => JSON.stringify({ delivery, event })
const signed = (body: string, key = secret): Asked => ({ method: 'POST', headers: { 'x-signature-256': `sha256=${createHmac('sha256', key).update(body).digest('hex')}` }, body })
const reported = { kind: 'reported', bug: '17', title: 'Orders vanish', severity: 'critical' }

let paths: Readonly<Record<string, string>>
const pathOf = (pilot: string): string => paths[pilot] ?? 'none'

beforeEach(async () => {
  time = fakeTime({ wall: Date.UTC(2026, 0, 20, 9) })
  lines.length = 0
  journal = memoryJournal(time.clock)
  const own = { ...tbsPlan() }
  const plan = own.pilots ? { ...own, pilots: { ...own.pilots, server: { port: 0, host: '127.0.0.1', webhookSecret: 'BUGS' } } } : own
  for (const pilot of ['a', 'b', 'c']) {
    journal.append({ kind: 'pilot.added', who: ada, data: { pilot, user: pilot, person: { name: `Person ${pilot}`, email: `${pilot}@desk.example` }, profile: 'Trader', experience: 'new' } })
    journal.append({ kind: 'pilot.consented', who: ada, data: { pilot, given: true, on: '2026-01-05' } })
  }
  const unused = (): never => {
    throw new Error('not used here')
  }
  room = createPilots({
    plan: () => plan, journal: { ...journal, kept: () => undefined, keep: () => undefined } as never, lab: () => undefined, clock: time.clock, log: quietLog(lines), secret: (name) => (name === 'BUGS' ? secret : undefined),
    balancer: unused, app: unused, activeRun: () => undefined, seenFencing: () => 0, timers: time.timers,
  })
  server = await openPilotServer({ desk: room.desk, port: 0, host: '127.0.0.1', clock: time.clock, log: quietLog(lines) })
  room.serves(server.address)
  const { links } = room.openSurvey('Week 2', ['a', 'b', 'c'], ada)
  paths = Object.fromEntries(links.map(({ pilot, url }) => [pilot, new URL(url).pathname]))
})
afterEach(() => server.stop())

describe('a link', () => {
  test('opens its form and nothing else: no name, no other answer, no script, and only our own style', async () => {
    const { status, body, headers } = await ask(pathOf('a'))
    expect(status).toBe(200)
    expect(body).toContain('How satisfied are you with the new system?')
    expect(body).not.toMatch(/Person|desk\.example|<script|https?:/)
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self'/)
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-frame-options': 'DENY', 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff' })
    expect(await ask(pathOf('a'), { method: 'HEAD' })).toMatchObject({ status: 200, body: '' })
  })
  test('is answered once, in the rule’s name, and a second use says so', async () => {
    expect(await ask(pathOf('a'), form({ satisfied: '5', prefers: 'yes', comment: '  quick\n' }))).toMatchObject({ status: 200, body: expect.stringContaining('Thank you') })
    expect(journal.of('survey.answered').map(({ who, data }) => [who, data.pilot, data.answers, data.via])).toEqual([[{ kind: 'rule', name: 'survey-link' }, 'a', { satisfied: '5', prefers: 'yes', comment: 'quick' }, 'link']])
    for (const again of [await ask(pathOf('a')), await ask(pathOf('a'), form({ satisfied: '1' }))]) expect(again).toMatchObject({ status: 410, body: expect.stringContaining('It is answered') })
    expect(journal.of('survey.answered')).toHaveLength(1)
  })
  test('is neither on the record nor in the log', async () => {
    await ask(pathOf('a'), form({ satisfied: '5' }))
    const token = pathOf('a').slice(3)
    expect(token).toHaveLength(43)
    expect(JSON.stringify(journal.all()) + lines.join('')).not.toContain(token)
  })
  test('that is wrong, whole or in part, opens nothing', async () => {
    const strange = [`/s/${'x'.repeat(43)}`, `${pathOf('a').slice(0, -1)}`, `${pathOf('a')}/..`, '/s/', '/', '/favicon.ico', '/s/../../etc/passwd', '/%2e%2e/%2e%2e/etc/passwd']
    for (const path of strange) expect(await ask(path), path).toMatchObject({ status: 404, body: expect.stringContaining('This link opens nothing') })
  })
  test('ends with the survey, with its own time, with a newer link, and with the consent', async () => {
    journal.append({ kind: 'pilot.consented', who: ada, data: { pilot: 'b', given: false, on: '2026-01-19' } })
    expect(await ask(pathOf('b'))).toMatchObject({ status: 410, body: expect.stringContaining('It is over') })
    const newer = Object.fromEntries(room.newLinks(journal.state().pilots.surveys[0]?.id ?? '', ada).map(({ pilot, url }) => [pilot, new URL(url).pathname]))
    expect((await ask(pathOf('c'))).status).toBe(404)
    expect((await ask(newer['c'] ?? '')).status).toBe(200)
    time.sleep(8 * 86_400_000)
    room.onFrame()
    expect(journal.of('survey.closed').map(({ who }) => who.name)).toEqual(['survey-end'])
    expect(await ask(newer['a'] ?? '', form({ satisfied: '5' }))).toMatchObject({ status: 410, body: expect.stringContaining('It is over') })
  })
})

describe('what is sent', () => {
  test('hostile text is kept as text and shown as text', async () => {
    const evil = `</textarea><script>alert(1)</script>"'><img src=x onerror=alert(1)>`
    const refused = await ask(pathOf('a'), form({ satisfied: '9', comment: evil }))
    expect(refused.status).toBe(422)
    expect(refused.body).not.toMatch(/<script|<img|onerror=alert\(1\)>/)
    expect(refused.body).toContain('expected a whole number from 1 to 5')
    expect((await ask(pathOf('a'), form({ satisfied: '4', comment: evil }))).status).toBe(200)
    expect(journal.of('survey.answered')[0]?.data.answers['comment']).toBe(evil)
  })
  test.each([
    ['another question', { satisfied: '5', __proto__x: '1' }], ['nothing', { comment: '   ' }], ['a text that is too long', { comment: 'x'.repeat(2_001) }], ['neither yes nor no', { prefers: 'maybe' }],
  ])('%s is not taken, and what was written stays in the form', async (_, fields) => {
    expect((await ask(pathOf('a'), form(fields))).status).toBe(422)
    expect(journal.of('survey.answered')).toEqual([])
  })
  test('more than a form is cut off before it is read', async () => {
    const told = await ask(pathOf('a'), { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: Buffer.alloc(200_000, 'a') }).catch((error: unknown) => String(error))
    expect(typeof told === 'string' ? 413 : told.status).toBe(413)
    const { hostname, port } = new URL(server.address)
    // Without a length, a piece at a time.
    const endless = await new Promise<string>((resolve) => {
      let answer = ''
      const socket = connect(Number(port), hostname, () => {
        socket.write(`POST ${pathOf('a')} HTTP/1.1\r\nhost: ${hostname}:${port}\r\ncontent-type: application/x-www-form-urlencoded\r\ntransfer-encoding: chunked\r\n\r\n`)
        for (let part = 0; part < 8; part += 1) socket.write(`4000\r\n${'a'.repeat(0x4000)}\r\n`)
      })
      socket.on('data', (part) => (answer += String(part))).on('error', () => undefined).on('close', () => resolve(answer))
    })
    expect(endless).toMatch(/^HTTP\/1.1 413 /)
    expect(journal.of('survey.answered')).toEqual([])
  })
  test('another method, another kind of body and another host are refused', async () => {
    for (const method of ['PUT', 'DELETE', 'OPTIONS', 'PATCH']) expect((await ask(pathOf('a'), { method })).status, method).toBe(405)
    expect((await ask(pathOf('a'), { method: 'POST', headers: { 'content-type': 'multipart/form-data; boundary=x' }, body: 'x' })).status).toBe(415)
    expect((await ask(pathOf('a'), { headers: { host: 'evil.example' } })).status).toBe(403)
  })
  test('a flood is limited, for strangers sooner, and the rest is served again a while later', async () => {
    const strangers = await Promise.all(Array.from({ length: 15 }, () => ask(`/s/${'y'.repeat(43)}`)))
    expect(strangers.filter(({ status }) => status === 429).length).toBe(5)
    expect((await ask(pathOf('a'))).status).toBe(200)
    const all = await Promise.all(Array.from({ length: 40 }, () => ask(pathOf('a'))))
    expect(all.filter(({ status }) => status === 429).length).toBe(16)
    time.sleep(5_000)
    expect((await ask(pathOf('a'))).status).toBe(200)
  })
})

describe('the webhook', () => {
  test('takes what is signed, once a delivery, and tells nothing', async () => {
    const body = message('d-1', reported)
    for (let time = 0; time < 3; time += 1) expect(await ask('/bugs', signed(body))).toMatchObject({ status: 204, body: '' })
    expect(journal.of('bug.reported').map(({ who, data }) => [who.name, data.bug, data.severity])).toEqual([['bug-webhook', 'web-17', 'critical']])
    const bearer = { method: 'POST', headers: { authorization: `Bearer ${secret}` }, body: message('d-2', { kind: 'resolved', bug: '17', how: 'fixed' }) }
    expect((await ask('/bugs', bearer)).status).toBe(204)
    expect((await ask('/bugs', signed(message('d-3', { kind: 'reopened', bug: '17' })))).status).toBe(204)
    // Of a bug that nobody told of: it is taken, and nothing is on the record.
    expect((await ask('/bugs', signed(message('d-4', { kind: 'resolved', bug: '99' })))).status).toBe(204)
    expect(journal.of('bug.resolved')).toHaveLength(1)
    expect(journal.state().pilots.bugs.list[0]).not.toHaveProperty('resolved')
  })
  test('a bad signature, none, another key, and a body that was changed are all the same to the sender', async () => {
    const body = message('d-1', reported)
    const answers = [
      await ask('/bugs', { method: 'POST', body }), await ask('/bugs', signed(body, 'other')), await ask('/bugs', { ...signed(body), body: body.replace('critical', 'minor') }),
      await ask('/bugs', { method: 'POST', headers: { 'x-signature-256': 'sha256=' }, body }), await ask('/bugs', { method: 'POST', headers: { authorization: 'Bearer ' }, body }),
    ]
    for (const answer of answers) expect(answer).toMatchObject({ status: 401, body: '' })
    expect(journal.of('bug.reported')).toEqual([])
  })
  test.each([['no JSON', 'x'], ['nothing of ours', '{}'], ['an unknown severity', message('d', { ...reported, severity: 'P0' })], ['a link that is a script', message('d', { ...reported, link: 'javascript:alert(1)' })], ['more than it says', message('d', { ...reported, extra: 1 })]])('%s, though signed, is refused', async (_, body) => {
    expect(await ask('/bugs', signed(body))).toMatchObject({ status: 400, body: '' })
    expect(journal.of('bug.reported')).toEqual([])
  })
  test('more than a message is cut off, and it is only posted to', async () => {
    const body = message('d', { ...reported, title: 'x'.repeat(30_000) })
    const told = await ask('/bugs', signed(body)).catch((error: unknown) => String(error))
    expect(typeof told === 'string' ? 413 : told.status).toBe(413)
    expect((await ask('/bugs')).status).toBe(405)
  })
})
