/**
 * Kind `webhook`: JSON by POST, signed where the plan has a secret, with the message's key as `idempotency-key`. Whether the
 * other side heeds that is not known, so a repeat says in words that it may be one.
 */
import { createHmac } from 'node:crypto'
import type { Clock } from '../../../shared/clock.ts'
import type { Channel } from '../../../shared/plan.ts'
import { createHttp } from '../../connect/http.ts'
import { bodyText, type Way } from './channel.ts'
import { post } from './post.ts'

export function webhookChannel({ id, kind, address, secret }: Extract<Channel, { kind: 'webhook' }>, { clock }: { readonly clock: Clock }): Way {
  const http = createHttp(id, address)
  const secrets = secret === undefined ? [] : [{ name: 'secret', value: secret }]
  return {
    id, kind, dedups: false,
    send: (message, signal) => {
      const { key, kind: of, to, title, severity, incident, at, repeat, closing } = message
      const body = { message: key, kind: of, to, title, text: bodyText(message), at: new Date(at).toISOString(), repeat, closing, ...(severity && { severity }), ...(incident !== undefined && { incident }) }
      const signature = secret === undefined ? {} : { 'x-signature-256': `sha256=${createHmac('sha256', secret).update(JSON.stringify(body)).digest('hex')}` }
      return post({ http, signal, wall: clock.wall, secrets, body, headers: { 'idempotency-key': key, ...signature }, proof: ({ status, text }) => `answered ${status} ${text.slice(0, 100)}`.trim() })
    },
    stop: http.stop,
  }
}
