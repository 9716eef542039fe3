// Loaded before start.ts (node --import): an older Node can't read that file, and would only say so in its own words.
// Plain JavaScript for the same reason.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `Fifteen needs Node 22.18 or newer and was started by ${process.version}. Its own Node comes with npm ci: run npm ci without --ignore-scripts, then npm start.`,
  )
  process.exit(2)
}
const [{ enableCompileCache }, { fileURLToPath }] = await Promise.all([import('node:module'), import('node:url')])
// Before the first TypeScript is read: making JavaScript of it takes longer than all else of a start. Beside the code that it comes
// from, and as trusted: whoever may write there may write that.
enableCompileCache(fileURLToPath(new URL('../../dist/compiled', import.meta.url)))
