/** Bundles that were brought here: known by what their bytes are, in a folder of the console's own, and each checked in the background. */
import { randomBytes } from 'node:crypto'
import { constants, existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { copyFile, open, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { BundleCheck, BundleInfo, Signer } from '../../../shared/bundle.ts'
import type { Clock } from '../../../shared/clock.ts'
import type { OpenedPlan } from '../../../shared/contract.ts'
import { errorText } from '../../../shared/error-text.ts'
import { actorText, type Actor } from '../../../shared/journal.ts'
import { BundleError } from '../../bundle/error.ts'
import { largest } from '../../bundle/format.ts'
import { openBundle, type Bundle } from '../../bundle/open.ts'
import { verifyBundle } from '../../bundle/verify.ts'
import type { Journal } from '../../journal/journal.ts'
import type { Log } from '../../log.ts'
import { openBundleRoom, type BundleRoom } from './bundle-room.ts'
import type { Sealing } from '../record/sealing.ts'
import { sha256Of } from './sha256-of.ts'

const mostUploads = 4
const uploadLapse = 600_000
const keptKeys = z.record(z.string(), z.object({ by: z.string(), why: z.string(), at: z.number() }))

export type BroughtBundles = {
  readonly send: (upload: string, offset: number, data: string) => Promise<void>
  /** Takes what was sent, or a file of this machine. @throws BundleError */
  readonly add: (from: { readonly upload: string } | { readonly file: string }) => Promise<BundleInfo>
  readonly list: () => readonly BundleInfo[]
  readonly get: (id: string) => Bundle
  readonly remove: (id: string) => void
  readonly accept: (id: string, who: Actor, why: string) => void
  /** Its incident as the room shows an own one. @throws BundleError */
  readonly room: (id: string) => BundleRoom
}

type Held = { readonly bundle: Bundle; readonly added: number; check: BundleCheck; room?: BundleRoom }

/** @param stopped ends the checks; `close` is called after it */
export function openBroughtBundles({ home, journal, sealing, opened, clock, log, stopped }: {
  readonly home: string
  readonly journal: Pick<Journal, 'keep' | 'kept'>
  readonly sealing: Pick<Sealing, 'key'>
  /** The plan in use stands in for the plan of a bundle that can't be read. */
  readonly opened: () => OpenedPlan
  readonly clock: Clock
  readonly log: Log
  readonly stopped: AbortSignal
}): BroughtBundles & { readonly close: () => Promise<void> } {
  const [here, incoming] = [join(home, 'bundles'), join(home, 'incoming')]
  for (const dir of [here, incoming]) mkdirSync(dir, { recursive: true, mode: 0o700 })
  // Halves that a kill left.
  for (const name of readdirSync(here)) if (name.endsWith('.part')) rmSync(join(here, name), { force: true })
  for (const name of readdirSync(incoming)) rmSync(join(incoming, name), { force: true })

  const held = new Map<string, Held>()
  const uploads = new Map<string, { at: number; size: number; busy: boolean }>()
  let queue: Promise<void> = Promise.resolve()

  const acceptedKeys = (): Record<string, unknown> => keptKeys.safeParse(journal.kept('bundle.keys')).data ?? {}
  const signerOf = ({ manifest, signed }: Bundle): Signer => (!signed ? 'unknown' : manifest.key.id === sealing.key().id ? 'own' : manifest.key.id in acceptedKeys() ? 'accepted' : 'unknown')
  const infoOf = (id: string, { bundle, added, check }: Held): BundleInfo => {
    const { chunks: _, checks: _checks, others: _others, ...manifest } = bundle.manifest
    return { id, manifest, bytes: bundle.bytes, added, signer: signerOf(bundle), check }
  }
  const verify = (one: Held): void => {
    const before = queue
    const work = async (): Promise<void> => {
      await before
      if (stopped.aborted || !one.bundle.db.open) return
      try {
        one.check = await verifyBundle(one.bundle, { now: clock.mono, signal: stopped, onProgress: (done) => (one.check = { state: 'checking', done }) })
      } catch (error) {
        if (stopped.aborted || !one.bundle.db.open) return
        log.warn('bundle.not verified', { file: one.bundle.file, error })
        one.check = { state: 'broken', count: 1, faults: [{ at: 0, what: 'manifest', detail: `the check could not go on: ${errorText(error)}` }], unsure: [], ms: 0 }
      }
    }
    queue = work()
  }
  const hold = (file: string): BundleInfo => {
    const bundle = openBundle(file)
    const id = file.slice(-24, -8)
    const one: Held = { bundle, added: statSync(file).mtimeMs, check: { state: 'checking', done: 0 } }
    held.get(id)?.bundle.close()
    held.set(id, one)
    verify(one)
    return infoOf(id, one)
  }
  for (const name of readdirSync(here)) {
    if (!/^[0-9a-f]{16}\.fifteen$/.test(name)) continue
    try {
      hold(join(here, name))
    } catch (error) {
      log.warn('bundle.unreadable', { name, error })
    }
  }
  const found = (id: string): Held => {
    const one = held.get(id)
    if (one === undefined) throw new BundleError('unknown', `There is no bundle ${id} here`, 'Open its file again.')
    return one
  }
  /** By what its bytes are: the same file twice is one bundle. Looked at before it takes its place. */
  const take = async (file: string): Promise<BundleInfo> => {
    openBundle(file).close()
    const target = join(here, `${(await sha256Of(file)).slice(0, 16)}.fifteen`)
    if (existsSync(target) && held.has(target.slice(-24, -8))) {
      rmSync(file, { force: true })
      return infoOf(target.slice(-24, -8), found(target.slice(-24, -8)))
    }
    await rename(file, target)
    return hold(target)
  }

  return {
    send: async (upload, offset, data) => {
      const now = clock.mono()
      for (const [id, { at, busy }] of uploads) {
        if (busy || now - at < uploadLapse) continue
        uploads.delete(id)
        rmSync(join(incoming, id), { force: true })
      }
      const known = uploads.get(upload)
      if (known === undefined && uploads.size >= mostUploads) throw new BundleError('busy', 'As many files are being brought in as may be', 'Wait for one of them.')
      const one = known ?? { at: now, size: 0, busy: false }
      uploads.set(upload, one)
      const bytes = Buffer.from(data, 'base64')
      if (one.busy || offset !== one.size) throw new BundleError('not made', `The file's part at ${offset} comes out of order; ${one.size} bytes are here`, 'Send the file again.')
      if (one.size + bytes.length > largest.file) throw new BundleError('too large', 'The file is larger than a bundle may be', 'Export a shorter incident.')
      one.busy = true
      try {
        const handle = await open(join(incoming, upload), known === undefined ? 'w' : 'r+', 0o600)
        try {
          await handle.write(bytes, 0, bytes.length, offset)
        } finally {
          await handle.close()
        }
        one.size += bytes.length
        one.at = now
      } finally {
        one.busy = false
      }
    },
    add: async (from) => {
      if ('upload' in from) {
        if (!uploads.delete(from.upload)) throw new BundleError('unknown', 'Nothing was sent under that name', 'Send the file again.')
        const part = join(incoming, from.upload)
        try {
          return await take(part)
        } catch (error) {
          rmSync(part, { force: true })
          throw error
        }
      }
      // A look before the copy: a huge file that is no bundle is not copied first.
      openBundle(from.file).close()
      const part = join(here, `${randomBytes(8).toString('hex')}.part`)
      try {
        await copyFile(from.file, part, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL)
        return await take(part)
      } catch (error) {
        rmSync(part, { force: true })
        throw error
      }
    },
    list: () => [...held].map(([id, one]) => infoOf(id, one)).toSorted((a, b) => b.added - a.added),
    get: (id) => found(id).bundle,
    remove: (id) => {
      const { bundle } = found(id)
      bundle.close()
      held.delete(id)
      rmSync(bundle.file, { force: true })
    },
    accept: (id, who, why) => {
      const { bundle: { manifest, signed } } = found(id)
      if (!signed) throw new BundleError('not made', 'Its manifest bears no good signature', 'A key is accepted by a bundle that it signed.')
      journal.keep('bundle.keys', { ...acceptedKeys(), [manifest.key.id]: { by: actorText(who), why, at: clock.wall() } })
    },
    room: (id) => {
      const one = found(id)
      return (one.room ??= openBundleRoom({ bundle: one.bundle, opened, clock, log }))
    },
    close: async () => {
      await queue
      for (const { bundle } of held.values()) bundle.close()
    },
  }
}
