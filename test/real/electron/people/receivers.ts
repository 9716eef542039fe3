/** Real receivers on loopback: an SMTP server and HTTP servers that answer as they are told. */
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'

export type Received = { readonly path: string; readonly headers: IncomingHttpHeaders; readonly body: string }
export type HttpReceiver = {
  readonly address: string
  readonly received: readonly Received[]
  /** What the next requests get, one after the other; then 200. */
  readonly answer: (...answers: readonly ((response: ServerResponse) => void)[]) => void
  readonly stop: () => Promise<void>
}

export const status = (code: number, text = '', headers: Readonly<Record<string, string>> = {}) => (response: ServerResponse): void => void response.writeHead(code, { ...headers }).end(text)
/** Keeps the connection, and says nothing. */
export const silence = (): void => undefined
export const cut = (response: ServerResponse): void => void response.socket?.destroy()

export async function httpReceiver(usual: (response: ServerResponse) => void = status(200, 'ok')): Promise<HttpReceiver> {
  const received: Received[] = []
  let answers: ((response: ServerResponse) => void)[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (part: string) => (body += part)).on('end', () => {
      received.push({ path: request.url ?? '', headers: request.headers, body })
      ;(answers.shift() ?? usual)(response)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received,
    answer: (...next) => (answers = [...next]),
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

export type Mail = { readonly to: readonly string[]; readonly from: string; readonly raw: string }
export type SmtpReceiver = { readonly port: number; readonly mails: readonly Mail[]; readonly answer: (...answers: readonly ('451' | '550' | 'silence' | 'lost')[]) => void; readonly stop: () => Promise<void> }

/** Lets in one user; without STARTTLS, since its certificate is nobody's. */
export async function smtpReceiver({ user, password }: { readonly user: string; readonly password: string }): Promise<SmtpReceiver> {
  const mails: Mail[] = []
  let answers: string[] = []
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'], allowInsecureAuth: true, authMethods: ['PLAIN'], logger: false, disableReverseLookup: true,
    onAuth: ({ username, password: given }, _session, done) => (username === user && given === password ? done(null, { user }) : done(new Error('these are not the right words'))),
    onData: (stream, { envelope }, done) => {
      let raw = ''
      stream.setEncoding('utf8').on('data', (part: string) => (raw += part)).on('end', () => {
        const answer = answers.shift()
        if (answer === '451' || answer === '550') return done(Object.assign(new Error(answer === '451' ? 'come again' : 'no such message here'), { responseCode: Number(answer) }))
        if (answer !== 'silence') mails.push({ raw, from: envelope.mailFrom === false ? '' : envelope.mailFrom.address, to: envelope.rcptTo.map(({ address }) => address) })
        // Taken, and the word of it is lost.
        if (answer === 'silence' || answer === 'lost') return undefined
        return done()
      })
    },
  })
  server.on('error', () => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.server.address() as AddressInfo).port, mails,
    answer: (...next) => (answers = [...next]),
    stop: () => new Promise((resolve) => server.close(resolve)),
  }
}
