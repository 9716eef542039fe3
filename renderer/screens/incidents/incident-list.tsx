/** All incidents, newest first, open ones on top. */
import { useState } from 'react'
import type { Incident } from '../../../shared/incident.ts'
import { Empty, Segments, TextField } from '../../parts/controls.tsx'
import { countText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { Time } from '../../parts/time.tsx'
import { addressOf } from '../../route.ts'
import { fill } from '../../words/fill.ts'
import { incidentList as say } from '../../words/incidents.ts'
import styles from './incident-list.module.css'
import { SeverityBadge } from './severity.tsx'

const choices = [{ id: 'all', title: say.all }, { id: 'open', title: say.open }, { id: 'closed', title: say.closed }] as const

/** @param lost a part of the record is: there may have been others */
export function IncidentList({ incidents, shown, lost }: { readonly incidents: readonly Incident[]; readonly shown: string | undefined; readonly lost: boolean }) {
  const [words, setWords] = useState('')
  const [choice, setChoice] = useState<(typeof choices)[number]['id']>('all')
  const wanted = words.trim().toLowerCase()
  const found = incidents
    .filter((one) => (choice === 'all' || (choice === 'open') === (one.closedAt === undefined)) && `${one.id} ${one.title} ${one.severity} ${one.run ?? ''}`.toLowerCase().includes(wanted))
    .toSorted((a, b) => Number(a.closedAt !== undefined) - Number(b.closedAt !== undefined) || b.openedAt - a.openedAt)
  return (
    <section className={styles['panel']} aria-label={say.incidents}>
      <div className={styles['filter']}>
        <TextField label={say.filterTheIncidents} hideLabel value={words} onChange={setWords} placeholder={say.filter} />
        <Segments label={say.stateOfTheIncident} options={choices} value={choice} onChange={setChoice} />
      </div>
      {found.length === 0 && (incidents.length === 0
        ? <Empty title={lost ? say.noIncidentLeft : say.noIncidentYet}>{lost ? say.whatStoodLostPart : say.rollbackOpensOneItself}</Empty>
        : <Empty title={say.noneFitsTheFilter}>{say.takeWordOutChoose}</Empty>)}
      <ul className={styles['list']}>
        {found.map((incident) => (
          <li key={incident.id}>
            <a href={addressOf('incidents', incident.id)} className={styles['item']} aria-current={incident.id === shown ? 'page' : undefined}>
              <SeverityBadge of={incident.severity} />
              <span className={styles['title']}>{incident.title}</span>
              <span className={styles['line']}>
                {incident.closedAt === undefined ? <Mark tone="bad" word="open" size={12} /> : <Mark tone="calm" word="closed" size={12} />}
                <Time at={incident.openedAt} full />
                <span>{countText(incident.entries, 'entry', 'entries')}</span>
                {incident.run !== undefined && <span>{fill(say.run, { run: incident.run })}</span>}
              </span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  )
}
