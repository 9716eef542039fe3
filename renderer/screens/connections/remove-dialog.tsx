/** Shows what a removal breaks before it asks why. */
import { useEffect, useState } from 'react'
import type { Removal } from '../../../shared/contract.ts'
import { useActs } from '../../act.tsx'
import { failureOf } from '../../parts/failure.ts'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import { fill } from '../../words/fill.ts'
import { removeDialog as words } from '../../words/connections.ts'
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
    const told = await act(words.theRemoval, (link) => link.connections.remove({ target, reason }), (answer) => (answer.ok ? words.removedPlanUse(target, answer.from) : words.notRemovedSeeWhy(target)))
    if (told?.answer.ok === true) onRemoved()
    else if (told) setMistakes(told.answer.ok ? [] : told.answer.mistakes)
    return told?.answer.ok === true
  }
  return (
    <ReasonDialog title={words.remove(target)} text={words.takenOutPlanConsole} action={words.removeIt} danger onAct={remove} onClose={onClose}>
      <div className={styles['preview']} role="status">
        {removal === undefined && failure === undefined && <p>{words.lookingWhatNeedsItAsk}</p>}
        {failure !== undefined && <p>{fill(words.whatNeedsNotKnown, { failure })}</p>}
        {nothing === true && <p>{words.nothingPlanNeeds}</p>}
        {removal && nothing === false && (
          <>
            <p><strong>{words.needIt}</strong></p>
            <dl className={styles['lost']}>
              <Lost title={removal.gates.length === 1 ? 'gate' : 'gates'} items={removal.gates} />
              <Lost title={removal.steps.length === 1 ? words.stepOfTheRollback : words.stepsOfTheRollback} items={removal.steps} />
              <Lost title={removal.tiles.length === 1 ? words.figureLiveScreen : words.figuresLiveScreen} items={removal.tiles} />
            </dl>
          </>
        )}
        <Mistakes mistakes={mistakes} />
      </div>
    </ReasonDialog>
  )
}
