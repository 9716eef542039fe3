/** Whoever answers on a socket, or asks on one: servers of mail, webhooks, applications, balancers, databases and logs; visitors of our own servers. */
import fc from 'fast-check'
import { mkdtempSync, rmSync } from 'node:fs'
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectApp } from '../../electron/connect/app.ts'
import { appSettings } from '../../electron/connect/app-settings.ts'
import { ConnectError } from '../../electron/connect/connector.ts'
import { connectHaproxy } from '../../electron/connect/haproxy.ts'
import { haproxySettings } from '../../electron/connect/haproxy-settings.ts'
import { connectMysql } from '../../electron/connect/mysql.ts'
import { mysqlSettings } from '../../electron/connect/mysql-settings.ts'
import { createPilots } from '../../electron/console/pilots/pilots.ts'
import { createLog } from '../../electron/log.ts'
import { followHttp } from '../../electron/logs/http.ts'
import { openChannel } from '../../electron/people/channels/index.ts'
import type { Outcome, Outgoing } from '../../electron/people/channels/channel.ts'
import { openPilotServer } from '../../electron/shell/pilot-server.ts'
import { openStatusServer } from '../../electron/shell/status-server.ts'
import type { Actor } from '../../shared/journal.ts'
import { channel } from '../../shared/plan/channels.ts'
import { memoryJournal } from '../doubles/memory-journal.ts'
import { tbsPlan } from '../unit/shared/plan/tbs-plan.ts'
import { applied, edits, mutated, planted, type Edit } from './mutate.ts'
import { Finding, target, type Target } from './target.ts'

/** Time goes on with each look: nothing is limited by rate, and nothing waits. */
const runningClock = () => {
  let now = 1_774_267_200_000
  return { wall: () => (now += 1_000), mono: () => (now += 1_000), boot: 'fuzz' }
}
const context = { clock: { wall: () => 1_774_267_200_000, mono: () => performance.now(), boot: 'fuzz' }, every: 1_000 }
const within = 2_000

