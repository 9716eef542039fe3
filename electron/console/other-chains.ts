/** What is told of an incident by other consoles' chains, for whoever puts it beside this console's own. */
import type { SharedRecord } from '../consoles/record.ts'

export type OtherChains = Pick<SharedRecord, 'heads' | 'ofIncident'>
export const noOthers: OtherChains = { heads: () => new Map(), ofIncident: () => [] }
