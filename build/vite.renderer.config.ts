/** Builds the page: dist/renderer, with nothing inline, so that the strict CSP of both shells holds. */
import react from '@vitejs/plugin-react'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

// A test sets it to "test", and would be given React's development build: many times slower, and not what people use.
process.env['NODE_ENV'] = 'production'

export default defineConfig({
  root: fileURLToPath(new URL('../renderer', import.meta.url)),
  base: './',
  plugins: [react()],
  build: {
    outDir: fileURLToPath(new URL('../dist/renderer', import.meta.url)),
    emptyOutDir: true,
    // The war room is a page of its own: what a wall is given holds no control.
    rolldownOptions: { input: ['index.html', 'wall.html'].map((page) => fileURLToPath(new URL(`../renderer/${page}`, import.meta.url))) },
    sourcemap: false,
    target: 'chrome130',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1_500,
  },
})
