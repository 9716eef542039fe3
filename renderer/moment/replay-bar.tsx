/** Says that this is the past, and moves through it: over every screen while a replay is open. Issue 6, replay. */
import { useEffect, useMemo } from 'react'
import { bundleIn } from '../../shared/bundle.ts'
import type { MomentEvent, SeriesFrom } from '../../shared/contract.ts'
import { speeds } from '../../shared/moment.ts'
import { Button, Segments } from '../parts/controls.tsx'
import { entryLine, groupOf, type EntryGroup } from '../words/entry-text.ts'
import { dayText, minuteText, momentText, numberText } from '../parts/format.ts'
import { Icon } from '../parts/icon.tsx'
import { ToneShape } from '../parts/mark.tsx'
import { Time } from '../parts/time.tsx'
import { useTitles } from '../parts/titles.ts'
import { useView } from '../store.ts'
import { LiveAlarm } from './live-alarm.tsx'
import type { Player } from './player.ts'
import { fill } from '../words/fill.ts'
import { replayBar as say } from '../words/moment.ts'
import styles from './replay-bar.module.css'
import { usePlayer, useReplay } from './replay-mode.tsx'

const step = { short: 5_000, long: 60_000 } as const
const holdsKeys = 'input, textarea, select, [role="radiogroup"], [role="menu"], [role="listbox"], [role="dialog"], [role="alertdialog"]'
const pressable = 'button, a, [role="button"], summary'

/** Space, arrows, comma, full stop, Esc: where no field, menu or dialog has them. */
function useReplayKeys(player: Player, leave: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const target = event.target instanceof Element ? event.target : undefined
      if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('[role="dialog"],[role="alertdialog"],[role="menu"],[role="listbox"]') !== null) return
      // The scrubber is the one field whose other keys are ours.
      const slider = target?.matches('input[type="range"]') === true
      if (!slider && target?.closest(holdsKeys) && event.key !== 'Escape') return
      const act = ((): (() => void) | undefined => {
        switch (event.key) {
          case ' ': return target?.closest(pressable) ? undefined : player.toggle
          case 'ArrowLeft': return () => player.move(event.shiftKey ? -step.long : -step.short)
          case 'ArrowRight': return () => player.move(event.shiftKey ? step.long : step.short)
          case ',': return () => player.jump('previous')
          case '.': return () => player.jump('next')
          case 'Escape': return leave
          default: return undefined
        }
      })()
      if (act === undefined) return
      event.preventDefault()
      // On the wall Esc has another meaning, which waits for the end of the replay.
      event.stopImmediatePropagation()
      act()
    }
    addEventListener('keydown', onKey, { capture: true })
    return () => removeEventListener('keydown', onKey, { capture: true })
  }, [player, leave])
}

const lanes = ['rollback', 'gates', 'traffic', 'notes'] as const satisfies readonly EntryGroup[]
type Lane = (typeof lanes)[number] | 'other'
const laneOf = (kind: MomentEvent['kind']): Lane => lanes.find((lane) => lane === groupOf[kind]) ?? 'other'
const allLanes: readonly Lane[] = [...lanes, 'other']
/** So fine (thousandths of the width) are ticks told apart: more of them are one. */
const grain = 2

function Ticks({ events, from, to }: { readonly events: readonly MomentEvent[]; readonly from: number; readonly to: number }) {
  const places = useMemo(() => {
    const at = (wall: number): number => Math.round(((wall - from) / Math.max(1, to - from)) * (1_000 / grain)) * grain
    return new Map(events.map((event) => [`${laneOf(event.kind)} ${at(event.at)}`, { lane: laneOf(event.kind), x: at(event.at), mark: event.kind === 'incident.mark' }]))
  }, [events, from, to])
  return (
    <svg className={styles['ticks']} viewBox={`0 0 1000 ${allLanes.length * 5}`} preserveAspectRatio="none" aria-hidden="true">
      {[...places.values()].map(({ lane, x, mark }) => (
        <rect key={`${lane} ${x}`} x={Math.min(997, x)} y={mark ? 0 : allLanes.indexOf(lane) * 5} width={mark ? 1.5 : 3} height={mark ? allLanes.length * 5 : 4} data-lane={lane} />
      ))}
    </svg>
  )
}

