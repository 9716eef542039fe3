import type { BundleCheck, Redaction, Signer } from '../../../shared/bundle.ts'
import { countText, percentText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { bundleWords as say } from '../../words/incidents.ts'

export const signerWords: Readonly<Record<Signer, string>> = { own: say.signedByThisConsole, accepted: say.signedKeyKnownHere, unknown: say.signedKeyNobodyHere }
export const redactionWords: Readonly<Record<Redaction, string>> = { none: say.nothing, names: say.names, 'names and texts': say.namesAndTexts }

/** What its check found, in a few words. */
export function CheckMark({ check, size = 12 }: { readonly check: BundleCheck; readonly size?: number }) {
  switch (check.state) {
    case 'checking': return <Mark tone="busy" word={say.beingChecked(percentText(check.done, 0))} size={size} />
    case 'whole': return <Mark tone="calm" word="whole" size={size} />
    case 'broken': return <Mark tone="bad" word={say.broken(countText(check.count, 'place'))} size={size} />
  }
}
