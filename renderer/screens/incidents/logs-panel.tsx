/** The environments' own logs at the times of the incident. Plan: "Incident logging". */
import { useEffect, useRef, useState } from 'react'
import type { LogLevel, LogLine, LogSource, LogSources } from '../../../shared/contract.ts'
import { durationText } from '../../../shared/duration.ts'
import type { Incident } from '../../../shared/incident.ts'
import { Button, Empty, Segments, TextField } from '../../parts/controls.tsx'
import { countText, numberText } from '../../parts/format.ts'
import { EnvironmentName, Mark, ToneShape, toneClass } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { Time } from '../../parts/time.tsx'
import type { Tone } from '../../words/states.ts'
import { fill } from '../../words/fill.ts'
import { common } from '../../words/common.ts'
import { logsPanel as say } from '../../words/incidents.ts'
import styles from './logs.module.css'
import { Marked } from './marked.tsx'
import { useLogs } from './use-logs.ts'

/** Ms before and after a moment that are shown of it, and of the incident before it opened. */
const around = 60_000
const lead = 5 * 60_000
const farFuture = 8_000_000_000_000_000

const tones: Readonly<Record<LogLevel, Tone>> = { error: 'bad', warn: 'warn', info: 'calm', debug: 'off', unknown: 'unsure' }
const filters = [{ id: 'all', title: say.all }, { id: 'warn', title: say.warnings }, { id: 'error', title: say.errors }] as const
const levelsOf: Readonly<Record<(typeof filters)[number]['id'], readonly LogLevel[] | undefined>> = { all: undefined, warn: ['error', 'warn'], error: ['error'] }

const sizeText = (bytes: number): string => (bytes < 1_000_000 ? say.kb(Math.ceil(bytes / 1_000)) : say.mb(numberText(Math.round(bytes / 1_000_000))))

function Line({ line }: { readonly line: LogLine }) {
  return (
    <li className={styles['line']}>
      <Time at={line.time} />
      <span className={styles['level']}><i className={toneClass(tones[line.level])}><ToneShape tone={tones[line.level]} size={12} /></i>{line.level === 'unknown' ? '' : line.level}</span>
      <span className={styles['source']}>{line.environment ? <EnvironmentName of={line.environment} size={8} /> : line.source}</span>
      <span className={styles['text']}><Marked text={line.text} marks={line.marks} />{line.rest !== undefined && <span className={styles['rest']}> {line.rest}</span>}</span>
    </li>
  )
}

function lostText({ dropped, skippedBytes, lostFiles, cut }: LogSource): string {
  return [
    dropped > 0 && say.lostBeforeTheyRead(countText(dropped, 'line')), skippedBytes > 0 && say.pastNotRead(sizeText(skippedBytes)),
    lostFiles > 0 && say.unknownNumberLostRotated(countText(lostFiles, 'file')), cut > 0 && say.cut(countText(cut, 'line')),
  ].filter((one) => one !== false).join(', ')
}

function Sources({ of: { sources, cache }, carried }: { readonly of: LogSources; readonly carried: boolean }) {
  return (
    <ul className={styles['sources']} aria-label={say.whereLinesComeFrom}>
      {sources.map((source) => (
        <li key={source.id}>
          <Mark tone={source.state === 'reading' ? 'calm' : source.state === 'absent' ? 'off' : 'warn'} word={source.id} title={source.detail} size={12} />
          <span>{source.state === 'reading' ? `${numberText(Math.round(source.rate * 10) / 10)} lines/s` : source.detail}</span>
          {source.behindBytes > 0 && <span>{fill(say.behind, { size: sizeText(source.behindBytes) })}</span>}
          {lostText(source) !== '' && <Mark tone="warn" word={lostText(source)} size={12} />}
        </li>
      ))}
      {cache && (
        <li>
          <span>{carried ? say.inTheBundle : 'kept'}: {countText(cache.lines, 'line')}, {sizeText(cache.bytes)}{!carried && say.of(sizeText(cache.limit))}{cache.oldest !== undefined && <>{' '}{fill(say.since, { time: <Time at={cache.oldest} full /> })}</>}</span>
          {cache.aged > 0 && <span>{fill(say.wentByAge, { count: countText(cache.aged, 'line') })}</span>}
          {cache.expired > 0 && <Mark tone="warn" word={carried ? say.didNotFit(countText(cache.expired, 'line')) : say.wentToMakeRoom(countText(cache.expired, 'line'))} size={12} />}
          {cache.trouble !== undefined && <Mark tone="bad" word={say.notWritten(cache.trouble)} size={12} />}
          {cache.restarts !== undefined && <Mark tone="warn" word={say.threadReadsThemFailed(countText(cache.restarts, 'time'))} size={12} />}
          {cache.setAside !== undefined && <Mark tone="bad" word={say.damagedCacheSetAside(cache.setAside)} size={12} />}
        </li>
      )}
    </ul>
  )
}

