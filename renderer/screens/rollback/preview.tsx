/** What a step would move or lose, found before it begins; and until when a restore would still fit. Semantics 14 of the design. */
import { latestRestoreText, type Preview } from '../../../shared/preview.ts'
import { numberText } from '../../parts/format.ts'
import { Time } from '../../parts/time.tsx'
import { fill } from '../../words/fill.ts'
import { preview as words } from '../../words/rollback.ts'
import styles from './preview.module.css'

const columns = ['lacking', 'older', 'undecided', 'ahead'] as const

export function PreviewView({ preview: { text, tables, restore }, deadline }: { readonly preview: Preview; readonly deadline: number }) {
  const apart = (tables ?? []).filter(({ lacking, older, undecided }) => lacking + older + undecided > 0)
  return (
    <div className={styles['preview']}>
      <p>{text}</p>
      {apart.length > 0 && (
        <table className={styles['table']}>
          <thead><tr><th>{words.table}</th><th>{words.lacking}</th><th>{words.older}</th><th>{words.undecided}</th><th>{words.ownStay}</th></tr></thead>
          <tbody>
            {apart.map((one) => (
              <tr key={one.table}><th scope="row">{one.table}</th>{columns.map((column) => <td key={column}>{numberText(one[column])}</td>)}</tr>
            ))}
          </tbody>
        </table>
      )}
      {restore && <p>{restore.checkpoint !== undefined && <>{fill(words.sinceTheCheckpointOf, { time: <Time at={restore.checkpoint} full /> })}</>}{latestRestoreText(deadline, restore.takes)}</p>}
    </div>
  )
}
