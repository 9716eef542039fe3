/** The plan's channels: how far each goes, how its last attempt ended, and a test by hand. */
import { useState } from 'react'
import type { MessagesNow } from '../../../shared/contract.ts'
import { durationText } from '../../../shared/duration.ts'
import { useActs, useMayAct } from '../../act.tsx'
import { Button, controlStyles, Dialog, Empty, Select } from '../../parts/controls.tsx'
import { DialogActions } from '../../parts/dialog-actions.tsx'
import { countText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { Ago } from '../../parts/time.tsx'
import { useBusy } from '../../parts/use-busy.ts'
import { fill } from '../../words/fill.ts'
import { channels as words } from '../../words/messages.ts'
import styles from './messages-screen.module.css'
import { kindWords } from '../../words/messages-states.ts'

type One = MessagesNow['channels'][number]

function TestDialog({ channel, onClose }: { readonly channel: One; readonly onClose: () => void }) {
  const { act } = useActs()
  const [to, setTo] = useState(channel.to[0]?.id ?? '')
  const [send, busy] = useBusy(async () => {
    const done = await act(words.theTest, (client) => client.messages.test({ channel: channel.id, to }), words.testGoesOut(channel.title))
    if (done) onClose()
  })
  return (
    <Dialog title={words.test(channel.title)} onClose={onClose}>
      <p className={controlStyles['text']}>{fill(words.realMessageGoesOut, { public: channel.public && words.everyoneCanRead })}</p>
      <Select label={words.to} options={channel.to} value={to} onChange={setTo} />
      <DialogActions onCancel={onClose} onAct={send} action={words.sendTheTest} busy={busy} />
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
          <Mark size={12} {...(last === undefined ? { tone: 'unsure', word: words.notUsedSinceStart } as const : dead || !last.ok ? { tone: 'bad', word: words.didNotTakeLast } as const : { tone: 'calm', word: words.tookTheLastMessage } as const)} />
        </span>
        {mayAct && <Button aria-label={words.test(title)} isDisabled={to.length === 0} onPress={() => setTesting(true)}>{words.testAsk}</Button>}
      </div>
      <p className={styles['said']}>{fill(words.atMostIn, { kindWords: kindWords[kind], count: limit.count, duration: durationText(limit.per), part: dedups ? words.showsAMessageOnce : words.aRepeatIsMarked, waiting: waiting > 0 && words.waiting(countText(waiting, 'message')) })}</p>
      {last && <p className={styles['said']}><Ago at={last.at} />: {last.text}</p>}
      {testing && <TestDialog channel={channel} onClose={() => setTesting(false)} />}
    </li>
  )
}

export function Channels({ now }: { readonly now: MessagesNow | undefined }) {
  if (now?.channels.length === 0) return <Panel title={words.channels}><Empty title={words.thePlanSendsNothing}><p>{fill(words.channelsStandUnderPlan, { code: <code>{words.peopleChannels}</code>, code2: <code>{words.peopleAudiences}</code> })}</p></Empty></Panel>
  return (
    <Panel flush title={words.channels}>
      {now === undefined ? <p className={styles['pad']}>{words.notKnownYet}</p> : <ul>{now.channels.map((one) => <Row key={one.id} channel={one} />)}</ul>}
    </Panel>
  )
}

export function StatusPagePanel({ page }: { readonly page: MessagesNow['statusPage'] }) {
  if (page === undefined) return undefined
  return (
    <Panel title={words.statusPage}>
      <dl className={styles['facts']}>
        <div><dt>{words.writtenTo}</dt><dd>{page.folder}</dd></div>
        <div><dt>{words.served}</dt><dd>{page.served ?? words.notByThisConsole(page.why ?? words.itIsOff)}</dd></div>
      </dl>
    </Panel>
  )
}
