/** The first start: how to begin, asked once over the running lab. One key puts it away, and nothing waits for it. */
import { useEffect, useState } from 'react'
import type { BeginWay } from '../../../shared/welcome.ts'
import { useActs, useMayAct } from '../../act.tsx'
import { Button } from '../../parts/controls.tsx'
import { Icon } from '../../parts/icon.tsx'
import { go } from '../../route.ts'
import { useView } from '../../store.ts'
import { OpenPlanDialog } from '../connections/open-plan-dialog.tsx'
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
    const told = await act('Beginning', (client) => client.plan.begin({ way }), done)
    if (!told) setGone(false)
    return told !== undefined
  }
  const away = (): void => void begin('lab', 'The practice lab runs. Ctrl K finds the other ways to begin')
  useEscape(gone || opening ? undefined : away)
  const lesson = async (): Promise<void> => {
    if (await begin('lab', 'The practice lab runs')) await act('The two-minute drill', (client) => client.drills.lesson({ to: 'begin' }), 'The two-minute drill is taken up')
  }
  if (gone) return undefined
  return (
    <section className={styles['card']} aria-label="Welcome" data-welcome>
      <div className={styles['head']}>
        <h2>Welcome. How do you want to begin?</h2>
        <p>Asked once. A lab of two applications, a balancer and simulated users runs already: nothing here is real yet.</p>
        <Button look="quiet" aria-label="Put the welcome away (Esc)" onPress={away}><Icon name="cross" size={12} /></Button>
      </div>
      <ul className={styles['ways']}>
        <li>
          <h3>Practise</h3>
          <p>Two minutes that teach the button: a fault, a gate that fires, a rollback that opens by itself.</p>
          <Button look="primary" onPress={() => void lesson()}>Take up the two-minute drill</Button>
        </li>
        <li>
          <h3>Open a plan file</h3>
          <p>You have a deployment plan as YAML. It is checked whole; every mistake is told with its line.</p>
          <Button onPress={() => setOpening(true)}>Open a plan file…</Button>
        </li>
        <li>
          <h3>Build a plan</h3>
          <p>Connect your own applications and balancer by a form; each connection is tested as you enter it.</p>
          <Button onPress={() => go('connections', '~plan')}>Build a plan…</Button>
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
