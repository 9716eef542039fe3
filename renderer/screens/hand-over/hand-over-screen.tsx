/** Hand-over: what happened, what is running, what is next, in thirty seconds of reading. From the journal alone. */
import { useMemo } from 'react'
import { handOverOf, type Line, type Place } from '../../../shared/hand-over.ts'
import { agoText, ageText, momentText } from '../../parts/format.ts'
import { entryLine } from '../../words/entry-text.ts'
import { Mark, toneClass } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { Time } from '../../parts/time.tsx'
import { useTitles } from '../../parts/titles.ts'
import { useNow } from '../../now.ts'
import { addressOf } from '../../route.ts'
import { useView } from '../../store.ts'
import { fill } from '../../words/fill.ts'
import { handOverScreen as words } from '../../words/hand-over.ts'
import styles from './hand-over-screen.module.css'

const Linked = ({ place, children }: { readonly place: Place | undefined; readonly children: React.ReactNode }) =>
  place === undefined ? <>{children}</> : <a href={addressOf(place.screen, place.item)}>{children}</a>

function Lines({ lines, none }: { readonly lines: readonly Line[]; readonly none: string }) {
  if (lines.length === 0) return <p className={styles['none']}>{none}</p>
  return <ul className={styles['lines']}>{lines.map(({ text, place }) => <li key={text}><Linked place={place}>{text}</Linked></li>)}</ul>
}

export function HandOverScreen() {
  const plan = useView((view) => view.opened?.plan)
  const state = useView((view) => view.state)
  const { wall, mono, boot = '' } = useNow(1_000)
  const titleOf = useTitles()
  const told = useMemo(() => plan && state && handOverOf(plan, state, { wall, mono, boot }), [plan, state, wall, mono, boot])
  if (told === undefined) return undefined
  const { now, running, happened, waits, people, next, notes } = told
  return (
    <div className={styles['screen']}>
      <header className={styles['head']}>
        <h1>{words.title}</h1>
        <span>{words.asOf(momentText(wall))}</span>
      </header>
      <section className={styles['now']} aria-label={words.now} data-open={now.since !== undefined || undefined}>
        {now.severity === undefined ? <Mark tone="calm" word={now.title} size={18} /> : <Mark tone={now.severity === 'P2' ? 'warn' : 'bad'} word={<><strong>{now.severity}</strong> <Linked place={now.place}>{now.title}</Linked></>} size={18} />}
        {now.since !== undefined && <span className={styles['since']}>{fill(words.openSince, { age: ageText(wall - now.since), time: <Time at={now.since} /> })}</span>}
        {now.more > 0 && <span className={styles['since']}>{words.moreOpen(now.more)}</span>}
      </section>
      <div className={styles['grid']}>
        <Panel title={words.waits}><Lines lines={waits} none={words.nothingWaits} /></Panel>
        <Panel title={words.running}><Lines lines={running} none={words.nothingRuns} /></Panel>
        <Panel title={words.next}>
          {next.length === 0
            ? <p className={styles['none']}>{words.nothingNext}</p>
            : <ol className={styles['points']}>{next.map(({ at, text, late }) => <li key={`${at} ${text}`}><span className={styles['when']} title={momentText(at)}>{late ? <Mark tone="bad" word={words.late(ageText(wall - at))} size={13} /> : words.due(ageText(at - wall))}</span><span>{text}</span></li>)}</ol>}
        </Panel>
        <Panel title={words.happened} aside={<a href={addressOf('incidents', 'journal')}>{words.allEntries}</a>}>
          {happened.length === 0
            ? <p className={styles['none']}>{words.nothingHappened}</p>
            : (
              <ol className={styles['points']}>
                {happened.map((entry) => {
                  const { tone, text } = entryLine(entry, titleOf)
                  return <li key={entry.seq}><span className={styles['when']} title={momentText(entry.at.occurred)}>{agoText(wall - entry.at.occurred)}</span><span className={tone === 'bad' || tone === 'warn' ? toneClass(tone) : ''}>{text}</span></li>
                })}
              </ol>
            )}
        </Panel>
        <Panel title={words.people} aside={<a href={addressOf('on-call')}>{words.onCall}</a>}>
          <dl className={styles['people']}>{people.map(({ what, who, note }) => <div key={`${what} ${who}`}><dt>{what}</dt><dd>{who}{note !== undefined && <small> {note}</small>}</dd></div>)}</dl>
        </Panel>
        <Panel title={words.notes}>
          {notes.length === 0
            ? <p className={styles['none']}>{words.noNotes}</p>
            : <ul className={styles['notes']}>{notes.map((note) => <li key={`${note.at} ${note.by}`}><p>{note.text}</p><small>{words.noteFrom(note.by, agoText(wall - note.at), titleOf('duty', note.duty))}</small></li>)}</ul>}
        </Panel>
      </div>
    </div>
  )
}
