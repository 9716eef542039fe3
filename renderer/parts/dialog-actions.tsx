/** The foot of a dialog that asks: put it away, what else there is, and the press that sends. */
import { Actions, Button } from './controls.tsx'
import { common } from '../words/common.ts'

type DialogActionsProps = {
  readonly onCancel: () => void
  readonly cancel?: string
  /** Without it the press submits the form that it stands in. */
  readonly onAct?: () => Promise<unknown>
  readonly action: string
  readonly look?: 'primary' | 'danger'
  readonly isDisabled?: boolean
  /** It is being sent: nothing is pressed meanwhile. */
  readonly busy: boolean
  readonly sending?: string
  /** One more button, between the two. */
  readonly children?: React.ReactNode
}

export function DialogActions({ onCancel, cancel = common.cancel, onAct, action, look = 'primary', isDisabled = false, busy, sending = common.sending, children }: DialogActionsProps) {
  return (
    <Actions>
      <Button look="quiet" onPress={onCancel}>{cancel}</Button>
      {children}
      <Button look={look} isDisabled={isDisabled || busy} {...(onAct ? { onPress: () => void onAct() } : { type: 'submit' })}>{busy ? sending : action}</Button>
    </Actions>
  )
}
