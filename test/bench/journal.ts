/** The journal's figures of issue 6: appends, ingest of logs, search, first page and check of a million entries. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Figure } from './figure.ts'
import { measureAppend } from './journal/append.ts'
import { measureIngest } from './journal/ingest.ts'
import { measureMillion } from './journal/million.ts'

export async function measure(say: (line: string) => void): Promise<readonly Figure[]> {
  const found: Figure[] = []
  for (const part of [measureAppend, measureIngest, measureMillion]) {
    const dir = mkdtempSync(join(tmpdir(), 'fifteen-journal-'))
    try {
      found.push(...await part(dir, say))
    } finally {
      rmSync(dir, { recursive: true, force: true })
    }
  }
  return found
}
