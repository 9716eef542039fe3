/** Criteria with value, target, state and evidence: its source, its age, and what is missing. Small groups as counts with their interval. */
import { smallGroup, wayOf, type Counted, type Standing } from '../../../shared/phase.ts'
import type { Criterion } from '../../../shared/plan.ts'
import { Button } from '../../parts/controls.tsx'
import { agoText, momentText, percentText, utcText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import styles from './criteria-table.module.css'
import { EvidenceLink } from './evidence-file.tsx'
import { criterionWords } from './words.ts'

function Count({ answered, asked, low, high }: Counted) {
  return (
    <small title="Exact (Clopper–Pearson) interval of the share among those who answered">
      {answered === asked ? 'all answered' : `${answered} answered`}; 95 % interval {percentText(low, 0)} to {percentText(high, 0)}
      {asked <= smallGroup && <> · small group</>}
    </small>
  )
}

const kindWords: Readonly<Record<Criterion['evidence'], string>> = { series: 'series', benchmark: 'benchmark', survey: 'survey', checklist: 'checklist', count: 'count', statement: 'statement' }

function Row({ standing, decides, wall, mayAct, onRecord }: { readonly standing: Standing; readonly decides: boolean; readonly wall: number; readonly mayAct: boolean; readonly onRecord: (criterion: Criterion) => void }) {
  const { criterion, state, value, count, source, measuredAt, why, link, attachment } = standing
  const byHand = !['live', 'benchmark', 'items'].includes(wayOf(criterion))
  return (
    <tr>
      <th scope="row">{criterion.title}<small>{criterion.target}{!decides && ' · the decision does not count it'}</small></th>
      <td className={styles['value']}>{value === '' ? <span className={styles['none']}>nothing yet</span> : value}{count && <Count {...count} />}</td>
      <td className={styles['state']}><Mark {...criterionWords[state]} size={13} /></td>
      <td className={styles['evidence']}>
        <span>{kindWords[criterion.evidence]}{source !== '' && `, ${source}`}{measuredAt !== undefined && <>, <time dateTime={utcText(measuredAt)} title={momentText(measuredAt)}>{agoText(wall - measuredAt)}</time></>}</span>
        <small>{why}{link !== undefined && <> · <a href={link} target="_blank" rel="noreferrer">{link}</a></>}{attachment !== undefined && <> · <EvidenceLink file={attachment} /></>}</small>
      </td>
      {mayAct && <td className={styles['act']}>{byHand && <Button aria-label={`Record evidence for ${criterion.title}`} onPress={() => onRecord(criterion)}>Record…</Button>}</td>}
    </tr>
  )
}

export function CriteriaTable({ standings, decides, ...rest }: { readonly standings: readonly Standing[]; readonly decides: readonly string[]; readonly wall: number; readonly mayAct: boolean; readonly onRecord: (criterion: Criterion) => void }) {
  return (
    <table className={styles['table']}>
      <thead><tr><th>Criterion</th><th>Value</th><th>State</th><th>Evidence</th>{rest.mayAct && <td />}</tr></thead>
      <tbody>{standings.map((standing) => <Row key={standing.criterion.id} standing={standing} decides={decides.includes(standing.criterion.id)} {...rest} />)}</tbody>
    </table>
  )
}
