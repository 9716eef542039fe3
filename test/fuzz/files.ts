/** What reads whole files and speaks to servers: bundles, attachments, and HeavyDB's Thrift answers. */
import fc from 'fast-check'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { once } from 'node:events'
import { BundleError } from '../../electron/bundle/error.ts'
import { openBundle } from '../../electron/bundle/open.ts'
import { verifyBundle } from '../../electron/bundle/verify.ts'
import { writeBundle } from '../../electron/bundle/write.ts'
import { ConnectError } from '../../electron/connect/connector.ts'
import { connectHeavyDb, heavyDbSettings, rowsOf } from '../../electron/connect/heavydb.ts'
import { openAttachments } from '../../electron/journal/attachments.ts'
import { startHeavyDb } from '../doubles/heavydb.ts'
import { story, toWrite } from '../real/electron/bundle/parts.ts'
import { mutated, planted } from './mutate.ts'
import { Finding, target, type Target } from './target.ts'

const temporary = (name: string): { readonly dir: string; readonly remove: () => void } => {
  const dir = mkdtempSync(join(tmpdir(), `fifteen-fuzz-${name}-`))
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) }
}

type Patch = readonly { readonly at: number; readonly bytes: Uint8Array }[]
const patches = fc.tuple(fc.array(fc.record({ at: fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 0.02, noNaN: true })), bytes: fc.uint8Array({ minLength: 1, maxLength: 8 }) }), { minLength: 1, maxLength: 6 }), fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { freq: 8 }))
const patched = (whole: Buffer, patch: Patch, cut: number | null): Buffer => {
  const bytes = Buffer.from(whole)
  for (const one of patch) bytes.set(one.bytes.subarray(0, bytes.length - Math.floor(one.at * (bytes.length - 1))), Math.floor(one.at * (bytes.length - 1)))
  return cut === null ? bytes : bytes.subarray(0, Math.floor(cut * bytes.length))
}

async function bundles(): Promise<Target> {
  const { dir, remove } = temporary('bundle')
  const told = story(10, dir)
  const to = toWrite(told)
  await writeBundle(to)
  told.journal.close()
  const whole = readFileSync(to.target)
  const untouched = openBundle(to.target)
  const entries = JSON.stringify(untouched.entries({ after: 0, limit: 500 }))
  untouched.close()
  const file = join(dir, 'fuzz.fifteen')
  return target({
    name: 'bundles', share: 3, inputs: patches, stop: remove,
    allowed: (error) => error instanceof BundleError,
    take: async ([patch, cut]) => {
      const bytes = patched(whole, patch, cut)
      writeFileSync(file, bytes)
      const bundle = openBundle(file)
      try {
        const shown = JSON.stringify(bundle.entries({ after: 0, limit: 500 }))
        bundle.ends()
        const { state } = await verifyBundle(bundle, { now: () => performance.now() })
        if (state === 'whole' && shown !== entries) throw new Finding('a changed bundle counts as whole')
      } finally {
        bundle.close()
      }
    },
  })
}

function attachments(): Target {
  const { dir, remove } = temporary('attachments')
  const store = openAttachments(join(dir, 'attachments'))
  writeFileSync(join(dir, 'secret'), planted)
  return target({
    name: 'names of attachments', share: 3, stop: remove, inputs: mutated(['../secret', 'a'.repeat(64), '%2e%2e/secret', '..\\secret']), allowed: (error) => error instanceof RangeError && /SHA-256/.test(error.message),
    take: async (name) => {
      const found = await store.get(name)
      if (found.state === 'whole') throw new Finding(`read by ${JSON.stringify(name)}`)
    },
  })
}

/** Answers of the double, recorded once, and then given changed. */
async function thrift(): Promise<Target> {
  const double = await startHeavyDb({ password: planted, answer: () => ({ columns: [{ name: 'n', type: 'INT', values: [1, null, 3] }, { name: 'text', type: 'STR', values: ['naïve', null, ''] }, { name: 'at', type: 'TIMESTAMP', values: [1_709_211_907, null, 0] }] }) })
  let change: { readonly patch: Patch; readonly cut: number | null } | undefined
  let turn = 0
  const proxy = createServer((incoming, outgoing) => {
    const up = request({ port: double.port, host: '127.0.0.1', method: incoming.method, path: incoming.url, headers: incoming.headers }, (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part))
      answer.on('end', () => {
        const whole = Buffer.concat(parts)
        turn += 1
        // The first bytes mostly stay: without them nothing behind is looked at.
        const given = change === undefined || (turn % 3 === 0 && whole.length > 40) ? whole : Buffer.concat([whole.subarray(0, 4), patched(whole.subarray(4), change.patch, change.cut)])
        outgoing.writeHead(answer.statusCode ?? 500, { 'content-type': answer.headers['content-type'] ?? '', 'content-length': given.length })
        outgoing.end(given)
      })
    })
    up.on('error', () => outgoing.destroy())
    incoming.pipe(up)
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  const clock = { wall: () => Date.now(), mono: () => performance.now(), boot: 'fuzz' }
  return target({
    name: 'HeavyDB answers', share: 3, connector: true, inputs: patches,
    stop: async () => {
      proxy.close()
      proxy.closeAllConnections()
      await double.stop()
    },
    allowed: (error) => error instanceof ConnectError,
    take: async ([patch, cut]) => {
      change = undefined
      const heavydb = connectHeavyDb('heavydb', heavyDbSettings.parse({ host: '127.0.0.1', port: (proxy.address() as AddressInfo).port, database: 'heavyai', user: 'admin', password: planted }), { clock, every: 1_000 })
      try {
        change = { patch, cut }
        const signal = AbortSignal.timeout(3_000)
        const result = await heavydb.rows('SELECT n, text FROM t', signal)
        return [...rowsOf(result)].length
      } finally {
        change = undefined
        await heavydb.stop()
      }
    },
  })
}

export const files = async (): Promise<readonly Target[]> => [await bundles(), attachments(), await thrift()]