function Scrubber({ player }: { readonly player: Player }) {
  const { played, span } = usePlayer(player)
  if (span === undefined) return <p className={styles['reading']}>{say.readingTheEventsAsk}</p>
  const { from, to, events } = span
  return (
    <div className={styles['scrubber']}>
      <span className={styles['end']}>{minuteText(from)}</span>
      <div className={styles['track']}>
        <Ticks events={events} from={from} to={to} />
        <input
          type="range" aria-label={say.momentOfTheReplay} min={from} max={to} step="any" value={played.at} aria-valuetext={momentText(played.at)}
          onChange={(event) => player.seek(Number(event.target.value))}
        />
      </div>
      <span className={styles['end']}>{minuteText(to)}</span>
    </div>
  )
}

/** What the ticks' rows are, in words; the rows stand in this order. */
const laneWords = allLanes.join(', ')

function Controls({ player, leave }: { readonly player: Player; readonly leave: () => void }) {
  const { played, span } = usePlayer(player)
  const events = span?.events ?? []
  return (
    <div className={styles['controls']} role="toolbar" aria-label={say.replay}>
      <Button aria-label={say.previousEvent} isDisabled={!events.some(({ at }) => at < played.at)} onPress={() => player.jump('previous')}>{say.event}</Button>
      <Button look="primary" isDisabled={span === undefined} onPress={player.toggle}>{played.playing ? say.pause : say.play}</Button>
      <Button aria-label={say.nextEvent} isDisabled={!events.some(({ at }) => at > played.at)} onPress={() => player.jump('next')}>{say.eventWord}</Button>
      <Segments label={say.speed} options={speeds.map((speed) => ({ id: String(speed), title: `${speed}×` }))} value={String(played.speed)} onChange={(id) => player.speed(speeds.find((one) => String(one) === id) ?? 1)} />
      <Button onPress={leave}>{say.leaveEsc}</Button>
    </div>
  )
}

const seriesWords: Readonly<Record<SeriesFrom, string>> = {
  frozen: say.figuresSeriesKeptIncident,
  recorded: say.figuresConsolesOwnRecorded,
  damaged: say.noFiguresKeptSeries,
  none: say.noFiguresNoSeries,
}
const bundleWords: Readonly<Record<SeriesFrom, string>> = {
  frozen: say.figuresSeriesKeptIncident,
  recorded: say.figuresSeriesBundle,
  damaged: say.noFiguresSeriesBundle,
  none: say.noFiguresNoSeriesBundle,
}

function Bar({ player }: { readonly player: Player }) {
  const { leave } = useReplay()
  const { played, span, failure, reading } = usePlayer(player)
  const moment = useView((view) => view.moment)
  const bundle = bundleIn(moment?.incident)
  const last = useView((view) => view.recent.at(-1))
  const isOther = moment?.merged !== undefined && last !== undefined && last.console !== moment.merged.own
  const titleOf = useTitles()
  useReplayKeys(player, leave)
  return (
    <section className={styles['bar']} aria-label={say.replayOfThePast}>
      <div className={styles['line']}>
        <p className={styles['what']}>
          <Icon name="rewind" size={18} />
          <strong>{fill(say.replayingAtNotLive, { incident: bundle === undefined ? moment?.incident : say.ofABundle(span?.incident ?? say.anIncident), time: <Time at={played.at} /> })}</strong>
          <span className={styles['day']}>{dayText(played.at)}</span>
        </p>
        <Controls player={player} leave={leave} />
      </div>
      <Scrubber player={player} />
      <p className={styles['foot']}>
        {failure
          ? <span role="alert"><ToneShape tone="bad" size={12} />{' '}{fill(say.momentCouldNotRead, { what: failure.what })}</span>
          : reading ? <span className={styles['last']} role="status">{fill(say.readingRecordUpMoment, { done: numberText(reading.done), of: numberText(reading.of) })}</span>
          : <span className={styles['last']}>{last === undefined ? say.beforeTheFirstEntry : isOther ? say.entryOf(last.seq, last.console, entryLine(last, titleOf).text) : say.entry(last.seq, entryLine(last, titleOf).text)}</span>}
        <span title={say.rowsTicksAbove(laneWords)}>
          {fill(say.timesThoseConsoleKnew, { bundle: bundle !== undefined && say.entriesBundleAloneWhat, seriesWords: span && (bundle === undefined ? seriesWords : bundleWords)[span.series], more: span?.more === true && say.firstEventsMarked(span.events.length), plan: moment?.plan === 'present' && say.planTimeNotReadable })}
        </span>
      </p>
      <LiveAlarm />
    </section>
  )
}

/** Nothing while the page is live. */
export function ReplayBar() {
  const { player } = useReplay()
  return player && <Bar player={player} />
}

