import { entries } from './001-entries.ts'
import { anchors } from './002-anchors.ts'
import { snapshots } from './003-snapshots.ts'
import { notes } from './004-notes.ts'
import { rareKinds } from './005-rare-kinds.ts'

/** In order; a file's user_version is how many of them it has seen. One that was released never changes. */
export const migrations: readonly string[] = [entries, anchors, snapshots, notes, rareKinds]
