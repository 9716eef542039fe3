import { useId, useState } from 'react'
import { Button as AriaButton } from 'react-aria-components'
import type { Frame, Source } from '../../../shared/contract.ts'
import { durationText } from '../../../shared/duration.ts'
import type { Gate, Plan } from '../../../shared/plan.ts'
import { silenceOf } from '../../../shared/silence.ts'
import { useMayAct } from '../../act.tsx'
import { Button, Empty } from '../../parts/controls.tsx'
import { cx } from '../../parts/cx.ts'
import { conditionText, countText, figureText } from '../../parts/format.ts'
import { EnvironmentName, EnvironmentShape, Mark } from '../../parts/mark.tsx'
import { originOf } from '../../parts/origin.ts'
import { Panel } from '../../parts/panel.tsx'
import { Time } from '../../parts/time.tsx'
import { Stale, Tip, tipHost } from '../../parts/tip.tsx'
import { gateWord, modeWords, type Tone } from '../../words/states.ts'
import { useNow, useSilence } from '../../now.ts'
import { useView } from '../../store.ts'
import { GateDialog } from './gate-dialog.tsx'
import { fill } from '../../words/fill.ts'
import { gates as words } from '../../words/live.ts'
import styles from './gates.module.css'
import { SilenceDialog } from './silence-dialog.tsx'

type View = Frame['gates'][number]
type Row = { readonly view: View; readonly gate: Gate }
const groups = ['performance', 'reliability', 'experience', 'resources'] as const
const groupTitles = { performance: words.performance, reliability: words.reliability, experience: words.experience, resources: words.resources } as const
const gravity: Readonly<Record<Tone, number>> = { bad: 0, warn: 1, busy: 2, unsure: 3, calm: 4, off: 5 }

const wordOf = ({ view, gate }: Row) => gateWord(view.status.state, gate, view.status.evaluation.outcome)

function Pending({ view, gate }: Row) {
  const left = gate.for - view.status.sustained
  return (
    <div className={styles['pending']}>
      <span className={styles['track']} role="progressbar" aria-label={words.pending(gate.title)} aria-valuenow={Math.round(view.progress * 100)}>
        <span className={styles['fill']} style={{ transform: `scaleX(${view.progress})` }} />
      </span>
      <span>{fill(words.inIt, { part: gate.response === 'rollback' ? words.rollsBack : 'fires', duration: durationText(Math.max(0, Math.ceil(left / 1_000) * 1_000)) })}</span>
    </div>
  )
}

type Shown = { readonly plan: Plan; readonly figures: Frame['figures'] | undefined; readonly sources: readonly Source[] | undefined }

function GateRow({ row, shown: { plan: { baselines, targets }, figures, sources } }: { readonly row: Row; readonly shown: Shown }) {
  const { view, gate } = row
  const tip = useId()
  const { text, stale } = originOf(figures?.[view.environment][gate.metric], { sources, targets, silence: useSilence() })
  const [open, setOpen] = useState(false)
  const [asked, setAsked] = useState<'why' | 'silence'>()
  const mayAct = useMayAct()
  const silences = useView((found) => found.state?.silences)
  const { wall } = useNow()
  const silence = silenceOf(silences ?? [], view, wall)
  const word = wordOf(row)
  const value = view.status.evaluation.value
  return (
    <li className={cx(styles['gate'], tipHost)} data-tone={word.tone}>
      <AriaButton className={cx(styles['row'])} aria-expanded={open} aria-describedby={tip} onPress={() => setOpen(!open)}>
        <Mark {...word} size={13} />
        <span className={styles['title']}><EnvironmentShape of={view.environment} size={9} /> {gate.title}</span>
        <span className={styles['value']} data-figure>
          {value === undefined ? '—' : figureText(gate.metric, value, gate.statistic)}
          <span className={styles['bar']}>{fill(words.bad, { condition: conditionText(gate, baselines) })}</span>
          {silence && <span className={styles['bar']}>{fill(words.silencedByUntil, { by: silence.by, time: <Time at={silence.until} /> })}</span>}
          {value !== undefined && stale !== undefined && <Stale> {stale}</Stale>}
        </span>
      </AriaButton>
      {view.status.state === 'pending' && <Pending {...row} />}
      {open && (
        <>
        <dl className={styles['more']}>
          <dt>{words.why}</dt><dd>{view.why}</dd>
          <dt>{words.on}</dt><dd><EnvironmentName of={view.environment} size={9} /></dd>
          <dt>{words.rule}</dt><dd>{fill(words.overForKeepsFiring, { statistic: gate.statistic, duration: durationText(gate.window), duration2: durationText(gate.for), duration3: durationText(gate.keepFiringFor) })}</dd>
          <dt>{words.then}</dt><dd>{gate.response} ({modeWords[gate.mode]})</dd>
          <dt>{words.seen}</dt><dd>{fill(words.atLeastNeeded, { count: countText(view.status.evaluation.samples, 'observation'), minimum: gate.minimum })}</dd>
          <dt>{words.from}</dt><dd>{text}</dd>
          <dt>{words.plan}</dt><dd>{gate.source}</dd>
        </dl>
        <div className={styles['acts']}>
          <Button onPress={() => setAsked('why')}>{words.whyInAPicture}</Button>
          {mayAct && !silence && <Button look="quiet" onPress={() => setAsked('silence')}>{words.silenceAsk}</Button>}
        </div>
        </>
      )}
      {asked === 'why' && <GateDialog view={view} gate={gate} baselines={baselines} onSilence={mayAct && !silence ? () => setAsked('silence') : undefined} onClose={() => setAsked(undefined)} />}
      {asked === 'silence' && <SilenceDialog gate={gate} environment={view.environment} onClose={() => setAsked(undefined)} />}
      {!open && <Tip id={tip}>{text}</Tip>}
    </li>
  )
}

export function Gates() {
  const plan = useView((view) => view.opened?.plan)
  const views = useView((view) => view.frame?.gates)
  const figures = useView((view) => view.frame?.figures)
  const sources = useView((view) => view.frame?.sources)
  const rows = (views ?? []).flatMap((view): Row[] => {
    const gate = plan?.gates.find((one) => one.id === view.gate)
    return gate ? [{ view, gate }] : []
  }).toSorted((a, b) => gravity[wordOf(a).tone] - gravity[wordOf(b).tone])
  const pressing = rows.filter((row) => row.view.status.state === 'firing' || row.view.status.state === 'pending')
  const attention = pressing.length
  // What needs a person stands where it is seen without scrolling.
  const needs = new Set(pressing.map((row) => row.gate.group))
  return (
    <Panel flush title={words.gates} aside={attention > 0 ? <Mark tone="bad" word={countText(attention, words.needsYou, words.needYou)} size={13} /> : rows.length > 0 ? words.judged(countText(rows.length, 'gate')) : undefined}>
      {plan === undefined || rows.length === 0
        ? <Empty title={words.nothingJudgedYet}>{words.gatesJudgedOnceSecond}</Empty>
        : groups.toSorted((a, b) => Number(needs.has(b)) - Number(needs.has(a))).map((group) => {
          const own = rows.filter((row) => row.gate.group === group)
          return own.length > 0 && (
            <section key={group} className={styles['group']}>
              <h3>{groupTitles[group]}</h3>
              <ul>{own.map((row) => <GateRow key={`${row.view.gate} ${row.view.environment}`} row={row} shown={{ plan, figures, sources }} />)}</ul>
            </section>
          )
        })}
    </Panel>
  )
}
