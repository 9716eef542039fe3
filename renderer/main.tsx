import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { chooseLink } from './client.ts'
import { startFeed } from './feed.ts'
import { drawFirst } from './first-drawing.ts'
import { Notices } from './notices/notices.tsx'
import { ReplayMode } from './moment/replay-mode.tsx'
import { createStore } from './store.ts'
import './theme/tokens.css'
import './theme/base.css'
import { applyClock, readClock } from './parts/zone.ts'
import { applyTheme, readTheme } from './theme/theme.ts'

applyTheme(readTheme())
applyClock(readClock())
const store = createStore()
const later = (act: () => void, ms: number): (() => void) => {
  const timer = setTimeout(act, ms)
  return () => clearTimeout(timer)
}
const feed = startFeed({ open: chooseLink(), store, now: () => performance.now(), random: Math.random, later })
const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root to draw into')
drawFirst({
  store, later,
  draw: () => createRoot(root).render(
    <StrictMode>
      <ReplayMode store={store} client={feed.client}><App /></ReplayMode>
      <Notices store={store} client={feed.client} />
    </StrictMode>,
  ),
})
