/** The plan's benchmarks, each with its last verdict. */
import type { PlannedBench } from '../../../shared/contract.ts'
import { Button, Empty } from '../../parts/controls.tsx'
import { agoText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { useNow } from '../../now.ts'
import { addressOf } from '../../route.ts'
import { fill } from '../../words/fill.ts'
import { benchList as words } from '../../words/benchmarks.ts'
import styles from './benchmarks.module.css'
import { kindWords, verdictWord } from '../../words/benchmarks-states.ts'

type BenchListProps = {
  readonly benchmarks: readonly PlannedBench[]
  readonly shown: string | undefined
  readonly running: string | undefined
  readonly onStart: ((id: string) => void) | undefined
}

export function BenchList({ benchmarks, shown, running, onStart }: BenchListProps) {
  const { wall } = useNow(10_000)
  if (benchmarks.length === 0)
    return <section className={styles['list']} aria-label={words.plannedBenchmarks}><Empty title={words.planNoBenchmarks}>{fill(words.nameSomeUnderPlan, { code: <code>{words.benchmarks}</code> })}</Empty></section>
  return (
    <section className={styles['list']} aria-label={words.plannedBenchmarks}>
      <ul>
        {benchmarks.map(({ id, title, kind, bars, last }) => (
          <li key={id}>
            <a href={addressOf('benchmarks', id)} className={styles['item']} aria-current={id === shown ? 'page' : undefined}>
              <strong>{title}</strong>
              <span className={styles['bars']}>{kindWords[kind]}: {bars.join('; ')}</span>
              <span className={styles['last']}>
                {running === id ? <Mark tone="busy" word="running" /> : last ? <><Mark {...verdictWord(last)} /><span>{agoText(wall - last.at)}</span></> : <Mark tone="off" word={words.neverRun} />}
              </span>
            </a>
            {onStart && <Button isDisabled={running !== undefined} aria-label={words.startTitleAsk(title)} onPress={() => onStart(id)}>{words.startAsk}</Button>}
          </li>
        ))}
      </ul>
    </section>
  )
}
