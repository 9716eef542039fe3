/** Entries in order, by kind, with what corrects them. Plan: "Audit Trail". */
import { memo, useEffect, useMemo, useRef, useState } from 'react'
import { entryKinds, type Entry, type EntryKind } from '../../../shared/journal.ts'
import { Button, Empty, Segments } from '../../parts/controls.tsx'
import { entryGroups, entryLine, groupOf, type EntryGroup } from '../../words/entry-text.ts'
import { countText, dayText, hashText } from '../../parts/format.ts'
import { LongList } from '../../parts/long-list.tsx'
import { EnvironmentName, Mark, ToneShape, toneClass } from '../../parts/mark.tsx'
import { Markdown } from '../../parts/markdown.tsx'
import { Panel } from '../../parts/panel.tsx'
import { PictureView } from '../../parts/picture-view.tsx'
import { Time } from '../../parts/time.tsx'
import { useTitles, type TitleOf } from '../../parts/titles.ts'
import { addressOf } from '../../route.ts'
import { correctionsOf, type Correction } from './corrections.ts'
import { fill } from '../../words/fill.ts'
import { common } from '../../words/common.ts'
import { timeline as words } from '../../words/incidents.ts'
import styles from './timeline.module.css'
import { useTimeline } from './use-timeline.ts'
import { withOthers } from './with-others.ts'

type Filter = 'all' | EntryGroup
const filters = [
  { id: 'all', title: words.all }, { id: 'rollback', title: words.rollback }, { id: 'gates', title: words.gates }, { id: 'traffic', title: words.traffic },
  { id: 'notes', title: words.notes }, { id: 'people', title: words.people }, { id: 'messages', title: words.messages }, { id: 'sources', title: words.sources }, { id: 'console', title: words.console },
] as const satisfies readonly { readonly id: Filter; readonly title: string }[]
const kindsOf: ReadonlyMap<Filter, readonly EntryKind[]> = new Map(entryGroups.map((group) => [group, entryKinds.filter((kind) => groupOf[kind] === group)]))

/** What people wrote, and so may have written wrongly. */
const correctable: ReadonlySet<EntryKind> = new Set(['incident.note', 'incident.mark', 'incident.decision'])

const nothing: readonly Entry[] = []

type RowProps = { readonly entry: Entry; readonly titleOf: TitleOf; readonly corrected: readonly Correction[] | undefined; readonly linked: boolean; /** Of another console, whose numbers are its own. */ readonly at: string | undefined; readonly sought: boolean; readonly onCorrect: ((seq: number) => void) | undefined; readonly onMoment: ((at: number) => void) | undefined }

/** Kept as long as it is the same: a timeline grows by the second during a run, and may be thousands long. */
const EntryRow = memo(function EntryRow({ entry, titleOf, corrected, linked, at, sought, onCorrect, onMoment }: RowProps) {
  const line = entryLine(entry, titleOf)
  const { tone, detail } = line
  const note = entry.kind === 'incident.note' ? entry.data : undefined
  const text = note ? line.text.slice(0, line.text.length - note.text.length).trimEnd() : line.text
  const last = corrected?.at(-1)
  const row = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!sought) return
    row.current?.scrollIntoView({ block: 'center' })
    row.current?.focus({ preventScroll: true })
  }, [sought])
  return (
    <div ref={row} className={styles['entry']} data-corrected={last !== undefined || undefined} data-mark={entry.kind === 'incident.mark' || entry.kind === 'incident.decision' || undefined} data-sought={sought || undefined} {...(sought && { tabIndex: -1 })}>
      <span className={styles['seq']} title={words.entryHash(entry.seq, at === undefined ? '' : words.of(at), entry.hash)}>{entry.seq}</span>
      <Time at={entry.at.occurred} record />
      <i className={toneClass(tone)}><ToneShape tone={tone} size={14} /></i>
      <div className={styles['text']}>
        <span>{text}</span>
        {at !== undefined && <span className={styles['at']}>{fill(words.at, { at })}</span>}
        {entry.environment && !text.endsWith(words.on(entry.environment)) && <span className={styles['on']}><EnvironmentName of={entry.environment} size={8} /></span>}
        {linked && entry.incident !== undefined && <a href={addressOf('incidents', entry.incident)}>{entry.incident}</a>}
        {note && <div className={styles['note']}><Markdown>{note.text}</Markdown></div>}
        {note?.pictures && <div className={styles['pictures']}>{note.pictures.map((picture, index) => <PictureView key={picture.sha} picture={picture} number={index + 1} />)}</div>}
        {detail !== undefined && <p>{detail}</p>}
        {last && (
          <div className={styles['correction']}>
            {fill(words.correctedStandsNow, { part: corrected?.length === 1 ? 'entry' : 'entries', corrected: corrected?.map(({ by }) => by).join(', ') })}
            <Markdown>{last.text}</Markdown>
          </div>
        )}
      </div>
      <span className={styles['acts']}>
        {/* Plain ones: thousands of the others would take the page seconds to draw. */}
        {onMoment && <button type="button" aria-label={words.logsAtEntry(entry.seq)} onClick={() => onMoment(entry.at.occurred)}>{words.logs}</button>}
        {correctable.has(entry.kind) && last === undefined && onCorrect && <button type="button" aria-label={words.correct(entry.kind === 'incident.note' ? 'note' : 'entry', entry.seq)} onClick={() => onCorrect(entry.seq)}>{words.correctAsk}</button>}
      </span>
    </div>
  )
})

