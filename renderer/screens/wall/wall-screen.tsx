/** The war room: read from six metres, touched by nobody. Plan: "Real-Time Metrics Dashboard", "15-Minute Rollback Procedure". */
import { useEffect } from 'react'
import { runEnded } from '../../../shared/rollback.ts'
import { cx } from '../../parts/cx.ts'
import { hashText, minuteText, numberText, zoneText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { useNow } from '../../now.ts'
import { go } from '../../route.ts'
import { useReplaying, useUnknown, useView } from '../../store.ts'
import { WallCalm } from './wall-calm.tsx'
import { WallEntries } from './wall-entries.tsx'
import { WallFigures } from './wall-figures.tsx'
import { WallGates } from './wall-gates.tsx'
import { WallLost, useWallLost } from './wall-lost.tsx'
import { WallRamp } from './wall-ramp.tsx'
import { WallRun } from './wall-run.tsx'
import styles from './wall-screen.module.css'
import { WallTraffic } from './wall-traffic.tsx'

function Clock() {
  const { wall } = useNow(1_000)
  return <span className={styles['clock']}>{minuteText(wall)} {zoneText(wall)}</span>
}

function Foot() {
  const seq = useView((view) => view.state?.seq) ?? 0
  const head = useView((view) => view.state?.head) ?? ''
  const hash = useView((view) => view.opened?.hash) ?? ''
  const unknown = useUnknown()
  const journal = useView((view) => view.frame?.watcher?.journal)
  return (
    <footer className={styles['foot']}>
      <span>Head of entry {numberText(seq)}: <code>{head === '' ? 'none yet' : head.slice(0, 24)}</code></span>
      <span>Plan <code>{hashText(hash)}</code></span>
      {typeof journal === 'object' ? <Mark tone="bad" word={`${numberText(journal.buffered)} entries not on disk`} /> : <span>Journal {journal ?? unknown}</span>}
      <span>Esc leaves</span>
    </footer>
  )
}

/** Only the keyboard leaves: a wall has no mouse. */
function useEscape(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') go('live')
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])
}

export function WallScreen() {
  useEscape()
  const title = useView((view) => view.opened?.plan.title)
  const run = useView((view) => view.state?.run)
  const forward = useView((view) => view.state?.forward)
  const lost = useWallLost()
  const replaying = useReplaying()
  const open = run !== undefined && !runEnded(run)
  const ramp = forward !== undefined && !runEnded(forward) ? forward : undefined
  return (
    <main className={cx(styles['wall'])} aria-label="War room" data-lost={lost !== undefined || undefined} data-replaying={replaying || undefined}>
      <header className={styles['head']}>
        <h1>{title ?? 'Fifteen'}</h1>
        {open && <span className={styles['what']}>{run.drill ? 'Drill' : 'Rollback'} {run.id} to {run.target}</span>}
        {!open && ramp && <span className={styles['what']}>{ramp.ramp.title} {ramp.id} to {ramp.target}</span>}
        <Clock />
      </header>
      {open ? <WallRun run={run} /> : ramp ? <WallRamp run={ramp} /> : <WallCalm last={run} />}
      <div className={styles['row']}>
        <WallTraffic />
        <WallFigures />
        <WallGates />
      </div>
      <WallEntries />
      <Foot />
      {lost !== undefined && <WallLost lost={lost} />}
    </main>
  )
}
