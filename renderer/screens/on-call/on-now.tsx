/** Who is on call now, until when, how to reach them, and what they may do without asking. Plan: "24/7 On-Call Rotation". */
import { zonedText } from '../../../shared/phone-tree.ts'
import type { OnNow } from '../../../shared/on-call.ts'
import type { People } from '../../../shared/plan.ts'
import { Empty } from '../../parts/controls.tsx'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import styles from './on-call-screen.module.css'

function Card({ one: { rotation, contact, override, next }, people }: { readonly one: OnNow; readonly people: People }) {
  const duty = people.onCall.find(({ id }) => id === rotation.duty)
  return (
    <li className={styles['card']}>
      <span className={styles['label']}>{rotation.title}{duty && ` · ${duty.role}`}</span>
      <strong className={styles['name']}>{contact.name}</strong>
      {contact.placeholder && <Mark tone="warn" word="placeholder, to be replaced" title="Name a person in the plan, and take `placeholder` out" size={13} />}
      {override && <Mark tone="warn" word={`stands in: ${override.why}`} size={13} />}
      <dl className={styles['facts']}>
        <dt>Until</dt><dd>{next ? <>{zonedText(rotation.zone, next.at)}, then {next.contact.name}</> : 'no hand-over in the next two months'}</dd>
        <dt>Phone</dt><dd>{contact.phone === undefined ? 'not in the plan' : <a href={`tel:${contact.phone.replaceAll(/[^+\d]/g, '')}`}>{contact.phone}</a>}</dd>
        <dt>Channels</dt><dd>{contact.channels.length === 0 ? 'none in the plan' : contact.channels.map((id) => people.channels.find((one) => one.id === id)?.title ?? id).join(', then ')}</dd>
        {duty && <><dt>Authority</dt><dd>{duty.authority.join('; ')}</dd></>}
      </dl>
      {duty?.rollsBack === true && <Mark tone="calm" word="may roll back without approval" size={13} />}
    </li>
  )
}

export function OnNowPanel({ on, people }: { readonly on: readonly OnNow[]; readonly people: People }) {
  return (
    <Panel flush title="On call now" aside={people.coverage.split('. ')[0]}>
      {on.length === 0
        ? <Empty title="The plan rotates no duty">Add contacts and a rotation under `people`: then it is known who is called.</Empty>
        : <ul className={styles['cards']}>{on.map((one) => <Card key={one.rotation.duty} one={one} people={people} />)}</ul>}
    </Panel>
  )
}
