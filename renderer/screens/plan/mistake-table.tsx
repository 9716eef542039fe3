/** Mistakes of a plan's text: where, what, how to mend it. */
import type { Mistake } from '../../../shared/contract.ts'
import { mistakeTable as words } from '../../words/plan.ts'
import styles from './plan-tables.module.css'

export function MistakeTable({ mistakes }: { readonly mistakes: readonly Mistake[] }) {
  return (
    <table className={styles['table']}>
      <thead><tr><th>{words.lineColumn}</th><th>{words.path}</th><th>{words.mistake}</th><th>{words.expected}</th><th>{words.howToMendIt}</th></tr></thead>
      <tbody>
        {mistakes.map((mistake) => (
          <tr key={`${mistake.line}:${mistake.column} ${mistake.path} ${mistake.message}`}>
            <th scope="row" className={styles['mono']}>{mistake.line}:{mistake.column}</th>
            <td className={styles['mono']}>{mistake.path}</td>
            <td>{mistake.message}</td>
            <td>{mistake.expected ?? '—'}</td>
            <td>{mistake.mend}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
