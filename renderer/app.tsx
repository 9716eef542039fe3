/** The page: the bar that always works, the run, the screen of the address. */
import { useCallback, useEffect, useRef, useState } from 'react'
import { bundleIn } from '../shared/bundle.ts'
import { Boundary } from './parts/boundary.tsx'
import { Mark } from './parts/mark.tsx'
import { useClock } from './parts/zone.ts'
import { staleAfter, useFrameAge } from './now.ts'
import { later, useLater } from './later.ts'
import type { OtherScreenProps } from './other-screens.tsx'
import { screens, useRoute, type Route } from './route.ts'
import { LiveScreen } from './screens/live/live-screen.tsx'
import { RollbackScreen } from './screens/rollback/rollback-screen.tsx'
import { ConsoleWall } from './screens/wall/console-wall.tsx'
import { LessonBar } from './shell/lesson-bar.tsx'
import { LostBanner } from './shell/lost-banner.tsx'
import { Overlays, type Overlay } from './shell/overlays.tsx'
import { Rail } from './shell/rail.tsx'
import { RunBar } from './shell/run-bar.tsx'
import { NotRecorded } from './moment/not-recorded.tsx'
import { ReplayBar } from './moment/replay-bar.tsx'
import replayStyles from './moment/replay-bar.module.css'
import { useShortcuts } from './shell/shortcuts.ts'
import { Toasts } from './shell/toasts.tsx'
import { TopBar } from './shell/top-bar.tsx'
import { useReplaying, useView } from './store.ts'
import { app as words } from './words/app.ts'
import styles from './app.module.css'

/**
 * Every screen but those of a rollback comes after the first picture, and then all of them at once: none may be missing
 * because the console that serves them is gone.
 */
const otherScreens = later(() => import('./other-screens.tsx'), { after: (ms, then) => void setTimeout(then, ms) })

/** Screens of which nothing is recorded: they have the present only. */
const presentOnly: ReadonlySet<Route['screen']> = new Set(['connections', 'benchmarks', 'replay'])

/** Screens made of entries of the whole journal: a bundle tells those of one incident. */
const beyondBundle: ReadonlySet<Route['screen']> = new Set(['checklists', 'checkpoints', 'drills', 'programme', 'pilots', 'on-call', 'hand-over'])

function Other(props: OtherScreenProps) {
  const part = useLater(otherScreens)
  return part ? <part.OtherScreen {...props} /> : <div className={styles['starting']}><Mark tone="busy" word={words.openingThisScreen} /></div>
}

function Screen({ route }: { readonly route: Route }) {
  const replaying = useReplaying()
  const ofBundle = useView((view) => bundleIn(view.moment?.incident) !== undefined)
  if (replaying && presentOnly.has(route.screen)) return <NotRecorded screen={route.screen} />
  if (ofBundle && beyondBundle.has(route.screen)) return <NotRecorded screen={route.screen} bundle />
  switch (route.screen) {
    case 'live': return <LiveScreen />
    case 'rollback': return <RollbackScreen step={route.item} />
    case 'wall': return <ConsoleWall />
    default: return <Other screen={route.screen} item={route.item} />
  }
}

/** The address's screen is the title of the window, and takes the focus when it changes. */
function useScreenChange(route: Route): React.RefObject<HTMLElement | null> {
  const main = useRef<HTMLElement>(null)
  const shown = useRef(route.screen)
  const title = screens.find((screen) => screen.id === route.screen)?.title ?? ''
  const deployment = useView((view) => view.opened?.plan.title)
  useEffect(() => {
    document.title = deployment === undefined ? words.fifteen(title) : words.fifteenTitle(title, deployment)
  }, [title, deployment])
  useEffect(() => {
    if (shown.current !== route.screen) main.current?.focus()
    shown.current = route.screen
  }, [route.screen])
  return main
}

function Page({ route, main }: { readonly route: Route; readonly main: React.RefObject<HTMLElement | null> }) {
  const ready = useView((view) => view.state !== undefined && view.opened !== undefined)
  const replaying = useReplaying()
  const live = route.screen === 'live'
  useEffect(() => {
    if (!live) otherScreens.load()
    else if (ready) requestIdleCallback(otherScreens.load, { timeout: 2_000 })
  }, [live, ready])
  return (
    <div className={styles['main']}>
      <Rail />
      <main ref={main} id="screen" tabIndex={-1} className={styles['screen']} aria-label={screens.find((screen) => screen.id === route.screen)?.title}>
        {ready
          ? <Boundary key={route.screen} part={words.thisScreen}><Screen route={route} /></Boundary>
          : <div className={styles['starting']}><Mark tone="busy" word={replaying ? words.readingTheMoment : words.waitingForTheEngine} /></div>}
      </main>
    </div>
  )
}

export function App() {
  const route = useRoute()
  const main = useScreenChange(route)
  const age = useFrameAge()
  const lost = useView((view) => view.connection.status === 'lost')
  const [open, setOpen] = useState<Overlay>()
  const onHelp = useCallback(() => setOpen('help'), [])
  const onPalette = useCallback(() => setOpen('palette'), [])
  const onShare = useCallback(() => setOpen('share'), [])
  useShortcuts({ onHelp, onPalette })
  const replaying = useReplaying()
  // Whatever writes a time is written anew when another zone is to stand first.
  useClock()
  if (route.screen === 'wall') {
    const wall = <Boundary part={words.theWarRoom}><ConsoleWall /></Boundary>
    return replaying ? <div className={replayStyles['overWall']}><ReplayBar />{wall}</div> : wall
  }
  const stale = lost || (age !== undefined && age > staleAfter)
  return (
    <div className={styles['app']} data-stale={stale || undefined}>
      <a href="#screen" className={styles['skip']} onClick={(event) => { event.preventDefault(); main.current?.focus() }}>{words.skipToTheScreen}</a>
      <TopBar onHelp={onHelp} onPalette={onPalette} onShare={onShare} />
      <Boundary part={words.theRun}>
        <div className={styles['top']}>
          <ReplayBar />
          <LostBanner />
          <RunBar />
          <LessonBar />
        </div>
      </Boundary>
      <Boundary part={words.thePage}>
        <Page route={route} main={main} />
        <Overlays open={open} onOpen={setOpen} />
      </Boundary>
      <Toasts />
    </div>
  )
}
