/** What was built and what it replaced: looked at, put in place, taken back, dropped. */
import { useState } from 'react'
import type { Recovery } from '../../../shared/checkpoint.ts'
import { useActs } from '../../act.tsx'
import { Button } from '../../parts/controls.tsx'
import { EnvironmentName, Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import { Time } from '../../parts/time.tsx'
import { fill } from '../../words/fill.ts'
import { common } from '../../words/common.ts'
import { recoveryList as words } from '../../words/checkpoints.ts'
import styles from './checkpoints-screen.module.css'
import { PromoteDialog } from './promote-dialog.tsx'
import { recoveryWords } from '../../words/checkpoints-states.ts'

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
        <span>{fill(words.asOf, { time: <Time at={moment} full /> })}</span>
        <Mark {...recoveryWords[state]} size={13} />
      </div>
      <span className={styles['said']}>{fill(words.byAt, { id, by, time: <Time at={at} />, part: swapped ? words.setAside(aside.name) : state === 'built' ? words.builtAs(scratch ?? '') : '', part2: problem !== undefined && state === 'failed' ? `; ${problem}` : '' })}</span>
      {mayAct && (state === 'built' || swapped) && (
        <div className={styles['buttons']}>
          {state === 'built' && <Button isDisabled={!free} onPress={() => setAsking('promote')}>{words.seeWhatWouldLost}</Button>}
          {swapped && <Button isDisabled={!free} onPress={() => setAsking(words.takeBack)}>{state === 'promoted' ? common.takeBackAsk : words.putInPlaceAgainAsk}</Button>}
          <Button isDisabled={!free} onPress={() => setAsking('drop')}>{fill(words.dropAsk, { part: state === 'built' ? 'it' : words.whatIsSetAside })}</Button>
        </div>
      )}
      {asking === 'promote' && <PromoteDialog recovery={recovery} onClose={close} />}
      {asking === 'take back' && (
        <ReasonDialog
          danger title={`${state === 'promoted' ? words.takeBackWord : words.putInPlaceAgain} ${id}`} text={words.whatWrittenSinceSet(environment, state === 'promoted' ? words.asItWasBefore : words.whatWasRecoveredAgain, aside?.name ?? '')} action={state === 'promoted' ? common.takeItBack : words.putItInPlace} onClose={close}
          onAct={async (reason) => (await act(common.takingItBack, (client) => client.checkpoints.takeBack({ recovery: id, yes: true, reason }), ({ whole }) => (whole ? words.isAsItWas(environment) : words.isAsItWasAnd(environment)))) !== undefined}
        />
      )}
      {asking === 'drop' && (
        <ReasonDialog
          danger title={state === 'built' ? words.drop(id) : words.dropName(aside?.name ?? '')} text={state === 'built' ? words.whatBuiltDeletedNothing : words.deletedCanNotTaken} action={words.dropIt} onClose={close}
          onAct={async (reason) => (await act(words.droppingIt, (client) => client.checkpoints.discard({ recovery: id, reason }), words.itIsDropped)) !== undefined}
        />
      )}
    </li>
  )
}

export function RecoveryList({ recoveries, mayAct, free }: { readonly recoveries: readonly Recovery[]; readonly mayAct: boolean; readonly free: boolean }) {
  return (
    <Panel flush title={words.recoveries}>
      <ol className={styles['recoveries']}>
        {recoveries.toReversed().slice(0, shown).map((one) => <Item key={one.id} recovery={one} mayAct={mayAct} free={free} />)}
      </ol>
    </Panel>
  )
}
