/** Asks for notifications in this browser, on a press: a browser asks its reader at no other time. */
import { useState } from 'react'
import { Button } from '../../parts/controls.tsx'
import { Mark } from '../../parts/mark.tsx'
import { canNotify, chime, isDesktop, unlockSound } from '../../notices/notify.ts'

export function NotifyButton() {
  const [state, setState] = useState(canNotify)
  if (isDesktop()) return <Mark tone="calm" word="This desktop shows notices" size={13} />
  const ask = async (): Promise<void> => {
    unlockSound()
    chime()
    if (state === 'unasked') await Notification.requestPermission()
    setState(canNotify())
  }
  return (
    <>
      {state === 'granted' && <Mark tone="calm" word="Notices are shown here" size={13} />}
      {state === 'denied' && <Mark tone="warn" word="This browser denies notices: allow them in its settings" size={13} />}
      {state === 'none' && <Mark tone="warn" word="No notices at this address: a sound alone" size={13} />}
      <Button onPress={() => void ask()}>{state === 'unasked' ? 'Notify me here' : 'Try the sound'}</Button>
    </>
  )
}
