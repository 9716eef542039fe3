/** The oracle of what several consoles agree upon: one fold over all that counts everywhere. */
import { isShared, type Placed } from '../../shared/merge.ts'
import { fold, type State } from '../../shared/state.ts'

/** What is the same on every console that has the same chains. */
export function sharedState(entries: readonly Placed[], start: State): Omit<State, 'seq' | 'head'> {
  const { seq: _, head: _head, ...rest } = entries.filter(({ entry }) => isShared(entry.kind)).reduce((state, { entry }) => fold(state, entry), start)
  return rest
}
