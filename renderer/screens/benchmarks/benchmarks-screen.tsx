/** Benchmarks: what can be measured, what runs, what was found. Plan: "Performance Baseline", "Concurrent Handling". */
import { useState } from 'react'
import { useMayAct } from '../../act.tsx'
import { Empty } from '../../parts/controls.tsx'
import { countText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { useView } from '../../store.ts'
import { BenchList } from './bench-list.tsx'
import { fill } from '../../words/fill.ts'
import { common } from '../../words/common.ts'
import { benchmarksScreen as words } from '../../words/benchmarks.ts'
import styles from './benchmarks.module.css'
import { History } from './history.tsx'
import { PreflightDialog } from './preflight-dialog.tsx'
import { Result } from './result.tsx'
import { Running } from './running.tsx'
import { useBenchHistory, useBenchList } from './use-bench.ts'

/** @param chosen id of a planned benchmark, or of one result */
export function BenchmarksScreen({ chosen }: { readonly chosen: string | undefined }) {
  const list = useBenchList()
  const history = useBenchHistory()
  const active = useView((view) => view.state?.benches.active)
  const mayAct = useMayAct()
  const [asked, setAsked] = useState<string>()
  const benchmarks = list.answer?.benchmarks
  const records = history.answer
  const failure = list.failure ?? history.failure
  const named = records?.find(({ started }) => started.bench === chosen)
  const planned = benchmarks?.find(({ id }) => id === (named?.started.benchmark ?? chosen)) ?? (named ? undefined : (benchmarks?.find(({ id }) => id === active?.benchmark) ?? benchmarks?.[0]))
  // A benchmark that the plan no longer has keeps its results.
  const bench = planned ?? (named && { id: named.started.benchmark, kind: named.started.kind, title: named.started.title })
  const own = records?.filter(({ started }) => started.benchmark === bench?.id) ?? []
  const shown = named ?? own.find(({ finished }) => finished !== undefined)
  const start = benchmarks?.find(({ id }) => id === asked)
  return (
    <div className={styles['screen']}>
      <header className={styles['head']}>
        <h1>{words.benchmarks}</h1>
        {benchmarks && <span>{fill(words.planOneRunsTime, { count: countText(benchmarks.length, 'benchmark') })}</span>}
      </header>
      {failure && <p role="alert" className={styles['refused']}><Mark tone="bad" word={`${failure.what} ${failure.todo}`} /></p>}
      {benchmarks === undefined || records === undefined
        ? !failure && <Empty title={common.reading} />
        : (
          <div className={styles['grid']}>
            <div className={styles['column']}>
              <BenchList benchmarks={benchmarks} shown={bench?.id} running={active?.benchmark} onStart={mayAct ? setAsked : undefined} />
              {bench && <History bench={bench} records={own} shown={shown?.started.bench} running={active?.bench} />}
            </div>
            <div className={styles['column']}>
              {active && <Running active={active} />}
              {shown && <Result key={shown.started.bench} record={shown} latest={shown === own.find(({ finished }) => finished !== undefined)} />}
              {!shown && !active && bench && <section className={styles['list']} aria-label={words.result}><Empty title={words.noResultYet}>{mayAct ? words.startFirstYouTold : common.anOperatorStartsIt}</Empty></section>}
            </div>
          </div>
        )}
      {start && <PreflightDialog bench={start} onClose={() => setAsked(undefined)} />}
    </div>
  )
}
