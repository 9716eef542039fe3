/** Asks for notifications in this browser, on a press: a browser asks its reader at no other time. */
import { useState } from 'react'
import { Button } from '../../parts/controls.tsx'
import { Mark } from '../../parts/mark.tsx'
import { canNotify, chime, isDesktop, unlockSound } from '../../notices/notify.ts'
import { notifyButton as words } from '../../words/messages.ts'

export function NotifyButton() {
  const [state, setState] = useState(canNotify)
  if (isDesktop()) return <Mark tone="calm" word={words.thisDesktopShowsNotices} size={13} />
  const ask = async (): Promise<void> => {
    unlockSound()
    chime()
    if (state === 'unasked') await Notification.requestPermission()
    setState(canNotify())
  }
  return (
    <>
      {state === 'granted' && <Mark tone="calm" word={words.noticesAreShownHere} size={13} />}
      {state === 'denied' && <Mark tone="warn" word={words.browserDeniesNoticesAllow} size={13} />}
      {state === 'none' && <Mark tone="warn" word={words.soundAlone} size={13} />}
      <Button onPress={() => void ask()}>{state === 'unasked' ? words.notifyMeHere : words.tryTheSound}</Button>
    </>
  )
}
