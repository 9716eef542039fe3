/** The war room: read from six metres, touched by nobody. Plan: "Real-Time Metrics Dashboard", "15-Minute Rollback Procedure". */
import { cx } from '../../parts/cx.ts'
import { countText, dayText, hashText, numberText, timeText, zoneText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { useTick } from '../../ticker.ts'
import { WallCalm } from './wall-calm.tsx'
import { WallEntries } from './wall-entries.tsx'
import { WallFigures } from './wall-figures.tsx'
import { WallGates } from './wall-gates.tsx'
import { WallLost } from './wall-lost.tsx'
import { WallPeople } from './wall-people.tsx'
import { WallRamp } from './wall-ramp.tsx'
import { WallRun } from './wall-run.tsx'
import { fill } from '../../words/fill.ts'
import { wallScreen as words } from '../../words/wall.ts'
import styles from './wall-screen.module.css'
import { lostOf, openRun, useShown, useWallNow, useWallUnknown } from './wall-shown.ts'
import { WallTraffic } from './wall-traffic.tsx'

function Clock() {
  const { wall } = useWallNow()
  return <time className={styles['clock']}><small>{dayText(wall)}</small> {timeText(wall)} <small>{zoneText(wall)}</small></time>
}

/** The head of the chain, so that a photograph of the wall anchors the record. */
function Foot({ leave }: { readonly leave: string | undefined }) {
  const { state, plan, frame } = useShown()
  const unknown = useWallUnknown()
  const unwritten = frame?.unwritten
  return (
    <footer className={styles['foot']}>
      <span>{fill(words.entryHead, { seq: numberText(state?.seq ?? 0), hash: <code>{hashText(state?.head ?? '')}</code> })}</span>
      <span>{fill(words.plan, { hash: <code>{hashText(plan?.hash ?? '')}</code> })}</span>
      {unwritten !== undefined && unwritten > 0 ? <Mark tone="bad" word={words.notOnDisk(countText(unwritten, 'entry', 'entries'))} /> : <span>{fill(words.journal, { unknown: unwritten === undefined ? unknown : 'durable' })}</span>}
      {leave !== undefined && <span>{leave}</span>}
    </footer>
  )
}

export function WallScreen({ leave }: { readonly leave?: string }) {
  const shown = useShown()
  useTick(1_000)
  const { state, plan } = shown
  const lost = lostOf(shown, performance.now())
  const run = openRun(state?.run)
  const ramp = state?.forward
  return (
    <main className={cx(styles['wall'])} aria-label={words.warRoom} data-lost={lost !== undefined || undefined} data-replaying={shown.moment !== undefined || undefined}>
      <header className={styles['head']}>
        <h1>{plan?.title ?? words.fifteen}</h1>
        {run && <span className={styles['what']}>{fill(words.to, { part: run.drill ? words.drill : words.rollback, target: run.target })}</span>}
        {!run && ramp && <span className={styles['what']}>{fill(words.toTitle, { title: ramp.ramp.title, target: ramp.target })}</span>}
        <Clock />
      </header>
      {run ? <WallRun run={run} /> : ramp ? <WallRamp run={ramp} /> : <WallCalm last={state?.run} />}
      <div className={styles['row']}>
        <WallTraffic />
        <WallFigures />
        <WallGates />
      </div>
      <WallPeople />
      <WallEntries />
      <Foot leave={leave} />
      {lost !== undefined && <WallLost lost={lost} />}
    </main>
  )
}
