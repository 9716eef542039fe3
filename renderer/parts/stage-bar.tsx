/** The stages side by side, each as long as its window, with where the clock stands. */
import { clockText } from '../../shared/duration.ts'
import type { Run } from '../../shared/rollback.ts'
import { cx } from './cx.ts'
import { ToneShape, toneClass } from './mark.tsx'
import { stageState, stageWord, windowText } from './stage.ts'
import { fill } from '../words/fill.ts'
import { stageBar as words } from '../words/parts.ts'
import styles from './stage-bar.module.css'

type StageBarProps = { readonly run: Run; readonly elapsed: number; readonly wall?: boolean }

export function StageBar({ run, elapsed, wall = false }: StageBarProps) {
  return (
    <ol className={cx(styles['bar'], wall && styles['wall'])} aria-label={words.stagesOfTheRollback}>
      {run.stages.map((stage) => {
        const { tone, word } = stageWord(stage)
        const done = stage.steps.filter((step) => step.state === 'ok' || step.state === 'skipped').length
        return (
          <li key={stage.id} className={styles['stage']} data-state={stageState(stage)} data-over={stage.over} style={{ flex: `${stage.to - stage.from} 1 0` }} title={words.window(stage.title, word, windowText(stage))}>
            <span className={styles['track']}><span className={styles['filled']} style={{ transform: `scaleX(${done / stage.steps.length})` }} /></span>
            <span className={styles['name']}>
              <i className={toneClass(tone)}><ToneShape tone={tone} size={12} /></i>
              <span>{stage.title}</span>
              {stage.over !== undefined && <span className={styles['over']}>{fill(words.over, { clock: clockText(stage.over) })}</span>}
            </span>
          </li>
        )
      })}
      <li aria-hidden="true" className={styles['now']} style={{ left: `${Math.min(100, (100 * elapsed) / run.deadline)}%` }} />
    </ol>
  )
}
