/** Incidents: what happened, in order, whole. Plan: "Incident logging", "Audit Trail". */
import { useState } from 'react'
import { bundleIn } from '../../../shared/bundle.ts'
import { useMayAct } from '../../act.tsx'
import { Button, Empty } from '../../parts/controls.tsx'
import { countText } from '../../parts/format.ts'
import { Panel } from '../../parts/panel.tsx'
import { addressOf, go } from '../../route.ts'
import { useView } from '../../store.ts'
import { BundleDetail } from './bundle-detail.tsx'
import { Bundles } from './bundles.tsx'
import { Care } from './care.tsx'
import { Chain } from './chain.tsx'
import { IncidentDetail } from './incident-detail.tsx'
import { IncidentList } from './incident-list.tsx'
import { fill } from '../../words/fill.ts'
import { incidentsScreen as words } from '../../words/incidents.ts'
import styles from './incidents-screen.module.css'
import { OpenActions } from './open-actions.tsx'
import { OpenDialog } from './open-dialog.tsx'
import { SearchField } from './search-field.tsx'
import { SearchResults } from './search-results.tsx'
import { RecordAge } from './record-age.tsx'
import { RecordHealth } from './record-health.tsx'
import { Timeline } from './timeline.tsx'
import { useRecordHealth } from './use-record-health.ts'

/** Addresses that name no incident. */
const journal = 'journal'
const fresh = 'new'

/** "i-3@17": entry 17 of it. */
function placeIn(address: string | undefined): { readonly chosen: string | undefined; readonly sought?: number } {
  const [, chosen, seq] = /^(.*)@(\d+)$/.exec(address ?? '') ?? []
  return seq === undefined ? { chosen: address } : { chosen, sought: Number(seq) }
}

/** @param address id of an incident, "journal" for every entry, "new" to open one; without it the newest. An entry's number may follow: "i-3@17" */
export function IncidentsScreen({ chosen: address }: { readonly chosen: string | undefined }) {
  const { chosen, sought } = placeIn(address)
  const [text, setText] = useState('')
  const [textAt, setTextAt] = useState(address)
  // Going to what was found, or anywhere else, shows that; the text stays for going on.
  const searching = text.trim() !== '' && textAt === address
  const mayAct = useMayAct()
  const health = useRecordHealth()
  const incidents = useView((view) => view.state?.incidents) ?? []
  const last = useView((view) => view.state?.seq) ?? 0
  const newest = incidents.find((one) => one.closedAt === undefined) ?? incidents[0]
  const named = incidents.find((one) => one.id === chosen)
  const bundle = bundleIn(chosen)
  const missing = bundle === undefined && chosen !== undefined && chosen !== journal && chosen !== fresh && named === undefined
  const whole = chosen === journal || (newest === undefined && !missing)
  const shown = whole || missing || bundle !== undefined ? undefined : (named ?? newest)
  const open = incidents.filter((one) => one.closedAt === undefined).length
  return (
    <div className={styles['screen']}>
      <header className={styles['head']}>
        <h1>{words.incidents}</h1>
        <span>{fill(words.inAll, { part: open === 0 ? words.noneIsOpen : words.open(countText(open, 'is', 'are')), incidents: incidents.length })}</span>
        <span className={styles['acts']}>
          {chosen === journal ? <a href={addressOf('incidents')}>{words.backToTheIncidents}</a> : <a href={addressOf('incidents', journal)}>{words.theWholeJournal}</a>}
          {mayAct && <Button look="primary" onPress={() => go('incidents', fresh)}>{words.openAnIncidentAsk}</Button>}
        </span>
      </header>
      <SearchField text={text} onText={(next) => { setText(next); setTextAt(address) }} />
      <RecordHealth health={health} />
      <RecordAge />
      <div className={styles['grid']}>
        <div className={styles['column']}>
          <IncidentList incidents={incidents} shown={shown?.id} lost={health?.repairs.some(({ now }) => now) === true} />
          <OpenActions />
          <Bundles shown={bundle} />
          <Chain health={health} />
          <Care />
        </div>
        {searching && <SearchResults text={text} />}
        {!searching && shown && <IncidentDetail key={shown.id} incident={shown} sought={sought} />}
        {!searching && bundle !== undefined && <BundleDetail key={bundle} id={bundle} />}
        {!searching && whole && bundle === undefined && <Timeline incident={undefined} last={last} sought={sought} />}
        {!searching && missing && <Panel title={chosen}><Empty title={words.noSuchIncident}>{words.notConsolesJournal}</Empty></Panel>}
      </div>
      {chosen === fresh && mayAct && <OpenDialog onClose={() => go('incidents')} />}
    </div>
  )
}
