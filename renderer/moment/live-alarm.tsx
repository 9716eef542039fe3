/** What happens now, while someone looks at the past: a rollback, or a console that no longer hears its engine. */
import { clockText } from '../../shared/duration.ts'
import { runEnded } from '../../shared/rollback.ts'
import { nowOf, runNow } from '../now.ts'
import { Button } from '../parts/controls.tsx'
import { countText } from '../parts/format.ts'
import { ToneShape } from '../parts/mark.tsx'
import { useTick } from '../ticker.ts'
import { fill } from '../words/fill.ts'
import { common } from '../words/common.ts'
import { liveAlarm as words } from '../words/moment.ts'
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
        {fill(words.whatStandsBelowPast, { target: open && <strong>{fill(words.nowLiveToIs, { part: run.drill ? words.aDrill : words.aRollback, target: run.target, part2: left === undefined ? 'running' : words.waitingValidationLeft(clockText(Math.max(0, left))) })}</strong>, count: !open && firing > 0 && <strong>{fill(words.nowLive, { count: countText(firing, common.gateFires, common.gatesFire) })}</strong>, strong: lost && <strong>{words.nowLiveConnectionEngine}</strong> })}
      </span>
      <Button look={open ? 'danger' : 'plain'} onPress={back}>{words.backToLive}</Button>
    </div>
  )
}