type Props = {
  readonly incident: Incident
  /** They came with a bundle, which was made then (wall ms). */
  readonly carried?: boolean
  readonly until?: number
  readonly moment: number | undefined
  readonly onMoment: (at: number | undefined) => void
}

export function LogsPanel({ incident: { openedAt, closedAt: closed }, carried = false, until, moment, onMoment }: Props) {
  const [text, setText] = useState('')
  const [level, setLevel] = useState<(typeof filters)[number]['id']>('all')
  const here = useRef<HTMLDivElement>(null)
  // Where they are not beside the timeline but under it, they would change out of sight.
  useEffect(() => {
    if (moment !== undefined) here.current?.scrollIntoView({ block: 'nearest' })
  }, [moment])
  const closedAt = closed ?? until
  const open = closedAt === undefined
  const time = moment === undefined ? { since: openedAt - lead, until: open ? farFuture : closedAt + around } : { since: moment - around, until: moment + around }
  const { sources, found, failure, busy } = useLogs({ ...time, take: open && moment === undefined ? 'newest' : 'oldest', text, levels: levelsOf[level], live: open && moment === undefined })
  const none = sources !== undefined && sources.cache === undefined
  const lines = found?.lines ?? []
  return (
    <div ref={here}>
      <Panel flush title={say.logs} aside={!none && <Segments label={say.level} options={filters} value={level} onChange={setLevel} />}>
        {none ? (carried ? <Empty title={say.noLogLinesBundle}>{say.consoleKeptNoneTime}</Empty> : <Empty title={say.noLogsAreRead}>{say.planNoSectionLogs}</Empty>) : (
          <>
            <div className={styles['head']}>
              <TextField label={say.filterTheLines} hideLabel value={text} onChange={setText} placeholder={say.wordsInTheLines} />
              {moment !== undefined && <Button onPress={() => onMoment(undefined)}>{say.wholeIncident}</Button>}
            </div>
            <p className={styles['span']} role="status">
              {moment === undefined ? <>{fill(say.fromBeforeItOpened, { duration: durationText(lead), part: open ? say.untilNow : closed === undefined ? say.untilTheExport : say.untilItClosed })}</> : <>{fill(say.around, { duration: durationText(around), time: <Time at={moment} full /> })}</>}
              {found && <span>{countText(lines.length, 'line')}{found.more ? say.moreNarrowWordsMoment : ''}</span>}
            </p>
            {failure && <p className={styles['note']} role="alert"><Mark tone="bad" word={<strong>{say.linesCouldNotRead}</strong>} /> {failure.what} {failure.todo}</p>}
            {found?.mistake !== undefined && <p className={styles['note']} role="alert"><Mark tone="warn" word={found.mistake} /></p>}
            {lines.length === 0 && !failure && found?.mistake === undefined && (busy ? <Empty title={common.reading} /> : <Empty title={say.noLineTime}>{text === '' ? (carried ? say.noneTimeBundle : say.noneReadThenThey) : say.noneHasTheseWords}</Empty>)}
            {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a list that scrolls is reached by the keyboard */}
            <ol className={styles['lines']} aria-label={say.logLines} tabIndex={lines.length > 0 ? 0 : -1}>{lines.map((line) => <Line key={line.id} line={line} />)}</ol>
            {sources && <Sources of={sources} carried={carried} />}
          </>
        )}
      </Panel>
    </div>
  )
}
