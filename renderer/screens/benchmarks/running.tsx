import type { ActiveBench } from '../../../shared/bench.ts'
import { clockText } from '../../../shared/duration.ts'
import { useActs, useMayAct } from '../../act.tsx'
import { useNow } from '../../now.ts'
import { Button } from '../../parts/controls.tsx'
import { percentText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { useBenchProgress } from './use-bench.ts'
import { fill } from '../../words/fill.ts'
import { running as words } from '../../words/benchmarks.ts'
import styles from './benchmarks.module.css'

/** The benchmark that is under way: how far it is, what is left, and its end by hand. */
export function Running({ active }: { readonly active: ActiveBench }) {
  const { act } = useActs()
  const mayAct = useMayAct()
  const progress = useBenchProgress(active.bench)
  const { wall } = useNow(500)
  const ran = Math.max(0, wall - active.startedAt)
  const done = progress?.done
  const left = progress?.leftMs === undefined ? words.timeLeftNotKnown : words.left(clockText(progress.leftMs))
  return (
    <Panel title={active.title} aside={<Mark tone="busy" word="running" />}>
      <div className={styles['running']}>
        <div className={styles['meter']} role="progressbar" aria-label={words.done(active.title)} aria-valuemin={0} aria-valuemax={100} {...(done !== undefined && { 'aria-valuenow': Math.round(done * 100) })} aria-valuetext={`${done === undefined ? 'begun' : percentText(done, 0)}, ${left}`}>
          <span style={{ inlineSize: `${100 * (done ?? 0)}%` }} />
        </div>
        <p className={styles['runFacts']} data-figure>
          <strong>{left}</strong>
          <span>{fill(words.sinceTheStart, { done: done === undefined ? 'begun' : percentText(done, 0), clock: clockText(ran) })}</span>
          <span>{progress?.text ?? active.does}</span>
          <span>{fill(words.startedBy, { by: active.by })}</span>
        </p>
        {mayAct && <Button onPress={() => void act(words.cancelTheBenchmark, (client) => client.bench.cancel({ bench: active.bench }), words.isBeingEnded(active.title))}>{words.cancelIt}</Button>}
      </div>
    </Panel>
  )
}
