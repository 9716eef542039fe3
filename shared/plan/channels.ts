/**
 * Ways to people, and who is reached by them. Plan: "Communication Tree", "User Communication".
 * Nobody else is ever written to than whom the plan names here and among its contacts.
 */
import { z } from 'zod'
import { duration } from '../duration.ts'
import { environments } from '../metrics.ts'

const id = z.string().regex(/^[a-z0-9-]+$/)
/** A reference that is not filled in yet stands for one: that it is not set is told by itself. */
const address = z.string().regex(/^(?:\$\{|https?:\/\/[^\s/@]+)/, { error: 'expected an address such as https://hooks.example.com/x, without a user name in it' })
const email = z.string().regex(/^(?:\$\{|[^\s@<>,;"]+@[^\s@<>,;"]+$)/, { error: 'expected one e-mail address such as ops@example.com' })

const common = {
  id,
  title: z.string().trim().min(1).max(60).optional(),
  /** One attempt; then it counts as failed, and may have gone out all the same. */
  timeout: duration.prefault('10s'),
  /** Before the next channel of the message is tried. */
  attempts: z.int().min(1).max(10).default(3),
  limit: z.strictObject({ count: z.int().min(1).max(1_000), per: duration }).prefault({ count: 20, per: '1m' }),
}

export const channel = z.discriminatedUnion('kind', [
  /** A notification of this desktop, and of every open page of an operator, with a sound. */
  z.strictObject({ ...common, kind: z.literal('desktop'), sound: z.boolean().default(true) }),
  z.strictObject({
    ...common, kind: z.literal('smtp'), host: z.string().min(1), port: z.int().min(1).max(65_535).default(587),
    /** `starttls` refuses a server without it; `none` is for a relay on this machine. */
    tls: z.enum(['starttls', 'implicit', 'none']).default('starttls'),
    user: z.string().min(1).optional(), password: z.string().min(1).optional(), from: email,
  }),
  /** An incoming webhook: its address is the secret. */
  z.strictObject({ ...common, kind: z.literal('slack'), address }),
  z.strictObject({ ...common, kind: z.literal('pagerduty'), routingKey: z.string().min(1), address: address.default('https://events.pagerduty.com/v2/enqueue') }),
  /** JSON by POST; with a `secret` it is signed in `x-signature-256`, as bugs that come in are. */
  z.strictObject({ ...common, kind: z.literal('webhook'), address, secret: z.string().min(16, { error: 'a signing secret has 16 characters or more' }).optional() }),
  /** A notice in the environments themselves, where their targets offer it. */
  z.strictObject({ ...common, kind: z.literal('app'), environments: z.array(z.enum(environments)).min(1).default([...environments]), severity: z.enum(['info', 'warning', 'critical']).default('warning') }),
  /** The page that `people.statusPage` describes. */
  z.strictObject({ ...common, kind: z.literal('status-page') }),
])
export type Channel = z.infer<typeof channel>
export type ChannelKind = Channel['kind']

/** What is told there everyone can read: such a channel takes messages to an audience that is marked `public`, and no others. */
export const isPublicKind = (kind: ChannelKind): boolean => kind === 'app' || kind === 'status-page'

/** Settings that are secrets, by their names. */
const secretNames: Readonly<Record<ChannelKind, readonly string[]>> = {
  desktop: [], smtp: ['password'], slack: ['address'], pagerduty: ['routingKey'], webhook: ['secret'], app: [], 'status-page': [],
}
/** The secrets of a channel: the name of each setting and its value. */
export const channelSecrets = (one: Channel): readonly { readonly name: string; readonly value: string }[] =>
  secretNames[one.kind].flatMap((name) => {
    const value: unknown = Object.entries(one).find(([key]) => key === name)?.[1]
    return typeof value === 'string' ? [{ name, value }] : []
  })

/** `title`: as the communication tree names it. `to`: e-mail addresses, or ids of contacts. */
export const audience = z.strictObject({
  id, title: z.string().trim().min(1).max(80),
  to: z.array(z.string().trim().min(1).max(120)).max(50).default([]),
  channels: z.array(id).min(1),
  /** Users, and whoever else is outside: they get the public words, never an incident's own. */
  public: z.boolean().default(false),
})
export type Audience = z.infer<typeof audience>

/** What the page for users says and where it lies. Served only where `server` says so. */
export const statusPage = z.strictObject({
  title: z.string().trim().min(1).max(80),
  /** Absolute, or in the console's own folder. */
  folder: z.string().min(1).default('status-page'),
  /** How users reach it, for the links of the feed. */
  address: z.url({ protocol: /^https?$/ }).optional(),
  keep: duration.prefault('90d'),
  server: z.strictObject({ port: z.int().min(0).max(65_535), host: z.string().default('127.0.0.1') }).optional(),
})
export type StatusPageSettings = z.infer<typeof statusPage>

/** How the outbox works. `undo`: what a person sends is held back so long. `giveUp`: older messages say nothing true any more. */
export const outboxSettings = z.strictObject({ undo: duration.prefault('5s'), giveUp: duration.prefault('24h') })
export type OutboxSettings = z.infer<typeof outboxSettings>

/** When a message of the tree goes: by itself at once, by itself once it is due, or by a press. */
export const sends = z.enum(['at once', 'when due', 'by hand'])
/** `{title}` and the like are filled from the incident: `shared/communication-text.ts` has all names. */
export const template = z.strictObject({ title: z.string().min(1).max(160), text: z.string().min(1).max(4_000) })
export type Template = z.infer<typeof template>

/** Later messages of an incident, until it is closed. */
export const updates = z.strictObject({ every: duration, sends: sends.default('by hand'), template: template.optional() })
