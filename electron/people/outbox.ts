/**
 * Sends what is queued, by the message's channels in their order. The record is the queue: what has no outcome there is sent
 * after a restart, under the same key. Faults 27 and 28 of trust.md; plan: "Communication Tree".
 */
import type { Clock } from '../../shared/clock.ts'
import type { ChannelView } from '../../shared/contract.ts'
import { errorText } from '../../shared/error-text.ts'
import type { Draft, Entry } from '../../shared/journal.ts'
import { isWaiting, type Message } from '../../shared/messages.ts'
import { settlings, type Settling } from '../../shared/settle.ts'
import type { Channel, Plan } from '../../shared/plan.ts'
import { isPublicKind } from '../../shared/plan/channels.ts'
import type { State } from '../../shared/state.ts'
import type { Log } from '../log.ts'
import type { Timers } from '../observe/sampler.ts'
import { failed, type Outcome, type Way } from './channels/channel.ts'
import { outgoingOf } from './outgoing.ts'
import { afterFailure, inTurn, jobOf, overtaken, patience, roundWait, type Job } from './outbox-job.ts'
import { attemptsOf, freeAt, lineOf, noteSending, type Line } from './outbox-line.ts'
import { alone, type TellingTurn } from './turn.ts'

export type OutboxJournal = {
  readonly append: (draft: Draft) => unknown
  readonly together: <T>(work: () => T) => T
  readonly state: () => Pick<State, 'messages' | 'incidents' | 'onCall'>
  readonly subscribe: (listener: (entry: Entry) => void) => () => void
  readonly keep: (name: string, value: unknown) => void
  readonly kept: (name: string) => unknown
}

export type Outbox = {
  /** It is being sent this moment: too late to take it back. */
  readonly isUnderWay: (message: string) => boolean
  readonly channels: () => readonly ChannelView[]
  readonly stop: () => Promise<void>
}

const by = { kind: 'rule', name: 'outbox' } as const
/** A note beside the record: messages that may have gone out by a channel that can't tell a repeat. */
const noteName = 'outbox unsure'
/** A clock may have been set, a plan may have changed: it looks without being asked. */
const lookEvery = 60_000
/** Ms after which a channel that refused what became of an alert is asked again. */
const settleAgain = 3_600_000
/** Entries after which there may be something to do. */
const looksAt = /^(?:message\.queued|plan\.pinned|escalation\.(?:acknowledged|ended)|alert\.acknowledged|incident\.closed)$/

