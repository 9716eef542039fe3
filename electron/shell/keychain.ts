/** Electron's safeStorage as a cipher, and plainly none where it keeps nothing secret. Trust.md: on Linux basic_text is plain text. */
import type { Cipher } from '../secrets/vault.ts'

/** What is used of Electron's safeStorage. */
export type SafeStorage = {
  readonly isEncryptionAvailable: () => boolean
  readonly encryptString: (text: string) => Buffer
  readonly decryptString: (bytes: Buffer) => string
  /** On Linux alone. */
  readonly getSelectedStorageBackend?: () => string
}

const titles: Readonly<Record<string, string>> = {
  gnome_libsecret: 'the GNOME keyring', kwallet: 'KWallet', kwallet5: 'KWallet 5', kwallet6: 'KWallet 6',
}
const mend = 'Set secrets as environment variables, or start a keyring (GNOME keyring, KWallet) and Fifteen again.'

export function keychainOf(storage: SafeStorage, platform: NodeJS.Platform): Cipher {
  const backend = (): string => (platform === 'linux' ? (storage.getSelectedStorageBackend?.() ?? 'unknown') : platform)
  return {
    unsafe: () => {
      if (backend() === 'basic_text') return `This system has no keychain: what is stored would be plain text (basic_text), so nothing is. ${mend}`
      if (!storage.isEncryptionAvailable()) return `The keychain of this system can't be used now. ${mend}`
      if (backend() === 'unknown') return `It is not known what would encrypt a secret on this system, so nothing is stored. ${mend}`
      return undefined
    },
    get title() {
      return platform === 'darwin' ? 'the Keychain of macOS' : platform === 'win32' ? 'Windows (DPAPI)' : (titles[backend()] ?? backend())
    },
    encrypt: (text) => storage.encryptString(text),
    decrypt: (bytes) => storage.decryptString(bytes),
  }
}
