/** The secret store as the engine has it: kept by the main process, asked over the port between the two. */
import { noSecrets, SecretError, type SecretStore } from '../secrets/store.ts'
import type { Vault } from '../secrets/vault.ts'
import type { FromEngine, ToEngine } from './messages.ts'

const answerWithin = 10_000

type Parent = {
  readonly postMessage: (message: FromEngine) => void
  readonly on: (event: 'message', listener: (event: { readonly data: ToEngine }) => void) => void
}
type After = (ms: number, then: () => void) => () => void

/** Asks once for what is kept. A main process that does not answer keeps nothing: the console opens all the same. */
export async function askForSecrets(parent: Parent, after: After): Promise<SecretStore> {
  const asked = new Map<number, (answer: ToEngine | undefined) => void>()
  let asks = 0
  parent.on('message', ({ data }) => {
    if (data.kind === 'secrets' || data.kind === 'secret kept') asked.get(data.ask)?.(data)
  })
  const ask = (message: (ask: number) => FromEngine): Promise<ToEngine | undefined> => {
    const number = ++asks
    const { promise, resolve } = Promise.withResolvers<ToEngine | undefined>()
    const cancel = after(answerWithin, () => resolve(undefined))
    asked.set(number, resolve)
    parent.postMessage(message(number))
    return promise.finally(() => {
      cancel()
      asked.delete(number)
    })
  }
  const kept = await ask((number) => ({ kind: 'secrets?', ask: number }))
  if (kept?.kind !== 'secrets') return noSecrets('The main process did not answer: start Fifteen again, or set secrets as environment variables.')
  if (kept.kept.kind === 'none') return noSecrets(kept.kept.words)
  const values = new Map(Object.entries(kept.kept.values))
  return {
    kind: 'keychain', words: kept.kept.words,
    get: (name) => values.get(name),
    names: () => [...values.keys()],
    set: async (name, value) => {
      const answer = await ask((number) => ({ kind: 'secret!', ask: number, name, value }))
      if (answer?.kind !== 'secret kept') throw new SecretError('It is not known whether the secret was kept: the main process did not answer. Set it again.')
      if (answer.failed !== undefined) throw new SecretError(answer.failed)
      values.set(name, value)
    },
  }
}

/** The main process's side: answers what the engine asks of the vault; gives nothing for any other message. */
export async function answerSecrets(vault: Vault, message: FromEngine): Promise<ToEngine | undefined> {
  if (message.kind === 'secrets?') return { kind: 'secrets', ask: message.ask, kept: vault.read() }
  if (message.kind !== 'secret!') return undefined
  const { ask, name, value } = message
  return vault.set(name, value).then(
    (): ToEngine => ({ kind: 'secret kept', ask }),
    (error: unknown): ToEngine => ({ kind: 'secret kept', ask, failed: error instanceof SecretError ? error.message : `The keychain refused: ${error instanceof Error ? error.message.replaceAll(value, `(${name})`) : 'no reason given'}` }),
  )
}