export function startOutbox({ journal, plan, open, turn: telling = alone, clock, timers, log }: {
  readonly journal: OutboxJournal
  readonly plan: () => Pick<Plan, 'people'>
  readonly open: (settings: Channel) => Way
  readonly turn?: TellingTurn
  readonly clock: Clock
  readonly timers: Timers
  readonly log: Log
}): Outbox {
  const waits = (id: string): boolean => journal.state().messages.some((one) => one.id === id && isWaiting(one))
  const lines = new Map<string, Line>()
  const jobs = new Map<string, Job>()
  const under = new Set<Promise<void>>()
  /** What a channel did not take of what became of an alert. */
  const unsettled = new Map<string, { readonly tries: number; readonly notBefore: number }>()
  let settlingUnder = false
  /** A message failed by all its channels here: another console may reach who is meant. */
  let outOfReach = false
  /** How far this console came with what is another's turn now. */
  const before = new Map<string, Pick<Job, 'rounds' | 'notBefore'>>()
  const stopped = new AbortController()
  const noted = journal.kept(noteName)
  const unanswered = new Set(Array.isArray(noted) ? noted.filter((id) => typeof id === 'string' && waits(id)) : [])
  const unsure = new Set<string>(unanswered)
  const told = (message: Message): ReadonlySet<string> => new Set(message.failures.map(({ channel }) => channel))

  /** The channels of the plan in use; one whose settings changed begins anew. */
  const present = (): void => {
    const settings = plan().people.channels
    for (const [id, line] of lines) {
      const found = settings.find((one) => one.id === id)
      if (!line.busy && (found === undefined || JSON.stringify(found) !== JSON.stringify(line.settings))) {
        line.way.stop()
        lines.delete(id)
      }
    }
    for (const one of settings) if (!lines.has(one.id)) lines.set(one.id, lineOf(one, open(one)))
  }
  const note = (): void => journal.keep(noteName, [...unsure])
  const messageOf = (id: string): Message | undefined => journal.state().messages.find((one) => one.id === id)

  const attempt = async (message: Message, job: Job, line: Line): Promise<void> => {
    const { way, settings } = line
    const outgoing = outgoingOf(message, { plan: plan(), state: journal.state(), repeat: job.maybe })
    const limit = new AbortController()
    const cancel = timers.after(settings.timeout, () => limit.abort())
    let outcome: Outcome
    try {
      if (!way.dedups) {
        unsure.add(message.id)
        note()
      }
      outcome = await way.send(outgoing, AbortSignal.any([stopped.signal, limit.signal]))
    } catch (error) {
      log.error('outbox.channel failed', { channel: settings.id, error })
      outcome = failed(errorText(error), { again: true, maybe: true })
    } finally {
      cancel()
    }
    // The console stops: whether it arrived is not known, and the next start says so.
    if (stopped.signal.aborted && !outcome.sent) return
    job.attempts += 1
    line.last = { at: clock.wall(), ok: outcome.sent, text: outcome.sent ? outcome.proof : outcome.detail }
    journal.together(() => {
      record(message, job, line, outcome)
      if ((outcome.sent || !job.maybe) && unsure.delete(message.id)) note()
    })
  }

  const record = (message: Message, job: Job, line: Line, outcome: Outcome): void => {
    const common = { who: by, ...(message.incident !== undefined && { incident: message.incident }) }
    const channel = line.settings.id
    if (outcome.sent) {
      line.dead = 0
      jobs.delete(message.id)
      journal.append({ kind: 'message.sent', ...common, data: { message: message.id, to: message.to, channel, proof: outcome.proof } })
      return
    }
    const now = clock.mono()
    job.maybe ||= outcome.maybe
    if (outcome.retryAfter !== undefined) line.quietUntil = now + Math.min(patience, outcome.retryAfter)
    const then = afterFailure(message, job, outcome, attemptsOf(line))
    if (then.step === 'again') {
      job.notBefore = now + then.wait
      return
    }
    line.dead += 1
    if (then.step === 'round' && message.kind !== 'test') outOfReach = true
    fail(message, job, { channel, error: outcome.detail, attempts: job.attempts, ...(then.step === 'next' && { next: then.channel }) })
    job.notBefore = now + (then.step === 'round' ? then.wait : 0)
  }

  /** This channel is through with it. Said once a channel: a night without network is not a thousand entries. */
  const fail = (message: Message, job: Job, failure: { readonly channel: string; readonly error: string; readonly attempts: number; readonly next?: string }): void => {
    if (!told(message).has(failure.channel)) journal.append({ kind: 'message.failed', who: by, ...(message.incident !== undefined && { incident: message.incident }), data: { message: message.id, to: message.to, ...failure } })
    job.attempts = 0
    job.at = failure.next === undefined ? 0 : job.at + 1
    if (failure.next === undefined) job.rounds += 1
  }

  const withdraw = (message: Message, why: string): void => {
    jobs.delete(message.id)
    if (unsure.delete(message.id)) note()
    journal.append({ kind: 'message.withdrawn', who: by, why, ...(message.incident !== undefined && { incident: message.incident }), data: { message: message.id, to: message.to } })
  }

  /** A round that failed here is waited for here, though others had their turn meanwhile. */
  const takenUp = (message: Message, now: number): Job => {
    const job = jobOf(message, now, unanswered.has(message.id) || telling.unsure() === 'all')
    const own = before.get(message.id)
    if (own === undefined || job.at > 0) return job
    return { ...job, rounds: Math.max(job.rounds, own.rounds), notBefore: Math.max(now, own.notBefore) }
  }

  /** Starts what may start now. @returns monotonic ms of what may next */
  const turn = (): number => {
    present()
    const now = clock.mono()
    const wall = clock.wall()
    const { giveUp, undo } = plan().people.outbox
    const waiting = journal.state().messages.filter((one) => isWaiting(one) && jobs.get(one.id)?.busy !== true)
    const gone = new Set<Message>()
    for (const one of waiting) if (wall - (one.queuedAt ?? wall) > giveUp) {
      gone.add(one)
      withdraw(one, 'no channel took it in time: it would say what is no longer so')
    }
    for (const one of overtaken(waiting.filter((one) => !gone.has(one)))) {
      gone.add(one)
      withdraw(one, 'a later update stands in its place')
    }
    let next = now + lookEvery
    for (const message of waiting.filter((one) => !gone.has(one)).toSorted(inTurn)) {
      const job = jobs.get(message.id) ?? takenUp(message, now)
      jobs.set(message.id, job)
      const held = message.pressed === true && message.kind !== 'test' ? Math.min(undo, Math.max(0, (message.queuedAt ?? wall) + undo - wall)) : 0
      const from = Math.max(job.notBefore, now + held)
      if (from > now) {
        next = Math.min(next, from)
        continue
      }
      next = Math.min(next, begin(message, job, now))
    }
    return next
  }

  /** @returns monotonic ms from which to look at it again */
  const begin = (message: Message, job: Job, now: number): number => {
    const id = message.channels[job.at]
    const line = id === undefined ? undefined : lines.get(id)
    if (line === undefined) {
      const next = message.channels[job.at + 1]
      fail(message, job, { channel: id ?? 'none', error: `the plan has no channel ${id ?? ''}`.trim(), attempts: 1, ...(next !== undefined && { next }) })
      job.notBefore = next === undefined ? now + lookEvery : now
      return job.notBefore
    }
    if (line.busy) return Infinity
    const free = freeAt(line, now)
    if (free > now) return free
    line.busy = true
    job.busy = true
    noteSending(line, now)
    const work = attempt(message, job, line).finally(() => {
      line.busy = false
      job.busy = false
      under.delete(work)
      look()
    })
    under.add(work)
    work.catch((error: unknown) => log.error('outbox.failed', { message: message.id, error }))
    return Infinity
  }

  let cancel = (): void => undefined
  let mine = true
  /** What another console has is no job here; what it left is looked at anew, and may have gone out. */
  const takeTurn = (): boolean => {
    const was = mine
    mine = telling.mine()
    if (!mine) for (const [id, job] of jobs) if (!job.busy) {
      jobs.delete(id)
      if (job.rounds > 0) before.set(id, job)
    }
    if (mine && !was && telling.unsure() !== 'none') for (const one of journal.state().messages) if (isWaiting(one)) unanswered.add(one.id)
    return mine
  }
  const look = (): void => {
    if (stopped.signal.aborted) return
    cancel()
    if (!takeTurn()) {
      cancel = timers.after(lookEvery, look)
      return
    }
    if (outOfReach && telling.others()) {
      // What is under way ends first: it is looked at again then.
      if (under.size > 0) return
      outOfReach = false
      if (telling.passOn()) {
        cancel()
        cancel = timers.after(lookEvery, look)
        return
      }
    }
    outOfReach = false
    const now = clock.mono()
    let next = now
    // What fails without an attempt goes on with its next channel at once.
    for (let turns = 0; next <= now && turns < 20; turns += 1) next = turn()
    for (const id of jobs.keys()) if (messageOf(id) === undefined) jobs.delete(id)
    for (const id of before.keys()) if (!waits(id)) before.delete(id)
    next = Math.min(next, settle(now))
    cancel = timers.after(Math.max(1, Math.min(next - now, lookEvery)), look)
  }

  /** Tells the channels that keep an alert open what became of it, one at a time. @returns monotonic ms of when to look again */
  const settle = (now: number): number => {
    if (settlingUnder) return Infinity
    const due = settlings(journal.state(), clock.wall()).filter(({ channel }) => lines.get(channel)?.way.settle !== undefined)
    const next = due.find(({ message }) => (unsettled.get(message.id)?.notBefore ?? 0) <= now)
    if (next === undefined) return Math.min(Infinity, ...due.map(({ message }) => unsettled.get(message.id)?.notBefore ?? now))
    settlingUnder = true
    const work = settleOne(next).finally(() => {
      settlingUnder = false
      under.delete(work)
      look()
    })
    under.add(work)
    work.catch((error: unknown) => log.error('outbox.settle failed', { message: next.message.id, error }))
    return Infinity
  }
  const settleOne = async ({ message, channel, how }: Settling): Promise<void> => {
    const line = lines.get(channel)
    if (line?.way.settle === undefined) return
    const limit = new AbortController()
    const end = timers.after(line.settings.timeout, () => limit.abort())
    const outcome = await line.way.settle(message.id, how, AbortSignal.any([stopped.signal, limit.signal])).finally(end)
    if (stopped.signal.aborted && !outcome.sent) return
    if (outcome.sent) {
      unsettled.delete(message.id)
      journal.append({ kind: 'message.settled', who: by, ...(message.incident !== undefined && { incident: message.incident }), data: { message: message.id, to: message.to, channel, how } })
      return
    }
    const tries = (unsettled.get(message.id)?.tries ?? 0) + 1
    // Refused for good: it is not asked every half minute of a night.
    unsettled.set(message.id, { tries, notBefore: clock.mono() + (outcome.again ? roundWait(tries) : settleAgain) })
    log.warn('outbox.not settled', { channel, message: message.id, how, detail: outcome.detail })
  }

  const unsubscribe = journal.subscribe((entry) => {
    if (looksAt.test(entry.kind)) look()
  })
  const offTurn = telling.onChange(look)
  look()

  return {
    isUnderWay: (message) => jobs.get(message)?.busy === true,
    channels: () => {
      present()
      const { messages } = journal.state()
      return [...lines.values()].map(({ settings, way, last, dead }) => ({
        id: settings.id, kind: settings.kind, title: settings.title ?? settings.id, public: isPublicKind(settings.kind), dedups: way.dedups, dead: dead > 0,
        limit: settings.limit, attempts: settings.attempts, timeout: settings.timeout,
        waiting: messages.filter((one) => isWaiting(one) && one.channels[jobs.get(one.id)?.at ?? 0] === settings.id).length, ...(last && { last }),
      }))
    },
    stop: async () => {
      cancel()
      unsubscribe()
      offTurn()
      stopped.abort()
      await Promise.allSettled(under)
      for (const { way } of lines.values()) way.stop()
    },
  }
}
