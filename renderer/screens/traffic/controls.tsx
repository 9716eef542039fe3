/** What a person may do to a ramp that is under way. Going back to nobody is the rollback's button. */
import { useState } from 'react'
import { reached, waitsForNext, whereText, type ForwardRun } from '../../../shared/forward.ts'
import { useActs } from '../../act.tsx'
import { Button } from '../../parts/controls.tsx'
import { Panel } from '../../parts/panel.tsx'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import { useBusy } from '../../parts/use-busy.ts'
import { fill } from '../../words/fill.ts'
import { controls as words } from '../../words/traffic.ts'
import styles from './traffic-screen.module.css'

const reasoned = {
  hold: { title: words.holdTheRamp, text: words.noFurtherStepBegins, action: words.holdIt },
  back: { title: words.backOneStep, text: words.shareStepBeforeSet, action: words.goBack },
  stop: { title: words.stopTheRamp, text: words.usersStayWhereThey, action: words.stopIt },
} as const
const done = { hold: words.theRampIsHeld, back: words.backOneStep, stop: words.stoppedUsersStayWhere } as const
type Asked = keyof typeof reasoned

export function RampControls({ run, mayAct }: { readonly run: ForwardRun; readonly mayAct: boolean }) {
  const { act } = useActs()
  const [asked, setAsked] = useState<Asked>()
  const waits = waitsForNext(run)
  const isHeld = run.stages.slice(reached(run) + 1).every((stage) => run.ramp.steps.find((step) => step.stage === stage.id)?.by !== 'automatic')
  const before = run.stages[reached(run) - 1]
  const canGoBack = before !== undefined && run.ramp.steps.some((step) => step.stage === before.id)
  const [next, sending] = useBusy(() => act(words.theNextStep, (client) => client.forward.next({ run: run.id }), words.begins(waits?.title ?? words.theNextStep)))
  return (
    <Panel title={words.byHand}>
      <div className={styles['stack']}>
        <p className={styles['said']}>{fill(words.now, { where: whereText(run) })}</p>
        {mayAct
          ? (
            <>
              <div className={styles['buttons']}>
                <Button look={waits ? 'primary' : 'plain'} isDisabled={waits === undefined || sending} onPress={() => void next()}>{waits ? words.next(waits.title) : words.nextWord}</Button>
                <Button isDisabled={isHeld} onPress={() => setAsked('hold')}>{words.holdAsk}</Button>
                <Button isDisabled={!canGoBack} onPress={() => setAsked('back')}>{words.backOneStepAsk}</Button>
                <Button look="quiet" onPress={() => setAsked('stop')}>{words.stopAsk}</Button>
              </div>
              <p className={styles['said']}>{words.rollbackButtonWorksEver}</p>
            </>
          )
          : <p className={styles['said']}>{words.viewerWatchesOperatorActs}</p>}
      </div>
      {asked && (
        <ReasonDialog
          {...reasoned[asked]} onClose={() => setAsked(undefined)}
          onAct={async (reason) => (await act(reasoned[asked].title, (client) => client.forward[asked]({ run: run.id, reason }), done[asked])) !== undefined}
        />
      )}
    </Panel>
  )
}
