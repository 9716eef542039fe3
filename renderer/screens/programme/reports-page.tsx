/** Reports of the programme: one is looked at, made with one press, and those that were made are saved again. Plan: "Weekly Progress Reports", "Phase Transition Reports". */
import { useEffect, useState } from 'react'
import { weekOf } from '../../../shared/calendar.ts'
import type { ReportAsked, ReportDocument } from '../../../shared/contract.ts'
import { reportKinds, type MadeReport, type ReportKind } from '../../../shared/made-report.ts'
import { useActs, useMayAct } from '../../act.tsx'
import { Button, Empty, Segments, Select } from '../../parts/controls.tsx'
import { hashText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { Time } from '../../parts/time.tsx'
import { addressOf } from '../../route.ts'
import { bytesOf, saveBytes } from '../incidents/bytes.ts'
import screen from './programme-screen.module.css'
import { ReportView } from './report-view.tsx'
import styles from './reports-page.module.css'
import type { Present } from './use-programme.ts'

const kindWords: Readonly<Record<ReportKind, string>> = { weekly: 'Weekly progress', transition: 'Phase transition', final: 'Final assessment' }
const kindOf = (name: string): string => ({ html: 'HTML', md: 'Markdown', pdf: 'PDF' })[name.split('.').at(-1) ?? ''] ?? name

function Made({ reports }: { readonly reports: readonly MadeReport[] }) {
  const { act } = useActs()
  const save = (name: string): Promise<unknown> => act('Saving the report', async (client) => {
    const file = await client.reports.file({ name })
    saveBytes(file.name, file.type, [bytesOf(file.data)])
  }, `${name} is saved`)
  if (reports.length === 0) return <p className={styles['hint']}>None yet. Each that is made stands here, with the hash of each file on the record.</p>
  return (
    <ul className={styles['made']}>
      {reports.toReversed().map(({ seq, title, at, by, files, without }) => (
        <li key={seq}>
          <strong>{title}</strong>
          <span className={styles['hint']}><Time at={at} /> by {by}, entry {seq}{without === undefined ? '' : '. Without PDF: no browser could print it'}</span>
          <span className={styles['files']}>{files.map(({ name, sha256 }) => <Button key={name} aria-label={`Save ${name}`} onPress={() => void save(name)}><span title={`sha256 ${hashText(sha256)}`}>{kindOf(name)}</span></Button>)}</span>
        </li>
      ))}
    </ul>
  )
}

type Found = { readonly key: string; readonly document?: ReportDocument; readonly failure?: string }

export function ReportsPage({ present: { plan, state, programme, today } }: { readonly present: Present }) {
  const { act, client } = useActs()
  const mayAct = useMayAct()
  const [kind, setKind] = useState<ReportKind>('weekly')
  const week = Math.max(0, weekOf(today ?? 1))
  const [chosenWeek, setWeek] = useState(String(week))
  const [chosenPhase, setPhase] = useState(state.phase ?? plan.phases[0]?.id ?? '')
  const [found, setFound] = useState<Found>()
  const [busy, setBusy] = useState(false)
  const asked: ReportAsked = kind === 'weekly' ? { report: 'weekly', week: Number(chosenWeek) } : kind === 'transition' ? { report: 'transition', phase: chosenPhase } : { report: 'final' }
  const key = JSON.stringify(asked)
  const started = programme.day1 !== undefined
  useEffect(() => {
    if (!started) return
    const ended = new AbortController()
    const look = async (): Promise<void> => {
      try {
        setFound({ key, document: await client().reports.look(JSON.parse(key) as ReportAsked, { signal: ended.signal }) })
      } catch (error) {
        if (!ended.signal.aborted) setFound({ key, failure: error instanceof Error ? error.message : String(error) })
      }
    }
    void look()
    return () => ended.abort()
  }, [client, key, started])
  const make = async (): Promise<void> => {
    setBusy(true)
    await act('The report', (one) => one.reports.make(asked), ({ without }) => (without === undefined ? 'The report is made' : `The report is made, without PDF: ${without}`))
    setBusy(false)
  }
  const shown = found?.key === key ? found : undefined
  return (
    <div className={screen['screen']}>
      <header className={screen['head']}>
        <h1>Reports</h1>
        <span>Out of the record and the days’ summaries. Nothing is typed.</span>
        <a href={addressOf('programme')}>Back to the programme</a>
      </header>
      {started
        ? (
          <div className={styles['grid']}>
            <div className={styles['column']}>
              <Panel title="Make a report">
                <div className={styles['stack']}>
                  <Segments label="Report" options={reportKinds.map((id) => ({ id, title: kindWords[id] }))} value={kind} onChange={setKind} />
                  {kind === 'weekly' && <Select label="Week" options={Array.from({ length: week + 1 }, (_, index) => ({ id: String(week - index), title: `Week ${week - index}${index === 0 ? ', this one' : ''}` }))} value={chosenWeek} onChange={setWeek} />}
                  {kind === 'transition' && <Select label="Phase" options={plan.phases.map(({ id, title }) => ({ id, title }))} value={chosenPhase} onChange={setPhase} />}
                  {mayAct
                    ? <Button look="primary" isDisabled={busy || shown?.document === undefined} onPress={() => void make()}>{busy ? 'Being made…' : 'Make it: HTML, Markdown, PDF'}</Button>
                    : <p className={styles['hint']}>An operator makes one; you may save those that were made.</p>}
                </div>
              </Panel>
              <Panel title="Made"><Made reports={state.reports} /></Panel>
            </div>
            <Panel title={shown?.document?.title ?? 'As it would be made now'} flush>
              {shown === undefined && <p className={styles['wait']} role="status">Gathering…</p>}
              {shown?.failure !== undefined && <p className={styles['wait']} role="alert"><Mark tone="bad" word={shown.failure} /></p>}
              {shown?.document && <ReportView document={shown.document} />}
            </Panel>
          </div>
        )
        : <Empty title="The programme has not started">Its reports go by weeks and phases: set the start on the Programme screen.</Empty>}
    </div>
  )
}
