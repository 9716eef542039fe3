/** One suite that every channel passes on a real receiver, and what each has of its own. Fault 27 of trust.md. */
import { createHmac } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connect } from '../../../../electron/connect/registry.ts'
import type { App } from '../../../../electron/connect/connector.ts'
import type { Outcome, Outgoing, Way } from '../../../../electron/people/channels/channel.ts'
import { openChannel } from '../../../../electron/people/channels/index.ts'
import { retryAfterOf } from '../../../../electron/people/channels/post.ts'
import { messageIdOf } from '../../../../electron/people/channels/smtp.ts'
import { openStatusPage, type StatusPage } from '../../../../electron/people/status-page.ts'
import type { Notice } from '../../../../shared/contract.ts'
import { channel as channelSchema, type Channel } from '../../../../shared/plan.ts'
import { fakeTime } from '../../../doubles/fake-time.ts'
import { cut, httpReceiver, silence, smtpReceiver, status, type HttpReceiver, type SmtpReceiver } from './receivers.ts'

const secret = { password: 'sehr-geheim-42', routing: 'R0UT1NG'.padEnd(32, 'K'), hook: 'signing-secret-of-the-hook', slackPath: '/services/T0/B0/sl4ck-s3cret' } as const
const { clock } = fakeTime({ wall: Date.UTC(2026, 0, 20, 14) })
const message: Outgoing = {
  key: 'i-1/immediate/cto', kind: 'notice', to: 'CTO', addresses: ['cto@example.com'], title: 'P0: Orders fail <now>', text: 'Every third order is refused.\nState: being worked on.', severity: 'P0', incident: 'i-1', closing: false,
  at: clock.wall(), repeat: false,
}
const never = new AbortController().signal
const home = mkdtempSync(join(tmpdir(), 'fifteen-channels-'))

let smtp: SmtpReceiver
let web: HttpReceiver
let pager: HttpReceiver
let page: StatusPage
let notices: Notice[]
let screens = 1
const opened: Way[] = []

const apps = new Map<string, App>()
beforeAll(async () => {
  smtp = await smtpReceiver({ user: 'fifteen', password: secret.password })
  web = await httpReceiver()
  pager = await httpReceiver(status(202, JSON.stringify({ status: 'success', message: 'Event processed', dedup_key: message.key })))
  page = await openStatusPage({ settings: { title: 'Status', folder: 'page', keep: 1e12 }, home, clock, onDamaged: () => undefined })
  for (const environment of ['blue', 'green'] as const)
    apps.set(environment, connect({ id: environment, kind: 'app', environment, every: 1_000, timeout: 900, address: environment === 'blue' ? web.address : 'http://127.0.0.1:9', token: 'x', notice: { path: '/notice' } }, { clock }) as unknown as App)
})
afterAll(async () => {
  for (const way of opened) way.stop()
  for (const app of apps.values()) await app.stop()
  await smtp.stop()
  await web.stop()
  await pager.stop()
  rmSync(home, { recursive: true, force: true })
})

function openOf(settings: Record<string, unknown>): Way {
  const way = openChannel(channelSchema.parse({ id: 'one', timeout: '5s', ...settings }) satisfies Channel, {
    clock, page: () => page, app: (environment) => apps.get(environment) as App,
    show: (notice) => {
      notices = [...(notices ?? []), notice]
      return screens
    },
  })
  opened.push(way)
  return way
}
const smtpOf = (more: Record<string, unknown> = {}) => openOf({ kind: 'smtp', host: '127.0.0.1', port: smtp.port, tls: 'none', user: 'fifteen', password: secret.password, from: 'fifteen@console.example', ...more })

