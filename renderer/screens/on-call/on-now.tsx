/** Who is on call now, until when, how to reach them, and what they may do without asking. Plan: "24/7 On-Call Rotation". */
import { zonedText } from '../../../shared/phone-tree.ts'
import type { OnNow } from '../../../shared/on-call.ts'
import type { People } from '../../../shared/plan.ts'
import { Empty } from '../../parts/controls.tsx'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { fill } from '../../words/fill.ts'
import { common } from '../../words/common.ts'
import { onNow as words } from '../../words/on-call.ts'
import styles from './on-call-screen.module.css'

function Card({ one: { rotation, contact, override, next }, people }: { readonly one: OnNow; readonly people: People }) {
  const duty = people.onCall.find(({ id }) => id === rotation.duty)
  return (
    <li className={styles['card']}>
      <span className={styles['label']}>{rotation.title}{duty && ` · ${duty.role}`}</span>
      <strong className={styles['name']}>{contact.name}</strong>
      {contact.placeholder && <Mark tone="warn" word={words.placeholderToBeReplaced} title={words.namePersonPlanTake} size={13} />}
      {override && <Mark tone="warn" word={words.standsIn(override.why)} size={13} />}
      <dl className={styles['facts']}>
        <dt>{words.until}</dt><dd>{next ? <>{fill(words.then, { zoned: zonedText(rotation.zone, next.at), name: next.contact.name })}</> : words.noHandOverSoon}</dd>
        <dt>{words.phone}</dt><dd>{contact.phone === undefined ? words.notInThePlan : <a href={`tel:${contact.phone.replaceAll(/[^+\d]/g, '')}`}>{contact.phone}</a>}</dd>
        <dt>{words.channels}</dt><dd>{contact.channels.length === 0 ? words.noneInThePlan : contact.channels.map((id) => people.channels.find((one) => one.id === id)?.title ?? id).join(', then ')}</dd>
        {duty && <><dt>{words.authority}</dt><dd>{duty.authority.join('; ')}</dd></>}
      </dl>
      {duty?.rollsBack === true && <Mark tone="calm" word={words.mayRollBackWithout} size={13} />}
    </li>
  )
}

export function OnNowPanel({ on, people }: { readonly on: readonly OnNow[]; readonly people: People }) {
  return (
    <Panel flush title={words.onCallNow} aside={people.coverage.split('. ')[0]}>
      {on.length === 0
        ? <Empty title={common.planRotatesNoDuty}>{words.addContactsRotationUnder}</Empty>
        : <ul className={styles['cards']}>{on.map((one) => <Card key={one.rotation.duty} one={one} people={people} />)}</ul>}
    </Panel>
  )
}
