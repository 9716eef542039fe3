/** Bugs that people and other systems report, and how many critical ones a day had beside the plan's line. */
import { useState } from 'react'
import { criticalByDay, type Bug } from '../../../shared/bug.ts'
import { bugSeverities } from '../../../shared/pilot-entries.ts'
import { useActs, useMayAct } from '../../act.tsx'
import { useNow } from '../../now.ts'
import { Button, Dialog, Empty, Segments, TextField } from '../../parts/controls.tsx'
import { DialogActions } from '../../parts/dialog-actions.tsx'
import { ageText, agoText, countText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import { useBusy } from '../../parts/use-busy.ts'
import { fill } from '../../words/fill.ts'
import { common } from '../../words/common.ts'
import { bugsPanel as words } from '../../words/pilots.ts'
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
  const [save, busy] = useBusy(async () => {
    const done = await act(words.theBug, (client) => client.pilots.reportBug({ title: title.trim(), severity, ...(affects.trim() !== '' && { affects: Number(affects) }), ...(link.trim() !== '' && { link: link.trim() }) }), words.bugRecorded)
    if (done) onClose()
  })
  return (
    <Dialog title={words.reportABug} onClose={onClose}>
      <TextField label={words.whatGoesWrong} value={title} onChange={setTitle} autoFocus />
      <Segments label={words.severity} options={bugSeverities.map((id) => ({ id, title: id }))} value={severity} onChange={setSeverity} />
      <TextField label={words.pilotUsersTouches} value={affects} onChange={setAffects} error={badCount ? words.aWholeNumber : undefined} />
      <TextField label={words.link} value={link} onChange={setLink} placeholder="https://" error={badLink ? common.httpAddress : undefined} />
      <DialogActions onCancel={onClose} onAct={save} action={words.report} isDisabled={title.trim().length < 3 || badLink || badCount} busy={busy} />
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
          <div key={day} title={`${day}: ${countText(count, words.criticalBug)}`}><span className={styles['count']}>{count > 0 ? count : ''}</span><span className={styles['fill']} data-over={count >= bar || undefined} style={{ height: `${(count / most) * 64}px` }} /><span className={styles['day']}>{day.slice(8)}</span></div>
        ))}
      </div>
      <figcaption>{fill(words.criticalBugsDayUtc, { days, bar, count: countText(counts.reduce((sum, { count }) => sum + count, 0), words.criticalBug), count2: countText(counts.filter(({ count }) => count >= bar).length, 'day') })}</figcaption>
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
      <Panel title={words.criticalBugsADay} aside={server?.on === true && server.webhook ? words.webhookBringsThemBugs(server.address) : words.noWebhookTheyEntered}><Days present={present} wall={wall} /></Panel>
      <Panel flush title={words.bugs} aside={<><span>{fill(words.open, { count: countText(list.filter(({ resolved }) => resolved === undefined).length, 'bug') })}</span>{mayAct && <Button look="primary" onPress={() => setReporting(true)}>{words.reportABugAsk}</Button>}</>}>
        {list.length === 0 ? <Empty title={words.noBugRecord}>{words.reportOneHereTracker}</Empty> : (
          <div className={styles['scroll']}>
            <table className={styles['table']}>
              <thead><tr><th>{words.severity}</th><th>{words.bug}</th><th>{words.reported}</th><th>{words.resolution}</th>{mayAct && <td />}</tr></thead>
              <tbody>
                {sorted.map((bug) => (
                  <tr key={bug.id}>
                    <td><Mark tone={bug.resolved ? 'off' : tones[bug.severity]} word={bug.severity} size={13} /></td>
                    <th scope="row" className={styles['wide']}>{bug.title}<small>{bug.affects !== undefined && words.touches(countText(bug.affects, words.pilotUser))}{bug.link !== undefined && <> <a href={bug.link} target="_blank" rel="noreferrer">{bug.link}</a></>}</small></th>
                    <td>{agoText(wall - bug.reportedAt)}<small>{bug.by}</small></td>
                    <td className={styles['wide']}>{bug.resolved ? <>{fill(words.after, { age: ageText(bug.resolved.at - bug.reportedAt), how: <small>{bug.resolved.how}</small> })}</> : <Mark tone="warn" word={words.openSince(ageText(wall - bug.reportedAt))} size={13} />}</td>
                    {mayAct && <td><Button aria-label={`${bug.resolved ? words.reopen : words.resolve} ${bug.title}`} onPress={() => setAsking(bug)}>{bug.resolved ? words.reopenAsk : words.resolveAsk}</Button></td>}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Panel>
      {reporting && <ReportDialog onClose={() => setReporting(false)} />}
      {asking && (asking.resolved
        ? <ReasonDialog title={words.reopenTheBug} text={asking.title} action={words.reopen} onAct={async (reason) => (await act(words.reopening, (client) => client.pilots.reopenBug({ bug: asking.id, reason }), words.bugOpenAgain)) !== undefined} onClose={() => setAsking(undefined)} />
        : <ReasonDialog title={words.resolveTheBug} text={asking.title} label={words.howItWasResolved} action={words.resolve} onAct={async (how) => (await act(words.resolving, (client) => client.pilots.resolveBug({ bug: asking.id, how }), words.theBugIsResolved)) !== undefined} onClose={() => setAsking(undefined)} />)}
    </div>
  )
}
