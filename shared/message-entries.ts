/**
 * A message to people, as the record tells it: drafted, queued, sent with its proof, or failed by a channel. What decides
 * that people are told (escalation, the communication tree) appends `message.queued`; the outbox sends what is queued.
 * Plan: "Escalation Procedures", "Communication Procedures".
 */
import { z } from 'zod'

export const messageKinds = ['page', 'update', 'notice', 'test'] as const

/** The plan's names: a contact's id, or an audience. */
const to = z.string().trim().min(1).max(80)
/** `channels`: the plan's ids, the best first; the next one is tried where one fails. `due`: wall ms, by when it should have gone. */
const written = z.strictObject({
  /** The same message is never sent twice, whoever queues it again: after a restart, or from another console. */
  message: z.string().min(1).max(120),
  kind: z.enum(messageKinds), to,
  channels: z.array(z.string()).min(1),
  title: z.string().min(1).max(200), text: z.string().max(10_000),
  severity: z.enum(['P0', 'P1', 'P2']).optional(),
  due: z.number().optional(),
})
/** `to`: as in its first entry, so that one entry tells it alone; journals of older consoles lack it. */
const known = z.strictObject({ message: z.string(), to: to.optional() })
const way = known.extend({ channel: z.string() })

export const messageEntries = {
  /** For a person to review; a later one of the same message stands in its place. */
  'message.drafted': written,
  /** Goes out from here on, as it stands here. */
  'message.queued': written,
  /** `proof`: what the other side answered, such as a Message-ID or a dedup key. */
  'message.sent': way.extend({ proof: z.string().max(500) }),
  /** `next`: the channel that is tried instead; absent where none is left. */
  'message.failed': way.extend({ error: z.string().max(1_000), attempts: z.int().positive(), next: z.string().optional() }),
  /** The other side, which keeps it open, was told that somebody has it, or that it is over. */
  'message.settled': way.extend({ how: z.enum(['acknowledge', 'resolve']) }),
  /** A person takes back what did not go out yet. */
  'message.withdrawn': known,
} as const
