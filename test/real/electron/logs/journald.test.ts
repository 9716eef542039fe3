/**
 * The journal of systemd itself: journald runs with folders of its own in a private mount namespace, programs write to its
 * sockets, and the real journalctl reads its files. Needs root; where there is no systemd it is skipped, and sources.test.ts
 * has a stand-in.
 */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { folder, logsIn, soon, sourceOf, textsOf } from './parts.ts'

const journald = '/lib/systemd/systemd-journald'
const can = existsSync(journald) && spawnSync('journalctl', ['--version']).status === 0 && spawnSync('unshare', ['--mount', 'true']).status === 0

/** Folders of its own lie over the machine's, for this process and what it starts alone. Each line on its standard input is run there. */
const inside = `set -e
mount -t tmpfs none /run/systemd; mount -t tmpfs none /run/log
mkdir -p /run/systemd/journal /run/log/journal /run/systemd/journald.conf.d
mount --bind "$1" /run/log/journal
printf '[Journal]\\nStorage=volatile\\nReadKMsg=no\\nAudit=\\nForwardToSyslog=no\\nForwardToKMsg=no\\nForwardToConsole=no\\nForwardToWall=no\\nRateLimitIntervalSec=0\\n' > /run/systemd/journald.conf.d/own.conf
${journald} & own=$!
trap 'kill $own' EXIT
until [ -S /run/systemd/journal/stdout ] && [ -S /run/systemd/journal/socket ]; do kill -0 $own; sleep 0.05; done
echo ready
while read -r line; do eval "$line"; echo done; done`

async function ownJournald(dir: string) {
  const files = join(dir, 'journal')
  mkdirSync(files)
  const child = spawn('unshare', ['--mount', 'bash', '-c', inside, 'journald', files], { stdio: ['pipe', 'pipe', 'ignore'] })
  const ended = once(child, 'exit')
  onTestFinished(async () => {
    child.stdin.end()
    await ended
  })
  await once(child.stdout, 'data')
  const journalctl = join(dir, 'journalctl')
  writeFileSync(journalctl, `#!/bin/sh\nexec journalctl --directory=${files} "$@"\n`)
  chmodSync(journalctl, 0o755)
  return {
    journalctl,
    /** Runs a command line where its sockets are. */
    run: async (line: string): Promise<void> => {
      child.stdin.write(`${line}\n`)
      await once(child.stdout, 'data')
    },
  }
}

describe.skipIf(!can)('the journal of systemd', () => {
  it('is read whole: long messages, several lines, bytes that are no text, and what came while the console was off', async () => {
    const dir = folder()
    const { journalctl, run } = await ownJournald(dir)
    const written = ['web: first', `app: ${'x'.repeat(6_000)}`, 'app: two ⏎ lines', 'app: naïve \ufffd', `app: ${'y'.repeat(16_384 - 5)} …[cut: 23621 more characters]`]
    await run("echo first | systemd-cat -t web -p err")
    await run("{ printf 'SYSLOG_IDENTIFIER=app\\nPRIORITY=4\\nMESSAGE='; head -c 6000 /dev/zero | tr '\\0' x; echo; } | logger --journald")
    await run("printf 'SYSLOG_IDENTIFIER=app\\nPRIORITY=6\\nMESSAGE=two\\nMESSAGE=lines\\n' | logger --journald")
    await run("printf 'SYSLOG_IDENTIFIER=app\\nPRIORITY=6\\nMESSAGE=na\\303\\257ve \\377\\n' | logger --journald")
    await run("{ printf 'SYSLOG_IDENTIFIER=app\\nPRIORITY=7\\nMESSAGE='; head -c 40000 /dev/zero | tr '\\0' y; echo; } | logger --journald")
    const ours = async (logs: Parameters<typeof textsOf>[0]): Promise<readonly string[]> => (await textsOf(logs)).filter((text) => !text.startsWith('systemd-journal'))
    const { start } = logsIn(dir, { sources: [{ id: 'system', kind: 'journald' }], keep: { age: '9999w' } }, { journalctl })
    const logs = start()
    await soon(async () => expect(await ours(logs)).toEqual(written))
    const levels = (await logs.lines({ since: 0, until: 8e15, take: 'oldest', limit: 50, text: '' })).lines.filter(({ text }) => !text.startsWith('systemd-journal')).map(({ level, time }) => [level, Math.abs(time - Date.now()) < 120_000])
    expect(levels).toEqual([['error', true], ['warn', true], ['info', true], ['info', true], ['debug', true]])
    await soon(async () => expect(sourceOf(logs, 'system')).toMatchObject({ state: 'reading', cut: 1, dropped: 0 }))
    await logs.stop()
    await run("echo while it was off | systemd-cat -t web -p info")
    const again = start()
    await soon(async () => expect(await ours(again)).toEqual([...written, 'web: while it was off']))
    await run("echo and while it runs | systemd-cat -t web -p info")
    await soon(async () => expect(await ours(again)).toEqual([...written, 'web: while it was off', 'web: and while it runs']))
  })
})
