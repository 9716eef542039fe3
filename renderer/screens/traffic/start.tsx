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
import styles from './traffic-screen.module.css'

/** What would refuse it, in words; the engine looks again. */
function useRefusal(ramp: string): string | undefined {
  const readiness = useView((view) => view.frame?.readiness)
  const hold = useView((view) => view.state?.hold)
  const run = useView((view) => view.state?.run)
  const plan = useView((view) => view.opened?.plan)
  const state = useView((view) => view.state)
  const { wall } = useNow(60_000)
  if (run !== undefined && !runEnded(run)) return `rollback ${run.id} is under way`
  if (readiness === undefined) return 'whether a rollback could be made is not known yet'
  const blocking = readiness.checks.filter(({ state }) => state === 'block')
  if (blocking.length > 0) return `a rollback could not be made now: ${blocking.map(({ title, detail }) => `${title}: ${detail}`).join('; ')}`
  if (hold) return `the phase is held by “${hold.title}”`
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
    <Panel title="Send users on">
      <div className={styles['stack']}>
        {mayAct && ramps.length > 1 && <Select label="Ramp" options={ramps.map(({ id, title }) => ({ id, title }))} value={ramp.id} onChange={onRamp} />}
        {mayAct && <Select label="Begin at" options={ramp.steps.map(({ id, title }) => ({ id, title }))} value={first?.id ?? ''} onChange={setFrom} />}
        <p className={styles['said']}>The share of the first step is set whatever it is now. Each step is held while its gates pass; what fails asks a person, and what can’t be judged stands still. A rollback ends it at once.</p>
        {refusal === undefined ? <Mark tone="calm" word="Nothing stands against it" size={13} /> : <Mark tone="warn" word={`Not now: ${refusal}`} size={13} />}
        {mayAct
          ? <Button look="primary" isDisabled={refusal !== undefined} onPress={() => setAsking(true)}>{`${ramp.title}…`}</Button>
          : <p className={styles['said']}>An operator begins it.</p>}
      </div>
      {asking && (
        <ReasonDialog
          title={ramp.title} text={`Users are sent to ${ramp.to} in steps: ${ramp.steps.slice(first ? ramp.steps.indexOf(first) : 0).map(({ title }) => title).join(', ')}.`} action="Begin"
          onClose={() => setAsking(false)}
          onAct={async (reason) => (await act(ramp.title, (client) => client.forward.start({ ramp: ramp.id, reason, ...(first && first !== ramp.steps[0] && { from: first.id }) }), ({ run }) => `${ramp.title} begins as run ${run}`)) !== undefined}
        />
      )}
    </Panel>
  )
}
