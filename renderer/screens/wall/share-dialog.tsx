/** Lets other screens see the war room: a link with an end, told once, and the links that live. Operators only; the engine holds that. */
import { useState } from 'react'
import { shareLimits, type SharedLinks, type SharedWall, type WallSharing } from '../../../shared/contract.ts'
import { isLive } from '../../../shared/wall-share.ts'
import { useActs } from '../../act.tsx'
import { useNow } from '../../now.ts'
import { Actions, Button, controlStyles, Dialog, Segments, Select, TextField } from '../../parts/controls.tsx'
import { agoText, countText, momentText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { QrCode } from '../../parts/qr-code.tsx'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import styles from './share-dialog.module.css'
import { useSharing } from './use-sharing.ts'

const hour = 3_600_000
const ends = [{ id: '1', title: '1 h' }, { id: '8', title: '8 h' }, { id: '24', title: '24 h' }, { id: 'own', title: 'Other' }] as const
type End = (typeof ends)[number]['id']

/** Hours as they are typed, as ms; undefined where that is no length that a link may have. */
export function lastsOf(end: End, hours: string): number | undefined {
  const ms = Math.round(Number((end === 'own' ? hours : end).replace(',', '.')) * hour)
  return Number.isFinite(ms) && ms >= shareLimits.shortest && ms <= shareLimits.longest ? ms : undefined
}

function Where({ sharing }: { readonly sharing: WallSharing }) {
  if (sharing.failed !== undefined) return <p role="status"><Mark tone="bad" word={`It can't be served: ${sharing.failed}.`} size={13} /></p>
  return (
    <>
      <p className={controlStyles['text']}>{sharing.serving ? 'It is served at' : 'Once shared it is served at'} {sharing.addresses.join(', ')}.</p>
      {!sharing.open && <p><Mark tone="unsure" word={<>This machine alone. <code>{'wall: { host: 0.0.0.0 }'}</code> in the plan lets others in.</>} size={13} /></p>}
    </>
  )
}

function Links({ links: { links, until }, onClose }: { readonly links: SharedLinks; readonly onClose: () => void }) {
  const [address, setAddress] = useState(links[0]?.address ?? '')
  const [copied, setCopied] = useState<'yes' | 'no'>()
  const url = links.find((one) => one.address === address)?.url ?? ''
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(url)
      setCopied('yes')
    } catch {
      // No clipboard here: the link can be selected.
      setCopied('no')
    }
  }
  return (
    <Dialog title="The link to the war room" onClose={onClose} wide>
      <div className={styles['link']}>
        <QrCode text={url} label="QR code of the link" size={264} />
        <div className={styles['column']}>
          <p className={controlStyles['text']}>It opens the war room on any number of screens until {momentText(until)}. It is shown now and never again: whoever has it can look.</p>
          {links.length > 1 && <Select label="Address" options={links.map((one) => ({ id: one.address, title: one.address }))} value={address} onChange={setAddress} />}
          <code className={styles['url']}>{url}</code>
          {copied === 'no' && <p role="status">There is no clipboard here: select the link and copy it.</p>}
        </div>
      </div>
      <Actions>
        <Button onPress={() => void copy()}>{copied === 'yes' ? 'Copied' : 'Copy'}</Button>
        <Button look="primary" onPress={onClose}>Done</Button>
      </Actions>
    </Dialog>
  )
}

function Live({ shares, onWithdraw }: { readonly shares: readonly SharedWall[]; readonly onWithdraw: (share: SharedWall) => void }) {
  const { wall } = useNow()
  return (
    <ul className={styles['shares']} aria-label="Links that live">
      {shares.map((share) => (
        <li key={share.id}>
          <strong>{share.label}</strong>
          <span>made by {share.by}, ends {momentText(share.until)}</span>
          <span>{share.connections > 0 ? <Mark tone="busy" word={`${countText(share.connections, 'screen')} open`} size={13} /> : share.seen === undefined ? 'not opened yet' : `last seen ${agoText(wall - share.seen)}`}</span>
          <Button onPress={() => onWithdraw(share)} aria-label={`Withdraw ${share.label}`}>Withdraw…</Button>
        </li>
      ))}
    </ul>
  )
}

export function ShareDialog({ onClose }: { readonly onClose: () => void }) {
  const { act } = useActs()
  const { answer: sharing, failure, refresh } = useSharing()
  const { wall } = useNow()
  const [label, setLabel] = useState('')
  const [end, setEnd] = useState<End>('8')
  const [hours, setHours] = useState('72')
  const [reason, setReason] = useState('')
  const [busy, setBusy] = useState(false)
  const [links, setLinks] = useState<SharedLinks>()
  const [withdrawing, setWithdrawing] = useState<SharedWall>()
  const lasts = lastsOf(end, hours)
  const live = (sharing?.shares ?? []).filter((one) => isLive({ ...one, digest: '' }, wall))

  const share = async (): Promise<void> => {
    if (lasts === undefined) return
    setBusy(true)
    const done = await act('Sharing the war room', (client) => client.wall.share({ label: label.trim(), lasts, reason: reason.trim() }), 'The war room is shared')
    setBusy(false)
    refresh()
    if (done) setLinks(done.answer)
  }
  const withdraw = async ({ id }: SharedWall, why: string): Promise<boolean> => {
    const done = await act('Withdrawing the link', (client) => client.wall.revoke({ share: id, reason: why }), 'The link is withdrawn; its screens are cut off')
    refresh()
    return done !== undefined
  }

  if (links) return <Links links={links} onClose={onClose} />
  if (withdrawing) return <ReasonDialog title={`Withdraw “${withdrawing.label}”`} text="Screens that are open by this link are cut off at once." action="Withdraw it" danger onAct={(why) => withdraw(withdrawing, why)} onClose={() => setWithdrawing(undefined)} />
  return (
    <Dialog title="Share the war room" onClose={onClose} wide>
      <p className={controlStyles['text']}>Whoever has the link sees the war room until it ends, and nothing else: no control, no other screen. It shows who drives and who has which role. It goes over the network unencrypted.</p>
      {failure && <p role="status"><Mark tone="bad" word={failure.what} size={13} /></p>}
      {sharing && <Where sharing={sharing} />}
      <div className={styles['form']}>
        <TextField label="For which screen" value={label} onChange={setLabel} autoFocus placeholder="Meeting room 2" />
        <div className={styles['ends']}>
          <Segments label="Ends after" options={ends} value={end} onChange={setEnd} />
          {end === 'own' && <TextField label="Hours" value={hours} onChange={setHours} error={lasts === undefined ? 'A number of hours up to 744' : undefined} />}
        </div>
        <TextField label="Reason, for the record" value={reason} onChange={setReason} />
      </div>
      {live.length > 0 && <Live shares={live} onWithdraw={setWithdrawing} />}
      <Actions>
        <Button look="quiet" onPress={onClose}>Close</Button>
        <Button look="primary" isDisabled={busy || lasts === undefined || label.trim() === '' || reason.trim().length < 3} onPress={() => void share()}>{busy ? 'Sharing…' : 'Share'}</Button>
      </Actions>
    </Dialog>
  )
}
