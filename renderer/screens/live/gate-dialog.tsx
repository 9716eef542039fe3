/** Why a gate fired, or did not: one sentence, the samples against the bar, the rule and the line of the plan that it comes from. */
import { useMemo } from 'react'
import type { Frame } from '../../../shared/contract.ts'
import { durationText } from '../../../shared/duration.ts'
import { thresholdValue } from '../../../shared/gate.ts'
import type { Gate, Plan } from '../../../shared/plan.ts'
import { Actions, Button, controlStyles, Dialog } from '../../parts/controls.tsx'
import { conditionText, countText, figureText } from '../../parts/format.ts'
import { EnvironmentName, Mark } from '../../parts/mark.tsx'
import { gateWord, modeWords, outcomeWords } from '../../words/states.ts'
import type { Span } from './chart-message.ts'
import { ChartView } from './chart-view.tsx'
import { fill } from '../../words/fill.ts'
import { common } from '../../words/common.ts'
import { gateDialog as words } from '../../words/live.ts'
import styles from './gate-dialog.module.css'
import { ranges } from './ranges.ts'
import { useSeries } from './use-series.ts'

type View = Frame['gates'][number]

/** The shortest range that shows the whole of what the gate looks at and waits for. */
const rangeFor = (gate: Gate) => ranges.find(({ last }) => last >= 1.5 * (gate.window + gate.for)) ?? ranges[ranges.length - 1] ?? ranges[0]

/** The time for which the condition has been true, as the chart's shade. */
const spansOf = ({ status: { state, activeSince, evaluatedAt } }: View): readonly Span[] =>
  activeSince === undefined || (state !== 'pending' && state !== 'firing') ? [] : [{ from: activeSince, to: evaluatedAt, kind: state }]

function Picture({ view, gate, baselines }: { readonly view: View; readonly gate: Gate; readonly baselines: Plan['baselines'] }) {
  const { metric, statistic } = gate
  const range = rangeFor(gate)
  const { series, error } = useSeries(metric, statistic, range)
  const bar = thresholdValue(gate.threshold, baselines)
  const bars = useMemo(() => (bar === undefined ? [] : [{ value: bar, kind: gate.level } as const]), [bar, gate.level])
  const shown = useMemo(() => series && { series, range, bars, spans: spansOf(view) }, [series, range, bars, view])
  return (
    <figure>
      <div className={styles['canvas']}>
        <ChartView metric={metric} statistic={statistic} zero only={view.environment} shown={shown} title={gate.title} label={words.ofTheLast(gate.title, range.title, view.why)} />
        {error !== undefined && <p className={styles['failed']}>{fill(words.notReadableNow, { error })}</p>}
      </div>
      <figcaption className={styles['caption']}>
        {fill(words.caption, { title: gate.title, title2: range.title, figure: figureText(metric, bar ?? Number.NaN, statistic), spans: spansOf(view).length > 0 && words.shadedWhileBeyond })}
      </figcaption>
    </figure>
  )
}

/** What has to be so before it fires, and whether each of it is so now. */
function conditions({ status }: View, gate: Gate, baselines: Plan['baselines']): readonly { readonly text: string; readonly now: string; readonly met: boolean | undefined }[] {
  const { evaluation: { outcome, value, samples, cause }, state, sustained } = status
  const bad = outcome === 'fail' || outcome === 'warn'
  return [
    { text: words.atLeastIn(countText(gate.minimum, 'observation'), durationText(gate.window)), now: `${samples}`, met: samples >= Math.max(1, gate.minimum) },
    {
      text: `${gate.statistic} ${conditionText(gate, baselines)}`, met: bad ? true : outcome === 'pass' ? false : undefined,
      now: value === undefined ? (cause ?? outcomeWords[outcome].word) : figureText(gate.metric, value, gate.statistic),
    },
    { text: words.soWithoutBreak(durationText(gate.for)), now: durationText(Math.floor(sustained / 1_000) * 1_000), met: state === 'firing' || (state === 'pending' ? false : bad ? sustained >= gate.for : false) },
  ]
}

export function GateDialog({ view, gate, baselines, onSilence, onClose }: {
  readonly view: View; readonly gate: Gate; readonly baselines: Plan['baselines']; readonly onSilence: (() => void) | undefined; readonly onClose: () => void
}) {
  const fires = view.status.state === 'firing'
  return (
    <Dialog title={gate.title} onClose={onClose} wide>
      <p className={styles['state']}>
        <Mark {...gateWord(view.status.state, gate, view.status.evaluation.outcome)} /> <EnvironmentName of={view.environment} size={10} />
      </p>
      <p className={controlStyles['text']}>{view.why}</p>
      <Picture view={view} gate={gate} baselines={baselines} />
      <h3 className={styles['heading']}>{fires ? words.whyItFires : words.whyDoesNotFire}</h3>
      <ul className={styles['conditions']}>
        {conditions(view, gate, baselines).map(({ text, now, met }) => (
          <li key={text}>
            <Mark tone={met === undefined ? 'unsure' : !met ? 'off' : fires ? 'bad' : 'warn'} word={met === undefined ? common.notKnown : met ? 'yes' : 'no'} size={13} />
            <span>{text}</span>
            <span className={styles['now']}>{fill(words.now, { now })}</span>
          </li>
        ))}
      </ul>
      <dl className={styles['rule']}>
        <dt>{words.then}</dt><dd>{gate.response} ({modeWords[gate.mode]}); {gate.keepFiringFor > 0 ? words.keepsFiringAfterOver(durationText(gate.keepFiringFor)) : words.resolvesSoonOver}</dd>
        <dt>{words.gaps}</dt><dd>{fill(words.gapsAllowed, { count: countText(gate.missing.gap, words.missingSample), policy: gate.missing.policy })}</dd>
        <dt>{words.plan}</dt><dd>{gate.source}</dd>
      </dl>
      <Actions>
        {onSilence && <Button look="quiet" onPress={onSilence}>{words.silenceAsk}</Button>}
        <Button look="primary" onPress={onClose}>{common.close}</Button>
      </Actions>
    </Dialog>
  )
}
