/** The phone tree as it is printed from the screen: on paper alone. */
import type { PhoneTree } from '../../../shared/phone-tree.ts'
import styles from './printed-tree.module.css'

const Table = ({ head, rows }: { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] }) => (
  <table>
    <thead><tr>{head.map((one) => <th key={one} scope="col">{one}</th>)}</tr></thead>
    <tbody>{rows.map((cells) => <tr key={cells.join('|')}>{cells.map((cell, index) => <td key={head[index]}>{cell}</td>)}</tr>)}</tbody>
  </table>
)

export function PrintedTree({ tree, printed }: { readonly tree: PhoneTree; readonly printed: string }) {
  return (
    <article className={styles['tree']} data-printed="phone-tree">
      <h1>Phone tree</h1>
      <p>{tree.title}. Printed {printed}.</p>
      <h2>On call when this was printed</h2>
      <Table head={['Duty', 'Who', 'Phone', 'E-mail', 'Until', 'Then', 'May, without asking']} rows={tree.now.map((one) => [one.duty, one.person.placeholder ? `${one.person.name} (placeholder)` : one.person.name, one.person.phone, one.person.email, one.until, one.then, one.authority])} />
      {tree.ways.map((way) => (
        <section key={way.severity}>
          <h2>{way.severity}: {way.title}</h2>
          {way.steps.length > 0 && <Table head={['No.', 'Call', 'Who', 'Phone', 'Answers within']} rows={way.steps.map((step, index) => [String(index + 1), step.title, step.person, step.phone, step.within])} />}
          {way.then !== '' && <p>Then: {way.then}.</p>}
        </section>
      ))}
      <h2>Who is told</h2>
      <Table head={['When', 'Within', 'Whom']} rows={tree.circles.map((one) => [one.title, one.within, one.audience])} />
      <h2>Turns</h2>
      <Table head={['From', 'Duty', 'Who', 'Phone', 'For']} rows={tree.turns.map((one) => [one.from, one.duty, one.name, one.phone, one.instead])} />
      <h2>Everyone</h2>
      <Table head={['Who', 'Role', 'Phone', 'E-mail']} rows={tree.people.map((one) => [one.name, one.role, one.phone, one.email])} />
    </article>
  )
}