type Conversation = { readonly port: number; readonly play: (replies: readonly string[], reply?: (asked: string) => string) => void; readonly stop: () => Promise<void> }
/** A server that says its lines one after the other, whatever is asked, and ends. latin1: bytes. @param greets says the first before it is asked */
async function speaking(greets: boolean): Promise<Conversation> {
  let replies: readonly string[] = []
  let answer: ((asked: string) => string) | undefined
  const sockets = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => undefined)
    let turn = 0
    const say = (asked: string): void => {
      const reply = answer?.(asked) ?? replies[turn]
      turn += 1
      if (reply !== undefined) socket.write(Buffer.from(reply, 'latin1'))
      if (answer !== undefined || turn >= replies.length) socket.end()
    }
    if (greets) say('')
    socket.on('data', (asked) => say(asked.toString()))
    socket.on('end', () => socket.end())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    play: (next, reply) => {
      replies = next
      answer = reply
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

type Change = { readonly at: number; readonly edits: readonly Edit[] }
const changes = (tokens: readonly string[]): fc.Arbitrary<readonly Change[]> => fc.array(fc.record({ at: fc.nat(30), edits: edits(tokens) }), { minLength: 1, maxLength: 3 })
const changed = (all: readonly string[], change: readonly Change[]): readonly string[] => change.reduce((found, { at, edits: own }) => found.map((one, index) => (index === at % found.length ? applied(one, own) : one)), all)

const message: Outgoing = { key: 'm-1', kind: 'page', to: 'the desk', addresses: ['ops@example.com'], title: 'Error burst', text: 'Green fails', severity: 'P0', incident: 'i-1', closing: false, at: 1_774_267_200_000, repeat: false }
/** A channel never rejects, ends in time, and says nothing that is secret. */
async function sent(send: (signal: AbortSignal) => Promise<Outcome>): Promise<Outcome> {
  const outcome = await send(AbortSignal.timeout(within))
  const said = outcome.sent ? outcome.proof : outcome.detail
  if (said.includes(planted)) throw new Finding(`the secret is in what is told of it: ${said.slice(0, 300)}`)
  if (!outcome.sent && said === '') throw new Finding('a failure without a word')
  if (said.length > 900) throw new Finding(`${said.length} characters of it`)
  return outcome
}

const mail = ['220 mail ESMTP\r\n', '250-mail\r\n250-SIZE 100000\r\n250-AUTH PLAIN LOGIN\r\n250 8BITMIME\r\n', '235 2.7.0 ok\r\n', '250 2.1.0 ok\r\n', '250 2.1.5 ok\r\n', '354 go ahead\r\n', '250 2.0.0 queued as 4711\r\n', '221 bye\r\n']
async function mailServers(): Promise<Target> {
  const server = await speaking(true)
  const way = openChannel(channel.parse({ id: 'mail', kind: 'smtp', host: '127.0.0.1', port: server.port, tls: 'none', user: 'fifteen', password: planted, from: 'fifteen@example.com', timeout: '500ms' }), { clock: context.clock } as never)
  const send = (change: readonly Change[]) => {
    server.play(changed(mail, change))
    return sent((signal) => way.send(message, signal))
  }
  server.play(mail)
  const sound = await way.send(message, AbortSignal.timeout(within))
  if (!sound.sent) throw new Finding(`the untouched conversation fails: ${sound.detail}`)
  return target({ name: 'mail servers', share: 4, inputs: changes(['250 ', '250-', '421 4.3.2 later', '550 5.1.1 no', '535 5.7.8 wrong', 'STARTTLS', '\r\n', '999 ']), take: send, stop: async () => {
    way.stop()
    await server.stop()
  } })
}

const answers = [
  'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok', 'HTTP/1.1 202 Accepted\r\nContent-Type: application/json\r\nContent-Length: 46\r\n\r\n{"status":"success","dedup_key":"m-1","a":[1]}',
  'HTTP/1.1 429 Too Many Requests\r\nRetry-After: 30\r\nContent-Length: 0\r\n\r\n', 'HTTP/1.1 503 Service Unavailable\r\nRetry-After: Wed, 21 Oct 2099 07:28:00 GMT\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbusy\r\n0\r\n\r\n',
  'HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n', 'HTTP/1.1 400 Bad Request\r\nContent-Length: 12\r\n\r\ninvalid_text',
]
const ofHttp = ['HTTP/1.1 ', ' 200 ', ' 204 ', ' 100 Continue\r\n\r\n', 'Content-Length: ', 'Transfer-Encoding: chunked\r\n', 'Content-Encoding: gzip\r\n', 'Location: ', 'Retry-After: ', 'Set-Cookie: a=b\r\n', '\r\n\r\n', 'ffffffff\r\n']
async function webhooks(): Promise<readonly Target[]> {
  const server = await speaking(false)
  const address = `http://127.0.0.1:${server.port}`
  const reach = { clock: context.clock } as never
  const ways = [
    openChannel(channel.parse({ id: 'hook', kind: 'webhook', address: `${address}/x`, secret: planted }), reach),
    openChannel(channel.parse({ id: 'slack', kind: 'slack', address: `${address}/services/${planted}` }), reach),
    openChannel(channel.parse({ id: 'pager', kind: 'pagerduty', address: `${address}/v2`, routingKey: planted }), reach),
  ]
  return ways.map((way, index) => target({
    name: `answers of ${way.kind}`, share: 4, inputs: mutated(answers, ofHttp),
    take: async (text) => {
      server.play([Buffer.from(text).toString('latin1')])
      const outcome = await sent((signal) => way.send(message, signal))
      if (outcome.sent && !/^HTTP\/1\.[01] (?:1\d\d|2\d\d)/.test(text.trimStart())) throw new Finding(`it counts as sent, by ${text.slice(0, 60)}`)
      if (!outcome.sent && outcome.retryAfter !== undefined && !(outcome.retryAfter >= 0 && Number.isFinite(outcome.retryAfter))) throw new Finding(`again after ${outcome.retryAfter} ms`)
      return way.settle?.('m-1', 'resolve', AbortSignal.timeout(within))
    },
    stop: async () => {
      way.stop()
      if (index === 0) await server.stop()
    },
  }))
}

const json = (value: unknown): string => {
  const body = JSON.stringify(value)
  return `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
}
async function applications(): Promise<Target> {
  const server = await speaking(false)
  const settings = appSettings.parse({
    environment: 'green', address: `http://127.0.0.1:${server.port}`, token: planted, sessions: {}, notice: {}, metrics: { requests: { counter: 'http_requests_total' } },
    health: { json: [{ path: 'status', matches: '^(?:ok|up)$' }, { path: 'checks[0].ms', below: 500 }] },
    journeys: [{ id: 'visitor', title: 'A visitor', steps: [
      { title: 'First', request: { path: '/' }, save: { id: { json: 'id' }, h: { header: 'x-id' } } },
      { title: 'Then', request: { path: '/{{id}}', method: 'POST', json: { id: '{{id}}' } }, expect: { json: [{ path: 'id', equals: '{{id}}' }], headers: { 'content-type': 'json' } } },
    ] }],
  })
  const app = connectApp('green-app', settings, context)
  const page = 'HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4\r\nConnection: close\r\n\r\n# TYPE http_requests_total counter\nhttp_requests_total 5\n'
  const found = [json({ status: 'ok', build: 'b-1', environment: 'green', id: 'x7', checks: [{ ms: 4 }], archive: 'a', imported: 1 }), json([{ sessionId: 's', user: 'ada', cart: [1] }]), page]
  return target({
    name: 'answers of applications', share: 6, connector: true, inputs: fc.tuple(mutated(found, [...ofHttp, '"build":', '"environment":"blue"', '[{"sessionId":"a","user":"b"}]', '"id":{}']), fc.nat(6)), allowed: (error) => error instanceof ConnectError,
    take: async ([text, call]) => {
      server.play([Buffer.from(text).toString('latin1')])
      const signal = AbortSignal.timeout(within)
      switch (call) {
        case 0: return app.identify(signal)
        case 1: return app.health(signal)
        case 2: return app.sample?.(signal)
        case 3: return app.exportSessions(signal)
        case 4: return app.importSessions([{ sessionId: 's', user: 'ada', record: { a: 1 } }], signal)
        case 5: return app.notice('text', 'warning', signal)
        default: return app.journey('visitor', signal)
      }
    },
    stop: async () => {
      await app.stop()
      await server.stop()
    },
  })
}

