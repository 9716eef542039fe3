/**
 * Seals: the head of the chain, signed with a key that the file does not hold. Who rewrites the entries can make every
 * hash anew, and no seal. Keys are announced by entries, each by the one before it. docs/bundles.md says against whom it proves what.
 */
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify, type KeyObject } from 'node:crypto'
import type { Entry, EntryData } from '../../shared/journal.ts'
import { canonical, type Link } from './chain.ts'

export type SealKey = { readonly id: string; readonly public: string; readonly private: string }
export type SealFault = { readonly at: number; readonly what: 'seal' | 'key' | 'replaced'; readonly detail: string }
export type PublishedHead = Link & { readonly wall: number; readonly console: string; readonly key: string; readonly signature: string }

/** @param spki the public half, DER in base64 @returns 16 hex digits */
export const keyIdOf = (spki: string): string => createHash('sha256').update(Buffer.from(spki, 'base64')).digest('hex').slice(0, 16)

const pem = { type: 'pkcs8', format: 'pem' } as const
const publicOf = (key: KeyObject): string => createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64')

export function newSealKey(): SealKey {
  const { privateKey } = generateKeyPairSync('ed25519')
  return readSealKey(privateKey.export(pem).toString())
}

/** @param text PKCS 8 in PEM @throws Error where it is no ed25519 key */
export function readSealKey(text: string): SealKey {
  const key = createPrivateKey(text)
  if (key.asymmetricKeyType !== 'ed25519') throw new Error(`it is a ${key.asymmetricKeyType ?? 'strange'} key and not ed25519`)
  const spki = publicOf(key)
  return { id: keyIdOf(spki), public: spki, private: text }
}

/** @returns base64 */
export const signText = (text: string, key: SealKey): string => sign(null, Buffer.from(text, 'utf8'), createPrivateKey(key.private)).toString('base64')

/** Whether the text bears a good signature; nonsense in place of a key or a signature is none. */
export function isSigned(text: string, signature: string, spki: string): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(spki, 'base64'), format: 'der', type: 'spki' })
    return key.asymmetricKeyType === 'ed25519' && verify(null, Buffer.from(text, 'utf8'), key, Buffer.from(signature, 'base64'))
  } catch {
    // OpenSSL's words for "this is no key" help nobody here: the answer is no.
    return false
  }
}

/** The text that a seal signs. */
export const sealText = ({ seq, hash, wall, console, key }: Omit<PublishedHead, 'signature'>): string => canonical({ fifteen: 'seal', seq, hash, wall, console, key })
/** The text by which a key announces the one after it. */
export const announceText = (spki: string, console: string): string => canonical({ fifteen: 'key', public: spki, console })

export const sealOf = (head: Link, key: SealKey, { wall, console }: { readonly wall: number; readonly console: string }): PublishedHead => {
  const unsigned = { ...head, wall, console, key: key.id }
  return { ...unsigned, signature: signText(sealText(unsigned), key) }
}

export const announce = (key: SealKey, console: string, before: SealKey | undefined): EntryData<'journal.key'> =>
  ({ key: key.id, public: key.public, ...(before && { by: before.id, signature: signText(announceText(key.public, console), before) }) })

export type SealCheck = {
  /** To be told of every `journal.key` and `journal.sealed`, in order. */
  readonly see: (entry: Entry<'journal.key'> | Entry<'journal.sealed'>) => void
  readonly faults: () => readonly SealFault[]
  /** What is no fault and yet proves less. */
  readonly unsure: () => readonly string[]
  readonly good: () => number
  /** Public halves by id, as announced. */
  readonly keys: () => ReadonlyMap<string, string>
  /** The last place that a good seal covers. */
  readonly sealed: () => Link | undefined
}

/** @param hashAt the hash that the chain has at a place; undefined where it does not reach */
export function createSealCheck(hashAt: (seq: number) => string | undefined): SealCheck {
  const keys = new Map<string, string>()
  const faults: SealFault[] = []
  const unsure: string[] = []
  let current: string | undefined
  let good = 0
  let last: Link | undefined
  const fault = (at: number, what: SealFault['what'], detail: string): void => void faults.push({ at, what, detail })

  const seeKey = ({ seq, console, data }: Entry<'journal.key'>): void => {
    if (keyIdOf(data.public) !== data.key) return fault(seq, 'key', `entry ${seq} announces the key ${data.key}, and the key that it holds is ${keyIdOf(data.public)}`)
    if (current !== undefined && data.key !== current) {
      const before = data.by === undefined ? undefined : keys.get(data.by)
      if (data.by === undefined || before === undefined) unsure.push(`Entry ${seq} announces a new key ${data.key} that the key before it did not sign: its private half was lost, or someone else sealed from there on.`)
      else if (!isSigned(announceText(data.public, console), data.signature ?? '', before)) return fault(seq, 'key', `entry ${seq} says that the key ${data.by} announces ${data.key}, and its signature is not good`)
    }
    keys.set(data.key, data.public)
    current = data.key
  }
  const seeSeal = ({ seq, console, data }: Entry<'journal.sealed'>): void => {
    const spki = keys.get(data.key)
    if (spki === undefined) return fault(seq, 'seal', `entry ${seq} is a seal by the key ${data.key}, which no entry before it announces`)
    if (!isSigned(sealText({ ...data, console }), data.signature, spki)) return fault(seq, 'seal', `entry ${seq} is a seal over entry ${data.seq}, and its signature is not good`)
    const present = hashAt(data.seq)
    if (present !== data.hash)
      return fault(data.seq, 'replaced', `entry ${data.seq} is ${present?.slice(0, 12) ?? 'not there'}, and was sealed as ${data.hash.slice(0, 12)} (entry ${seq}): what stands up to it was written anew`)
    good += 1
    last = { seq: data.seq, hash: data.hash }
  }
  return {
    see: (entry) => (entry.kind === 'journal.key' ? seeKey(entry) : seeSeal(entry)),
    faults: () => faults, unsure: () => unsure, good: () => good, keys: () => keys, sealed: () => last,
  }
}
