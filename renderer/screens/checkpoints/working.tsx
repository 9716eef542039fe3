/** What is under way: how far it is, and its end by hand. */
import type { CheckpointProgress } from '../../../shared/contract.ts'
import { useActs } from '../../act.tsx'
import { Button } from '../../parts/controls.tsx'
import { numberText, percentText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { working as words } from '../../words/checkpoints.ts'
import styles from './checkpoints-screen.module.css'
import { workWords } from '../../words/checkpoints-states.ts'

export function Working({ active: { work, subject, environment, text, done, total }, mayAct }: { readonly active: CheckpointProgress; readonly mayAct: boolean }) {
  const { act } = useActs()
  const share = total > 0 ? Math.min(1, done / total) : undefined
  const far = share === undefined ? 'begun' : words.of(percentText(share, 0), numberText(done), numberText(total))
  return (
    <Panel title={words.ofWorkWords(workWords[work], environment)} aside={<Mark tone="busy" word={words.underWay} size={13} />}>
      <div className={styles['working']}>
        <div className={styles['meter']} role="progressbar" aria-label={words.done(workWords[work])} aria-valuemin={0} aria-valuemax={100} {...(share !== undefined && { 'aria-valuenow': Math.round(share * 100) })} aria-valuetext={far}>
          <span style={{ inlineSize: `${100 * (share ?? 0)}%` }} />
        </div>
        <p data-figure><strong>{far}</strong> <span>{text}</span> <span>{subject}</span></p>
        {mayAct && work !== 'swap' && <Button onPress={() => void act(words.cancelling, (client) => client.checkpoints.cancel(), words.itIsBeingEnded)}>{words.cancelIt}</Button>}
      </div>
    </Panel>
  )
}