type Props = {
  readonly incident: string | undefined
  /** With what is nobody's and happened around it. */
  readonly merged?: boolean
  readonly first?: number
  readonly last: number
  /** What other consoles wrote of it, in the one order. */
  readonly others?: readonly Entry[]
  /** Shown, and brought into sight. */
  readonly sought?: number | undefined
  readonly onCorrect?: ((seq: number) => void) | undefined
  /** A person wants to see the logs of that moment (wall ms). */
  readonly onMoment?: ((at: number) => void) | undefined
}

function Entries({ incident, merged = false, first = 1, last, others = nothing, filter, sought, onCorrect, onMoment }: Props & { readonly filter: Filter }) {
  const kinds = kindsOf.get(filter)
  const { entries, more, before, busy, failure, loadMore, loadBefore, tryAgain } = useTimeline({ incident, merged, kinds, first: merged ? 1 : first, last, around: sought })
  const titleOf = useTitles()
  const corrections = useMemo(() => correctionsOf(entries), [entries])
  const all = useMemo(() => withOthers(entries, kinds === undefined ? others : others.filter(({ kind }) => kinds.includes(kind)), !more), [entries, others, kinds, more])
  // An incident is read as it went; of the journal the end is what one looks for.
  const shown = useMemo(() => (incident === undefined ? entries.toReversed() : all), [incident, entries, all])
  // Numbers of other chains are told from this one's by their sign, and from each other by whose they are.
  const foreign = useMemo(() => {
    const consoles = [...new Set(others.map(({ console }) => console))]
    return new Map(others.map((entry) => [entry, -(entry.seq * consoles.length + consoles.indexOf(entry.console) + 1)]))
  }, [others])
  const keyOf = (entry: Entry): number => foreign.get(entry) ?? entry.seq
  const [up, down] = incident === undefined ? [more, before] : [before, more]
  const [loadUp, loadDown] = incident === undefined ? [loadMore, loadBefore] : [loadBefore, loadMore]
  const row = (entry: Entry, before: Entry | undefined): React.ReactNode => (
    <>
      {(before === undefined || dayText(entry.at.occurred) !== dayText(before.at.occurred)) && <h3 className={styles['day']}>{dayText(entry.at.occurred)}</h3>}
      {foreign.has(entry)
        ? <EntryRow entry={entry} titleOf={titleOf} corrected={undefined} linked={false} at={entry.console} sought={false} onCorrect={undefined} onMoment={onMoment} />
        : <EntryRow entry={entry} titleOf={titleOf} corrected={corrections.get(entry.seq)} linked={incident === undefined || entry.incident !== incident} at={undefined} sought={entry.seq === sought} onCorrect={onCorrect} onMoment={onMoment} />}
    </>
  )
  return (
    <>
      {up && shown.length > 0 && <div className={styles['foot']}><Button isDisabled={busy} onPress={loadUp}>{busy ? common.reading : incident === undefined ? words.loadLaterOnes : words.loadEarlierOnes}</Button></div>}
      {failure && <div className={styles['failure']} role="alert"><Mark tone="bad" word={<strong>{words.entriesCouldNotRead}</strong>} /> {failure.what} {failure.todo} <Button onPress={tryAgain}>{words.tryAgain}</Button></div>}
      {shown.length === 0 && !failure && (busy ? <Empty title={common.reading} /> : (filter === 'all' ? <Empty title={words.noEntriesYet}>{words.everyActEveryChange}</Empty> : <Empty title={words.noneOfThisKind}>{words.chooseAllSeeOthers}</Empty>))}
      <LongList label={words.entries} className={styles['entries']} items={shown} keyOf={keyOf} draw={row} />
      {shown.length > 0 && (
        <div className={styles['foot']}>
          <span>{fill(words.shownLastOneHash, { count: countText(shown.length, 'entry', 'entries'), shown: shown.length > entries.length && words.ofOtherConsoles(shown.length - entries.length), hash: <code>{hashText(entries.at(-1)?.hash ?? '')}</code> })}</span>
          {down && <Button isDisabled={busy} onPress={loadDown}>{busy ? common.reading : incident === undefined ? words.loadEarlierOnes : words.loadMore}</Button>}
        </div>
      )}
    </>
  )
}

const scopes = [{ id: 'around', title: words.allOfItsTime }, { id: 'own', title: words.itsOwn }] as const

/** `last`: the newest of its own entries; `present`: the newest of all, which a merged timeline goes on to while it is open. */
export function Timeline({ last, present, ...props }: Omit<Props, 'merged'> & { readonly present?: number }) {
  const [filter, setFilter] = useState<Filter>('all')
  const [scope, setScope] = useState<(typeof scopes)[number]['id']>('around')
  const merged = props.incident !== undefined && scope === 'around'
  return (
    <Panel flush title={props.incident === undefined ? words.theWholeJournal : words.timeline} aside={props.incident !== undefined && <Segments label={words.whoseEntries} options={scopes} value={scope} onChange={setScope} />}>
      <div className={styles['filter']}><Segments label={words.kindOfEntry} options={filters} value={filter} onChange={setFilter} /></div>
      <Entries key={`${props.incident ?? ''} ${filter} ${scope} ${props.sought ?? ''}`} {...props} last={merged ? (present ?? last) : last} merged={merged} filter={filter} />
    </Panel>
  )
}
