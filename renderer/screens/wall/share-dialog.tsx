/** Lets other screens see the war room: a link with an end, told once, and the links that live. Operators only; the engine holds that. */
import { useState } from 'react'
import { shareLimits, type SharedLinks, type SharedWall, type WallSharing } from '../../../shared/contract.ts'
import { isLive } from '../../../shared/wall-share.ts'
import { useActs } from '../../act.tsx'
import { useNow } from '../../now.ts'
import { Actions, Button, controlStyles, Dialog, Segments, Select, TextField } from '../../parts/controls.tsx'
import { DialogActions } from '../../parts/dialog-actions.tsx'
import { agoText, countText, momentText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { QrCode } from '../../parts/qr-code.tsx'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import { useBusy } from '../../parts/use-busy.ts'
import { fill } from '../../words/fill.ts'
import { common } from '../../words/common.ts'
import { shareDialog as words } from '../../words/wall.ts'
import styles from './share-dialog.module.css'
import { useSharing } from './use-sharing.ts'

const hour = 3_600_000
const ends = [{ id: '1', title: '1 h' }, { id: '8', title: '8 h' }, { id: '24', title: '24 h' }, { id: 'own', title: words.other }] as const
type End = (typeof ends)[number]['id']

/** Hours as they are typed, as ms; undefined where that is no length that a link may have. */
function lastsOf(end: End, hours: string): number | undefined {
  const ms = Math.round(Number((end === 'own' ? hours : end).replace(',', '.')) * hour)
  return Number.isFinite(ms) && ms >= shareLimits.shortest && ms <= shareLimits.longest ? ms : undefined
}

function Where({ sharing }: { readonly sharing: WallSharing }) {
  if (sharing.failed !== undefined) return <p role="status"><Mark tone="bad" word={words.itCantBeServed(sharing.failed)} size={13} /></p>
  return (
    <>
      <p className={controlStyles['text']}>{sharing.serving ? words.itIsServedAt : words.onceSharedServed} {sharing.addresses.join(', ')}.</p>
      {!sharing.open && <p><Mark tone="unsure" word={<>{fill(words.machineAlonePlanLets, { code: <code>{'wall: { host: 0.0.0.0 }'}</code> })}</>} size={13} /></p>}
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
    <Dialog title={words.linkWarRoom} onClose={onClose} wide>
      <div className={styles['link']}>
        <QrCode text={url} label={words.qrCodeLink} size={264} />
        <div className={styles['column']}>
          <p className={controlStyles['text']}>{fill(words.opensWarRoomAny, { moment: momentText(until) })}</p>
          {links.length > 1 && <Select label={words.address} options={links.map((one) => ({ id: one.address, title: one.address }))} value={address} onChange={setAddress} />}
          <code className={styles['url']}>{url}</code>
          {copied === 'no' && <p role="status">{common.noClipboard}</p>}
        </div>
      </div>
      <Actions>
        <Button onPress={() => void copy()}>{copied === 'yes' ? common.copied : common.copy}</Button>
        <Button look="primary" onPress={onClose}>{words.done}</Button>
      </Actions>
    </Dialog>
  )
}

function Live({ shares, onWithdraw }: { readonly shares: readonly SharedWall[]; readonly onWithdraw: (share: SharedWall) => void }) {
  const { wall } = useNow()
  return (
    <ul className={styles['shares']} aria-label={words.linksThatLive}>
      {shares.map((share) => (
        <li key={share.id}>
          <strong>{share.label}</strong>
          <span>{fill(words.madeByEnds, { by: share.by, moment: momentText(share.until) })}</span>
          <span>{share.connections > 0 ? <Mark tone="busy" word={words.open(countText(share.connections, 'screen'))} size={13} /> : share.seen === undefined ? words.notOpenedYet : words.lastSeen(agoText(wall - share.seen))}</span>
          <Button onPress={() => onWithdraw(share)} aria-label={words.withdraw(share.label)}>{words.withdrawAsk}</Button>
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
  const [links, setLinks] = useState<SharedLinks>()
  const [withdrawing, setWithdrawing] = useState<SharedWall>()
  const lasts = lastsOf(end, hours)
  const live = (sharing?.shares ?? []).filter((one) => isLive({ ...one, digest: '' }, wall))

  const [share, busy] = useBusy(async () => {
    if (lasts === undefined) return
    const done = await act(words.sharingTheWarRoom, (client) => client.wall.share({ label: label.trim(), lasts, reason: reason.trim() }), words.warRoomShared)
    refresh()
    if (done) setLinks(done.answer)
  })
  const withdraw = async ({ id }: SharedWall, why: string): Promise<boolean> => {
    const done = await act(words.withdrawingTheLink, (client) => client.wall.revoke({ share: id, reason: why }), words.linkWithdrawnScreensCut)
    refresh()
    return done !== undefined
  }

  if (links) return <Links links={links} onClose={onClose} />
  if (withdrawing) return <ReasonDialog title={words.withdrawLabel(withdrawing.label)} text={words.screensOpenLinkCut} action={words.withdrawIt} danger onAct={(why) => withdraw(withdrawing, why)} onClose={() => setWithdrawing(undefined)} />
  return (
    <Dialog title={words.shareTheWarRoom} onClose={onClose} wide>
      <p className={controlStyles['text']}>{words.whoeverLinkSeesWar}</p>
      {failure && <p role="status"><Mark tone="bad" word={failure.what} size={13} /></p>}
      {sharing && <Where sharing={sharing} />}
      <div className={styles['form']}>
        <TextField label={words.forWhichScreen} value={label} onChange={setLabel} autoFocus placeholder={words.screenExample} />
        <div className={styles['ends']}>
          <Segments label={words.endsAfter} options={ends} value={end} onChange={setEnd} />
          {end === 'own' && <TextField label={words.hours} value={hours} onChange={setHours} error={lasts === undefined ? words.hoursFormat : undefined} />}
        </div>
        <TextField label={common.reasonForRecord} value={reason} onChange={setReason} />
      </div>
      {live.length > 0 && <Live shares={live} onWithdraw={setWithdrawing} />}
      <DialogActions onCancel={onClose} cancel={common.close} onAct={share} action={words.share} sending={words.sharingAsk} isDisabled={lasts === undefined || label.trim() === '' || reason.trim().length < 3} busy={busy} />
    </Dialog>
  )
}