/** Every kind: how it is opened, how its other side refuses, and what arrived there. */
type Case = { readonly kind: Channel['kind']; readonly open: () => Way; readonly refuse?: () => void; readonly hang?: () => void; readonly arrived: () => readonly string[] }
const bodies = (receiver: () => HttpReceiver) => (): readonly string[] => receiver().received.map(({ body }) => body)
const cases: readonly Case[] = [
  { kind: 'smtp', open: () => smtpOf(), refuse: () => smtp.answer('451'), hang: () => smtp.answer('silence'), arrived: () => smtp.mails.map(({ raw }) => raw) },
  { kind: 'slack', open: () => openOf({ kind: 'slack', address: `${web.address}${secret.slackPath}` }), refuse: () => web.answer(status(500, 'no_service')), hang: () => web.answer(silence), arrived: bodies(() => web) },
  { kind: 'pagerduty', open: () => openOf({ kind: 'pagerduty', routingKey: secret.routing, address: `${pager.address}/v2/enqueue` }), refuse: () => pager.answer(status(500)), hang: () => pager.answer(silence), arrived: bodies(() => pager) },
  { kind: 'webhook', open: () => openOf({ kind: 'webhook', address: `${web.address}/hook`, secret: secret.hook }), refuse: () => web.answer(status(503)), hang: () => web.answer(silence), arrived: bodies(() => web) },
  { kind: 'app', open: () => openOf({ kind: 'app', environments: ['blue'] }), refuse: () => web.answer(status(500)), hang: () => web.answer(silence), arrived: bodies(() => web) },
  { kind: 'desktop', open: () => openOf({ kind: 'desktop' }), refuse: () => (screens = 0), arrived: () => (notices ?? []).map((one) => JSON.stringify(one)) },
  { kind: 'status-page', open: () => openOf({ kind: 'status-page' }), arrived: () => [readFileSync(join(home, 'page/index.html'), 'utf8')] },
]
const detailOf = (outcome: Outcome): string => (outcome.sent ? `sent: ${outcome.proof}` : outcome.detail)
/** The time-out of the outbox, which comes by its own clock. */
function soon(): AbortSignal {
  const limit = new AbortController()
  setTimeout(() => limit.abort(), 150)
  return limit.signal
}

describe.each(cases)('$kind', ({ open, refuse, hang, arrived }) => {
  test('takes a message, whole, and gives a proof', async () => {
    const before = arrived().length
    const outcome = await open().send(message, never)
    expect(outcome, detailOf(outcome)).toMatchObject({ sent: true, proof: expect.stringMatching(/\S/) })
    expect(arrived().length).toBeGreaterThanOrEqual(Math.max(1, before))
    expect(arrived().at(-1)).toMatch(/Orders fail/)
    expect(arrived().at(-1)).toContain('Every third order is refused.')
  })

  test.runIf(refuse)('that is refused may be tried again, and the refusal is told', async () => {
    refuse?.()
    const outcome = await open().send(message, never)
    screens = 1
    expect(outcome).toMatchObject({ sent: false, again: true })
    expect(detailOf(outcome).length).toBeGreaterThan(3)
  })

  test.runIf(hang)('that never answers ends with its signal, and may have arrived', async () => {
    hang?.()
    expect(await open().send(message, soon())).toEqual({ sent: false, detail: expect.stringMatching(/no (?:whole )?answer in time/), again: true, maybe: true })
  })

  test('says whether it tells a repeat apart; one that does not says so in its text', async () => {
    const way = open()
    await way.send({ ...message, key: 'again', repeat: true }, never)
    expect(arrived().at(-1)?.includes('This may be a repeat')).toBe(!way.dedups)
  })

  test('tells none of its secrets', async () => {
    refuse?.()
    const told = JSON.stringify([await open().send(message, never), await open().send(message, never)])
    screens = 1
    for (const value of Object.values(secret)) expect(told).not.toContain(value)
  })
})

describe('e-mail', () => {
  test('goes to the addresses that the plan has, and to no other; one message has one Message-ID', async () => {
    const before = smtp.mails.length
    const two = { ...message, addresses: ['cto@example.com', 'em@example.com'] }
    await smtpOf().send(two, never)
    await smtpOf().send({ ...two, repeat: true }, never)
    const mails = smtp.mails.slice(before)
    expect(mails.map(({ to }) => to)).toEqual([two.addresses, two.addresses])
    expect(mails.every(({ raw, from }) => raw.includes(`Message-ID: ${messageIdOf(message.key, 'fifteen@console.example')}`) && from === 'fifteen@console.example')).toBe(true)
    expect(mails[0]?.raw).toMatch(/X-Priority: 1/)
  })
  test('without an address is not sent, and says so', async () => {
    expect(await smtpOf().send({ ...message, addresses: [] }, never)).toEqual({ sent: false, detail: 'the plan has no e-mail address of CTO', again: false, maybe: false })
  })
  test('with a wrong password is not tried again, and does not tell it', async () => {
    const outcome = await smtpOf({ password: 'falsch-und-geheim' }).send(message, never)
    expect(outcome).toMatchObject({ sent: false, again: false, maybe: false })
    expect(JSON.stringify(outcome)).not.toContain('falsch-und-geheim')
  })
  test('that is refused for good is not tried again', async () => {
    smtp.answer('550')
    expect(await smtpOf().send(message, never)).toMatchObject({ sent: false, again: false, detail: expect.stringContaining('no such message here') })
  })
  test('whose answer is lost may have arrived', async () => {
    const before = smtp.mails.length
    smtp.answer('lost')
    expect(await smtpOf().send(message, soon())).toMatchObject({ sent: false, again: true, maybe: true })
    await expect.poll(() => smtp.mails.length).toBe(before + 1)
  })
  test('to a server that is not there did not arrive', async () => {
    expect(await smtpOf({ port: 9 }).send(message, never)).toMatchObject({ sent: false, again: true, maybe: false })
  })
  test('is not sent in the clear where the plan wants STARTTLS', async () => {
    const before = smtp.mails.length
    expect(await smtpOf({ tls: 'starttls' }).send(message, never)).toMatchObject({ sent: false, maybe: false })
    expect(smtp.mails.length).toBe(before)
  })
  test('of a title with line breaks has no more headers than ours', async () => {
    await smtpOf().send({ ...message, title: 'Orders fail\r\nBcc: thief@example.com' }, never)
    expect(smtp.mails.at(-1)?.to).toEqual(['cto@example.com'])
    expect(smtp.mails.at(-1)?.raw).not.toMatch(/^Bcc:/m)
  })
})

