/** Where the console keeps secrets, and what `${NAME}` of a plan refers to. Semantics 20 of the design. */

/** Values live in memory alone; no screen, log or entry is ever given one. */
export type SecretStore = {
  /** `none`: secrets can't be kept here. */
  readonly kind: 'keychain' | 'none'
  /** Which keychain, or why there is none, for people. */
  readonly words: string
  readonly get: (name: string) => string | undefined
  /** @throws SecretError where it could not be kept; nothing has changed then */
  readonly set: (name: string, value: string) => Promise<void>
  readonly names: () => readonly string[]
}

export class SecretError extends Error {
  override readonly name = 'SecretError'
}

/** In a browser, on a server, and wherever the system offers no keychain. */
export const noSecrets = (words = 'This console runs in a browser, where no keychain can be reached. Set secrets as environment variables before it is started.'): SecretStore => ({
  kind: 'none', words,
  get: () => undefined,
  set: () => Promise.reject(new SecretError(`The secret was not kept: ${words}`)),
  names: () => [],
})

type Environment = Readonly<Record<string, string | undefined>>

/** The environment first, then the store: what was set for this start is meant for it. */
export type References = {
  /** One value as long as the console runs; a secret that is set appears in it at once. */
  readonly env: Environment
  readonly store: SecretStore
  readonly from: (name: string) => 'environment' | 'keychain' | 'nowhere'
  readonly set: SecretStore['set']
}

export function createReferences(given: Environment, store: SecretStore): References {
  const isGiven = (name: string): boolean => Object.hasOwn(given, name) && given[name] !== undefined
  const env: Record<string, string | undefined> = { ...Object.fromEntries(store.names().map((name) => [name, store.get(name)])), ...given }
  return {
    env, store,
    from: (name) => (isGiven(name) ? 'environment' : store.get(name) === undefined ? 'nowhere' : 'keychain'),
    set: async (name, value) => {
      await store.set(name, value)
      if (!isGiven(name)) env[name] = value
    },
  }
}
