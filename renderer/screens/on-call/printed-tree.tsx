/** The phone tree as it is printed from the screen: on paper alone. */
import type { PhoneTree } from '../../../shared/phone-tree.ts'
import { fill } from '../../words/fill.ts'
import { printedTree as words } from '../../words/on-call.ts'
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
      <h1>{words.phoneTree}</h1>
      <p>{fill(words.printed, { title: tree.title, printed })}</p>
      <h2>{words.callWhenPrinted}</h2>
      <Table head={[words.duty, words.who, words.phone, 'E-mail', words.until, words.then, words.mayWithoutAsking]} rows={tree.now.map((one) => [one.duty, one.person.placeholder ? words.placeholder(one.person.name) : one.person.name, one.person.phone, one.person.email, one.until, one.then, one.authority])} />
      {tree.ways.map((way) => (
        <section key={way.severity}>
          <h2>{way.severity}: {way.title}</h2>
          {way.steps.length > 0 && <Table head={[words.no, words.call, words.who, words.phone, words.answersWithin]} rows={way.steps.map((step, index) => [String(index + 1), step.title, step.person, step.phone, step.within])} />}
          {way.then !== '' && <p>{fill(words.thenCalled, { then: way.then })}</p>}
        </section>
      ))}
      <h2>{words.whoIsTold}</h2>
      <Table head={[words.when, words.within, words.whom]} rows={tree.circles.map((one) => [one.title, one.within, one.audience])} />
      <h2>{words.turns}</h2>
      <Table head={[words.from, words.duty, words.who, words.phone, words.lasts]} rows={tree.turns.map((one) => [one.from, one.duty, one.name, one.phone, one.instead])} />
      <h2>{words.everyone}</h2>
      <Table head={[words.who, words.role, words.phone, 'E-mail']} rows={tree.people.map((one) => [one.name, one.role, one.phone, one.email])} />
    </article>
  )
}
