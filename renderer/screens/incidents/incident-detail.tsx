/** One incident: what it is, its timeline, and what people add to it. */
import { useState } from 'react'
import { durationText } from '../../../shared/duration.ts'
import type { Incident, Severity } from '../../../shared/incident.ts'
import { severities } from '../../../shared/journal.ts'
import { runEnded } from '../../../shared/rollback.ts'
import { useActs, useMayAct } from '../../act.tsx'
import { Button, Segments } from '../../parts/controls.tsx'
import { Mark } from '../../parts/mark.tsx'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import { Time } from '../../parts/time.tsx'
import { addressOf } from '../../route.ts'
import { openerText, useTitles } from '../../parts/titles.ts'
import { useNow } from '../../now.ts'
import { useReplay } from '../../moment/replay-mode.tsx'
import { useView } from '../../store.ts'
import { useOfOthers } from '../consoles/use-consoles.ts'
import { fill } from '../../words/fill.ts'
import { incidentDetail as words } from '../../words/incidents.ts'
import styles from './incident-detail.module.css'
import { LogsPanel } from './logs-panel.tsx'
import { AfterIncident } from './after-incident.tsx'
import { DecisionButton } from './decision-button.tsx'
import { IncidentCharts } from './incident-charts.tsx'
import { MarkButton } from './mark-button.tsx'
import { MessagesPanel } from './messages-panel.tsx'
import { NoteForm } from './note-form.tsx'
import { PeoplePanel } from './people-panel.tsx'
import { SeverityBadge } from './severity.tsx'
import { Timeline } from './timeline.tsx'

export function IncidentDetail({ incident, sought }: { readonly incident: Incident; readonly sought: number | undefined }) {
  const { act } = useActs()
  const mayAct = useMayAct()
  const running = useView((view) => view.state?.run !== undefined && view.state.run.incident === incident.id && !runEnded(view.state.run))
  const [closing, setClosing] = useState(false)
  const [corrects, setCorrects] = useState<number>()
  const [moment, setMoment] = useState<number>()
  const open = incident.closedAt === undefined
  const present = useView((view) => view.state?.seq) ?? incident.lastSeq
  const { wall } = useNow(5_000)
  const titleOf = useTitles()
  const { enter, player } = useReplay()
  const others = useOfOthers(incident.id, incident.entries)
  const grade = (severity: Severity): void => void act(words.settingTheSeverity, (client) => client.incidents.severity({ incident: incident.id, severity }), words.isNow(incident.id, severity))
  return (
    <div className={styles['detail']}>
      <section className={styles['head']} aria-label={words.incident(incident.id)}>
        <div className={styles['top']}>
          <SeverityBadge of={incident.severity} />
          <h2>{incident.title}</h2>
          {open ? <Mark tone="bad" word="open" /> : <Mark tone="calm" word="closed" />}
          <span className={styles['acts']}>
            {player === undefined && <Button onPress={() => enter(incident.id, incident.openedAt)}>{words.replay}</Button>}
            {mayAct && open && <MarkButton incident={incident.id} />}
            {mayAct && <DecisionButton incident={incident.id} commander={incident.roles?.commander} />}
            {mayAct && open && <Segments label={words.severity} value={incident.severity} onChange={grade} options={severities.map((id) => ({ id, title: id }))} />}
            {mayAct && open && <Button isDisabled={running} onPress={() => setClosing(true)}>{running ? words.closeAfterItsRun : words.closeAsk}</Button>}
          </span>
        </div>
        <p className={styles['line']}>
          <span>{incident.id}</span>
          <span>{fill(words.openedBy, { opener: openerText(incident.openedBy, titleOf), time: <Time at={incident.openedAt} full record /> })}</span>
          {incident.closedAt !== undefined && <span>{fill(words.closedAfter, { time: <Time at={incident.closedAt} full record />, duration: durationText(incident.closedAt - incident.openedAt) })}</span>}
          {incident.run !== undefined && <a href={addressOf('rollback', incident.run)}>{fill(words.run, { run: incident.run })}</a>}
        </p>
        <p>{fill(words.cause, { cause: incident.cause })}</p>
        {incident.summary !== undefined && <p><strong>{words.summary}</strong> {incident.summary}</p>}
      </section>
      <div className={styles['body']}>
      <div className={styles['side']}>
        <IncidentCharts incident={incident} now={wall} />
        <PeoplePanel incident={incident} />
        <MessagesPanel incident={incident} />
      </div>
      <div className={styles['main']}>
      {mayAct && <NoteForm incident={incident.id} corrects={corrects} onDone={() => setCorrects(undefined)} />}
      <div className={styles['beside']}>
        <Timeline incident={incident.id} first={incident.firstSeq} last={incident.lastSeq} present={open ? present : incident.lastSeq} others={others} sought={sought} onCorrect={mayAct ? setCorrects : undefined} onMoment={setMoment} />
        {player === undefined && <LogsPanel incident={incident} moment={moment} onMoment={setMoment} />}
      </div>
      </div>
      </div>
      <AfterIncident incident={incident} />
      {closing && (
        <ReasonDialog
          title={words.close(incident.id)} label={words.summaryWord} action={words.closeIt} text={words.whatHappenedWhatDone} onClose={() => setClosing(false)}
          onAct={async (summary) => (await act(words.closingTheIncident, (client) => client.incidents.close({ incident: incident.id, summary }), words.isClosed(incident.id))) !== undefined}
        />
      )}
    </div>
  )
}
