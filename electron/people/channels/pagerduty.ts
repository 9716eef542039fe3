/**
 * Kind `pagerduty`: the Events API v2. Its `dedup_key` is the message's own key, so that an alert sent twice is one alert, and
 * what was triggered is acknowledged and resolved by the same.
 */
import { z } from 'zod'
import type { Clock } from '../../../shared/clock.ts'
import type { Channel } from '../../../shared/plan.ts'
import { createHttp, jsonOf } from '../../connect/http.ts'
import type { Way } from './channel.ts'
import { post } from './post.ts'

const severities = { P0: 'critical', P1: 'error', P2: 'warning' } as const
const answered = z.looseObject({ dedup_key: z.string() })
/** What the API takes at most. */
const longest = { summary: 1_024, key: 255 } as const

export function pagerdutyChannel({ id, kind, address, routingKey }: Extract<Channel, { kind: 'pagerduty' }>, { clock }: { readonly clock: Clock }): Way {
  const http = createHttp(id, address)
  const secrets = [{ name: 'routingKey', value: routingKey }]
  const event = (action: 'trigger' | 'acknowledge' | 'resolve', key: string, signal: AbortSignal, payload?: unknown) => post({
    http, signal, wall: clock.wall, secrets,
    body: { routing_key: routingKey, event_action: action, dedup_key: key.slice(0, longest.key), ...(payload !== undefined && { payload, client: 'Fifteen' }) },
    proof: ({ status, text }) => `answered ${status}, dedup key ${answered.safeParse(jsonOf(text)).data?.dedup_key ?? key}`,
  })
  return {
    id, kind, dedups: true,
    send: ({ key, to, title, text, severity, incident, at }, signal) => event('trigger', key, signal, {
      summary: title.slice(0, longest.summary), source: 'fifteen', severity: severity === undefined ? 'info' : severities[severity],
      timestamp: new Date(at).toISOString(), custom_details: { text, to, ...(incident !== undefined && { incident }) },
    }),
    settle: (key, how, signal) => event(how, key, signal),
    stop: http.stop,
  }
}
