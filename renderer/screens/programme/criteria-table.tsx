/** Criteria with value, target, state and evidence: its source, its age, and what is missing. Small groups as counts with their interval. */
import { smallGroup, wayOf, type Counted, type Standing } from '../../../shared/phase.ts'
import type { Criterion } from '../../../shared/plan.ts'
import { Button } from '../../parts/controls.tsx'
import { agoText, momentText, percentText, utcText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { fill } from '../../words/fill.ts'
import { criteriaTable as words } from '../../words/programme.ts'
import styles from './criteria-table.module.css'
import { EvidenceLink } from './evidence-file.tsx'
import { criterionWords } from '../../words/programme-states.ts'

function Count({ answered, asked, low, high }: Counted) {
  return (
    <small title={words.exactClopperPearsonInterval}>
      {fill(words.interval, { part: answered === asked ? words.allAnswered : words.answered(answered), low: percentText(low, 0), high: percentText(high, 0), asked: asked <= smallGroup && <>{words.smallGroup}</> })}
    </small>
  )
}

const kindWords: Readonly<Record<Criterion['evidence'], string>> = { series: 'series', benchmark: 'benchmark', survey: 'survey', checklist: 'checklist', count: 'count', statement: 'statement' }

function Row({ standing, decides, wall, mayAct, onRecord }: { readonly standing: Standing; readonly decides: boolean; readonly wall: number; readonly mayAct: boolean; readonly onRecord: (criterion: Criterion) => void }) {
  const { criterion, state, value, count, source, measuredAt, why, link, attachment } = standing
  const byHand = !['live', 'benchmark', 'items'].includes(wayOf(criterion))
  return (
    <tr>
      <th scope="row">{criterion.title}<small>{criterion.target}{!decides && words.decisionDoesNotCount}</small></th>
      <td className={styles['value']}>{value === '' ? <span className={styles['none']}>{words.nothingYet}</span> : value}{count && <Count {...count} />}</td>
      <td className={styles['state']}><Mark {...criterionWords[state]} size={13} /></td>
      <td className={styles['evidence']}>
        <span>{kindWords[criterion.evidence]}{source !== '' && `, ${source}`}{measuredAt !== undefined && <>, <time dateTime={utcText(measuredAt)} title={momentText(measuredAt)}>{agoText(wall - measuredAt)}</time></>}</span>
        <small>{why}{link !== undefined && <> · <a href={link} target="_blank" rel="noreferrer">{link}</a></>}{attachment !== undefined && <> · <EvidenceLink file={attachment} /></>}</small>
      </td>
      {mayAct && <td className={styles['act']}>{byHand && <Button aria-label={words.recordEvidenceFor(criterion.title)} onPress={() => onRecord(criterion)}>{words.recordAsk}</Button>}</td>}
    </tr>
  )
}

export function CriteriaTable({ standings, decides, ...rest }: { readonly standings: readonly Standing[]; readonly decides: readonly string[]; readonly wall: number; readonly mayAct: boolean; readonly onRecord: (criterion: Criterion) => void }) {
  return (
    <table className={styles['table']}>
      <thead><tr><th>{words.criterion}</th><th>{words.value}</th><th>{words.state}</th><th>{words.evidence}</th>{rest.mayAct && <td />}</tr></thead>
      <tbody>{standings.map((standing) => <Row key={standing.criterion.id} standing={standing} decides={decides.includes(standing.criterion.id)} {...rest} />)}</tbody>
    </table>
  )
}
