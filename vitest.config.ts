import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { LongestFirst } from './test/longest-first.ts'

/** Unit tests that stub what all of a process shares; everything else there is pure, or has folders of its own. */
const ofTheirOwn = ['test/unit/electron/shell/**/*.test.ts']

export default defineConfig({
  test: {
    // Tests of real processes wait for most of their time: twice as many workers as cores keep both cores busy.
    maxWorkers: 4,
    // Consoles, labs and command lines are started by the hundred: none compiles what another has compiled.
    env: { NODE_COMPILE_CACHE: join(tmpdir(), 'fifteen-compile-cache') },
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // A poll waits for what will be, and its end is only a net: a machine may stand still for longer than the second it has by itself.
    expect: { poll: { timeout: 10_000 } },
    restoreMocks: true,
    sequence: { sequencer: LongestFirst },
    projects: [
      { extends: true, test: { name: 'real', globalSetup: ['test/parts.ts', 'test/page.ts'], include: ['test/**/*.test.ts', 'test/**/*.test.tsx'], exclude: ['test/unit/**'] } },
      { extends: true, test: { name: 'own', include: ofTheirOwn } },
      // A worker for many files: starting one takes longer than most of these tests.
      { extends: true, test: { name: 'unit', include: ['test/unit/**/*.test.ts', 'test/unit/**/*.test.tsx'], exclude: ofTheirOwn, isolate: false } },
    ],
  },
})
