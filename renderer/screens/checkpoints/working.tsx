/** What is under way: how far it is, and its end by hand. */
import type { CheckpointProgress } from '../../../shared/contract.ts'
import { useActs } from '../../act.tsx'
import { Button } from '../../parts/controls.tsx'
import { numberText, percentText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import styles from './checkpoints-screen.module.css'
import { workWords } from './words.ts'

export function Working({ active: { work, subject, environment, text, done, total }, mayAct }: { readonly active: CheckpointProgress; readonly mayAct: boolean }) {
  const { act } = useActs()
  const share = total > 0 ? Math.min(1, done / total) : undefined
  const far = share === undefined ? 'begun' : `${percentText(share, 0)}, ${numberText(done)} of ${numberText(total)}`
  return (
    <Panel title={`${workWords[work]} of ${environment}`} aside={<Mark tone="busy" word="under way" size={13} />}>
      <div className={styles['working']}>
        <div className={styles['meter']} role="progressbar" aria-label={`${workWords[work]}, done`} aria-valuemin={0} aria-valuemax={100} {...(share !== undefined && { 'aria-valuenow': Math.round(share * 100) })} aria-valuetext={far}>
          <span style={{ inlineSize: `${100 * (share ?? 0)}%` }} />
        </div>
        <p data-figure><strong>{far}</strong> <span>{text}</span> <span>{subject}</span></p>
        {mayAct && work !== 'swap' && <Button onPress={() => void act('Cancelling', (client) => client.checkpoints.cancel(), 'It is being ended')}>Cancel it</Button>}
      </div>
    </Panel>
  )
}
