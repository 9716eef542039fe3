import { mkdtempSync, rmSync } from 'node:fs'
const dir = mkdtempSync('/tmp/six-mil-')
const { measureMillion } = await import('./bench/journal/million.ts')
for (const f of await measureMillion(dir, console.log)) console.log(JSON.stringify(f))
rmSync(dir, { recursive: true })
process.exit(0)
