/** The plan's channels: how far each goes, how its last attempt ended, and a test by hand. */
import { useState } from 'react'
import type { MessagesNow } from '../../../shared/contract.ts'
import { durationText } from '../../../shared/duration.ts'
import { useActs, useMayAct } from '../../act.tsx'
import { Actions, Button, controlStyles, Dialog, Empty, Select } from '../../parts/controls.tsx'
import { countText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { Ago } from '../../parts/time.tsx'
import styles from './messages-screen.module.css'
import { kindWords } from './words.ts'

type One = MessagesNow['channels'][number]

function TestDialog({ channel, onClose }: { readonly channel: One; readonly onClose: () => void }) {
  const { act } = useActs()
  const [to, setTo] = useState(channel.to[0]?.id ?? '')
  const [busy, setBusy] = useState(false)
  const send = async (): Promise<void> => {
    setBusy(true)
    const done = await act('The test', (client) => client.messages.test({ channel: channel.id, to }), `A test goes out by ${channel.title}`)
    setBusy(false)
    if (done) onClose()
  }
  return (
    <Dialog title={`Test ${channel.title}`} onClose={onClose}>
      <p className={controlStyles['text']}>A real message goes out by this channel, and says that it is a test.{channel.public && ' Everyone can read it there.'}</p>
      <Select label="To" options={channel.to} value={to} onChange={setTo} />
      <Actions>
        <Button look="quiet" onPress={onClose}>Cancel</Button>
        <Button look="primary" isDisabled={busy} onPress={() => void send()}>{busy ? 'Sending…' : 'Send the test'}</Button>
      </Actions>
    </Dialog>
  )
}

function Row({ channel }: { readonly channel: One }) {
  const mayAct = useMayAct()
  const [testing, setTesting] = useState(false)
  const { title, kind, dedups, dead, waiting, limit, last, to } = channel
  return (
    <li className={styles['channel']}>
      <div className={styles['channelHead']}>
        <span className={styles['line']}>
          <strong>{title}</strong>
          <Mark size={12} {...(last === undefined ? { tone: 'unsure', word: 'not used since the start' } as const : dead || !last.ok ? { tone: 'bad', word: 'did not take the last message' } as const : { tone: 'calm', word: 'took the last message' } as const)} />
        </span>
        {mayAct && <Button aria-label={`Test ${title}`} isDisabled={to.length === 0} onPress={() => setTesting(true)}>Test…</Button>}
      </div>
      <p className={styles['said']}>{kindWords[kind]}; at most {limit.count} in {durationText(limit.per)}; {dedups ? 'shows a message once' : 'a repeat is marked'}{waiting > 0 && `; ${countText(waiting, 'message')} waiting`}</p>
      {last && <p className={styles['said']}><Ago at={last.at} />: {last.text}</p>}
      {testing && <TestDialog channel={channel} onClose={() => setTesting(false)} />}
    </li>
  )
}

export function Channels({ now }: { readonly now: MessagesNow | undefined }) {
  if (now?.channels.length === 0) return <Panel title="Channels"><Empty title="The plan sends nothing"><p>Channels stand under <code>people.channels</code> of the plan, and who is told under <code>people.audiences</code>.</p></Empty></Panel>
  return (
    <Panel flush title="Channels">
      {now === undefined ? <p className={styles['pad']}>Not known yet</p> : <ul>{now.channels.map((one) => <Row key={one.id} channel={one} />)}</ul>}
    </Panel>
  )
}

export function StatusPagePanel({ page }: { readonly page: MessagesNow['statusPage'] }) {
  if (page === undefined) return undefined
  return (
    <Panel title="Status page">
      <dl className={styles['facts']}>
        <div><dt>Written to</dt><dd>{page.folder}</dd></div>
        <div><dt>Served</dt><dd>{page.served ?? `not by this console: ${page.why ?? 'it is off'}`}</dd></div>
      </dl>
    </Panel>
  )
}
