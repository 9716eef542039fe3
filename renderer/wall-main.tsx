/** The war room alone, for a wall: one stream in, nothing out. The console's own page is another. */
import { StrictMode, useSyncExternalStore } from 'react'
import { createRoot } from 'react-dom/client'
import { pageLink } from './page-link.ts'
import { Boundary } from './parts/boundary.tsx'
import { WallScreen } from './screens/wall/wall-screen.tsx'
import { ShownContext } from './screens/wall/wall-shown.ts'
import './theme/tokens.css'
import './theme/base.css'
import { applyTheme, readTheme } from './theme/theme.ts'
import { startWallFeed, type WallFeed } from './wall-feed.ts'
import { wallMain as words } from './words/app.ts'

function Wall({ feed }: { readonly feed: WallFeed }) {
  const shown = useSyncExternalStore(feed.subscribe, feed.get)
  return <ShownContext value={shown}><Boundary part={words.theWarRoom}><WallScreen /></Boundary></ShownContext>
}

// Chosen in the console of the same window; a shared wall goes by its machine.
const theme = readTheme()
if (theme !== 'system') applyTheme(theme)
const feed = startWallFeed(pageLink())
const root = document.getElementById('root')
if (root === null) throw new Error('wall.html has no #root to draw into')
createRoot(root).render(<StrictMode><Wall feed={feed} /></StrictMode>)
