import { Agent, request as httpRequest } from 'node:http'

export type Page = { readonly status: number; readonly servedBy: string | undefined; readonly value: unknown }

const timeoutMs = 10_000

/** One user's browser: keeps cookies and a connection. */
export class Browser {
  readonly #base: URL
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 })
  readonly #cookies: Map<string, string>

  constructor(base: string, cookies: Readonly<Record<string, string>>) {
    this.#base = new URL(base)
    this.#cookies = new Map(Object.entries(cookies))
  }

  /** One request with its whole JSON answer. Rejects when there is no answer within 10 s. */
  ask(method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown): Promise<Page> {
    const { promise, resolve, reject } = Promise.withResolvers<Page>()
    const sent = body === undefined ? undefined : JSON.stringify(body)
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const request = httpRequest({
      agent: this.#agent, hostname: this.#base.hostname, port: this.#base.port, method, path, timeout: timeoutMs,
      headers: { cookie, ...(sent !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(sent) }) },
    })
    request.on('timeout', () => request.destroy(new Error(`${method} ${path}: no answer in ${timeoutMs} ms`)))
    request.on('error', reject)
    request.on('response', async (answer) => {
      try {
        const chunks: Buffer[] = []
        for await (const chunk of answer as AsyncIterable<Buffer>) chunks.push(chunk)
        for (const set of answer.headers['set-cookie'] ?? []) this.#keep(set)
        const servedBy = answer.headers['x-served-by']
        const page = Buffer.concat(chunks).toString()
        const isJson = answer.headers['content-type']?.startsWith('application/json') === true
        resolve({ status: answer.statusCode ?? 0, servedBy: typeof servedBy === 'string' ? servedBy : undefined, value: isJson ? JSON.parse(page) : page })
      } catch (error) {
        reject(error)
      }
    })
    request.end(sent)
    return promise
  }

  close(): void {
    this.#agent.destroy()
  }

  #keep(setCookie: string): void {
    const [pair = ''] = setCookie.split(';')
    const at = pair.indexOf('=')
    this.#cookies.set(pair.slice(0, at), pair.slice(at + 1))
  }
}
