/** Begins a ramp: which, from which step, and what stands against it. */
import { useState } from 'react'
import type { Ramp } from '../../../shared/plan.ts'
import { rampRefusals } from '../../../shared/ramp-refusals.ts'
import { runEnded } from '../../../shared/rollback.ts'
import { useActs } from '../../act.tsx'
import { Button, Select } from '../../parts/controls.tsx'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import { useNow } from '../../now.ts'
import { useView } from '../../store.ts'
import { start as say } from '../../words/traffic.ts'
import styles from './traffic-screen.module.css'

/** What would refuse it, in words; the engine looks again. */
function useRefusal(ramp: string): string | undefined {
  const readiness = useView((view) => view.frame?.readiness)
  const hold = useView((view) => view.state?.hold)
  const run = useView((view) => view.state?.run)
  const plan = useView((view) => view.opened?.plan)
  const state = useView((view) => view.state)
  const { wall } = useNow(60_000)
  if (run !== undefined && !runEnded(run)) return say.rollbackIsUnderWay(run.id)
  if (readiness === undefined) return say.whetherRollbackCouldMade
  const blocking = readiness.checks.filter(({ state }) => state === 'block')
  if (blocking.length > 0) return say.rollbackCouldNotMade(blocking.map(({ title, detail }) => `${title}: ${detail}`).join('; '))
  if (hold) return say.thePhaseIsHeld(hold.title)
  return plan && state && rampRefusals({ plan, state, wall }, ramp)[0]
}

type StartProps = { readonly ramp: Ramp; readonly ramps: readonly Ramp[]; readonly onRamp: (id: string) => void; readonly mayAct: boolean }

export function StartRamp({ ramp, ramps, onRamp, mayAct }: StartProps) {
  const { act } = useActs()
  const refusal = useRefusal(ramp.id)
  const [from, setFrom] = useState('')
  const [asking, setAsking] = useState(false)
  const first = ramp.steps.find(({ id }) => id === from) ?? ramp.steps[0]
  return (
    <Panel title={say.sendUsersOn}>
      <div className={styles['stack']}>
        {mayAct && ramps.length > 1 && <Select label={say.ramp} options={ramps.map(({ id, title }) => ({ id, title }))} value={ramp.id} onChange={onRamp} />}
        {mayAct && <Select label={say.beginAt} options={ramp.steps.map(({ id, title }) => ({ id, title }))} value={first?.id ?? ''} onChange={setFrom} />}
        <p className={styles['said']}>{say.shareFirstStepSet}</p>
        {refusal === undefined ? <Mark tone="calm" word={say.nothingStandsAgainstIt} size={13} /> : <Mark tone="warn" word={say.notNow(refusal)} size={13} />}
        {mayAct
          ? <Button look="primary" isDisabled={refusal !== undefined} onPress={() => setAsking(true)}>{`${ramp.title}…`}</Button>
          : <p className={styles['said']}>{say.anOperatorBeginsIt}</p>}
      </div>
      {asking && (
        <ReasonDialog
          title={ramp.title} text={say.usersSentSteps(ramp.to, ramp.steps.slice(first ? ramp.steps.indexOf(first) : 0).map(({ title }) => title).join(', '))} action={say.begin}
          onClose={() => setAsking(false)}
          onAct={async (reason) => (await act(ramp.title, (client) => client.forward.start({ ramp: ramp.id, reason, ...(first && first !== ramp.steps[0] && { from: first.id }) }), ({ run }) => say.beginsAsRun(ramp.title, run))) !== undefined}
        />
      )}
    </Panel>
  )
}
