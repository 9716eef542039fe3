/** What a person may do to a ramp that is under way. Going back to nobody is the rollback's button. */
import { useState } from 'react'
import { reached, waitsForNext, whereText, type ForwardRun } from '../../../shared/forward.ts'
import { useActs } from '../../act.tsx'
import { Button } from '../../parts/controls.tsx'
import { Panel } from '../../parts/panel.tsx'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import styles from './traffic-screen.module.css'

const reasoned = {
  hold: { title: 'Hold the ramp', text: 'No further step begins by itself: each waits for “next”. The share stays as it is.', action: 'Hold it' },
  back: { title: 'Back one step', text: 'The share of the step before is set again, and its gates hold it anew. Further on it goes by hand.', action: 'Go back' },
  stop: { title: 'Stop the ramp', text: 'Users stay where they are: nothing is sent back. To go back one step, choose that instead; to send everyone back, hold the rollback button.', action: 'Stop it' },
} as const
const done = { hold: 'The ramp is held', back: 'Back one step', stop: 'Stopped: users stay where they are' } as const
type Asked = keyof typeof reasoned

export function RampControls({ run, mayAct }: { readonly run: ForwardRun; readonly mayAct: boolean }) {
  const { act } = useActs()
  const [asked, setAsked] = useState<Asked>()
  const [sending, setSending] = useState(false)
  const waits = waitsForNext(run)
  const isHeld = run.stages.slice(reached(run) + 1).every((stage) => run.ramp.steps.find((step) => step.stage === stage.id)?.by !== 'automatic')
  const before = run.stages[reached(run) - 1]
  const canGoBack = before !== undefined && run.ramp.steps.some((step) => step.stage === before.id)
  const next = async (): Promise<void> => {
    setSending(true)
    await act('The next step', (client) => client.forward.next({ run: run.id }), `${waits?.title ?? 'The next step'} begins`)
    setSending(false)
  }
  return (
    <Panel title="By hand">
      <div className={styles['stack']}>
        <p className={styles['said']}>Now {whereText(run)}.</p>
        {mayAct
          ? (
            <>
              <div className={styles['buttons']}>
                <Button look={waits ? 'primary' : 'plain'} isDisabled={waits === undefined || sending} onPress={() => void next()}>{waits ? `Next: ${waits.title}` : 'Next'}</Button>
                <Button isDisabled={isHeld} onPress={() => setAsked('hold')}>Hold…</Button>
                <Button isDisabled={!canGoBack} onPress={() => setAsked('back')}>Back one step…</Button>
                <Button look="quiet" onPress={() => setAsked('stop')}>Stop…</Button>
              </div>
              <p className={styles['said']}>The rollback button works as ever: it ends this at once and sends everyone back.</p>
            </>
          )
          : <p className={styles['said']}>A viewer watches: an operator acts.</p>}
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
