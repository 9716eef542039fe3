/** All that the console does about messages to people: the tree, the outbox, the channels and the page for users. */
import { randomBytes } from 'node:crypto'
import type { Clock } from '../../shared/clock.ts'
import type { MessagesNow, Notice } from '../../shared/contract.ts'
import type { Actor, Draft } from '../../shared/journal.ts'
import type { Environment } from '../../shared/metrics.ts'
import type { Message } from '../../shared/messages.ts'
import type { Plan } from '../../shared/plan.ts'
import { contactsOf } from '../../shared/plan/contacts.ts'
import type { App } from '../connect/connector.ts'
import type { Journal } from '../journal/journal.ts'
import type { Log } from '../log.ts'
import type { Timers } from '../observe/sampler.ts'
import { openChannel } from '../people/channels/index.ts'
import { startCommunication } from '../people/communication.ts'
import { startOutbox } from '../people/outbox.ts'
import type { StatusPage } from '../people/status-page.ts'
import { openStatusPages } from '../people/status-pages.ts'
import type { TellingTurn } from '../people/turn.ts'
import { createBroadcast, type Broadcast } from './broadcast.ts'
import { Refusal } from '../refusal.ts'

export type MessagesRoom = {
  readonly now: () => MessagesNow
  readonly notices: Broadcast<Notice>
  /** @throws Refusal, and then none is sent */
  readonly send: (messages: readonly string[], who: Actor) => void
  readonly edit: (message: string, words: { readonly title: string; readonly text: string }, who: Actor) => void
  readonly write: (to: string, words: { readonly title: string; readonly text: string }, who: Actor) => string
  readonly withdraw: (message: string, by: { readonly who: Actor; readonly why: string }) => void
  readonly test: (channel: string, to: string, who: Actor) => string
  /** Of the plan in use; absent where it has none, or where it could not be written. */
  readonly statusPage: () => StatusPage | undefined
  /** Resolves once that page is the one of the plan in use now. */
  readonly statusPageSettled: () => Promise<void>
  /** Where the page is served; `why` in words where it is not. */
  readonly serves: (address: string | undefined, why?: string) => void
  readonly stop: () => Promise<void>
}

/** The same words so soon (ms) are one notice. */
const sameWithin = 60_000
/** Another console's notice that is older, ms, is no news on this desk. */
const shownFor = 60_000

