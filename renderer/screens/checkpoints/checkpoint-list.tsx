/** Every checkpoint that stands, newest first, and the last that came to nothing. */
import type { Checkpoint } from '../../../shared/checkpoint.ts'
import { fitOf } from '../../../shared/checkpoint-rules.ts'
import { durationText } from '../../../shared/duration.ts'
import type { Plan } from '../../../shared/plan.ts'
import { EnvironmentName, Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { Ago } from '../../parts/time.tsx'
import { addressOf } from '../../route.ts'
import { common } from '../../words/common.ts'
import { checkpointList as words } from '../../words/checkpoints.ts'
import styles from './checkpoints-screen.module.css'
import { causeWords, checkpointWords, sizeText } from '../../words/checkpoints-states.ts'

function Row({ checkpoint, shown, plan }: { readonly checkpoint: Checkpoint; readonly shown: boolean; readonly plan: Pick<Plan, 'rollback'> }) {
  const { id, environment, state, taken, proof, cause, begunAt } = checkpoint
  const fit = proof && state === 'proven' ? fitOf(plan, proof.ms) : undefined
  return (
    <tr data-shown={shown || undefined} data-gone={state === 'removed' || state === 'failed' || undefined}>
      <th scope="row"><a href={addressOf('checkpoints', id)} aria-current={shown || undefined}>{id}</a></th>
      <td><EnvironmentName of={environment} /></td>
      <td><Mark {...checkpointWords[state]} size={13} /></td>
      <td><Ago at={taken?.at ?? begunAt} /></td>
      <td>{causeWords[cause]}</td>
      <td className={styles['number']}>{taken ? sizeText(taken.bytes) : '–'}</td>
      <td className={styles['number']}>{proof ? durationText(proof.ms) : '–'}</td>
      <td>{fit ? <Mark tone={fit.fits ? 'calm' : 'warn'} word={fit.fits ? 'fits' : words.doesNotFit} size={13} title={fit.text} /> : '–'}</td>
    </tr>
  )
}

export function CheckpointList({ checkpoints, shown, plan }: { readonly checkpoints: readonly Checkpoint[]; readonly shown: string | undefined; readonly plan: Pick<Plan, 'rollback'> }) {
  return (
    <Panel flush title={words.checkpoints} aside={common.newestFirst}>
      <div className={styles['scroll']}>
        <table className={styles['list']}>
          <thead><tr><th>{words.checkpoint}</th><th>{words.of}</th><th>{words.state}</th><th>{words.age}</th><th>{words.taken}</th><th className={styles['number']}>{words.size}</th><th className={styles['number']}>{words.restore}</th><th>{words.fitsTheStep}</th></tr></thead>
          <tbody>{checkpoints.toReversed().map((one) => <Row key={one.id} checkpoint={one} shown={one.id === shown} plan={plan} />)}</tbody>
        </table>
      </div>
    </Panel>
  )
}
