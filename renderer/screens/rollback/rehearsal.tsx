/** Before a run: what each step would do now, from the real targets. Plan: "15-Minute Rollback Procedure". */
import { durationText } from '../../../shared/duration.ts'
import type { Plan } from '../../../shared/plan.ts'
import { Button, Empty } from '../../parts/controls.tsx'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { windowText } from '../../parts/stage.ts'
import { Ago } from '../../parts/time.tsx'
import { PreviewView } from './preview.tsx'
import { fill } from '../../words/fill.ts'
import { common } from '../../words/common.ts'
import { rehearsal as words } from '../../words/rollback.ts'
import styles from './rehearsal.module.css'
import { useRehearsal } from './use-rehearsal.ts'

const columns = ['last', 'median', 'worst'] as const

export function Rehearsal({ rollback: { stages, deadline } }: { readonly rollback: Plan['rollback'] }) {
  const { steps, at, failure, busy, refresh } = useRehearsal()
  return (
    <Panel
      flush title={words.whatEachStepWould}
      aside={<>
        {at !== undefined && !busy && <span>{fill(words.looked, { ago: <Ago at={at} /> })}</span>}
        <Button isDisabled={busy} onPress={refresh}>{busy ? words.lookingAsk : words.lookAgain}</Button>
      </>}
    >
      {failure && (
        <div className={styles['failure']} role="alert">
          <Mark tone="unsure" word={<strong>{words.whatStepsWouldDo}</strong>} /> {failure.what} {failure.todo}
        </div>
      )}
      {stages.length === 0 && <Empty title={words.planNoStages}>{words.nothingRollBack}</Empty>}
      <table className={styles['table']}>
        <thead><tr><th>{words.step}</th><th>{words.wouldDoNow}</th><th className={styles['number']}>{words.last}</th><th className={styles['number']}>{words.median}</th><th className={styles['number']}>{words.worst}</th></tr></thead>
        {stages.map((stage) => (
          <tbody key={stage.id}>
            <tr className={styles['stage']}><th colSpan={2} scope="rowgroup">{stage.title}</th><td colSpan={3} className={styles['number']}>{windowText(stage)}</td></tr>
            {stage.steps.map((step) => {
              const told = steps?.get(step.id)
              return (
                <tr key={step.id}>
                  <th scope="row">{step.title}</th>
                  <td className={styles['would']}>
                    {told?.would ?? (busy ? '…' : common.notKnown)}
                    {told?.preview && <PreviewView preview={told.preview} deadline={deadline} />}
                  </td>
                  {told?.times
                    ? columns.map((column) => <td key={column} className={styles['number']}>{told.times && durationText(told.times[column])}</td>)
                    : <td colSpan={3} className={styles['number']}>{steps ? words.noRunYet : ''}</td>}
                </tr>
              )
            })}
          </tbody>
        ))}
      </table>
    </Panel>
  )
}
