import type { BundleCheck, Redaction, Signer } from '../../../shared/bundle.ts'
import { countText, percentText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'

export const signerWords: Readonly<Record<Signer, string>> = { own: 'signed by this console', accepted: 'signed by a key that is known here', unknown: 'signed by a key that nobody here knows' }
export const redactionWords: Readonly<Record<Redaction, string>> = { none: 'Nothing', names: 'Names', 'names and texts': 'Names and texts' }

/** What its check found, in a few words. */
export function CheckMark({ check, size = 12 }: { readonly check: BundleCheck; readonly size?: number }) {
  switch (check.state) {
    case 'checking': return <Mark tone="busy" word={`being checked, ${percentText(check.done, 0)}`} size={size} />
    case 'whole': return <Mark tone="calm" word="whole" size={size} />
    case 'broken': return <Mark tone="bad" word={`broken: ${countText(check.count, 'place')}`} size={size} />
  }
}
