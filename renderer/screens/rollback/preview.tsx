/** What a step would move or lose, found before it begins; and until when a restore would still fit. Semantics 14 of the design. */
import { latestRestoreText, type Preview } from '../../../shared/preview.ts'
import { numberText } from '../../parts/format.ts'
import { Time } from '../../parts/time.tsx'
import styles from './preview.module.css'

export function PreviewView({ preview: { text, tables = [], restore }, deadline }: { readonly preview: Preview; readonly deadline: number }) {
  const apart = tables.filter(({ lacking, older, undecided }) => lacking + older + undecided > 0)
  return (
    <div className={styles['preview']}>
      <p>{text}</p>
      {apart.length > 0 && (
        <table className={styles['table']}>
          <thead><tr><th>Table</th><th>Lacking</th><th>Older</th><th>Undecided</th><th>Own, stay</th></tr></thead>
          <tbody>
            {apart.map(({ table, lacking, older, undecided, ahead }) => (
              <tr key={table}><th scope="row">{table}</th>{[lacking, older, undecided, ahead].map((rows, at) => <td key={at}>{numberText(rows)}</td>)}</tr>
            ))}
          </tbody>
        </table>
      )}
      {restore && <p>{restore.checkpoint !== undefined && <>Since the checkpoint of <Time at={restore.checkpoint} full />. </>}{latestRestoreText(deadline, restore.takes)}</p>}
    </div>
  )
}
