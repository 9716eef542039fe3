import { useMemo } from 'react'
import type { BenchRecorded } from '../../../shared/bench.ts'
import { countText, numberText, percentText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { outcomeWords } from '../../words/states.ts'
import { fill } from '../../words/fill.ts'
import { loadFigures as words } from '../../words/benchmarks.ts'
import styles from './benchmarks.module.css'
import { Errors, Figures } from './figures.tsx'
import type { Plot } from './plot.ts'
import { PlotView } from './plot-view.tsx'
import { msText } from '../../words/benchmarks-states.ts'

type Load = Extract<BenchRecorded, { kind: 'load' }>

const plotOf = ({ steps }: Load): Plot => ({
  apart: false, zero: true, bars: [], xText: (second) => `${numberText(second)} s`, yText: (ms) => words.ms(numberText(ms)),
  points: steps.flatMap(({ second, answered, errors, p95 }) => (p95 === undefined ? [] : [{ x: second, y: p95, bad: errors > 0, label: words.second(second, msText(p95), countText(answered, 'answer'), errors > 0 ? `, ${countText(errors, 'error')}` : '') }])),
})

export function LoadFigures({ figures }: { readonly figures: Load }) {
  const plot = useMemo(() => plotOf(figures), [figures])
  const { latency, errorRate, throughput, sent, answered, unsent, every, generator, limits, errors } = figures
  const slowest = Math.max(0, ...figures.steps.flatMap(({ p95 }) => p95 ?? []))
  return (
    <>
      <ul className={styles['limits']}>
        {limits.map(({ title, outcome, why }) => <li key={title}><Mark {...outcomeWords[outcome]} /><span><strong>{title}</strong>: {why}</span></li>)}
      </ul>
      <Figures told={[
        { name: words.p95, value: latency ? msText(latency.p95) : 'no data' },
        { name: words.median, value: latency ? msText(latency.p50) : 'no data' },
        { name: words.p99, value: latency ? msText(latency.p99) : 'no data' },
        { name: words.slowest, value: latency ? msText(latency.max) : 'no data' },
        { name: words.errors, value: errorRate === undefined ? 'no data' : percentText(errorRate, 2) },
        { name: words.answers, value: `${numberText(throughput, 1)} /s`, note: words.ofSent(numberText(answered), numberText(sent), unsent > 0 ? words.neverSent(numberText(unsent)) : '') },
      ]} />
      <Errors errors={errors} />
      {plot.points.length > 0 && (
        <PlotView plot={plot} title={words.p95Title(every === 1 ? words.secondBySecond : words.slowestSecondEachS(every))} label={words.p95Label(countText(plot.points.length, 'step'), every, msText(slowest))} />
      )}
      <p className={styles['generator']}>
        <Mark tone={generator.limited ? 'unsure' : 'calm'} word={generator.limited ? words.generatorWasLimit : words.generatorWasNotLimit} />
        <span>{fill(words.busyAndLate, { utilization: percentText(generator.utilization, 0), ms: msText(generator.latenessP99), part: generator.limited ? words.limitedByGenerator : '' })}</span>
      </p>
    </>
  )
}
