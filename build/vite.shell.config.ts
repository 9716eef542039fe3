/**
 * Bundles the Electron shell to dist/shell: main and preload as CommonJS (a sandboxed preload can be
 * nothing else), the engine, the console without Electron, the server without a screen, the command line and the lab's programs as modules. Native and
 * platform modules stay outside; the plan that comes with Fifteen lies beside, where the sources have it.
 */
import { cpSync } from 'node:fs'
import { resolve } from 'node:path'
import http from 'node:http'
import { builtinModules } from 'node:module'
import { defineConfig, type EnvironmentOptions, type Plugin } from 'vite'

const root = resolve(import.meta.dirname, '..')
/** A test builds into a folder of its own. */
const dist = process.env['FIFTEEN_DIST'] ?? resolve(root, 'dist')
const electron = (file: string): string => resolve(root, 'electron', file)

/**
 * Who imports node:http as a module has every one of its exports read at once, and three of them bring all of `fetch` with them:
 * a tenth of a start. Taken as an object they are read when they are used.
 */
const httpAsObject = (): Plugin => {
  const id = '\0http-as-object'
  const names = Object.entries(Object.getOwnPropertyDescriptors(http)).filter(([, { get }]) => get === undefined).map(([name]) => name)
  return {
    name: 'http-as-object',
    resolveId: { order: 'pre', handler: (source) => (source === 'node:http' ? id : undefined) },
    load: (asked) => (asked === id ? `const http = process.getBuiltinModule('node:http')\nexport default http\nexport const { ${names.join(', ')} } = http` : undefined),
  }
}

const environment = (format: 'cjs' | 'es', ending: string, entries: Readonly<Record<string, string>>): EnvironmentOptions => ({
  consumer: 'server',
  resolve: { noExternal: true, external: ['electron', 'better-sqlite3', ...builtinModules.filter((name) => name !== 'http')] },
  build: {
    ssr: true,
    outDir: resolve(dist, 'shell'),
    emptyOutDir: false,
    target: 'node24',
    minify: false,
    rolldownOptions: {
      input: { ...entries },
      external: ['electron', 'better-sqlite3', /^node:(?!http$)/],
      output: {
        format,
        entryFileNames: `[name].${ending}`,
        chunkFileNames: `[name].${ending}`,
        // The lab and the benchmarks look for their programs beside the file that starts them.
        codeSplitting: {
          groups: [
            { name: 'lab/children', test: /electron\/lab\/children\.ts$/ },
            { name: 'bench/bench', test: /electron\/bench\/bench\.ts$/ },
            { name: 'journal/check-threads', test: /electron\/journal\/check-threads\.ts$/ },
            { name: 'journal/search/search', test: /electron\/journal\/search\/search\.ts$/ },
            { name: 'logs/logs', test: /electron\/logs\/logs\.ts$/ },
          ],
        },
      },
    },
  },
})

export default defineConfig({
  root,
  publicDir: false,
  plugins: [httpAsObject()],
  logLevel: 'warn',
  builder: {
    buildApp: async (builder) => {
      for (const each of ['preload', 'main', 'engine'] as const) {
        const found = builder.environments[each]
        if (found) await builder.build(found)
      }
      cpSync(resolve(root, 'shared/plans/tbs.yaml'), resolve(dist, 'shared/plans/tbs.yaml'))
    },
  },
  environments: {
    preload: environment('cjs', 'cjs', { preload: electron('preload.ts') }),
    main: environment('cjs', 'cjs', { main: electron('main.ts') }),
    engine: environment('es', 'js', {
      engine: electron('engine.ts'),
      local: electron('local.ts'),
      server: electron('server.ts'),
      cli: electron('cli.ts'),
      'lab/app': electron('lab/app.ts'),
      'lab/balancer': electron('lab/balancer.ts'),
      'lab/replicator': electron('lab/replicator.ts'),
      'lab/users': electron('lab/users.ts'),
      'bench/worker': electron('bench/worker.ts'),
      'journal/check-worker': electron('journal/check-worker.ts'),
      'journal/search/worker': electron('journal/search/worker.ts'),
      'logs/worker': electron('logs/worker.ts'),
    }),
  },
})
