/**
 * What reached the targets, written down between the console and them: commands of HAProxy's Runtime API that change
 * something, sessions taken in, notices shown. Each passes here alone, so that a console can be ended before or after any of them.
 */
import { once } from 'node:events'
import { createServer as createHttpServer, request } from 'node:http'
import { connect, createServer, type AddressInfo, type Server } from 'node:net'
import type { Environment } from '../../shared/metrics.ts'

/** `place` counts effects from 1; `answer` is what the target said to it. */
export type Effect = { readonly place: number; readonly target: 'haproxy' | Environment; readonly what: string; readonly sent: string; readonly answer: string }
export type When = 'before' | 'after'
export type Ledger = {
  readonly effects: () => readonly Effect[]
  /** Everything that was asked of the targets, in its order, those that only look among it. */
  readonly passed: () => readonly { readonly target: Effect['target']; readonly line: string }[]
  /** Forgets what was. */
  readonly begin: () => void
  /** Told of each effect to come, counted on; where the listener throws it is cut there: not passed on, or not answered. */
  readonly onEffect: (listener?: (when: When, place: number, what: string) => void) => void
}
export type Wire = { readonly address: string; readonly stop: () => Promise<void> }

type Keeper = Ledger & {
  readonly note: (target: Effect['target'], line: string) => void
  readonly pass: (target: Effect['target'], what: string, sent: string, through: () => Promise<string>) => Promise<string> }

export function createLedger(): Keeper {
  let found: readonly Effect[] = []
  let lines: readonly { readonly target: Effect['target']; readonly line: string }[] = []
  let begun = 0
  let tell: (when: When, place: number, what: string) => void = () => undefined
  return {
    effects: () => found,
    passed: () => lines,
    note: (target, line) => void (lines = [...lines.slice(-2_000), { target, line }]),
    begin: () => {
      found = []
      lines = []
      begun = 0
      tell = () => undefined
    },
    onEffect: (listener = () => undefined) => (tell = listener),
    pass: async (target, what, sent, through) => {
      const place = (begun += 1)
      tell('before', place, what)
      const answer = await through()
      // It happened, whoever hears of it.
      found = [...found, { place, target, what, sent, answer }]
      tell('after', place, what)
      return answer
    },
  }
}

const closed = async (server: Server): Promise<void> => {
  server.close()
  await once(server, 'close')
}

const exchange = (path: string, line: string): Promise<string> => {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  let text = ''
  connect({ path }).on('error', reject).on('data', (chunk) => (text += chunk.toString())).on('end', () => resolve(text)).end(`${line}\n`)
  return promise
}

/** A Runtime API as HAProxy has it at `runtime`. A line of several commands that change something is passed on one by one. */
export async function startRuntimeWire(path: string, runtime: string, ledger: Keeper): Promise<Wire> {
  // A weight without a value is how the console sees that it may write.
  const isLook = (command: string): boolean => command.startsWith('show ') || /^set server \S+ weight$/.test(command)
  const through = (line: string): Promise<string> => exchange(runtime, line)
  const server = createServer({ allowHalfOpen: true }, (client) => {
    let line = ''
    client.on('error', () => undefined)
    client.on('data', (chunk) => (line += chunk.toString()))
    client.on('end', async () => {
      try {
        // Who asked was ended before it said anything.
        if (line.trim() === '') return void client.end()
        ledger.note('haproxy', line.trim())
        const commands = line.trim().split(';')
        const answers = commands.every(isLook) ? [await through(line.trim())] : []
        if (answers.length === 0)
          for (const command of commands) answers.push(isLook(command) ? await through(command) : await ledger.pass('haproxy', command.split(' ', 2).join(' '), command, () => through(command)))
        client.end(answers.join(''))
      } catch {
        // As HAProxy would: it is gone.
        client.destroy()
      }
    })
  }).listen(path)
  await once(server, 'listening')
  return { address: path, stop: () => closed(server) }
}

/** An application as it is at `base`; what changes it under /admin is an effect. */
export async function startAppWire(environment: Environment, base: string, ledger: Keeper): Promise<Wire> {
  const server = createHttpServer(async (asked, answer) => {
    ledger.note(environment, `${asked.method} ${asked.url}`)
    const body: Buffer[] = []
    try {
      for await (const chunk of asked as AsyncIterable<Buffer>) body.push(chunk)
      const sent = Buffer.concat(body)
      const through = async (): Promise<string> => {
        const { promise, resolve, reject } = Promise.withResolvers<string>()
        request(`${base}${asked.url ?? '/'}`, { method: asked.method, headers: asked.headers, agent: false }, (upstream) => {
          const chunks: Buffer[] = []
          upstream.on('error', reject)
          upstream.on('data', (chunk: Buffer) => chunks.push(chunk))
          upstream.on('end', () => {
            answer.statusCode = upstream.statusCode ?? 502
            for (const [name, value] of Object.entries(upstream.headers)) if (value !== undefined && !/^(connection|transfer-encoding|keep-alive)$/.test(name)) answer.setHeader(name, value)
            resolve(Buffer.concat(chunks).toString())
          })
        }).on('error', reject).end(sent)
        return promise
      }
      const changes = asked.method !== 'GET' && asked.url?.startsWith('/admin/') === true
      answer.end(changes ? await ledger.pass(environment, `${asked.method} ${asked.url}`, sent.toString(), through) : await through())
    } catch {
      answer.destroy()
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      const end = closed(server)
      server.closeAllConnections()
      await end
    },
  }
}
