/** Secrets in a file, each encrypted by a key that the system keeps. Held by the Electron main process, which alone can reach it. */
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { writeAtomic } from '../atomic-file.ts'
import { SecretError } from './store.ts'

/** What safeStorage does, and whether it does it with a real keychain. */
export type Cipher = {
  /** Why its encryption protects nothing, in words; undefined where it does. */
  readonly unsafe: () => string | undefined
  readonly title: string
  /** @throws where the keychain refuses */
  readonly encrypt: (text: string) => Buffer
  /** @throws where the keychain refuses, or the text is of another machine or user */
  readonly decrypt: (bytes: Buffer) => string
}

/** All that the engine needs to know, once at its start. */
export type Kept = { readonly kind: 'keychain' | 'none'; readonly words: string; readonly values: Readonly<Record<string, string>> }

export type Vault = { readonly read: () => Kept; readonly set: (name: string, value: string) => Promise<void> }

const fileSchema = z.strictObject({ version: z.literal(1), secrets: z.record(z.string(), z.base64()) })
type Encrypted = z.infer<typeof fileSchema>['secrets']

export function openVault({ file, cipher }: { readonly file: string; readonly cipher: Cipher }): Vault {
  /** @throws SecretError for a file that is there and can't be read: it is never written over */
  const load = (): Encrypted => {
    try {
      return fileSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).secrets
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}
      throw new SecretError(`${file} can't be read: ${error instanceof z.ZodError ? 'it is no file of secrets' : String(error)}. Mend it, or take it away and set the secrets anew.`, { cause: error })
    }
  }
  let turn: Promise<void> = Promise.resolve()

  return {
    read: () => {
      const none = (words: string): Kept => ({ kind: 'none', words, values: {} })
      const unsafe = cipher.unsafe()
      if (unsafe !== undefined) return none(unsafe)
      try {
        const lost: string[] = []
        const values = Object.entries(load()).flatMap(([name, text]): readonly (readonly [string, string])[] => {
          try {
            return [[name, cipher.decrypt(Buffer.from(text, 'base64'))]]
          } catch {
            // Told by its name below: of another user or machine, or the keychain was made anew.
            lost.push(name)
            return []
          }
        })
        const told = lost.length === 0 ? '' : ` These can no longer be read and must be set anew: ${lost.join(', ')}.`
        return { kind: 'keychain', words: `Kept in ${file}, encrypted by ${cipher.title}.${told}`, values: Object.fromEntries(values) }
      } catch (error) {
        if (error instanceof SecretError) return none(error.message)
        throw error
      }
    },
    set: (name, value) => {
      const work = async (): Promise<void> => {
        const unsafe = cipher.unsafe()
        if (unsafe !== undefined) throw new SecretError(`The secret was not kept: ${unsafe}`)
        const secrets = { ...load(), [name]: cipher.encrypt(value).toString('base64') }
        await writeAtomic(file, `${JSON.stringify({ version: 1, secrets }, undefined, 2)}\n`, 0o600)
      }
      // One after another: two that are set at once are both kept.
      const mine = turn.then(work)
      turn = mine.catch(() => undefined)
      return mine
    },
  }
}
