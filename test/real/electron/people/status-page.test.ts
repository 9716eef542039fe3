/** The page for users: what is on it, that it is whole at any moment, and what its server refuses. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openStatusPage, type StatusMessage } from '../../../../electron/people/status-page.ts'
import { openStatusPages } from '../../../../electron/people/status-pages.ts'
import { openStatusServer } from '../../../../electron/shell/status-server.ts'
import type { SmallServer } from '../../../../electron/shell/small-server.ts'
import { statusPage } from '../../../../shared/plan.ts'
import { fakeTime } from '../../../doubles/fake-time.ts'
import { quietLog } from '../shell/transports.ts'

const hour = 3_600_000
const day = 24 * hour
let home: string
let time: ReturnType<typeof fakeTime>
let server: SmallServer | undefined

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'fifteen-status-'))
  time = fakeTime({ wall: Date.UTC(2026, 0, 20, 14) })
})
afterEach(async () => {
  await server?.stop()
  server = undefined
  rmSync(home, { recursive: true, force: true })
})

const damaged: unknown[] = []
const open = (more: object = {}) => openStatusPage({ settings: statusPage.parse({ title: 'Status of TBS', address: 'https://status.example.com', ...more }), home, clock: time.clock, onDamaged: (error) => damaged.push(error) })
const said = (key: string, more: Partial<StatusMessage> = {}): StatusMessage => ({ key, title: 'Disturbances', text: 'Since 14:00 UTC you may notice disturbances.', at: time.clock.wall(), incident: 'i-9', over: false, ...more })
const onDisk = (name: string): string => readFileSync(join(home, 'status-page', name), 'utf8')

describe('the page', () => {
  test('says that all is well until users are told otherwise, and again once it is over', async () => {
    const page = await open()
    expect(onDisk('index.html')).toContain('Everything works as usual.')
    await page.publish(said('i-9/status-page'))
    expect(onDisk('index.html')).toContain('<p class="now bad">Disturbances</p>')
    time.sleep(hour)
    await page.publish(said('i-9/closed', { title: 'The disturbances are over', over: true }))
    expect(onDisk('index.html')).toContain('Everything works as usual.')
    expect(onDisk('index.html').indexOf('The disturbances are over')).toBeLessThan(onDisk('index.html').indexOf('Since 14:00 UTC'))
  })

  test('has a message once, however often it is sent, and keeps it over a restart', async () => {
    const page = await open()
    const first = await page.publish(said('i-9/status-page'))
    expect(await page.publish(said('i-9/status-page'))).toBe(first)
    const again = await open()
    expect(again.html()).toBe(onDisk('index.html'))
    expect(onDisk('index.html').match(/<article>/g)).toHaveLength(1)
  })

  test('bears no word that is ours: no key, no incident, no name of a file', async () => {
    const page = await open()
    await page.publish(said('i-9/status-page/users'))
    for (const name of ['index.html', 'feed.xml', 'items.json']) expect(onDisk(name)).not.toMatch(/i-9|status-page\/users/)
    expect(readdirSync(join(home, 'status-page')).toSorted()).toEqual(['feed.xml', 'index.html', 'items.json'])
  })

  test('escapes every text, has no script, and lets its own style in alone', async () => {
    const page = await open({ title: 'A & B <i>' })
    await page.publish(said('k', { title: '<script>alert(1)</script>', text: '"quoted" & \u0001 <img src=x onerror=alert(1)>\nsecond line' }))
    const html = page.html()
    for (const raw of ['<script', '<img', '<i>', '\u0001']) expect(html).not.toContain(raw)
    expect(html).toContain('&#60;script&#62;alert(1)&#60;/script&#62;')
    expect(html.match(/<style>/g)).toHaveLength(1)
  })

  test('forgets what is older than the plan keeps, but never a disturbance that goes on', async () => {
    const page = await open({ keep: '10d' })
    await page.publish(said('old', { incident: 'i-1' }))
    await page.publish(said('old over', { incident: 'i-1', over: true }))
    await page.publish(said('still', { title: 'Still going on' }))
    time.sleep(11 * day)
    await page.publish(said('new', { incident: 'i-3' }))
    expect(page.html().match(/<article>/g)).toHaveLength(2)
    expect(page.html()).toContain('Still going on')
  })

  test('is written whole by many at once, and a damaged store is told and put right', async () => {
    const page = await open()
    await Promise.all(Array.from({ length: 12 }, (_, index) => page.publish(said(`k-${index}`, { incident: `i-${index}` }))))
    expect(onDisk('index.html').match(/<article>/g)).toHaveLength(12)
    writeFileSync(join(home, 'status-page/items.json'), '{"version":1,"items":[{')
    damaged.length = 0
    await open()
    expect(damaged).toHaveLength(1)
    expect(JSON.parse(onDisk('items.json'))).toMatchObject({ items: [] })
  })
})

describe('another plan', () => {
  const follow = async (first: object | undefined) => {
    let wanted = first
    const pages = await openStatusPages({ settings: () => wanted && statusPage.parse(wanted), home, clock: time.clock, log: quietLog() })
    return { pages, use: async (next: object | undefined): Promise<void> => {
      wanted = next
      pages.look()
      await pages.settled()
    } }
  }
  test('renames the page, moves it with its history, takes it away and brings it back, without a restart', async () => {
    const { pages, use } = await follow({ title: 'Status of TBS' })
    await pages.now()?.publish(said('k-1'))
    await use({ title: 'How TBS is' })
    expect(onDisk('index.html')).toContain('How TBS is')
    await use({ title: 'How TBS is', folder: 'moved' })
    await pages.now()?.publish(said('k-2', { incident: 'i-2' }))
    expect(readFileSync(join(home, 'moved/index.html'), 'utf8').match(/<article>/g)).toHaveLength(2)
    await use(undefined)
    expect(pages.now()).toBeUndefined()
    await use({ title: 'How TBS is', folder: 'moved' })
    expect(pages.now()?.html().match(/<article>/g)).toHaveLength(2)
  })
  test('loses no message that is written while the page moves', async () => {
    const { pages, use } = await follow({ title: 'A' })
    const before = pages.now()
    const writing = Array.from({ length: 6 }, (_, index) => before?.publish(said(`k-${index}`, { incident: `i-${index}` })))
    const moving = use({ title: 'A', folder: 'moved' })
    writing.push(before?.publish(said('k-late', { incident: 'i-late' })))
    await Promise.all([...writing, moving])
    expect(pages.now()?.html().match(/<article>/g)).toHaveLength(7)
  })
  test('that can not be written is none, and the next one is', async () => {
    writeFileSync(join(home, 'file'), '')
    const { pages, use } = await follow({ title: 'A', folder: join(home, 'file/below') })
    expect(pages.now()).toBeUndefined()
    await use({ title: 'A' })
    expect(onDisk('index.html')).toContain('Everything works as usual.')
  })
})

test('the feed is well-formed RSS 2.0: every item with a lasting name and a date of RFC 822', async () => {
  const page = await open()
  await page.publish(said('a', { title: 'A < B & C' }))
  await page.publish(said('b', { incident: 'i-2', text: ']]> "end"' }))
  // Python's parser is a strict one, and on every machine here.
  const read = execFileSync('python3', ['-c', [
    'import sys, json, email.utils, xml.etree.ElementTree as E',
    'c = E.fromstring(sys.stdin.buffer.read()).find("channel")',
    'print(json.dumps({"channel": [c.findtext(n) for n in ("title", "link", "description")], "self": c.find("{http://www.w3.org/2005/Atom}link").get("href"), "items": [{"title": i.findtext("title"), "text": i.findtext("description"), "guid": i.findtext("guid"), "permanent": i.find("guid").get("isPermaLink"), "at": email.utils.parsedate_to_datetime(i.findtext("pubDate")).timestamp()} for i in c.findall("item")]}))',
  ].join('\n')], { input: page.feed(), encoding: 'utf8' })
  const feed = JSON.parse(read) as { readonly items: readonly { readonly guid: string }[] }
  expect(feed).toMatchObject({
    channel: ['Status of TBS', 'https://status.example.com/', 'Status of TBS: disturbances and maintenance'], self: 'https://status.example.com/feed.xml',
    items: [{ text: ']]> "end"' }, { title: 'A < B & C', permanent: 'false', at: time.clock.wall() / 1_000 }],
  })
  expect(new Set(feed.items.map(({ guid }) => guid)).size).toBe(2)
})

type Answer = { readonly status: number; readonly body: string; readonly headers: Readonly<Record<string, string | string[] | undefined>> }
const ask = (path: string, { method = 'GET', host }: { readonly method?: string; readonly host?: string } = {}): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(server?.address ?? '')
    request({ hostname, port, path, method, agent: false, ...(host !== undefined && { headers: { host } }) }, (answer) => {
      let body = ''
      answer.setEncoding('utf8').on('data', (part: string) => (body += part)).on('end', () => resolve({ status: answer.statusCode ?? 0, body, headers: answer.headers }))
    }).on('error', reject).end()
  })

describe('its server', () => {
  beforeEach(async () => {
    const page = await open()
    await page.publish(said('a'))
    server = await openStatusServer({ page, port: 0, host: '127.0.0.1', address: 'https://status.example.com', clock: time.clock, log: quietLog() })
  })
  test('gives the page and the feed, with a policy that runs nothing', async () => {
    const [page, feed, head] = await Promise.all([ask('/'), ask('/feed.xml', { host: 'status.example.com' }), ask('/index.html', { method: 'HEAD' })])
    expect([page.status, feed.status, head.status, head.body]).toEqual([200, 200, 200, ''])
    expect(page.body).toBe(onDisk('index.html'))
    expect(feed.headers['content-type']).toBe('application/rss+xml; charset=utf-8')
    expect(String(page.headers['content-security-policy'])).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/=]+'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'$/)
    expect(page.headers['set-cookie']).toBeUndefined()
  })
  test.each([['/items.json', 404], ['/../journal.sqlite', 404], ['/%2e%2e/journal.sqlite', 404], ['/rpc', 404]])('gives nothing else: %s', async (path, status) => expect((await ask(path)).status).toBe(status))
  test('takes nothing', async () => expect((await ask('/', { method: 'POST' })).status).toBe(405))
  test('answers under no other name', async () => expect((await ask('/', { host: 'evil.example' })).status).toBe(403))
  test('lets a flood wait', async () => {
    const all = await Promise.all(Array.from({ length: 130 }, () => ask('/feed.xml').then(({ status }) => status, () => 0)))
    expect(all.filter((status) => status === 200).length).toBeLessThanOrEqual(100)
    expect(all).toContain(429)
    time.sleep(1_000)
    expect((await ask('/')).status).toBe(200)
  })
})
