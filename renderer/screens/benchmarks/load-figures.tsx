import { useMemo } from 'react'
import type { BenchRecorded } from '../../../shared/bench.ts'
import { countText, numberText, percentText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { outcomeWords } from '../../parts/words.ts'
import styles from './benchmarks.module.css'
import { Errors, Figures } from './figures.tsx'
import type { Plot } from './plot.ts'
import { PlotView } from './plot-view.tsx'
import { msText } from './words.ts'

type Load = Extract<BenchRecorded, { kind: 'load' }>

const plotOf = ({ steps }: Load): Plot => ({
  apart: false, zero: true, bars: [], xText: (second) => `${numberText(second)} s`, yText: (ms) => `${numberText(ms)} ms`,
  points: steps.flatMap(({ second, answered, errors, p95 }) => (p95 === undefined ? [] : [{ x: second, y: p95, bad: errors > 0, label: `second ${second}: ${msText(p95)}, ${countText(answered, 'answer')}${errors > 0 ? `, ${countText(errors, 'error')}` : ''}` }])),
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
        { name: '95th percentile', value: latency ? msText(latency.p95) : 'no data' },
        { name: 'Median', value: latency ? msText(latency.p50) : 'no data' },
        { name: '99th percentile', value: latency ? msText(latency.p99) : 'no data' },
        { name: 'Slowest', value: latency ? msText(latency.max) : 'no data' },
        { name: 'Errors', value: errorRate === undefined ? 'no data' : percentText(errorRate, 2) },
        { name: 'Answers', value: `${numberText(throughput, 1)} /s`, note: `${numberText(answered)} of ${numberText(sent)} sent${unsent > 0 ? `, ${numberText(unsent)} never sent` : ''}` },
      ]} />
      <Errors errors={errors} />
      {plot.points.length > 0 && (
        <PlotView plot={plot} title={`95th percentile, ${every === 1 ? 'second by second' : `slowest second of each ${every} s`}; a red mark is a moment with errors`} label={`95th percentile over ${countText(plot.points.length, 'step')} of ${every} s, at most ${msText(slowest)}`} />
      )}
      <p className={styles['generator']}>
        <Mark tone={generator.limited ? 'unsure' : 'calm'} word={generator.limited ? 'The generator was the limit' : 'The generator was not the limit'} />
        <span>busy {percentText(generator.utilization, 0)} of the time, sent at most {msText(generator.latenessP99)} late in 99 of 100{generator.limited ? '; the figures say more of this machine than of the target: measure again where it is quiet' : ''}</span>
      </p>
    </>
  )
}
