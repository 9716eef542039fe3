/** Evidence as a decision freezes it. */
import type { Decision } from '../../../shared/programme.ts'
import { agoText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { frozenTable as words } from '../../words/programme.ts'
import styles from './dialogs.module.css'
import { EvidenceLink } from './evidence-file.tsx'
import { criterionWords } from '../../words/programme-states.ts'

export function FrozenTable({ evidence, wall }: { readonly evidence: Decision['evidence']; readonly wall: number }) {
  return (
    <table className={styles['table']}>
      <thead><tr><th>{words.criterion}</th><th>{words.value}</th><th>{words.state}</th></tr></thead>
      <tbody>
        {evidence.map(({ criterion, title, value, query, state, source, measuredAt, freshUntil, attachment }) => (
          <tr key={criterion}>
            <th scope="row">{title}<small>{query}</small></th>
            <td>{value}<small>{source}{measuredAt !== undefined && words.measured(agoText(wall - measuredAt))}</small>{attachment && <small><EvidenceLink file={attachment} /></small>}</td>
            <td><Mark {...criterionWords[state]} size={12} />{freshUntil !== undefined && freshUntil < wall && state !== 'stale' && <small>{words.goneStaleSince}</small>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
