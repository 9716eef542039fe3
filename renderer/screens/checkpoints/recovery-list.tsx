/** What was built and what it replaced: looked at, put in place, taken back, dropped. */
import { useState } from 'react'
import type { Recovery } from '../../../shared/checkpoint.ts'
import { useActs } from '../../act.tsx'
import { Button } from '../../parts/controls.tsx'
import { EnvironmentName, Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import { Time } from '../../parts/time.tsx'
import styles from './checkpoints-screen.module.css'
import { PromoteDialog } from './promote-dialog.tsx'
import { recoveryWords } from './words.ts'

type Act = 'promote' | 'take back' | 'drop'
const shown = 6

function Item({ recovery, mayAct, free }: { readonly recovery: Recovery; readonly mayAct: boolean; readonly free: boolean }) {
  const { act } = useActs()
  const [asking, setAsking] = useState<Act>()
  const { id, environment, state, moment, by, at, aside, problem, scratch } = recovery
  const swapped = (state === 'promoted' || state === 'taken back') && aside !== undefined
  const close = (): void => setAsking(undefined)
  return (
    <li>
      <div className={styles['recoveryHead']}>
        <EnvironmentName of={environment} />
        <span>as of <Time at={moment} full /></span>
        <Mark {...recoveryWords[state]} size={13} />
      </div>
      <span className={styles['said']}>{id}, by {by} at <Time at={at} />{swapped ? `; set aside: ${aside.name}` : state === 'built' ? `; built as ${scratch ?? ''}` : ''}{problem !== undefined && state === 'failed' ? `; ${problem}` : ''}</span>
      {mayAct && (state === 'built' || swapped) && (
        <div className={styles['buttons']}>
          {state === 'built' && <Button isDisabled={!free} onPress={() => setAsking('promote')}>See what would be lost…</Button>}
          {swapped && <Button isDisabled={!free} onPress={() => setAsking('take back')}>{state === 'promoted' ? 'Take back…' : 'Put in place again…'}</Button>}
          <Button isDisabled={!free} onPress={() => setAsking('drop')}>Drop {state === 'built' ? 'it' : 'what is set aside'}…</Button>
        </div>
      )}
      {asking === 'promote' && <PromoteDialog recovery={recovery} onClose={close} />}
      {asking === 'take back' && (
        <ReasonDialog
          danger title={`${state === 'promoted' ? 'Take back' : 'Put in place again:'} ${id}`} text={`${environment} is ${state === 'promoted' ? 'as it was before again' : 'what was recovered again'}, from ${aside?.name ?? ''}. What was written since is set aside in turn, and is not live.`} action={state === 'promoted' ? 'Take it back' : 'Put it in place'} onClose={close}
          onAct={async (reason) => (await act('Taking it back', (client) => client.checkpoints.takeBack({ recovery: id, yes: true, reason }), ({ whole }) => (whole ? `${environment} is as it was, and whole` : `${environment} is as it was, and is damaged`))) !== undefined}
        />
      )}
      {asking === 'drop' && (
        <ReasonDialog
          danger title={state === 'built' ? `Drop ${id}` : `Drop ${aside?.name ?? ''}`} text={state === 'built' ? 'What was built is deleted. Nothing live is changed.' : 'It is deleted and can not be taken back any more. Nothing live is changed.'} action="Drop it" onClose={close}
          onAct={async (reason) => (await act('Dropping it', (client) => client.checkpoints.discard({ recovery: id, reason }), 'It is dropped')) !== undefined}
        />
      )}
    </li>
  )
}

export function RecoveryList({ recoveries, mayAct, free }: { readonly recoveries: readonly Recovery[]; readonly mayAct: boolean; readonly free: boolean }) {
  return (
    <Panel flush title="Recoveries">
      <ol className={styles['recoveries']}>
        {recoveries.toReversed().slice(0, shown).map((one) => <Item key={one.id} recovery={one} mayAct={mayAct} free={free} />)}
      </ol>
    </Panel>
  )
}
