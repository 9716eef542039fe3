/** Keeps a link to the engine over every loss: opened again by itself, with growing waits, as long as the page lives. */
import { backoff } from './backoff.ts'
import type { Client, Link, OpenLink } from './client.ts'

/** A link that has brought nothing for so long (ms) is taken for dead, even if nothing closed it. */
const silentAfter = 8_000

export type LinkOptions = {
  readonly open: OpenLink
  readonly now: () => number
  readonly random: () => number
  /** Calls `act` once after `ms`; returns its stop. */
  readonly later: (act: () => void, ms: number) => () => void
}

export type Linked = {
  /** The client of the present link. @throws while there is none */
  readonly client: () => Client
  readonly stop: () => void
}

/**
 * @param follow reads from a link; settles when it ended for good. `heard` is called for each sign of life
 * @param heardAt `now` of the last sign of life, over all links
 */
export function keepLinked({ open, now, random, later, onLost, heardAt, follow }: LinkOptions & {
  readonly onLost: () => void
  readonly heardAt: () => number
  readonly follow: (client: Client, signal: AbortSignal, heard: () => void) => Promise<void>
}): Linked {
  let link: Link | undefined
  let stopped = false
  let attempt = 0
  let cancel = (): void => undefined

  const retry = (): void => {
    if (!stopped) cancel = later(() => void connect(), backoff(attempt++, random()))
  }

  async function connect(): Promise<void> {
    try {
      link = await open()
    } catch {
      // The page says that the link is lost and for how long; the next attempt is the answer.
      onLost()
      return retry()
    }
    if (stopped) return link.close()
    const signal = new AbortController()
    const present = link
    const silence = watchSilence({ now, later, heardAt, onSilence: () => present.close() })
    await Promise.race([present.closed, follow(present.client, signal.signal, () => (attempt = 0))])
    silence()
    signal.abort()
    link = undefined
    present.close()
    onLost()
    retry()
  }

  void connect()
  return {
    client: () => {
      if (link === undefined) throw new Error('not connected')
      return link.client
    },
    stop: () => {
      stopped = true
      cancel()
      link?.close()
    },
  }
}

function watchSilence({ now, later, heardAt, onSilence }: Pick<LinkOptions, 'now' | 'later'> & { readonly heardAt: () => number; readonly onSilence: () => void }): () => void {
  const began = now()
  let cancel = later(check, silentAfter)
  function check(): void {
    const quiet = now() - Math.max(began, heardAt())
    if (quiet >= silentAfter) return onSilence()
    cancel = later(check, silentAfter - quiet)
  }
  return () => cancel()
}
