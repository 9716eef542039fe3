/** A report as it would be made: its sections and tables. Charts are drawn small; the files have them whole. */
import type { ReportBlock, ReportDocument } from '../../../shared/contract.ts'
import { ReportLines } from './report-chart.tsx'
import { reportView as words } from '../../words/programme.ts'
import styles from './reports-page.module.css'

const numbered = <T,>(list: readonly T[]): readonly { readonly place: number; readonly part: T }[] => list.map((part, place) => ({ place, part }))

function Block({ block }: { readonly block: ReportBlock }) {
  switch (block.kind) {
    case 'text': return <p>{block.text}</p>
    case 'lack': return <p className={styles['hint']}>{block.text}</p>
    case 'list': return <ul className={styles['list']}>{numbered(block.items).map(({ place, part }) => <li key={place}>{part}</li>)}</ul>
    case 'chart': return <ReportLines chart={block.chart} />
    case 'table': return (
      <div className={styles['scroll']}>
        <table className={styles['table']}>
          {block.title !== undefined && <caption>{block.title}</caption>}
          <thead><tr>{block.head.map((title) => <th key={title} scope="col">{title}</th>)}</tr></thead>
          <tbody>{numbered(block.rows).map(({ place, part }) => <tr key={place}>{numbered(part).map(({ place: column, part: text }) => <td key={column}>{text}</td>)}</tr>)}</tbody>
        </table>
      </div>
    )
  }
}

export function ReportView({ document: { about, sections } }: { readonly document: ReportDocument }) {
  return (
    // Long: it is scrolled on its own, by the keyboard too.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- axe wants a scrolled region to take the keyboard
    <div className={styles['report']} tabIndex={0} role="region" aria-label={words.theReport}>
      <dl className={styles['about']}>{about.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>
      {sections.map(({ title, about: said, blocks }) => (
        <section key={title} aria-label={title}>
          <h3>{title}</h3>
          {said !== '' && <p className={styles['hint']}>{said}</p>}
          {numbered(blocks).map(({ place, part }) => <Block key={place} block={part} />)}
        </section>
      ))}
    </div>
  )
}
