/** Who is expected to answer as each target: its identity, by target. A target is known by this, never by its address alone. */
import type { Entry } from './journal.ts'

export type Expected = Readonly<Record<string, string>>

export function foldExpected(expected: Expected, entry: Entry): Expected {
  switch (entry.kind) {
    case 'connection.expected':
      return { ...expected, [entry.data.target]: entry.data.identity }
    // The one before it is expected until a person says that the new one is right.
    case 'source.changed':
      return Object.hasOwn(expected, entry.data.target) ? expected : { ...expected, [entry.data.target]: entry.data.was }
    // Another place or another system: nothing is expected of it yet.
    case 'connection.saved':
    case 'connection.removed': {
      const { [entry.data.target]: _, ...rest } = expected
      return rest
    }
    default:
      return expected
  }
}
