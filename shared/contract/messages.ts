import { z } from 'zod'
import type { messageKinds } from '../message-entries.ts'
import type { Channel } from '../plan.ts'
import { command, eventIterator, query, reason, type } from './base.ts'

/** Shown by the desktop, or by a page; the same `key` is shown once. */
export type Notice = {
  readonly key: string
  readonly kind: (typeof messageKinds)[number]
  readonly title: string
  readonly text: string
  readonly severity?: 'P0' | 'P1' | 'P2'
  readonly sound: boolean
}

/** A channel as people see it; `last`: its last attempt, wall ms. */
export type ChannelView = Pick<Channel, 'id' | 'kind' | 'limit' | 'attempts' | 'timeout'> & {
  readonly title: string
  readonly public: boolean
  /** It takes one message once, however often it is sent. */
  readonly dedups: boolean
  /** It did not take the last message that it was given. */
  readonly dead: boolean
  readonly waiting: number
  readonly last?: { readonly at: number; readonly ok: boolean; readonly text: string }
}
/** `to`: who can be told by it, for a test. */
export type MessagesNow = {
  readonly channels: readonly (ChannelView & { readonly to: readonly { readonly id: string; readonly title: string }[] })[]
  /** The page for users; `served`: where, and else why not. */
  readonly statusPage?: { readonly folder: string; readonly served?: string; readonly why?: string }
}

const message = z.string().min(1).max(120)
const words = { title: z.string().trim().min(1).max(200), text: z.string().trim().min(1).max(10_000) } as const

/** Messages to people: drafts that wait for a press, what is on its way, and the channels. Plan: "Communication Tree". */
export const messages = {
  now: query.output(type<MessagesNow>()),
  /** Notices for this page, as they come. */
  notices: query.output(eventIterator(type<Notice>())),
  /** Lets drafts go as they stand. CONFLICT where one of them is no draft any more; then none goes. */
  send: command.input(z.strictObject({ messages: z.array(message).min(1).max(50) })).output(type<void>()),
  edit: command.input(z.strictObject({ message, ...words })).output(type<void>()),
  /** A draft of one's own for one of the plan's audiences. Plan: "Planned maintenance and emergency communications". */
  write: command.input(z.strictObject({ to: z.string(), ...words })).output(type<{ readonly message: string }>()),
  /** CONFLICT once it went out, or is being sent this moment. */
  withdraw: command.input(z.strictObject({ message, reason })).output(type<void>()),
  /** Sends a test by this channel alone, to one of those whom the plan reaches by it. */
  test: command.input(z.strictObject({ channel: z.string(), to: z.string() })).output(type<{ readonly message: string }>()),
}
