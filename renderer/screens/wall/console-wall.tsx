/** The war room within the console: the same view as a shared wall is sent, made here of the console's own store. */
import { useEffect, useMemo } from 'react'
import { wallFrame, wallPlan, wallState } from '../../../shared/wall.ts'
import { go } from '../../route.ts'
import { useView } from '../../store.ts'
import { ShownContext, type Shown } from './wall-shown.ts'
import { WallScreen } from './wall-screen.tsx'
import { consoleWall as words } from '../../words/wall.ts'

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

export function ConsoleWall() {
  useEscape()
  const connection = useView((view) => view.connection)
  const frameAt = useView((view) => view.frameAt)
  const frame = useView((view) => view.frame)
  const state = useView((view) => view.state)
  const recent = useView((view) => view.recent)
  const opened = useView((view) => view.opened)
  const moment = useView((view) => view.moment)
  const plan = useMemo(() => opened && wallPlan(opened), [opened])
  // In a replay the last entry may be another console's, which counts from another machine's boot.
  const boot = moment?.boot ?? recent.at(-1)?.at.boot
  // Who is on call does not change from second to second.
  const minute = 60_000 * Math.floor((moment?.wall ?? frame?.wall ?? 0) / 60_000)
  const told = useMemo(() => state && wallState(state, recent, boot, opened?.plan.people, minute), [state, recent, boot, opened, minute])
  const shown = useMemo<Shown>(() => ({ connection, frameAt, ...(plan && { plan }), ...(told && { state: told }), ...(frame && { frame: wallFrame(frame) }), ...(moment && { moment }) }), [connection, frameAt, plan, told, frame, moment])
  return <ShownContext value={shown}><WallScreen leave={words.escLeaves} /></ShownContext>
}
