/** Kind `slack`: an incoming webhook. It takes a message as often as it is sent, so a repeat says that it may be one. */
import type { Clock } from '../../../shared/clock.ts'
import type { Channel } from '../../../shared/plan.ts'
import { createHttp } from '../../connect/http.ts'
import { bodyText, type Way } from './channel.ts'
import { post } from './post.ts'

/** Characters that mean something there. */
const plain = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

export function slackChannel({ id, kind, address }: Extract<Channel, { kind: 'slack' }>, { clock }: { readonly clock: Clock }): Way {
  const http = createHttp(id, address)
  const secrets = [{ name: 'address', value: address }, { name: 'address', value: new URL(address).pathname }]
  return {
    id, kind, dedups: false,
    send: (message, signal) => post({
      http, signal, wall: clock.wall, secrets, body: { text: `*${plain(message.title)}*\n${plain(bodyText(message))}` },
      proof: ({ status, text }) => `answered ${status} ${text}`.trim(),
    }),
    stop: http.stop,
  }
}
