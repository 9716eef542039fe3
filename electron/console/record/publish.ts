/** The head of the chain told to a second place. A failure is shown and tried again, and never holds up the record. */
import { appendFile, open } from 'node:fs/promises'
import { z } from 'zod'
import type { Published } from '../../../shared/contract.ts'
import { errorText } from '../../../shared/error-text.ts'
import type { PublishSettings } from '../../../shared/plan.ts'
import { createHttp } from '../../connect/http.ts'
import { isSigned, sealText, type PublishedHead } from '../../journal/seals.ts'
import type { Log } from '../../log.ts'
import type { Timers } from '../../observe/sampler.ts'

export type Publisher = { readonly send: (head: PublishedHead) => void; readonly status: () => readonly Published[]; readonly stop: () => Promise<void> }

const firstWait = 5_000
const longestWait = 600_000
/** Of a published file, read from its end. */
const mostBytes = 16_000_000

const headSchema = z.strictObject({ seq: z.int().min(1), hash: z.string().length(64), wall: z.number(), console: z.string(), key: z.string(), signature: z.string() })
const placeOf = (to: PublishSettings): string => (to.kind === 'file' ? to.path : to.address)

type Place = { readonly to: PublishSettings; waiting?: PublishedHead; sent?: PublishedHead; failure?: string; busy: boolean; wait: number; cancel: () => void }

async function tell(to: PublishSettings, head: PublishedHead, stopped: AbortSignal, timers: Timers): Promise<void> {
  if (to.kind === 'file') return appendFile(to.path, `${JSON.stringify(head)}\n`, { mode: 0o600 })
  const http = createHttp('published head', to.address)
  const limit = new AbortController()
  const cancel = timers.after(to.timeout, () => limit.abort())
  try {
    const { status } = await http.ask({ method: 'POST', path: '', body: head, signal: AbortSignal.any([stopped, limit.signal]) })
    if (status < 200 || status > 299) throw new Error(`${to.address} answered ${status}`)
  } finally {
    cancel()
    http.stop()
  }
}

export function createPublisher({ settings, timers, log }: { readonly settings: () => readonly PublishSettings[]; readonly timers: Timers; readonly log: Log }): Publisher {
  const places = new Map<string, Place>()
  const stopped = new AbortController()
  const under = new Set<Promise<void>>()
  const present = (): readonly Place[] => settings().map((to) => {
    const found = places.get(placeOf(to)) ?? { to, busy: false, wait: firstWait, cancel: () => undefined }
    places.set(placeOf(to), found)
    return found
  })
  const work = async (place: Place): Promise<void> => {
    const head = place.waiting
    if (head === undefined || place.busy) return
    place.busy = true
    place.cancel()
    try {
      await tell(place.to, head, stopped.signal, timers)
      place.sent = head
      delete place.failure
      place.wait = firstWait
      // A newer one may have come meanwhile: it stands for all before it.
      if (place.waiting === head) delete place.waiting
    } catch (error) {
      place.failure = errorText(error)
      log.warn('seal.not published', { place: placeOf(place.to), error })
      if (!stopped.signal.aborted) place.cancel = timers.after(place.wait, () => go(place))
      place.wait = Math.min(longestWait, place.wait * 2)
      return
    } finally {
      place.busy = false
    }
    if (place.waiting !== undefined) go(place)
  }
  const go = (place: Place): void => {
    const one = work(place)
    under.add(one)
    void one.finally(() => under.delete(one))
  }
  return {
    send: (head) => {
      for (const place of present()) {
        place.waiting = head
        go(place)
      }
    },
    status: () => present().map(({ to, sent, failure, waiting }) => ({ kind: to.kind, place: placeOf(to), ...(sent && { seq: sent.seq, at: sent.wall }), ...(failure !== undefined && { failure }), waiting: waiting !== undefined })),
    stop: async () => {
      for (const { cancel } of places.values()) cancel()
      // One last head may be under way to a file; a server is not waited for.
      const limit = Promise.withResolvers<'over'>()
      const cancel = timers.after(1_000, () => limit.resolve('over'))
      while (under.size > 0 && (await Promise.race([Promise.all(under), limit.promise])) !== 'over');
      cancel()
      stopped.abort()
    },
  }
}

async function tailOf(path: string): Promise<string> {
  const handle = await open(path, 'r')
  try {
    const { size } = await handle.stat()
    const length = Math.min(size, mostBytes)
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, size - length)
    return buffer.toString('utf8', 0, bytesRead)
  } finally {
    await handle.close()
  }
}

/** Heads of this console that were told to files, as far as their signature is good. What else stands there counts for nothing, and is told. */
export async function readPublished(settings: readonly PublishSettings[], { console, keys }: { readonly console: string; readonly keys: ReadonlyMap<string, string> }): Promise<{ readonly heads: readonly PublishedHead[]; readonly unsure: readonly string[] }> {
  const heads: PublishedHead[] = []
  const unsure: string[] = []
  for (const to of settings) {
    if (to.kind === 'http') continue
    try {
      let bad = 0
      for (const line of (await tailOf(to.path)).split('\n')) {
        if (line === '') continue
        const head = parsed(line)
        const spki = head && keys.get(head.key)
        if (head === undefined) bad += 1
        else if (head.console === console) {
          if (spki !== undefined && isSigned(sealText(head), head.signature, spki)) heads.push(head)
          else bad += 1
        }
      }
      if (bad > 0) unsure.push(`${to.path} holds ${bad} lines that are no signed head of this console`)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') unsure.push(`${to.path} can't be read: ${errorText(error)}`)
      else unsure.push(`${to.path} is not there: no head was published to it yet, or it was taken away`)
    }
  }
  return { heads, unsure }
}

function parsed(line: string): PublishedHead | undefined {
  try {
    return headSchema.safeParse(JSON.parse(line)).data
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
