/** Reports of the programme: one is looked at, made with one press, and those that were made are saved again. Plan: "Weekly Progress Reports", "Phase Transition Reports". */
import { useEffect, useState } from 'react'
import { weekOf } from '../../../shared/calendar.ts'
import type { ReportAsked, ReportDocument } from '../../../shared/contract.ts'
import { errorText } from '../../../shared/error-text.ts'
import { reportKinds, type MadeReport, type ReportKind } from '../../../shared/made-report.ts'
import { useActs, useMayAct } from '../../act.tsx'
import { Button, Empty, Segments, Select } from '../../parts/controls.tsx'
import { hashText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { Time } from '../../parts/time.tsx'
import { useBusy } from '../../parts/use-busy.ts'
import { addressOf } from '../../route.ts'
import { bytesOf, saveBytes } from '../incidents/bytes.ts'
import screen from './programme-screen.module.css'
import { ReportView } from './report-view.tsx'
import { fill } from '../../words/fill.ts'
import { common } from '../../words/common.ts'
import { reportsPage as words } from '../../words/programme.ts'
import styles from './reports-page.module.css'
import type { Present } from './use-programme.ts'

const kindWords: Readonly<Record<ReportKind, string>> = { weekly: words.weeklyProgress, transition: words.phaseTransition, final: words.finalAssessment }
const kindOf = (name: string): string => ({ html: 'HTML', md: words.markdown, pdf: 'PDF' })[name.split('.').at(-1) ?? ''] ?? name

function Made({ reports }: { readonly reports: readonly MadeReport[] }) {
  const { act } = useActs()
  const save = (name: string): Promise<unknown> => act(words.savingTheReport, async (client) => {
    const file = await client.reports.file({ name })
    saveBytes(file.name, file.type, [bytesOf(file.data)])
  }, common.isSaved(name))
  if (reports.length === 0) return <p className={styles['hint']}>{words.noneYetEachMade}</p>
  return (
    <ul className={styles['made']}>
      {reports.toReversed().map(({ seq, title, at, by, files, without }) => (
        <li key={seq}>
          <strong>{title}</strong>
          <span className={styles['hint']}>{fill(words.byEntry, { time: <Time at={at} />, by, seq, part: without === undefined ? '' : words.withoutPdfNoBrowser })}</span>
          <span className={styles['files']}>{files.map(({ name, sha256 }) => <Button key={name} aria-label={words.save(name)} onPress={() => void save(name)}><span title={`sha256 ${hashText(sha256)}`}>{kindOf(name)}</span></Button>)}</span>
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
        if (!ended.signal.aborted) setFound({ key, failure: errorText(error) })
      }
    }
    void look()
    return () => ended.abort()
  }, [client, key, started])
  const [make, busy] = useBusy(() => act(words.theReport, (one) => one.reports.make(asked), ({ without }) => (without === undefined ? words.theReportIsMade : words.reportMadeWithoutPdf(without))))
  const shown = found?.key === key ? found : undefined
  return (
    <div className={screen['screen']}>
      <header className={screen['head']}>
        <h1>{words.reports}</h1>
        <span>{words.outRecordDaysSummaries}</span>
        <a href={addressOf('programme')}>{words.backToTheProgramme}</a>
      </header>
      {started
        ? (
          <div className={styles['grid']}>
            <div className={styles['column']}>
              <Panel title={words.makeAReport}>
                <div className={styles['stack']}>
                  <Segments label={words.report} options={reportKinds.map((id) => ({ id, title: kindWords[id] }))} value={kind} onChange={setKind} />
                  {kind === 'weekly' && <Select label={words.week} options={Array.from({ length: week + 1 }, (_, index) => ({ id: String(week - index), title: words.weekOf(week - index, index === 0 ? words.thisOne : '') }))} value={chosenWeek} onChange={setWeek} />}
                  {kind === 'transition' && <Select label={words.phase} options={plan.phases.map(({ id, title }) => ({ id, title }))} value={chosenPhase} onChange={setPhase} />}
                  {mayAct
                    ? <Button look="primary" isDisabled={busy || shown?.document === undefined} onPress={() => void make()}>{busy ? words.beingMadeAsk : words.makeHtmlMarkdownPdf}</Button>
                    : <p className={styles['hint']}>{words.operatorMakesOneYou}</p>}
                </div>
              </Panel>
              <Panel title={words.made}><Made reports={state.reports} /></Panel>
            </div>
            <Panel title={shown?.document?.title ?? words.wouldMadeNow} flush>
              {shown === undefined && <p className={styles['wait']} role="status">{words.gatheringAsk}</p>}
              {shown?.failure !== undefined && <p className={styles['wait']} role="alert"><Mark tone="bad" word={shown.failure} /></p>}
              {shown?.document && <ReportView document={shown.document} />}
            </Panel>
          </div>
        )
        : <Empty title={words.programmeNotStarted}>{words.reportsGoWeeksPhases}</Empty>}
    </div>
  )
}
