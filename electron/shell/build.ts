/** What `npm start` runs is built (dist/), and built anew where its sources have changed since. */
import { join, resolve } from 'node:path'
import { buildIfStale } from './build-if-stale.ts'

const root = resolve(import.meta.dirname, '../..')
const inRoot = (...paths: readonly string[]): string => join(root, ...paths)
type Say = (line: string) => void

/** A path of what was built. */
export const built = (path: string): string => inRoot('dist', path)

/** Vite is needed only here: what people install is built already. */
async function build(config: string): Promise<void> {
  const vite = await import('vite')
  const builder = await vite.createBuilder({ configFile: inRoot('build', config), logLevel: 'error' })
  await builder.buildApp()
}

export const buildPages = (say: Say): Promise<void> =>
  buildIfStale({
    what: 'the pages', result: built('renderer/index.html'), say,
    sources: [inRoot('renderer'), inRoot('shared'), inRoot('build/vite.renderer.config.ts')],
    build: () => build('vite.renderer.config.ts'),
  })

/** Both shells: Electron's, and the console without it. */
export const buildShell = (say: Say): Promise<void> =>
  buildIfStale({
    what: 'the console', result: built('shell/local.js'), say,
    sources: [inRoot('electron'), inRoot('shared'), inRoot('build/vite.shell.config.ts')],
    build: () => build('vite.shell.config.ts'),
  })
