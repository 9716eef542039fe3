/** Looks at what steps would move or lose, before they do. Changes nothing, and holds up a run for a bounded time. Semantics 14 of the design. */
import type { Preview } from '../../shared/preview.ts'
import { kinds } from './steps/index.ts'
import { ask, reasonOf, type Look } from './steps/kind.ts'

/** Undefined where the step's kind has nothing to show. What can't be told within `ms` says so. */
export async function previewOf(look: Look, ms: number): Promise<Preview | undefined> {
  const { step } = look
  const { preview } = kinds[step.kind]
  if (preview === undefined) return undefined
  const found = await ask(look, 'looking at what would be moved', (signal) => preview({ ...look, signal }), ms)
    .catch((error: unknown) => ({ text: `Not known now: ${reasonOf(error)}` }))
  return { step: step.id, ...found }
}
