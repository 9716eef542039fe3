/**
 * A connector that tells none of its target's secrets: a server may say back what it was sent, in an error, an identity or a
 * figure's trouble. Held here for every kind at once. Semantics 20 of the design.
 */
import { formsOf, redact, type Used } from '../hide.ts'
import { ConnectError, type Connector, type Identity, type Reading } from './connector.ts'

const deepest = 6

type Clean = (text: string) => string

/** Cleaned where it is, so that it stays the error that others know it by; its causes with it. */
function cleanError(error: unknown, clean: Clean, depth = 0): void {
  if (!(error instanceof Error) || depth >= deepest) return
  const { stack } = error
  // Defined and not assigned: what the platform throws at an abort has a message that can be read alone.
  const told = (name: 'message' | 'stack', text: string) => Object.defineProperty(error, name, { value: clean(text), writable: true, configurable: true })
  told('message', error.message)
  if (stack !== undefined) told('stack', stack)
  if (error instanceof ConnectError) Object.assign(error, { tried: clean(error.tried), detail: clean(error.detail), mend: clean(error.mend) })
  cleanError(error.cause, clean, depth + 1)
}

const identity = <I extends Identity>(found: I, clean: Clean): I => ({
  ...found, id: clean(found.id), detail: Object.fromEntries(Object.entries(found.detail).map(([label, text]) => [label, clean(text)])),
})
const reading = ({ measured, missing }: Reading, clean: Clean): Reading => ({
  measured, missing: missing.map((one) => (one.detail === undefined ? one : { ...one, detail: clean(one.detail) })),
})
/** Texts that an answer brings to a screen or to the record. Whatever is acted on, and rows of a query, stay as they are. */
const answers: Readonly<Record<string, (answer: unknown, clean: Clean) => unknown>> = {
  identify: (answer, clean) => identity(answer as Identity, clean),
  health: (answer, clean) => identity(answer as Identity, clean),
  sample: (answer, clean) => reading(answer as Reading, clean),
}

const isPart = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype && Object.values(value).some((member) => typeof member === 'function')

/** @param secrets by the name of their setting */
export function withoutSecrets<C extends Connector>(connector: C, secrets: readonly Used[]): C {
  const forms = secrets.flatMap(formsOf)
  if (forms.length === 0) return connector
  const clean: Clean = (text) => redact(text, forms, (name) => `(${name})`)
  const failing = (error: unknown): never => {
    cleanError(error, clean)
    throw error
  }
  async function* stream(values: AsyncIterable<unknown>): AsyncGenerator<unknown> {
    try {
      yield* values
    } catch (error) {
      failing(error)
    }
  }
  const guarded = (name: string, call: (...args: unknown[]) => unknown) => (...args: unknown[]): unknown => {
    try {
      const given = call(...args)
      if (given instanceof Promise) return given.then((answer: unknown) => answers[name]?.(answer, clean) ?? answer, failing)
      return typeof given === 'object' && given !== null && Symbol.asyncIterator in given ? stream(given as AsyncIterable<unknown>) : given
    } catch (error) {
      return failing(error)
    }
  }
  // What a connector offers in parts (its checkpoints, what is asked beside it) speaks to the same server.
  const within = (offered: object): object =>
    Object.fromEntries(Object.entries(offered).map(([name, value]: [string, unknown]) =>
      [name, typeof value === 'function' ? guarded(name, value as (...args: unknown[]) => unknown) : isPart(value) ? within(value) : value]))
  return within(connector) as C
}
