import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { startFeed } from './feed.ts'
import { drawFirst } from './first-drawing.ts'
import { Notices } from './notices/notices.tsx'
import { ReplayMode } from './moment/replay-mode.tsx'
import { pageLink } from './page-link.ts'
import { createStore } from './store.ts'
import './theme/tokens.css'
import './theme/base.css'
import { applyClock, readClock } from './parts/zone.ts'
import { applyTheme, readTheme } from './theme/theme.ts'

applyTheme(readTheme())
applyClock(readClock())
const store = createStore()
const link = pageLink()
const feed = startFeed({ ...link, store })
const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root to draw into')
drawFirst({
  store, later: link.later,
  draw: () => createRoot(root).render(
    <StrictMode>
      <ReplayMode store={store} client={feed.client}><App /></ReplayMode>
      <Notices store={store} client={feed.client} />
    </StrictMode>,
  ),
})