async function logsOverHttp(): Promise<Target> {
  const server = await speaking(false)
  return target({
    name: 'answers of logs', share: 4, inputs: mutated([json({ lines: ['a', { msg: 'b', level: 'error' }], cursor: 'c1', dropped: 3 }), json({ lines: [], cursor: 7 })], [...ofHttp, '"lines":[', '"cursor":', '"dropped":-1', '{"a":', '\\n']),
    take: async (text) => {
      server.play([Buffer.from(text).toString('latin1')])
      const stop = new AbortController()
      const said: string[] = []
      await followHttp({ id: 'api', address: `http://127.0.0.1:${server.port}/logs`, token: planted, every: 60_000, timeout: within, tools: {
        signal: stop.signal, place: () => undefined, behind: () => undefined, failed: () => undefined, readAllAtFirst: false, lost: ({ lines = 0 }) => {
          if (!(lines >= 0)) throw new Finding(`${lines} lines were lost`)
        },
        put: ({ lines }) => {
          if (lines.some((line) => line.includes('\n'))) throw new Finding('a line of two lines')
          return Promise.resolve()
        },
        // What is told ends this question: the next one is another input.
        state: (_, detail) => {
          said.push(detail)
          stop.abort()
        },
      } })
      if (said.some((one) => one.includes(planted) && !text.includes(planted))) throw new Finding('the token is in what is told')
      if (said.length === 0) throw new Finding('nothing is told of it')
    },
    stop: server.stop,
  })
}

