/** Shows what a removal breaks before it asks why. */
import { useEffect, useState } from 'react'
import type { Removal } from '../../../shared/contract.ts'
import { useActs } from '../../act.tsx'
import { failureOf } from '../../parts/failure.ts'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import styles from './connections-screen.module.css'
import { Mistakes } from './tested.tsx'

function Lost({ title, items }: { readonly title: string; readonly items: readonly { readonly id: string; readonly title: string }[] }) {
  return items.length === 0 ? undefined : (
    <>
      <dt>{items.length} {title}</dt>
      <dd>{items.map((item) => item.title).join(', ')}</dd>
    </>
  )
}

export function RemoveDialog({ target, onRemoved, onClose }: { readonly target: string; readonly onRemoved: () => void; readonly onClose: () => void }) {
  const { client, act } = useActs()
  const [removal, setRemoval] = useState<Removal>()
  const [failure, setFailure] = useState<string>()
  const [mistakes, setMistakes] = useState<readonly { readonly message: string; readonly mend?: string }[]>([])
  useEffect(() => {
    const stop = new AbortController()
    client().connections.removal({ target }, { signal: stop.signal }).then(setRemoval, (error: unknown) => {
      if (!stop.signal.aborted) setFailure(failureOf(error).what)
    })
    return () => stop.abort()
  }, [client, target])
  const nothing = removal && removal.gates.length + removal.steps.length + removal.tiles.length === 0
  const remove = async (reason: string): Promise<boolean> => {
    const told = await act('The removal', (link) => link.connections.remove({ target, reason }), (answer) => (answer.ok ? `${target} is removed from the plan, in use ${answer.from}` : `${target} was not removed: see why`))
    if (told?.answer.ok === true) onRemoved()
    else if (told) setMistakes(told.answer.ok ? [] : told.answer.mistakes)
    return told?.answer.ok === true
  }
  return (
    <ReasonDialog title={`Remove ${target}`} text="It is taken out of the plan, and the console measures it no more." action="Remove it" danger onAct={remove} onClose={onClose}>
      <div className={styles['preview']} role="status">
        {removal === undefined && failure === undefined && <p>Looking what needs it…</p>}
        {failure !== undefined && <p>What needs it is not known: {failure}</p>}
        {nothing === true && <p>Nothing in the plan needs it.</p>}
        {removal && nothing === false && (
          <>
            <p><strong>Without it these have nothing to go by:</strong></p>
            <dl className={styles['lost']}>
              <Lost title={removal.gates.length === 1 ? 'gate' : 'gates'} items={removal.gates} />
              <Lost title={removal.steps.length === 1 ? 'step of the rollback' : 'steps of the rollback'} items={removal.steps} />
              <Lost title={removal.tiles.length === 1 ? 'figure of the Live screen' : 'figures of the Live screen'} items={removal.tiles} />
            </dl>
          </>
        )}
        <Mistakes mistakes={mistakes} />
      </div>
    </ReasonDialog>
  )
}
