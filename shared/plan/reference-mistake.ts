/** A reference of a plan that leads nowhere, and what to do about it. */
import { nearest } from './nearest.ts'

export type Path = readonly (string | number)[]
export type ReferenceMistake = { readonly path: Path; readonly message: string; readonly mend: string }

export const unknown = (path: Path, what: string, name: string, known: readonly string[]): ReferenceMistake => {
  const near = nearest(name, known)
  return {
    path, message: `there is no ${what} "${name}"`,
    mend: near === undefined ? `Use one of: ${known.join(', ') || 'none yet'}.` : `Did you mean "${near}"?`,
  }
}