const stat = '# pxname,svname,qcur,scur,econ,eresp,hrsp_1xx,hrsp_2xx,hrsp_3xx,hrsp_4xx,hrsp_5xx,hrsp_other,last_chk,qtime,rtime,status,weight,\nsplit,blue,0,2,0,0,0,90,0,0,10,0,,4,20,UP,100,\nsplit,green,0,0,3,1,0,0,0,0,0,0,,0,0,DRAIN,0,\n\n'
const info = 'Name: HAProxy\nVersion: 2.6.12-1+deb12u4\nPid: 14857\nStart_time_sec: 1795571511\nnode: testnode\ndescription: edge-1\nStopping: 0\n\n'
const states = '1\n# be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight srv_iweight srv_time_since_last_change srv_check_status srv_check_result srv_check_health srv_check_state srv_agent_state bk_f_forced_id srv_f_forced_id srv_fqdn srv_port srvrecord srv_use_ssl srv_check_port srv_check_addr srv_agent_addr srv_agent_port\n3 split 1 blue 127.0.0.1 2 0 100 100 1 8 2 0 6 0 0 0 - 19081 - 0 0 - - 0\n3 split 2 green 127.0.0.1 2 8 0 0 6 3 4 6 0 0 0 0 - 19082 - 0 0 - - 0\n\n'
const balanced = (asked: string): string => asked.trim().split(';').map((command) => (command.startsWith('show stat') ? stat : command.startsWith('show info') ? info : command.startsWith('show servers state') ? states : command.startsWith('show map') ? '0x55 ada green\n0x56 7 7\n\n' : '\n')).join('')
async function balancers(): Promise<Target> {
  const server = await speaking(false)
  const dir = mkdtempSync(join(tmpdir(), 'fifteen-fuzz-haproxy-'))
  const settings = haproxySettings.parse({
    runtime: `127.0.0.1:${server.port}`, through: 'http://127.0.0.1:9', identity: 'edge-1', weighted: { blue: ['split/blue'], green: ['split/green'] }, users: { map: join(dir, 'users.map') }, fence: { map: join(dir, 'fence.map') },
    stateFile: join(dir, 'state'), userBy: { cookie: 'user' },
  })
  return target({
    name: 'runtime API of HAProxy', share: 5, connector: true, allowed: (error) => error instanceof ConnectError,
    inputs: fc.tuple(edits(['show', '\n\n', '# ', '0x', ',,', 'Permission denied\n', 'Unknown command', ' 100 ', 'green', 'DRAIN', '-1']), fc.nat(5)),
    take: async ([change, call]) => {
      server.play([], (asked) => Buffer.from(applied(balanced(asked), change)).toString('latin1'))
      const balancer = connectHaproxy('edge', settings, context)
      const signal = AbortSignal.timeout(within)
      try {
        switch (call) {
          case 0: return await balancer.identify(signal)
          case 1: return await balancer.sample?.(signal)
          case 2: return await balancer.read(signal)
          case 3: return await balancer.figures(signal)
          case 4: return await balancer.noop(8, signal)
          default: return await balancer.setWeights({ blue: 100, green: 0 }, 8, signal)
        }
      } finally {
        await balancer.stop()
      }
    },
    stop: async () => {
      await server.stop()
      rmSync(dir, { recursive: true, force: true })
    },
  })
}