describe('PagerDuty', () => {
  const events = () => pager.received.map(({ body }) => JSON.parse(body) as Readonly<Record<string, unknown>>)
  const way = () => openOf({ kind: 'pagerduty', routingKey: secret.routing, address: `${pager.address}/v2/enqueue` })
  test('is triggered, acknowledged and resolved under one key', async () => {
    const before = events().length
    const one = way()
    await one.send(message, never)
    await one.settle?.(message.key, 'acknowledge', never)
    await one.settle?.(message.key, 'resolve', never)
    expect(events().slice(before).map((event) => [event['event_action'], event['dedup_key'], event['routing_key']])).toEqual(['trigger', 'acknowledge', 'resolve'].map((action) => [action, message.key, secret.routing]))
    expect(events()[before]).toMatchObject({ payload: { summary: message.title, source: 'fifteen', severity: 'critical', timestamp: '2026-01-20T14:00:00.000Z' } })
  })
  test('that refuses the event is not asked again', async () => {
    pager.answer(status(400, '{"status":"invalid event"}'))
    expect(await way().send(message, never)).toMatchObject({ sent: false, again: false, detail: expect.stringContaining('answered 400') })
  })
})

describe('over HTTP', () => {
  const hook = (path = '/hook') => openOf({ kind: 'webhook', address: `${web.address}${path}`, secret: secret.hook })
  test.each([['7', 7_000], ['Tue, 20 Jan 2026 14:02:00 GMT', 120_000], ['soon', undefined], [undefined, undefined]])('a Retry-After of %s is heeded', (value, ms) => expect(retryAfterOf(value, clock.wall())).toBe(ms))
  test('429 did not arrive, and says how long to wait', async () => {
    web.answer(status(429, 'slow down', { 'retry-after': '30' }))
    expect(await hook().send(message, never)).toEqual({ sent: false, detail: 'answered 429: slow down', again: true, maybe: false, retryAfter: 30_000 })
  })
  test('a connection that is cut may have brought it', async () => {
    web.answer(cut)
    expect(await hook().send(message, never)).toMatchObject({ sent: false, again: true, maybe: true })
  })
  test('a redirect leads nowhere: nobody is asked whom the plan does not name', async () => {
    const other = await httpReceiver()
    web.answer(status(307, '', { location: `${other.address}/stolen` }))
    expect(await hook().send(message, never)).toMatchObject({ sent: false, again: false })
    expect(other.received).toEqual([])
    await other.stop()
  })
  test('a webhook is signed over what was sent, under the message’s key', async () => {
    await hook().send(message, never)
    const last = web.received.at(-1)
    expect(last?.headers['x-signature-256']).toBe(`sha256=${createHmac('sha256', secret.hook).update(last?.body ?? '').digest('hex')}`)
    expect(last?.headers['idempotency-key']).toBe(message.key)
  })
  test('Slack’s own signs are text', async () => {
    await openOf({ kind: 'slack', address: `${web.address}${secret.slackPath}` }).send({ ...message, text: '<!channel> & all' }, never)
    expect(JSON.parse(web.received.at(-1)?.body ?? '')).toEqual({ text: '*P0: Orders fail &lt;now&gt;*\n&lt;!channel&gt; &amp; all' })
  })
})

test('in the application: users of the environment that lives are told, and who was not is said', async () => {
  const outcome = await openOf({ kind: 'app' }).send(message, never)
  expect(outcome).toMatchObject({ sent: true, proof: expect.stringMatching(/^taken by the app of blue; not by green: /) })
  expect(web.received.at(-1)?.headers['idempotency-key']).toBe(message.key)
})
