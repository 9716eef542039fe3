/** Something that takes what others made, as the fuzz run sees it. */
import type { Arbitrary } from 'fast-check'
import { withoutSecrets } from '../../electron/connect/without-secrets.ts'
import { planted } from './mutate.ts'

export type Target = {
  readonly name: string
  readonly inputs: Arbitrary<unknown>
  /** How many of a share of 100 it gets: slow ones fewer. */
  readonly share: number
  /** Takes one. What it gives is looked through for the planted secret. */
  readonly take: (input: never) => unknown
  /** Errors that it may answer with. Without it: none. */
  readonly allowed?: (error: unknown) => boolean
  /** Its errors leave by a connector, which takes the target's secrets out of them. */
  readonly connector?: boolean
  readonly stop?: () => Promise<void> | void
}

/** An input that did what none may. */
export class Finding extends Error {
  override readonly name = 'Finding'
}

const typed = <I>(target: { readonly name: string; readonly inputs: Arbitrary<I>; readonly take: (input: I) => unknown } & Omit<Target, 'name' | 'inputs' | 'take'>): Target => target as unknown as Target
export { typed as target }

/** What an error says, causes and all. */
const said = (error: unknown): string => (error instanceof Error ? `${error.name}: ${error.message}\n${error.stack ?? ''}\n${said(error.cause)}` : JSON.stringify(error) ?? '')
const told = (value: unknown): string => {
  try {
    return typeof value === 'string' ? value : (JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? String(one) : one)) ?? '')
  } catch {
    // What has no text has no secret in a text.
    return ''
  }
}

/** @param input as it came; a secret that stands in it may be in the answer, but never in an error @throws Finding */
export async function tryInput({ take, allowed = () => false, connector = false }: Target, input: unknown, secret: { readonly inAnswers: boolean } = { inAnswers: true }): Promise<void> {
  const call = async (): Promise<unknown> => take(input as never)
  try {
    const answer = await (connector ? withoutSecrets({ target: 'fuzz', kind: 'fuzz', identify: () => Promise.reject(new Error('nobody asks')), stop: () => Promise.resolve(), call }, [{ name: 'token', value: planted }]).call() : call())
    if (!secret.inAnswers && told(answer).includes(planted)) throw new Finding(`the secret is in the answer: ${told(answer).slice(0, 300)}`)
  } catch (error) {
    if (error instanceof Finding) throw error
    if (!allowed(error)) throw new Finding(`an error that is none of its own: ${said(error).slice(0, 1_500)}`, { cause: error })
    if ((connector || !secret.inAnswers) && said(error).includes(planted)) throw new Finding(`the secret is in an error: ${said(error).slice(0, 600)}`)
  }
}
