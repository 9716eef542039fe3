/** One console a journal: fault 7 of trust.md, as far as the record goes. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { folder, journalIn, note } from './parts.ts'

it('a second process is told which one has the journal; after kill -9 of that one the journal is free at once', async () => {
  const { open, file } = journalIn(folder())
  const holder = spawn(process.execPath, [join(import.meta.dirname, 'kill-child.ts')], { stdio: ['pipe', 'pipe', 'inherit'] })
  onTestFinished(() => void holder.kill('SIGKILL'))
  holder.stdin.write(JSON.stringify({ file, searched: false }))
  for await (const said of holder.stdout.setEncoding('utf8').iterator({ destroyOnReturn: false })) if (String(said).includes('entry')) break
  expect(() => open()).toThrow(expect.objectContaining({ reason: 'in use', message: expect.stringContaining(`open in process ${holder.pid}`) }))
  // It goes on appending: its pipe is emptied, so that it is not held up.
  holder.stdout.resume()
  holder.kill('SIGKILL')
  await once(holder, 'exit')
  const journal = open()
  expect(journal.append(note('the next one')).seq).toBeGreaterThan(1)
  expect(await journal.verify()).toMatchObject({ ok: true })
})

it('a start that was refused leaves the lock with the first', () => {
  const { open } = journalIn(folder())
  const first = open()
  expect(() => open()).toThrow('is open in')
  expect(() => open()).toThrow('is open in')
  first.close()
  expect(open().health()).toBe('durable')
})
