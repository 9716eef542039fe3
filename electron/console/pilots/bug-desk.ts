/**
 * Bugs that another system tells of: signed, checked, and taken once a delivery. Whatever is wrong, the answer is the same few
 * words. Plan: "Issue Resolution: Ticket tracking"; trust.md, "Webhooks signed (HMAC)".
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { rule, type Actor } from '../../../shared/journal.ts'
import type { Pilots } from '../../../shared/pilot.ts'
import { bugSeverities } from '../../../shared/pilot-entries.ts'
import type { Journal } from '../../journal/journal.ts'

const key = z.string().trim().min(1).max(60)
const delivery = z.strictObject({
  /** The sender's own number of this message: a repeat bears the same. */
  delivery: z.string().trim().min(1).max(120),
  event: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('reported'), bug: key, title: z.string().trim().min(1).max(300), severity: z.enum(bugSeverities), affects: z.int().nonnegative().optional(), link: z.url({ protocol: /^https?$/ }).max(500).optional() }),
    z.strictObject({ kind: z.literal('resolved'), bug: key, how: z.string().trim().max(1_000).default('') }),
    z.strictObject({ kind: z.literal('reopened'), bug: key }),
  ]),
})

const digest = (text: string | Buffer): Buffer => createHash('sha256').update(text).digest()
/** Of two texts of any length, in a time that tells nothing. */
const same = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b))

/** `x-signature-256: sha256=<hex of HMAC-SHA256 over the body>`, or `authorization: Bearer <secret>`. */
function isSigned(body: Buffer, secret: string, headers: { readonly signature?: string | undefined; readonly authorization?: string | undefined }): boolean {
  if (headers.signature !== undefined) return same(headers.signature, `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`)
  return headers.authorization !== undefined && same(headers.authorization, `Bearer ${secret}`)
}

const who: Actor = rule('bug-webhook')

export type BugDesk = {
  /** `off`: the plan or the environment gives it no secret. `taken`: also for a repeat, and for what is not known here. */
  readonly deliver: (body: Buffer, headers: Parameters<typeof isSigned>[2]) => 'taken' | 'unsigned' | 'wrong' | 'off'
}

export function createBugDesk({ pilots, journal, secret }: { readonly pilots: () => Pilots; readonly journal: Pick<Journal, 'append'>; readonly secret: () => string | undefined }): BugDesk {
  return {
    deliver: (body, headers) => {
      const own = secret()
      if (own === undefined || own === '') return 'off'
      if (!isSigned(body, own, headers)) return 'unsigned'
      let json: unknown
      try {
        json = JSON.parse(body.toString('utf8'))
      } catch (error) {
        if (error instanceof SyntaxError) return 'wrong'
        throw error
      }
      const read = delivery.safeParse(json)
      if (!read.success) return 'wrong'
      const { delivery: id, event } = read.data
      const { bugs } = pilots()
      if (bugs.deliveries.includes(id)) return 'taken'
      const bug = `web-${event.bug}`
      const known = bugs.list.find((one) => one.id === bug)
      const common = { bug, via: 'webhook', delivery: id } as const
      if (event.kind === 'reported' && known === undefined) {
        const { title, severity, affects, link } = event
        journal.append({ kind: 'bug.reported', who, data: { ...common, title, severity, ...(affects !== undefined && { affects }), ...(link !== undefined && { link }) } })
      } else if (event.kind === 'resolved' && known && !known.resolved) journal.append({ kind: 'bug.resolved', who, data: { ...common, how: event.how } })
      else if (event.kind === 'reopened' && known?.resolved) journal.append({ kind: 'bug.reopened', who, data: common })
      return 'taken'
    },
  }
}
