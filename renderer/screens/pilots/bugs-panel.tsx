/** Bugs that people and other systems report, and how many critical ones a day had beside the plan's line. */
import { useState } from 'react'
import { criticalByDay, type Bug } from '../../../shared/bug.ts'
import { bugSeverities } from '../../../shared/pilot-entries.ts'
import { useActs, useMayAct } from '../../act.tsx'
import { useNow } from '../../now.ts'
import { Actions, Button, Dialog, Empty, Segments, TextField } from '../../parts/controls.tsx'
import { ageText, agoText, countText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import styles from './pilots-screen.module.css'
import type { Present } from './use-pilots.ts'

const days = 14

function ReportDialog({ onClose }: { readonly onClose: () => void }) {
  const { act } = useActs()
  const [title, setTitle] = useState('')
  const [severity, setSeverity] = useState<Bug['severity']>('critical')
  const [affects, setAffects] = useState('')
  const [link, setLink] = useState('')
  const badLink = link.trim() !== '' && !/^https?:\/\/\S+$/.test(link.trim())
  const badCount = affects.trim() !== '' && !/^\d{1,4}$/.test(affects.trim())
  const save = async (): Promise<void> => {
    const done = await act('The bug', (client) => client.pilots.reportBug({ title: title.trim(), severity, ...(affects.trim() !== '' && { affects: Number(affects) }), ...(link.trim() !== '' && { link: link.trim() }) }), 'The bug is on the record')
    if (done) onClose()
  }
  return (
    <Dialog title="Report a bug" onClose={onClose}>
      <TextField label="What goes wrong" value={title} onChange={setTitle} autoFocus />
      <Segments label="Severity" options={bugSeverities.map((id) => ({ id, title: id }))} value={severity} onChange={setSeverity} />
      <TextField label="Pilot users that it touches" value={affects} onChange={setAffects} error={badCount ? 'A whole number' : undefined} />
      <TextField label="Link" value={link} onChange={setLink} placeholder="https://" error={badLink ? 'An address that begins with http:// or https://' : undefined} />
      <Actions>
        <Button look="quiet" onPress={onClose}>Cancel</Button>
        <Button look="primary" isDisabled={title.trim().length < 3 || badLink || badCount} onPress={() => void save()}>Report</Button>
      </Actions>
    </Dialog>
  )
}

function Days({ present, wall }: { readonly present: Present; readonly wall: number }) {
  const counts = criticalByDay(present.pilots.bugs, wall, days)
  const bar = present.plan.pilots?.criticalBugsADay ?? 0
  const most = Math.max(bar, ...counts.map(({ count }) => count), 1)
  return (
    <figure className={styles['days']}>
      <div className={styles['bars']} style={{ '--line': bar / most } as React.CSSProperties}>
        {counts.map(({ day, count }) => (
          <div key={day} title={`${day}: ${countText(count, 'critical bug')}`}><span className={styles['count']}>{count > 0 ? count : ''}</span><span className={styles['fill']} data-over={count >= bar || undefined} style={{ height: `${(count / most) * 64}px` }} /><span className={styles['day']}>{day.slice(8)}</span></div>
        ))}
      </div>
      <figcaption>Critical bugs a day (UTC) of the last {days} days; {bar} in a day call for a review. In all {countText(counts.reduce((sum, { count }) => sum + count, 0), 'critical bug')}, on {countText(counts.filter(({ count }) => count >= bar).length, 'day')} at the line or over it.</figcaption>
    </figure>
  )
}

const tones = { critical: 'bad', major: 'warn', minor: 'off' } as const

export function BugsPanel({ present }: { readonly present: Present }) {
  const { act } = useActs()
  const mayAct = useMayAct()
  const { wall } = useNow(10_000)
  const [reporting, setReporting] = useState(false)
  const [asking, setAsking] = useState<Bug>()
  const { list } = present.pilots.bugs
  const { server } = present.now ?? {}
  const sorted = list.toSorted((a, b) => Number(a.resolved !== undefined) - Number(b.resolved !== undefined) || b.reportedAt - a.reportedAt)
  return (
    <div className={styles['column']}>
      <Panel title="Critical bugs a day" aside={server?.on === true && server.webhook ? `a webhook brings them at ${server.address}/bugs` : 'no webhook: they are entered here'}><Days present={present} wall={wall} /></Panel>
      <Panel flush title="Bugs" aside={<><span>{countText(list.filter(({ resolved }) => resolved === undefined).length, 'bug')} open</span>{mayAct && <Button look="primary" onPress={() => setReporting(true)}>Report a bug…</Button>}</>}>
        {list.length === 0 ? <Empty title="No bug is on the record">Report one here, or have the tracker tell of them.</Empty> : (
          <div className={styles['scroll']}>
            <table className={styles['table']}>
              <thead><tr><th>Severity</th><th>Bug</th><th>Reported</th><th>Resolution</th>{mayAct && <td />}</tr></thead>
              <tbody>
                {sorted.map((bug) => (
                  <tr key={bug.id}>
                    <td><Mark tone={bug.resolved ? 'off' : tones[bug.severity]} word={bug.severity} size={13} /></td>
                    <th scope="row" className={styles['wide']}>{bug.title}<small>{bug.affects !== undefined && `touches ${countText(bug.affects, 'pilot user')}`}{bug.link !== undefined && <> <a href={bug.link} target="_blank" rel="noreferrer">{bug.link}</a></>}</small></th>
                    <td>{agoText(wall - bug.reportedAt)}<small>{bug.by}</small></td>
                    <td className={styles['wide']}>{bug.resolved ? <>after {ageText(bug.resolved.at - bug.reportedAt)}<small>{bug.resolved.how}</small></> : <Mark tone="warn" word={`open since ${ageText(wall - bug.reportedAt)}`} size={13} />}</td>
                    {mayAct && <td><Button aria-label={`${bug.resolved ? 'Reopen' : 'Resolve'} ${bug.title}`} onPress={() => setAsking(bug)}>{bug.resolved ? 'Reopen…' : 'Resolve…'}</Button></td>}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Panel>
      {reporting && <ReportDialog onClose={() => setReporting(false)} />}
      {asking && (asking.resolved
        ? <ReasonDialog title="Reopen the bug" text={asking.title} action="Reopen" onAct={async (reason) => (await act('Reopening', (client) => client.pilots.reopenBug({ bug: asking.id, reason }), 'The bug is open again')) !== undefined} onClose={() => setAsking(undefined)} />
        : <ReasonDialog title="Resolve the bug" text={asking.title} label="How it was resolved" action="Resolve" onAct={async (how) => (await act('Resolving', (client) => client.pilots.resolveBug({ bug: asking.id, how }), 'The bug is resolved')) !== undefined} onClose={() => setAsking(undefined)} />)}
    </div>
  )
}
