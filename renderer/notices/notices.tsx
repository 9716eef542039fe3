/** Notices as they come, over whatever is shown: a replay as well. An operator's page alone hears them. */
import { useEffect, useState, useSyncExternalStore } from 'react'
import type { Notice } from '../../shared/contract.ts'
import type { Client } from '../client.ts'
import { Button } from '../parts/controls.tsx'
import { Icon } from '../parts/icon.tsx'
import { Mark } from '../parts/mark.tsx'
import { addressOf, useRoute } from '../route.ts'
import type { Store } from '../store.ts'
import { isDesktop, notify, unlockSound } from './notify.ts'
import { notices as words } from '../words/notices.ts'
import styles from './notices.module.css'

const standing = 3
const shownFor = 8_000

async function follow(client: () => Client, onNotice: (notice: Notice) => void, signal: AbortSignal): Promise<void> {
  try {
    for await (const notice of await client().messages.notices(undefined, { signal })) onNotice(notice)
  } catch (error) {
    // The link's own banner says that it is lost; the messages stand on their screen.
    if (!signal.aborted) console.warn(words.theNoticesEnded, error)
  }
}

function Card({ notice, onClose }: { readonly notice: Notice; readonly onClose: (key: string) => void }) {
  const { key, title, text, kind } = notice
  useEffect(() => {
    // A page calls until someone has read it.
    if (kind === 'page') return undefined
    const timer = setTimeout(() => onClose(key), shownFor)
    return () => clearTimeout(timer)
  }, [kind, key, onClose])
  return (
    <li className={styles['card']}>
      <Mark tone={kind === 'page' ? 'bad' : 'warn'} word={<strong>{title}</strong>} />
      <Button look="quiet" aria-label={words.dismiss(title)} onPress={() => onClose(key)}><Icon name="cross" size={12} /></Button>
      <p>{text}</p>
      <a href={addressOf('messages')}>{words.messages}</a>
    </li>
  )
}

export function Notices({ store, client }: { readonly store: Store; readonly client: () => Client }) {
  const listens = useSyncExternalStore(store.subscribe, () => store.get().connection.status === 'open' && store.get().me?.role === 'operator' && !isDesktop())
  const [shown, setShown] = useState<readonly Notice[]>([])
  const { screen } = useRoute()
  useEffect(() => {
    if (!listens) return undefined
    const stop = new AbortController()
    // Any press on the page will do for the sound.
    addEventListener('pointerdown', unlockSound, { signal: stop.signal, once: true })
    addEventListener('keydown', unlockSound, { signal: stop.signal, once: true })
    void follow(client, (notice) => {
      if (!notify(notice)) setShown((list) => [...list.filter(({ key }) => key !== notice.key), notice].slice(-standing))
    }, stop.signal)
    return () => stop.abort()
  }, [listens, client])
  const [close] = useState(() => (key: string): void => setShown((list) => list.filter((one) => one.key !== key)))
  // A wall is read by a room, and nobody stands there to put them away.
  if (shown.length === 0 || screen === 'wall') return undefined
  return (
    <div role="alert" aria-label={words.notices}>
      <ol className={styles['stack']}>{shown.map((notice) => <Card key={notice.key} notice={notice} onClose={close} />)}</ol>
    </div>
  )
}
