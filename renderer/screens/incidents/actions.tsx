/** What is left to do, with who has it and until when. Plan: "Post-Incident Review Process". */
import { useState } from 'react'
import { isOverdue, type Action } from '../../../shared/action.ts'
import { durationText } from '../../../shared/duration.ts'
import { useActs, useMayAct } from '../../act.tsx'
import { Button, Dialog, TextField } from '../../parts/controls.tsx'
import { DialogActions } from '../../parts/dialog-actions.tsx'
import { Mark } from '../../parts/mark.tsx'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import { Time } from '../../parts/time.tsx'
import { useBusy } from '../../parts/use-busy.ts'
import { addressOf } from '../../route.ts'
import { common } from '../../words/common.ts'
import { actions as words } from '../../words/incidents.ts'
import styles from './after.module.css'

function Due({ action }: { readonly action: Action }) {
  if (action.done) return <Mark tone="calm" word={words.doneBy(action.done.by)} size={12} />
  if (isOverdue(action, Date.now())) return <Mark tone="bad" word={action.due === 'next phase' ? words.dueNextPhaseBegan : words.overdueBy(durationText(Math.max(0, Date.now() - action.due)))} size={12} />
  if (action.due === 'next phase') return <Mark tone="off" word={words.beforeTheNextPhase} size={12} />
  return <Mark tone="warn" word={words.dueIn(durationText(action.due - Date.now()))} size={12} />
}

export function ActionList({ actions, linked = false }: { readonly actions: readonly Action[]; readonly linked?: boolean }) {
  const { act } = useActs()
  const mayAct = useMayAct()
  const [owning, setOwning] = useState<Action>()
  const [owner, setOwner] = useState('')
  const [doing, setDoing] = useState<Action>()
  const [give, busy] = useBusy(async ({ id, title }: Action) => {
    if (await act(words.givingTheAction, (client) => client.reviews.own({ action: id, owner: owner.trim() }), words.isWith(title, owner.trim()))) setOwning(undefined)
  })
  return (
    <>
      <ul className={styles['actions']}>
        {actions.map((action) => (
          <li key={action.id}>
            <span className={styles['title']}>{action.title}{linked && <> · <a href={addressOf('incidents', action.incident)}>{action.incident}</a></>}</span>
            <span className={styles['state']}>
              <Due action={action} />
              {action.due !== 'next phase' && !action.done && <Time at={action.due} full />}
              {!action.done && <span>{action.owner === undefined ? common.nobodyHasIt : words.withIt(action.owner)}</span>}
              {action.done && <span>{action.done.evidence}</span>}
            </span>
            {mayAct && !action.done && !linked && (
              <span className={styles['acts']}>
                <Button look="quiet" aria-label={words.giveToSomeone(action.title)} onPress={() => { setOwner(action.owner ?? ''); setOwning(action) }}>{words.giveToAsk}</Button>
                <Button look="quiet" aria-label={words.isDone(action.title)} onPress={() => setDoing(action)}>{words.doneAsk}</Button>
              </span>
            )}
          </li>
        ))}
      </ul>
      {owning && (
        <Dialog title={words.whoHas(owning.title)} onClose={() => setOwning(undefined)}>
          <TextField label={words.name} value={owner} onChange={setOwner} autoFocus />
          <DialogActions onCancel={() => setOwning(undefined)} onAct={() => give(owning)} action={words.giveIt} isDisabled={owner.trim() === ''} busy={busy} />
        </Dialog>
      )}
      {doing && (
        <ReasonDialog
          title={words.isDone(doing.title)} label={words.evidenceLinkWhatDecided} action={words.itIsDone} onClose={() => setDoing(undefined)}
          onAct={async (evidence) => (await act(words.theAction, (client) => client.reviews.done({ action: doing.id, evidence }), words.isDone(doing.title))) !== undefined}
        />
      )}
    </>
  )
}
