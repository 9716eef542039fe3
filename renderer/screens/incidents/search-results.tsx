/** Entries that fit, newest or best first; each leads to its place in its incident's timeline. */
import { useState } from 'react'
import type { SearchAnswer, SearchHit } from '../../../shared/contract.ts'
import { Button, Empty, Segments } from '../../parts/controls.tsx'
import { entryLine } from '../../words/entry-text.ts'
import { numberText } from '../../parts/format.ts'
import { LongList } from '../../parts/long-list.tsx'
import { EnvironmentName, Mark, ToneShape, toneClass } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { Time } from '../../parts/time.tsx'
import { useTitles, type TitleOf } from '../../parts/titles.ts'
import { addressOf } from '../../route.ts'
import { useConsoles } from '../consoles/use-consoles.ts'
import { Marked } from './marked.tsx'
import { fill } from '../../words/fill.ts'
import { searchResults as words } from '../../words/incidents.ts'
import styles from './search.module.css'
import { useSearch, type Order } from './use-search.ts'

const orders = [{ id: 'newest', title: words.newest }, { id: 'best', title: words.best }] as const satisfies readonly { readonly id: Order; readonly title: string }[]

/** Its place: in its incident, or in the whole journal. */
const placeOf = ({ incident, seq }: SearchHit['entry']): string => addressOf('incidents', `${incident ?? 'journal'}@${seq}`)

/** A number for each entry, whoever wrote it: consoles count by themselves. */
const keyOf = ({ entry }: SearchHit): number => Number.parseInt(entry.hash.slice(0, 13), 16)

function Hit({ hit: { entry, snippet }, titleOf, at }: { readonly hit: SearchHit; readonly titleOf: TitleOf; /** Of another console, whose numbers are its own. */ readonly at: string | undefined }) {
  const { tone, text } = entryLine(entry, titleOf)
  const href = at === undefined ? placeOf(entry) : entry.incident === undefined ? undefined : addressOf('incidents', entry.incident)
  return (
    <a className={styles['hit']} {...(href !== undefined && { href })}>
      <span className={styles['seq']} title={words.entryOf(entry.seq, entry.console)}>{entry.seq}</span>
      <i className={toneClass(tone)}><ToneShape tone={tone} size={14} /></i>
      <span className={styles['said']}>{text}</span>
      <span className={styles['line']}>
        <Time at={entry.at.occurred} full record />
        {entry.incident !== undefined && <span>{entry.incident}</span>}
        {entry.environment && <EnvironmentName of={entry.environment} size={8} />}
        <span>{entry.kind}</span>
        {at !== undefined && <span>{fill(words.at, { at })}</span>}
      </span>
      {snippet.marks.length > 0 && <span className={styles['snippet']}>{snippet.cut.before && '… '}<Marked text={snippet.text} marks={snippet.marks} />{snippet.cut.after && ' …'}</span>}
    </a>
  )
}

function countOf({ count, counted, ms, indexed }: Extract<SearchAnswer, { readonly ok: true }>): string {
  const found = counted ? numberText(count) : words.moreThan(numberText(count))
  return words.inMs(found, count === 1 && counted ? 'entry' : 'entries', indexed.seq < indexed.of ? words.soFar : '', ms < 1 ? 'under 1' : Math.round(ms))
}

export function SearchResults({ text }: { readonly text: string }) {
  const [order, setOrder] = useState<Order>('newest')
  const { answer, hits, busy, failure, loadMore } = useSearch(text, order)
  const titleOf = useTitles()
  const { consoles } = useConsoles()
  const own = consoles?.shared === true ? consoles.own : undefined
  const row = (hit: (typeof hits)[number]): React.ReactNode => <Hit hit={hit} titleOf={titleOf} at={own === undefined || hit.entry.console === own ? undefined : hit.entry.console} />
  const building = answer?.ok === true && answer.indexed.seq < answer.indexed.of ? answer.indexed : undefined
  return (
    <Panel flush title={words.found} aside={<><span role="status">{answer?.ok === true ? countOf(answer) : busy ? words.searchingAsk : ''}</span><Segments label={words.order} options={orders} value={order} onChange={setOrder} /></>}>
      {building && <p className={styles['note']} role="status"><Mark tone="busy" word={<>{fill(words.newestNotIndexedYet, { seq: Math.floor((100 * building.seq) / building.of), of: numberText(building.of - building.seq) })}</>} /></p>}
      {failure && <p className={styles['note']} role="alert"><Mark tone="bad" word={<strong>{words.couldNotSearched}</strong>} /> {failure.what} {failure.todo}</p>}
      {answer?.ok === false && (
        <ul className={styles['mistakes']} role="alert">
          {answer.mistakes.map(({ from, message }) => <li key={`${from} ${message}`}><Mark tone="warn" word={message} /></li>)}
        </ul>
      )}
      {answer?.ok === true && hits.length === 0 && !busy && (building === undefined
        ? <Empty title={words.noEntryFits}>{words.takeWordFilterAway}</Empty>
        : <Empty title={words.noEntryFitsSo}>{words.newestTakenLastWhat}</Empty>)}
      <LongList key={`${order} ${text}`} label={words.entriesThatFit} className={styles['hits']} items={hits} keyOf={keyOf} draw={row} />
      {answer?.ok === true && answer.more && <div className={styles['foot']}><Button onPress={loadMore}>{words.loadMore}</Button></div>}
    </Panel>
  )
}
