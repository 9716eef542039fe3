/** Hand-over: what happened, what is running, what is next, in thirty seconds of reading. From the journal alone. */
import { useMemo } from 'react'
import { handOverOf, type Line, type Place } from '../../../shared/hand-over.ts'
import { agoText, ageText, momentText } from '../../parts/format.ts'
import { entryLine } from '../../parts/entry-text.ts'
import { Mark, toneClass } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { Time } from '../../parts/time.tsx'
import { useTitles } from '../../parts/titles.ts'
import { useNow } from '../../now.ts'
import { addressOf } from '../../route.ts'
import { useView } from '../../store.ts'
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
        <h1>Hand-over</h1>
        <span>as of {momentText(wall)}</span>
      </header>
      <section className={styles['now']} aria-label="Now" data-open={now.since !== undefined || undefined}>
        {now.severity === undefined ? <Mark tone="calm" word={now.title} size={18} /> : <Mark tone={now.severity === 'P2' ? 'warn' : 'bad'} word={<><strong>{now.severity}</strong> <Linked place={now.place}>{now.title}</Linked></>} size={18} />}
        {now.since !== undefined && <span className={styles['since']}>for {ageText(wall - now.since)}, since <Time at={now.since} /></span>}
        {now.more > 0 && <span className={styles['since']}>and {now.more} more open</span>}
      </section>
      <div className={styles['grid']}>
        <Panel title="Waits for a person"><Lines lines={waits} none="Nothing: it goes on by itself." /></Panel>
        <Panel title="Running"><Lines lines={running} none="Nothing runs." /></Panel>
        <Panel title="What is next">
          {next.length === 0
            ? <p className={styles['none']}>Nothing has a time.</p>
            : <ol className={styles['points']}>{next.map(({ at, text, late }) => <li key={`${at} ${text}`}><span className={styles['when']} title={momentText(at)}>{late ? <Mark tone="bad" word={`${ageText(wall - at)} late`} size={13} /> : `in ${ageText(at - wall)}`}</span><span>{text}</span></li>)}</ol>}
        </Panel>
        <Panel title="What happened" aside={<a href={addressOf('incidents', 'journal')}>all entries</a>}>
          {happened.length === 0
            ? <p className={styles['none']}>Nothing that turned the course of things.</p>
            : (
              <ol className={styles['points']}>
                {happened.map((entry) => {
                  const { tone, text } = entryLine(entry, titleOf)
                  return <li key={entry.seq}><span className={styles['when']} title={momentText(entry.at.occurred)}>{agoText(wall - entry.at.occurred)}</span><span className={tone === 'bad' || tone === 'warn' ? toneClass(tone) : ''}>{text}</span></li>
                })}
              </ol>
            )}
        </Panel>
        <Panel title="Who has what" aside={<a href={addressOf('on-call')}>on-call</a>}>
          <dl className={styles['people']}>{people.map(({ what, who, note }) => <div key={`${what} ${who}`}><dt>{what}</dt><dd>{who}{note !== undefined && <small> {note}</small>}</dd></div>)}</dl>
        </Panel>
        <Panel title="Notes">
          {notes.length === 0
            ? <p className={styles['none']}>Nobody left a note in two weeks.</p>
            : <ul className={styles['notes']}>{notes.map((note) => <li key={`${note.at} ${note.by}`}><p>{note.text}</p><small>{note.by}, {agoText(wall - note.at)}, for the next {titleOf('duty', note.duty)}</small></li>)}</ul>}
        </Panel>
      </div>
    </div>
  )
}