/** What MariaDB 10.11 answered a console that signed in, asked who it is, and sampled. */
const mariadb = [
  'ZAAAAAo1LjUuNS0xMC4xMS4xOS1NYXJpYURCLTArZGViMTJ1MQAFAAAAUkZHcy4neU4A/vcIAgD/gRUAAAAAAAAdAAAAW1w+YEktQ0kmfWdtAG15c3FsX25hdGl2ZV9wYXNzd29yZAA=',
  'DwAAAgAAAAJAAAAABgEEA29wcw==',
  'GQAAAQAAAAJAAAAAEAAOCmF1dG9jb21taXQCT04=',
  'BwAAAQAAAAIAAAA=',
  'BwAAAQAAAAIAAAA=',
  ['AQAAAQJlAAACA2RlZhJpbmZvcm1hdGlvbl9zY2hlbWERU0VTU0lPTl9WQVJJQUJMRVMRU0VTU0lPTl9WQVJJQUJMRVMNVmFyaWFibGVfbmFtZQ1WQVJJQUJMRV9OQU1FAAwtAAABAAD9ARAAAABeAAADA2RlZhJpbmZvcm1hdGlvbl9zY2hlbWERU0VTU0lPTl9WQVJJQUJMRVMRU0VTU0lPTl9W', 'QVJJQUJMRVMFVmFsdWUOVkFSSUFCTEVfVkFMVUUADC0AAEAAAP0BEAAAAAUAAAT+AAAiABAAAAUMdHhfcmVhZF9vbmx5Ak9OBQAABv4AACIA'].join(''),
  ['AQAAAQUpAAACA2RlZgAAABJAQEdMT0JBTC5zZXJ2ZXJfaWQAAAw/ABUAAAAIoAAAAAAoAAADA2RlZgAAABFAQEdMT0JBTC5ob3N0bmFtZQAADC0ACAAAAP0AACcAACQAAAQDZGVmAAAADUBAR0xPQkFMLnBvcnQAAAw/ABUAAAAIoAAAAAAnAAAFA2RlZgAAABBAQEdMT0JBTC5kYXRhZGlyAAAM', 'LQCEAAAA/QAAJwAAJwAABgNkZWYAAAAQQEBHTE9CQUwudmVyc2lvbgAADC0AaAAAAP0AACcAAAUAAAf+AAACAEgAAAgBMQJ2bQUzOTQ0NyEvdG1wL2ZpZnRlZW4tbWFyaWFkYi04MFVlRkMvZGF0YS8aMTAuMTEuMTktTWFyaWFEQi0wK2RlYjEydTEFAAAJ/gAAAgA='].join(''),
  ['AQAAAQJfAAACA2RlZhJpbmZvcm1hdGlvbl9zY2hlbWEOU0VTU0lPTl9TVEFUVVMOU0VTU0lPTl9TVEFUVVMNVmFyaWFibGVfbmFtZQ1WQVJJQUJMRV9OQU1FAAwtAAABAAD9ARAAAABYAAADA2RlZhJpbmZvcm1hdGlvbl9zY2hlbWEOU0VTU0lPTl9TVEFUVVMOU0VTU0lPTl9TVEFUVVMFVmFs', 'dWUOVkFSSUFCTEVfVkFMVUUADC0AAEAAAP0BEAAAAAUAAAT+AAAiABMAAAUQQWJvcnRlZF9jb25uZWN0cwEwGwAABhhDb25uZWN0aW9uX2Vycm9yc19hY2NlcHQBMB0AAAcaQ29ubmVjdGlvbl9lcnJvcnNfaW50ZXJuYWwBMCQAAAghQ29ubmVjdGlvbl9lcnJvcnNfbWF4X2Nvbm5lY3Rpb25z', 'ATAhAAAJHkNvbm5lY3Rpb25fZXJyb3JzX3BlZXJfYWRkcmVzcwEwGwAAChhDb25uZWN0aW9uX2Vycm9yc19zZWxlY3QBMBwAAAsZQ29ubmVjdGlvbl9lcnJvcnNfdGNwd3JhcAEwFAAADBFUaHJlYWRzX2Nvbm5lY3RlZAExEgAADQ9UaHJlYWRzX3J1bm5pbmcBMQkAAA4GVXB0aW1lATEFAAAP', '/gAAAgA='].join(''),
  ['AQAAAQUYAAACA2RlZgAAAAFuAAAMPwABAAAAA4EAAAAAGAAAAwNkZWYAAAABdAAADC0AFAAAAP0BACcAABgAAAQDZGVmAAAAAXoAAAw/AAAAAAAGgAAAAAAYAAAFA2RlZgAAAAFkAAAMPwAEAAAA9oEAAQAAGQAABgNkZWYAAAACYXQAAAw/ABMAAAAMgQAAAAAFAAAH/gAAAgAiAAAIATMGbmHD', 'r3Zl+wMxLjUTMjAyNi0xMS0yNiAwNjowNTo0NQUAAAn+AAACAA=='].join(''),
  'AQAAAQEvAAACA2RlZgAAABhAQEdMT0JBTC5tYXhfY29ubmVjdGlvbnMAAAw/ABUAAAAIoAAAAAAFAAAD/gAAAgAEAAAEAzE1MQUAAAX+AAACAA==',
].map((text) => Buffer.from(text, 'base64').toString('latin1'))
async function databases(): Promise<Target> {
  const server = await speaking(true)
  const settings = mysqlSettings.parse({ environment: 'green', host: '127.0.0.1', port: server.port, user: 'fifteen', password: planted, database: 'ops', connections: 1, queryTimeout: '400ms', metrics: { db_pool_usage: 'pool_usage', active_users: { query: 'SELECT 3' } } })
  const ask = async (replies: readonly string[], limit = 250) => {
    server.play(replies)
    const mysql = connectMysql('db', settings, context)
    try {
      const signal = AbortSignal.timeout(limit)
      return [await mysql.identify(signal), await mysql.sample?.(signal)]
    } finally {
      await mysql.stop()
    }
  }
  await ask(mariadb, 10_000)
  return target({
    name: 'answers of databases', share: 2, connector: true, inputs: changes(['\u0000\u0000\u0001\u0000', '\u00ff', '\u00fe\u0000\u0000', '\u00fb', '\u00fc', '#08004']), allowed: (error) => error instanceof ConnectError,
    take: (change) => ask(changed(mariadb, change)),
    stop: server.stop,
  })
}

