/** The plan's reasons for a person to roll back. Plan: "Manual Triggers". */
import { useState } from 'react'
import type { Plan } from '../../../shared/plan.ts'
import { useActs } from '../../act.tsx'
import { Actions, Button, controlStyles, Dialog, Empty, TextField } from '../../parts/controls.tsx'
import { HoldButton } from '../../parts/hold-button.tsx'
import { Panel } from '../../parts/panel.tsx'
import { ReadinessList } from '../../parts/readiness-list.tsx'
import { useView } from '../../store.ts'
import styles from './side.module.css'

type Trigger = Plan['rollback']['manualTriggers'][number]

const shortest = 3

function PressDialog({ trigger, target, onClose }: { readonly trigger: Trigger; readonly target: string; readonly onClose: () => void }) {
  const { act } = useActs()
  const readiness = useView((view) => view.frame?.readiness)
  const [reason, setReason] = useState('')
  const [sending, setSending] = useState(false)
  const told = reason.trim()
  const short = told !== '' && told.length < shortest
  const press = async (): Promise<void> => {
    if (sending || short) return
    setSending(true)
    const done = await act('Rollback', (client) => client.rollback.press({ trigger: trigger.id, ...(told !== '' && { reason: told }) }), (pressed) =>
      pressed.joined ? `You joined the run ${pressed.run}` : `Rollback ${pressed.run} to ${target} has begun`)
    setSending(false)
    if (done) onClose()
  }
  return (
    <Dialog role="alertdialog" wide title={`Roll back: ${trigger.title}`} onClose={onClose}>
      <p className={controlStyles['text']}>Takes all traffic back to {target}. This is recorded as the trigger.</p>
      {readiness?.ready === false && (
        <>
          <p className={controlStyles['text']}>These checks say that a step would fail. The run would still be opened, and asks where it can not go on.</p>
          <ReadinessList readiness={readiness} only="block" />
        </>
      )}
      <TextField label="What was seen, for the record (may be left empty)" value={reason} onChange={setReason} lines autoFocus error={short ? 'Say it in a few words, or leave it empty.' : undefined} />
      <Actions>
        <Button look="quiet" onPress={onClose}>Cancel</Button>
        <HoldButton isDisabled={sending || short} describes={`Takes all traffic back to ${target}.`} onHeld={() => void press()} onAsked={() => void press()}>{sending ? 'Sending…' : 'Hold to roll back'}</HoldButton>
      </Actions>
    </Dialog>
  )
}

export function Triggers({ rollback, mayAct }: { readonly rollback: Plan['rollback']; readonly mayAct: boolean }) {
  const [chosen, setChosen] = useState<Trigger>()
  return (
    <Panel flush title="Manual triggers" aside={mayAct ? undefined : 'an operator presses'}>
      {rollback.manualTriggers.length === 0
        ? <Empty title="The plan names none">The rollback button works all the same.</Empty>
        : (
          <ul className={styles['rows']}>
            {rollback.manualTriggers.map((trigger) => (
              <li key={trigger.id} className={styles['row']}>
                <span>{trigger.title}</span>
                {mayAct && <Button aria-label={`Roll back: ${trigger.title}`} onPress={() => setChosen(trigger)}>Roll back…</Button>}
              </li>
            ))}
          </ul>
        )}
      {chosen && <PressDialog trigger={chosen} target={rollback.target} onClose={() => setChosen(undefined)} />}
    </Panel>
  )
}
