/**
 * Kind `smtp`: e-mail, to the addresses that the plan has and no others. The Message-ID comes of the message's key, so that a
 * mailbox may know a repeat; that it does is not promised, and a repeat says so.
 */
import { createHash } from 'node:crypto'
import type { Channel } from '../../../shared/plan.ts'
import { formsOf, redact } from '../../hide.ts'
import { bodyText, failed, type Outcome, type Outgoing, type Way } from './channel.ts'

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
type Trouble = { readonly code: string; readonly command: string; readonly responseCode: number | undefined; readonly message: string }
const troubleOf = (error: unknown): Trouble => {
  const { code, command, responseCode, message } = (typeof error === 'object' && error !== null ? error : {}) as Readonly<Record<string, unknown>>
  return { code: textOf(code), command: textOf(command), responseCode: typeof responseCode === 'number' ? responseCode : undefined, message: textOf(message) || String(error) }
}
/** Where a conversation has brought the message, or nobody knows how far it came. */
const broughtIt = ({ command, responseCode }: Trouble): boolean => responseCode === undefined && (command === '' || command === 'DATA')

export function messageIdOf(key: string, from: string): string {
  return `<fifteen-${createHash('sha256').update(key).digest('hex').slice(0, 32)}@${from.split('@')[1] ?? 'fifteen.invalid'}>`
}

export function smtpChannel({ id, kind, host, port, tls, user, password, from, timeout }: Extract<Channel, { kind: 'smtp' }>): Way {
  const secrets = (password === undefined ? [] : [{ name: 'password', value: password }]).flatMap(formsOf)
  const clean = (text: string): string => redact(text, secrets, (name) => `(${name})`)
  // Loaded by the first message: a console starts without it, and many send none by e-mail.
  const open = async () => (await import('nodemailer')).createTransport({
    host, port, secure: tls === 'implicit', requireTLS: tls === 'starttls', ignoreTLS: tls === 'none',
    ...(user !== undefined && { auth: { user, pass: password ?? '' } }),
    connectionTimeout: timeout, greetingTimeout: timeout, socketTimeout: timeout, dnsTimeout: timeout,
    disableFileAccess: true, disableUrlAccess: true,
  })

  const attempt = async (message: Outgoing, signal: AbortSignal): Promise<Outcome> => {
    // One connection a message: what hangs is ended by closing it, and nothing else is on it.
    const transport = await open()
    const { promise: over, reject } = Promise.withResolvers<never>()
    over.catch(() => undefined)
    const end = (): void => {
      transport.close()
      reject(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' }))
    }
    signal.addEventListener('abort', end, { once: true })
    try {
      signal.throwIfAborted()
      const sent = await Promise.race([over, transport.sendMail({
        from, to: [...message.addresses], subject: message.title, text: bodyText(message), messageId: messageIdOf(message.key, from), date: new Date(message.at),
        ...(message.severity === 'P0' && { priority: 'high' as const }),
      })])
      const refused = (sent.rejected as readonly unknown[]).map((one) => (typeof one === 'string' ? one : textOf((one as { readonly address?: unknown }).address)))
      return { sent: true, proof: clean(`${sent.messageId}: ${sent.response}${refused.length > 0 ? `; refused for ${refused.join(', ')}` : ''}`).slice(0, 500) }
    } catch (error) {
      const trouble = troubleOf(error)
      const { code, responseCode, message: said } = trouble
      const detail = clean(signal.aborted ? 'no answer in time' : said)
      // 4xx is for another time, 5xx is for good; a wrong password will not be a right one.
      const forGood = code === 'EAUTH' || code === 'ENOAUTH' || (responseCode !== undefined && responseCode >= 500)
      return failed(detail, { again: !forGood, maybe: broughtIt(trouble) })
    } finally {
      signal.removeEventListener('abort', end)
      transport.close()
    }
  }
  return {
    id, kind, dedups: false,
    send: (message, signal) => (message.addresses.length === 0 ? Promise.resolve(failed(`the plan has no e-mail address of ${message.to}`)) : attempt(message, signal)),
    stop: () => undefined,
  }
}