const ada: Actor = { kind: 'person', name: 'Ada', role: 'operator' }
/** All that a server says to these bytes, until it ends or says no more. */
async function said(port: number, bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  let text = ''
  socket.setEncoding('latin1').on('data', (part) => (text += String(part)))
  socket.on('error', () => undefined)
  const closed = once(socket, 'close').catch(() => undefined)
  socket.end(Buffer.from(bytes, 'latin1'))
  const limit = setTimeout(() => socket.destroy(), within)
  await closed
  clearTimeout(limit)
  return text
}
async function visitors(): Promise<readonly Target[]> {
  const clock = runningClock()
  const failures: string[] = []
  const log = createLog({ clock, level: 'info', write: (line) => void (line.includes('failed') && failures.push(line)) })
  const journal = memoryJournal(clock)
  const pilots = ['a', 'b', 'c']
  for (const pilot of pilots) {
    journal.append({ kind: 'pilot.added', who: ada, data: { pilot, user: pilot, person: { name: `Person ${pilot}`, email: `${pilot}@desk.example` }, profile: 'Trader', experience: 'new' } })
    journal.append({ kind: 'pilot.consented', who: ada, data: { pilot, given: true, on: '2026-01-05' } })
  }
  const own = tbsPlan()
  const plan = own.pilots ? { ...own, pilots: { ...own.pilots, server: { port: 0, host: '127.0.0.1', webhookSecret: 'BUGS' } } } : own
  const unused = (): never => {
    throw new Error('not used here')
  }
  const room = createPilots({
    plan: () => plan, journal: { ...journal, kept: () => undefined, keep: () => undefined } as never, lab: () => undefined, clock, log, secret: () => planted,
    balancer: unused, app: unused, activeRun: () => undefined, seenFencing: () => 0, timers: { every: () => () => undefined, after: () => () => undefined } as never,
  })
  const server = await openPilotServer({ desk: room.desk, port: 0, host: '127.0.0.1', clock, log })
  room.serves(server.address)
  const { links } = room.openSurvey('Week 2', pilots, ada)
  const host = new URL(server.address).host
  const link = new URL(links[0]?.url ?? server.address).pathname
  const body = 'satisfied=yes&speed=4&comment=fine'
  const asked = [
    `GET ${link} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`, `POST ${link} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    `POST /bugs HTTP/1.1\r\nHost: ${host}\r\nX-Signature-256: sha256=00\r\nContent-Length: 2\r\n\r\n{}`,
  ]
  const tokens = ['GET ', 'POST ', 'HEAD ', 'TRACE ', 'HTTP/1.1\r\n', 'HTTP/1.0\r\n', `Host: ${host}\r\n`, 'Content-Length: 5\r\n', 'Transfer-Encoding: chunked\r\n', 'Expect: 100-continue\r\n', 'Upgrade: websocket\r\n', '/s/', '/../', '%00', '%2e%2e/', '\r\n\r\n', '__proto__=1&', 'satisfied=', '&', `Authorization: Bearer `]
  const seen = (text: string, bytes: string): void => {
    if (failures.length > 0) throw new Finding(failures.splice(0).join(' ').slice(0, 1_500))
    if (/^HTTP\/1\.1 5/m.test(text) && !/^HTTP\/1\.1 5(?:05|01)/m.test(text)) throw new Finding(`it fails: ${text.slice(0, 300)}`)
    if (text.includes(planted) && !bytes.includes(planted)) throw new Finding('the secret is in the answer')
    if (/Person [abc]|@desk\.example/.test(text)) throw new Finding(`a pilot user is named: ${text.slice(0, 300)}`)
    if (/<script/i.test(text)) throw new Finding(`a script in the answer: ${text.slice(0, 500)}`)
  }
  const status = await openStatusServer({ page: { html: () => '<!doctype html><title>Status</title>', feed: () => '<rss/>' }, port: 0, host: '127.0.0.1', clock, log })
  const statusHost = new URL(status.address).host
  return [
    target({ name: 'visitors of forms', share: 5, inputs: mutated(asked, tokens), stop: server.stop, take: async (bytes) => seen(await said(Number(new URL(server.address).port), bytes), bytes) }),
    target({ name: 'visitors of the status page', share: 3, inputs: mutated([`GET / HTTP/1.1\r\nHost: ${statusHost}\r\nConnection: close\r\n\r\n`, `HEAD /feed.xml HTTP/1.0\r\nHost: ${statusHost}\r\n\r\n`], tokens), stop: status.stop, take: async (bytes) => seen(await said(Number(new URL(status.address).port), bytes), bytes) }),
  ]
}

export const peers = async (): Promise<readonly Target[]> => [await mailServers(), ...(await webhooks()), await applications(), await logsOverHttp(), await balancers(), await databases(), ...(await visitors())]
