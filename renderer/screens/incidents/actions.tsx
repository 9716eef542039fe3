/** What is left to do, with who has it and until when. Plan: "Post-Incident Review Process". */
import { useState } from 'react'
import { isOverdue, type Action } from '../../../shared/action.ts'
import { durationText } from '../../../shared/duration.ts'
import { useActs, useMayAct } from '../../act.tsx'
import { Actions, Button, Dialog, TextField } from '../../parts/controls.tsx'
import { Mark } from '../../parts/mark.tsx'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import { Time } from '../../parts/time.tsx'
import { addressOf } from '../../route.ts'
import styles from './after.module.css'

function Due({ action }: { readonly action: Action }) {
  if (action.done) return <Mark tone="calm" word={`done by ${action.done.by}`} size={12} />
  if (isOverdue(action, Date.now())) return <Mark tone="bad" word={action.due === 'next phase' ? 'due: the next phase began' : `overdue by ${durationText(Math.max(0, Date.now() - action.due))}`} size={12} />
  if (action.due === 'next phase') return <Mark tone="off" word="before the next phase" size={12} />
  return <Mark tone="warn" word={`due in ${durationText(action.due - Date.now())}`} size={12} />
}

export function ActionList({ actions, linked = false }: { readonly actions: readonly Action[]; readonly linked?: boolean }) {
  const { act } = useActs()
  const mayAct = useMayAct()
  const [owning, setOwning] = useState<Action>()
  const [owner, setOwner] = useState('')
  const [doing, setDoing] = useState<Action>()
  return (
    <>
      <ul className={styles['actions']}>
        {actions.map((action) => (
          <li key={action.id}>
            <span className={styles['title']}>{action.title}{linked && <> · <a href={addressOf('incidents', action.incident)}>{action.incident}</a></>}</span>
            <span className={styles['state']}>
              <Due action={action} />
              {action.due !== 'next phase' && !action.done && <Time at={action.due} full />}
              {!action.done && <span>{action.owner === undefined ? 'nobody has it' : `with ${action.owner}`}</span>}
              {action.done && <span>{action.done.evidence}</span>}
            </span>
            {mayAct && !action.done && !linked && (
              <span className={styles['acts']}>
                <Button look="quiet" aria-label={`Give to someone: ${action.title}`} onPress={() => { setOwner(action.owner ?? ''); setOwning(action) }}>Give to…</Button>
                <Button look="quiet" aria-label={`${action.title} is done`} onPress={() => setDoing(action)}>Done…</Button>
              </span>
            )}
          </li>
        ))}
      </ul>
      {owning && (
        <Dialog title={`Who has "${owning.title}"?`} onClose={() => setOwning(undefined)}>
          <TextField label="Name" value={owner} onChange={setOwner} autoFocus />
          <Actions>
            <Button look="quiet" onPress={() => setOwning(undefined)}>Cancel</Button>
            <Button
              look="primary" isDisabled={owner.trim() === ''}
              onPress={() => void act('Giving the action', (client) => client.reviews.own({ action: owning.id, owner: owner.trim() }), `${owning.title} is with ${owner.trim()}`).then((done) => done && setOwning(undefined))}
            >Give it</Button>
          </Actions>
        </Dialog>
      )}
      {doing && (
        <ReasonDialog
          title={`${doing.title} is done`} label="Evidence: a link, or what was decided" action="It is done" onClose={() => setDoing(undefined)}
          onAct={async (evidence) => (await act('The action', (client) => client.reviews.done({ action: doing.id, evidence }), `${doing.title} is done`)) !== undefined}
        />
      )}
    </>
  )
}
