/** What happens now, while someone looks at the past: a rollback, or a console that no longer hears its engine. */
import { clockText } from '../../shared/duration.ts'
import { runEnded } from '../../shared/rollback.ts'
import { nowOf, runNow } from '../now.ts'
import { Button } from '../parts/controls.tsx'
import { countText } from '../parts/format.ts'
import { ToneShape } from '../parts/mark.tsx'
import { useTick } from '../ticker.ts'
import styles from './replay-bar.module.css'
import { useLive, useReplay } from './replay-mode.tsx'
import { go } from '../route.ts'

export function LiveAlarm() {
  const { leave, live } = useReplay()
  const run = useLive((view) => view.state?.run)
  const lost = useLive((view) => view.connection.status === 'lost')
  const firing = useLive((view) => view.frame?.gates.filter((gate) => gate.status.state === 'firing').length ?? 0)
  useTick(1_000)
  const open = run !== undefined && !runEnded(run)
  if (!open && !lost && firing === 0) return undefined
  const back = (): void => {
    leave()
    if (open) go('rollback')
  }
  const left = open && run.state === 'validating' ? run.validation - (runNow(run, nowOf(live.get(), performance.now())) - run.startedAt) : undefined
  return (
    <div className={styles['alarm']} role="alert" data-grave={open || undefined}>
      <ToneShape tone="bad" size={18} />
      <span>
        {open && <strong>Now, live: {run.drill ? 'a drill' : 'a rollback'} to {run.target} is {left === undefined ? 'running' : `waiting for its validation, ${clockText(Math.max(0, left))} left`}.</strong>}
        {!open && firing > 0 && <strong>Now, live: {countText(firing, 'gate fires', 'gates fire')}.</strong>}
        {lost && <strong> Now, live: the connection to the engine is lost.</strong>}
        {' '}What stands below is the past.
      </span>
      <Button look={open ? 'danger' : 'plain'} onPress={back}>Back to live</Button>
    </div>
  )
}
