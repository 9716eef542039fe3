/** The first start: how to begin, asked once over the running lab. One key puts it away, and nothing waits for it. */
import { useEffect, useState } from 'react'
import type { BeginWay } from '../../../shared/welcome.ts'
import { useActs, useMayAct } from '../../act.tsx'
import { Button } from '../../parts/controls.tsx'
import { Icon } from '../../parts/icon.tsx'
import { go } from '../../route.ts'
import { useView } from '../../store.ts'
import { OpenPlanDialog } from '../connections/open-plan-dialog.tsx'
import { common } from '../../words/common.ts'
import { welcome as words } from '../../words/live.ts'
import styles from './welcome.module.css'

/** Esc, where nothing else has it. */
function useEscape(act: (() => void) | undefined): void {
  useEffect(() => {
    if (act === undefined) return undefined
    const onKey = (event: KeyboardEvent): void => {
      const elsewhere = event.target instanceof HTMLElement && event.target !== document.body && event.target.closest('[data-welcome], main') === null
      if (event.key === 'Escape' && !event.defaultPrevented && !elsewhere && document.querySelector('[role="dialog"],[role="alertdialog"]') === null) act()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [act])
}

function Card() {
  const { act } = useActs()
  const [opening, setOpening] = useState(false)
  const [gone, setGone] = useState(false)
  const begin = async (way: BeginWay, done: string): Promise<boolean> => {
    setGone(true)
    const told = await act(words.beginning, (client) => client.plan.begin({ way }), done)
    if (!told) setGone(false)
    return told !== undefined
  }
  const away = (): void => void begin('lab', words.otherWaysUnderCtrlK)
  useEscape(gone || opening ? undefined : away)
  const lesson = async (): Promise<void> => {
    if (await begin('lab', words.thePracticeLabRuns)) await act(common.theTwoMinuteDrill, (client) => client.drills.lesson({ to: 'begin' }), common.twoMinuteDrillTakenUp)
  }
  if (gone) return undefined
  return (
    <section className={styles['card']} aria-label={words.welcome} data-welcome>
      <div className={styles['head']}>
        <h2>{words.welcomeHowDoYou}</h2>
        <p>{words.askedOnceLabTwo}</p>
        <Button look="quiet" aria-label={words.putWelcomeAwayEsc} onPress={away}><Icon name="cross" size={12} /></Button>
      </div>
      <ul className={styles['ways']}>
        <li>
          <h3>{words.practise}</h3>
          <p>{words.whatPractiseIs}</p>
          <Button look="primary" onPress={() => void lesson()}>{common.takeUpTwoMinuteDrill}</Button>
        </li>
        <li>
          <h3>{words.openAPlanFile}</h3>
          <p>{words.whatOpeningIs}</p>
          <Button onPress={() => setOpening(true)}>{words.openAPlanFileAsk}</Button>
        </li>
        <li>
          <h3>{words.buildAPlan}</h3>
          <p>{words.whatBuildingIs}</p>
          <Button onPress={() => go('connections', '~plan')}>{words.buildAPlanAsk}</Button>
        </li>
      </ul>
      {opening && <OpenPlanDialog onClose={() => setOpening(false)} />}
    </section>
  )
}

export function Welcome() {
  const mayAct = useMayAct()
  const asked = useView((view) => view.state?.welcomed === false && view.opened !== undefined && view.opened.file === undefined && view.opened.plan.lab !== undefined)
  return asked && mayAct ? <Card /> : undefined
}
