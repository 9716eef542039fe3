/** Whether a home is fresh: nobody chose how to begin, and nobody did anything else. Asked once, and never again. */
import type { Entry, EntryKind } from './journal.ts'

/** What a start by itself writes in a person's name. */
const opening: ReadonlySet<EntryKind> = new Set(['console.opened', 'console.closed', 'plan.pinned'])

export const beginWays = ['lab', 'file', 'built'] as const
/** lab: on the practice lab; file: a plan of one's own; built: one made by the form. */
export type BeginWay = (typeof beginWays)[number]

/** An act is an answer, too: whoever has begun is not asked how to begin. */
export const foldWelcomed = (welcomed: boolean, { kind, who }: Pick<Entry, 'kind' | 'who'>): boolean => welcomed || (who.kind === 'person' && !opening.has(kind))
