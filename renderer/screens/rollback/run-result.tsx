/** How a run ended, in one strip. */
import { clockText, tookText } from '../../../shared/duration.ts'
import { paceOf, type Run } from '../../../shared/rollback.ts'
import { ToneShape, toneClass } from '../../parts/mark.tsx'
import { StageBar } from '../../parts/stage-bar.tsx'
import { Time } from '../../parts/time.tsx'
import { runWords } from '../../words/states.ts'
import { addressOf } from '../../route.ts'
import { fill } from '../../words/fill.ts'
import { common } from '../../words/common.ts'
import { runResult as words } from '../../words/rollback.ts'
import styles from './run-result.module.css'

const none: ReadonlyMap<string, number> = new Map()

export function RunResult({ run }: { readonly run: Run }) {
  const { tone, word } = runWords[run.state]
  const { elapsed, left, exposed } = paceOf(run, run.endedAt ?? run.startedAt, none)
  return (
    <section className={styles['result']} data-tone={tone} aria-label={words.howEnded(run.id)}>
      <div className={styles['head']}>
        <span className={toneClass(tone)}><ToneShape tone={tone} size={22} /></span>
        <h2>{run.drill ? words.drill : words.rollback} {run.id} {word}</h2>
        <span className={styles['when']}>{run.endedWall !== undefined && <Time at={run.endedWall} full />}</span>
        <a href={addressOf('incidents', run.incident)}>{words.openItsIncident}</a>
      </div>
      <div className={styles['figures']}>
        <div><span>{words.took}</span><strong>{tookText(elapsed)}</strong><small>{fill(words.of, { clock: clockText(run.deadline), part: left < 0 ? words.overBy(clockText(-left)) : '' })}</small></div>
        <div><span>{common.exposedFor}</span><strong>{tookText(exposed)}</strong><small>{words.firstSignEnd}</small></div>
        {run.summary !== undefined && <p>{run.summary}</p>}
      </div>
      <StageBar run={run} elapsed={elapsed} />
    </section>
  )
}
