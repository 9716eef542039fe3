/** Every mistake of the file that was refused: where, what, how to mend it. */
import type { OpenedPlan } from '../../../shared/contract.ts'
import { countText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import styles from './plan-tables.module.css'

const uses = { file: 'The file is in use all the same', 'last good': 'The last good plan is in use', 'built-in': 'The built-in plan is in use' } as const

export function Mistakes({ opened: { mistakes, file, from } }: { readonly opened: OpenedPlan }) {
  return (
    <Panel flush title={`The file has ${countText(mistakes.length, 'mistake')}`} aside={<Mark tone="bad" word={`${file ?? 'It'} was refused. ${uses[from]}.`} size={13} />}>
      <table className={styles['table']}>
        <thead><tr><th>Line:column</th><th>Path</th><th>Mistake</th><th>Expected</th><th>How to mend it</th></tr></thead>
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
    </Panel>
  )
}
