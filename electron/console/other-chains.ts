/** What is told of an incident by other consoles' chains, for whoever puts it beside this console's own. */
import type { SharedRecord } from '../consoles/record.ts'
import { nobodyElse } from '../journal/merged.ts'

export type OtherChains = Pick<SharedRecord, 'heads' | 'ofIncident' | 'texts'>
/** As a replay reads them. */
export type ReplayedChains = Pick<SharedRecord, 'heads' | 'ofIncident' | 'page' | 'upTo' | 'nobodys'>
export const noOthers: OtherChains & ReplayedChains = { ...nobodyElse, ofIncident: () => [], nobodys: () => [], texts: () => [] }

const atOnce = 200

/** The texts of all entries of all of them. */
export function* allTexts({ heads, texts }: Pick<OtherChains, 'heads' | 'texts'>): Generator<string> {
  for (const console of heads().keys())
    for (let after = 0; ;) {
      const found = texts(console, after, atOnce)
      const last = found.at(-1)
      if (last === undefined) break
      for (const { body } of found) yield body
      after = last.seq
    }
}
