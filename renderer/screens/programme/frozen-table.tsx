/** Evidence as a decision freezes it. */
import type { Decision } from '../../../shared/programme.ts'
import { agoText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import styles from './dialogs.module.css'
import { EvidenceLink } from './evidence-file.tsx'
import { criterionWords } from './words.ts'

export function FrozenTable({ evidence, wall }: { readonly evidence: Decision['evidence']; readonly wall: number }) {
  return (
    <table className={styles['table']}>
      <thead><tr><th>Criterion</th><th>Value</th><th>State</th></tr></thead>
      <tbody>
        {evidence.map(({ criterion, title, value, query, state, source, measuredAt, freshUntil, attachment }) => (
          <tr key={criterion}>
            <th scope="row">{title}<small>{query}</small></th>
            <td>{value}<small>{source}{measuredAt !== undefined && `, measured ${agoText(wall - measuredAt)}`}</small>{attachment && <small><EvidenceLink file={attachment} /></small>}</td>
            <td><Mark {...criterionWords[state]} size={12} />{freshUntil !== undefined && freshUntil < wall && state !== 'stale' && <small>gone stale since</small>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
