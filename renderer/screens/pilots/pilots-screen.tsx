/** Pilot users: the roster, their surveys, the bugs, and A/B tests. Plan: "USER EXPERIENCE MANAGEMENT". */
import { useState } from 'react'
import { useActs, useMayAct } from '../../act.tsx'
import { Button, Empty, Segments } from '../../parts/controls.tsx'
import { Mark } from '../../parts/mark.tsx'
import { addressOf, go } from '../../route.ts'
import { useView } from '../../store.ts'
import { saveFile } from '../benchmarks/save-file.ts'
import { BugsPanel } from './bugs-panel.tsx'
import { CohortDialog } from './cohort-dialog.tsx'
import { Figures } from './figures.tsx'
import { ImportDialog } from './import-dialog.tsx'
import { PilotDetail } from './pilot-detail.tsx'
import { PilotDialog } from './pilot-dialog.tsx'
import { pilotsScreen as words } from '../../words/pilots.ts'
import styles from './pilots-screen.module.css'
import { RosterTable } from './roster-table.tsx'
import { SurveysPanel } from './surveys-panel.tsx'
import { TestsPanel } from './tests-panel.tsx'
import { usePilots, type Present } from './use-pilots.ts'

const parts = [{ id: 'roster', title: words.roster }, { id: 'surveys', title: words.surveys }, { id: 'bugs', title: words.bugs }, { id: 'tests', title: words.abTests }] as const
type Part = (typeof parts)[number]['id']

function Roster({ present, chosen }: { readonly present: Present; readonly chosen: string | undefined }) {
  const { act } = useActs()
  const mayAct = useMayAct()
  const phase = useView((view) => view.state?.phase ?? null)
  const [open, setOpen] = useState<'add' | 'import' | 'cohort'>()
  const close = (): void => setOpen(undefined)
  const { roster } = present.pilots
  const named = roster.find(({ id }) => id === chosen)
  const shown = named ?? (chosen === undefined ? roster.toSorted((a, b) => a.person.name.localeCompare(b.person.name))[0] : undefined)
  const save = async (): Promise<void> => {
    const done = await act(words.theExport, (client) => client.pilots.export(), ({ name }) => words.savedAs(name))
    if (done) saveFile(done.answer)
  }
  const aside = (
    <>
      {mayAct && <Button look="primary" onPress={() => setOpen('add')}>{words.addAsk}</Button>}
      {mayAct && <Button onPress={() => setOpen('import')}>{words.importAsk}</Button>}
      {mayAct && roster.length > 0 && <Button onPress={() => setOpen('cohort')}>{words.selectACohortAsk}</Button>}
      {roster.length > 0 && <Button onPress={() => void save()}>{words.exportIt}</Button>}
    </>
  )
  return (
    <div className={styles['grid']} data-alone={shown === undefined || undefined}>
      <RosterTable present={present} chosen={shown?.id} aside={aside} />
      {shown ? <PilotDetail key={shown.id} pilot={shown} present={present} /> : chosen !== undefined && <Empty title={words.noSuchPilotUser}>{words.theyMayBeenTaken}</Empty>}
      {open === 'add' && <PilotDialog onClose={close} />}
      {open === 'import' && <ImportDialog onClose={close} />}
      {open === 'cohort' && <CohortDialog plan={present.plan} roster={roster} phase={phase} onClose={close} />}
    </div>
  )
}

/** @param chosen a part of the screen, or the id of a pilot user */
export function PilotsScreen({ chosen }: { readonly chosen: string | undefined }) {
  const present = usePilots()
  if (present === undefined) return undefined
  const part: Part = parts.find(({ id }) => id === chosen)?.id ?? 'roster'
  const { now, failure } = present
  return (
    <div className={styles['screen']}>
      <header className={styles['head']}>
        <h1>{words.pilotUsers}</h1>
        <Segments label={words.part} options={parts} value={part} onChange={(id) => go('pilots', id === 'roster' ? undefined : id)} />
        <span className={styles['acts']}>
          {failure && <Mark tone="warn" word={words.flagsCountsLastRead(failure.what)} size={13} />}
          {now?.unread !== undefined && <Mark tone="unsure" word={words.balancersFlagsCantRead} title={now.unread} size={13} />}
          <a href={addressOf('rollback')}>{words.everyoneBackTheRollback}</a>
        </span>
      </header>
      <Figures {...present} />
      {part === 'roster' && <Roster present={present} chosen={parts.some(({ id }) => id === chosen) ? undefined : chosen} />}
      {part === 'surveys' && <SurveysPanel present={present} />}
      {part === 'bugs' && <BugsPanel present={present} />}
      {part === 'tests' && <TestsPanel present={present} />}
    </div>
  )
}