/** @param notify shows a notice outside of the pages, where this runs in the desktop's shell */
export async function createMessages({ journal, plan, turn, app, home, clock, timers, log, notify }: {
  readonly journal: Journal
  readonly plan: () => Plan
  readonly turn?: TellingTurn
  readonly app: (environment: Environment) => App
  readonly home: string
  readonly clock: Clock
  readonly timers: Timers
  readonly log: Log
  readonly notify: ((notice: Notice) => void) | undefined
}): Promise<MessagesRoom> {
  const notices = createBroadcast<Notice>()
  let readers = 0
  const counted: Broadcast<Notice> = {
    send: notices.send,
    subscribe: (listener) => {
      readers += 1
      const stop = notices.subscribe(listener)
      return () => {
        readers -= 1
        stop()
      }
    },
  }
  let lately: readonly { readonly words: string; readonly at: number }[] = []
  const show = (notice: Notice): number => {
    const now = clock.mono()
    const words = `${notice.title}\n${notice.text}`
    lately = lately.filter(({ at }) => at > now - sameWithin)
    // Three audiences at one desk read the same words once.
    if (!lately.some((one) => one.words === words)) {
      notify?.(notice)
      notices.send(notice)
      if (readers > 0 || notify) lately = [...lately, { words, at: now }]
    }
    return readers + (notify ? 1 : 0)
  }
  let server: { readonly served?: string; readonly why?: string } = { why: 'the plan gives it no server' }
  const pages = await openStatusPages({ settings: () => plan().people.statusPage, home, clock, log })
  const offPlan = journal.subscribe(({ kind }) => {
    if (kind === 'plan.pinned') pages.look()
  })
  const outbox = startOutbox({ journal, plan, open: (one) => openChannel(one, { show, clock, app, page: pages.now }), clock, timers, log, ...(turn && { turn }) })
  const stopTree = startCommunication({ journal, plan, clock, timers, ...(turn && { turn }) })

  const putOnPage = ({ id: key, title, text, incident, queuedAt, at }: Message, sentAt: number): void => {
    const closedAt = journal.state().incidents.find((one) => one.id === incident)?.closedAt
    const over = closedAt !== undefined && closedAt <= sentAt
    pages.now()?.publish({ key, title, text, at: queuedAt ?? at, over, ...(incident !== undefined && { incident }) })
      .catch((error: unknown) => log.warn('status-page.not followed', { message: key, error }))
  }
  /** What one console has shown on its desk is shown on all, and what it has put on its page for users stands on the page of each. */
  const offDesks = journal.subscribe((entry) => {
    if (entry.kind !== 'message.sent' || entry.console === journal.console) return
    const channel = plan().people.channels.find(({ id }) => id === entry.data.channel)
    const message = journal.state().messages.find(({ id }) => id === entry.data.message)
    if (message === undefined) return
    if (channel?.kind === 'status-page') return putOnPage(message, entry.at.occurred)
    if (channel?.kind !== 'desktop' || clock.wall() - entry.at.occurred > shownFor) return
    const { id: key, kind, title, text, severity } = message
    show({ key, kind, title, text, sound: channel.sound, ...(severity && { severity }) })
  })

  const messageOf = (id: string): Message => {
    const found = journal.state().messages.find((one) => one.id === id)
    if (found === undefined) throw new Refusal('NOT_FOUND', `there is no message ${id}`)
    return found
  }
  const draftOf = (id: string): Message => {
    const found = messageOf(id)
    if (found.state !== 'draft') throw new Refusal('CONFLICT', `${found.title} is no draft any more: it is ${found.state}`)
    return found
  }
  const dataOf = ({ id, kind, to, channels, title, text, severity, due }: Message) => ({ message: id, kind, to, channels: [...channels], title, text, ...(severity && { severity }), ...(due !== undefined && { due }) })
  const entry = (kind: 'message.drafted' | 'message.queued', message: Message, who: Actor): Draft => ({ kind, who, data: dataOf(message), ...(message.incident !== undefined && { incident: message.incident }) })
  const reachedBy = (channel: string): readonly { readonly id: string; readonly title: string }[] => [
    ...plan().people.audiences.filter(({ channels }) => channels.includes(channel)).map(({ id, title }) => ({ id, title })),
    ...contactsOf(plan()).filter(({ channels }) => channels.includes(channel)).map(({ id, name }) => ({ id, title: name })),
  ]

  return {
    notices: counted,
    now: () => {
      const page = pages.now()
      return { channels: outbox.channels().map((one) => ({ ...one, to: reachedBy(one.id) })), ...(page && { statusPage: { folder: page.folder, ...server } }) }
    },
    send: (ids, who) => {
      const drafts = [...new Set(ids)].map(draftOf)
      journal.appendAll(drafts.map((one) => entry('message.queued', one, who)))
    },
    edit: (id, words, who) => void journal.append(entry('message.drafted', { ...draftOf(id), ...words }, who)),
    write: (to, words, who) => {
      const audience = plan().people.audiences.find(({ id }) => id === to)
      if (audience === undefined) throw new Refusal('NOT_FOUND', `the plan has no audience ${to}`)
      const message = `by-hand/${randomBytes(4).toString('hex')}`
      journal.append({ kind: 'message.drafted', who, data: { message, kind: 'notice', to, channels: [...audience.channels], ...words } })
      return message
    },
    withdraw: (id, { who, why }) => {
      const found = messageOf(id)
      if (found.state === 'sent' || found.state === 'withdrawn') throw new Refusal('CONFLICT', found.state === 'sent' ? 'it went out' : 'it is withdrawn already')
      if (outbox.isUnderWay(id)) throw new Refusal('CONFLICT', 'it is being sent this moment')
      journal.append({ kind: 'message.withdrawn', who, why, data: { message: id, to: found.to }, ...(found.incident !== undefined && { incident: found.incident }) })
    },
    test: (channel, to, who) => {
      const found = plan().people.channels.find(({ id }) => id === channel)
      if (found === undefined) throw new Refusal('NOT_FOUND', `the plan has no channel ${channel}`)
      const reached = reachedBy(channel).find(({ id }) => id === to)
      if (reached === undefined) throw new Refusal('CONFLICT', `the plan reaches nobody called ${to} by ${channel}`)
      const message = `test/${channel}/${randomBytes(4).toString('hex')}`
      journal.append({ kind: 'message.queued', who, data: { message, kind: 'test', to, channels: [channel], title: 'Test', text: `A test of the channel ${found.title ?? channel}. Nothing is wrong, and there is nothing to do.` } })
      return message
    },
    statusPage: pages.now,
    statusPageSettled: pages.settled,
    serves: (served, why) => {
      server = served === undefined ? { why: why ?? 'the plan gives it no server' } : { served }
    },
    stop: async () => {
      offDesks()
      offPlan()
      stopTree()
      await outbox.stop()
      await pages.settled()
    },
  }
}
