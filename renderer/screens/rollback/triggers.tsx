/** The plan's reasons for a person to roll back. Plan: "Manual Triggers". */
import { useState } from 'react'
import type { Plan } from '../../../shared/plan.ts'
import { useActs } from '../../act.tsx'
import { Actions, Button, controlStyles, Dialog, Empty, TextField } from '../../parts/controls.tsx'
import { HoldButton } from '../../parts/hold-button.tsx'
import { Panel } from '../../parts/panel.tsx'
import { ReadinessList } from '../../parts/readiness-list.tsx'
import { useBusy } from '../../parts/use-busy.ts'
import { useView } from '../../store.ts'
import { fill } from '../../words/fill.ts'
import { common } from '../../words/common.ts'
import { triggers as say } from '../../words/rollback.ts'
import styles from './side.module.css'

type Trigger = Plan['rollback']['manualTriggers'][number]

const shortest = 3

function PressDialog({ trigger, target, onClose }: { readonly trigger: Trigger; readonly target: string; readonly onClose: () => void }) {
  const { act } = useActs()
  const readiness = useView((view) => view.frame?.readiness)
  const [reason, setReason] = useState('')
  const told = reason.trim()
  const short = told !== '' && told.length < shortest
  const [press, sending] = useBusy(async () => {
    if (short) return
    const done = await act(say.rollback, (client) => client.rollback.press({ trigger: trigger.id, ...(told !== '' && { reason: told }) }), (pressed) =>
      pressed.joined ? common.youJoinedTheRun(pressed.run) : common.rollbackHasBegun(pressed.run, target))
    if (done) onClose()
  })
  return (
    <Dialog role="alertdialog" wide title={say.rollBack(trigger.title)} onClose={onClose}>
      <p className={controlStyles['text']}>{fill(say.takesAllTrafficBack, { target })}</p>
      {readiness?.ready === false && (
        <>
          <p className={controlStyles['text']}>{common.stepsWouldFail}</p>
          <ReadinessList readiness={readiness} only="block" />
        </>
      )}
      <TextField label={say.whatSeenRecordMay} value={reason} onChange={setReason} lines autoFocus error={short ? say.sayFewWordsLeave : undefined} />
      <Actions>
        <Button look="quiet" onPress={onClose}>{common.cancel}</Button>
        <HoldButton isDisabled={sending || short} describes={common.takesAllTrafficBack(target)} onHeld={() => void press()} onAsked={() => void press()}>{sending ? common.sending : say.holdToRollBack}</HoldButton>
      </Actions>
    </Dialog>
  )
}

export function Triggers({ rollback, mayAct }: { readonly rollback: Plan['rollback']; readonly mayAct: boolean }) {
  const [chosen, setChosen] = useState<Trigger>()
  return (
    <Panel flush title={say.manualTriggers} aside={mayAct ? undefined : say.anOperatorPresses}>
      {rollback.manualTriggers.length === 0
        ? <Empty title={say.thePlanNamesNone}>{say.rollbackButtonWorksAll}</Empty>
        : (
          <ul className={styles['rows']}>
            {rollback.manualTriggers.map((trigger) => (
              <li key={trigger.id} className={styles['row']}>
                <span>{trigger.title}</span>
                {mayAct && <Button aria-label={say.rollBack(trigger.title)} onPress={() => setChosen(trigger)}>{say.rollBackAsk}</Button>}
              </li>
            ))}
          </ul>
        )}
      {chosen && <PressDialog trigger={chosen} target={rollback.target} onClose={() => setChosen(undefined)} />}
    </Panel>
  )
}
