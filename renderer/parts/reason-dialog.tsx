/** Asks why, since it goes on the record, and stays open until the command is known to be done. */
import { useState } from 'react'
import { controlStyles, Dialog, TextField } from './controls.tsx'
import { DialogActions } from './dialog-actions.tsx'
import { useBusy } from './use-busy.ts'
import { common } from '../words/common.ts'
import { reasonDialog as say } from '../words/parts.ts'

type ReasonDialogProps = {
  readonly title: string
  readonly text?: React.ReactNode
  readonly label?: string
  readonly action: string
  readonly danger?: boolean
  /** Resolves to whether it was done. */
  readonly onAct: (reason: string) => Promise<boolean | undefined>
  readonly onClose: () => void
  readonly children?: React.ReactNode
}

const shortest = 3

export function ReasonDialog({ title, text, label = common.reasonForRecord, action, danger = false, onAct, onClose, children }: ReasonDialogProps) {
  const [reason, setReason] = useState('')
  const tooShort = reason.trim().length < shortest
  const [submit, busy] = useBusy(async () => {
    if (await onAct(reason.trim())) onClose()
  })
  return (
    <Dialog title={title} onClose={onClose}>
      {text !== undefined && <p className={controlStyles['text']}>{text}</p>}
      {children}
      <TextField label={label} value={reason} onChange={setReason} lines autoFocus hint={say.fewWordsWhoReads} />
      <DialogActions onCancel={onClose} onAct={submit} action={action} look={danger ? 'danger' : 'primary'} isDisabled={tooShort} busy={busy} />
    </Dialog>
  )
}
