/** The private half of the key that seals the record: in the keychain, or where there is none in a file of this user's alone. */
import { existsSync, readFileSync, renameSync } from 'node:fs'
import { writeAtomic } from '../atomic-file.ts'
import type { SecretStore } from './store.ts'

/** Nothing that a plan can name: `${…}` takes letters, digits and `_`. */
const name = 'fifteen seal key'

export type KeyPlace = {
  readonly kind: 'keychain' | 'file'
  /** For people: where it is, and what that is worth. */
  readonly words: string
  /** @returns what is kept, if anything */
  readonly read: () => string | undefined
  readonly write: (text: string) => Promise<void>
  /** Puts away what is no key, so that nothing is written over. */
  readonly setAside: (wall: number) => void
}

/** The same store without the key: no screen lists it, no plan reaches it. */
export const withoutSealKey = (store: SecretStore): SecretStore => ({ ...store, names: () => store.names().filter((one) => one !== name) })

export function sealKeyPlace(store: SecretStore, file: string): KeyPlace {
  if (store.kind === 'keychain') return { kind: 'keychain', words: `The key is kept with the secrets. ${store.words}`, read: () => store.get(name), write: (text) => store.set(name, text), setAside: () => undefined }
  return {
    kind: 'file',
    words: `There is no keychain here: the key lies in ${file}, readable by this user alone. Whoever acts as this user can seal a forged record; publish the head elsewhere.`,
    read: () => (existsSync(file) ? readFileSync(file, 'utf8') : undefined),
    write: (text) => writeAtomic(file, text, 0o600),
    setAside: (wall) => {
      if (existsSync(file)) renameSync(file, `${file}.unreadable-${Math.round(wall)}`)
    },
  }
}
