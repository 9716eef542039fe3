/** Who is called first now, on every screen; and that somebody is being called and nobody has answered. */
import { callingNow } from '../../shared/escalation.ts'
import { onDuty } from '../../shared/on-call.ts'
import { cx } from '../parts/cx.ts'
import { Mark } from '../parts/mark.tsx'
import { addressOf } from '../route.ts'
import { useNow } from '../now.ts'
import { useView } from '../store.ts'
import { onDuty as words } from '../words/shell.ts'
import styles from './top-bar.module.css'

export function OnDuty() {
  const people = useView((view) => view.opened?.plan.people)
  const overrides = useView((view) => view.state?.onCall.duties.overrides)
  const calling = useView((view) => callingNow(view.state?.onCall.escalations ?? []).length > 0)
  const { wall } = useNow(10_000)
  const first = people?.rotation[0]
  if (people === undefined || first === undefined) return undefined
  const { contact } = onDuty(first, overrides ?? [], wall)
  const name = people.contacts.find(({ id }) => id === contact)?.name ?? contact
  return (
    <a className={cx(styles['cell'], styles['duty'])} href={addressOf('on-call')} title={`${first.title}: ${name}${calling ? words.somebodyBeingCalledNobody : ''}`}>
      <span className={styles['label']}>{calling ? words.nobodyAnswers : first.title}</span>
      <span className={styles['value']}>{calling ? <Mark tone="bad" word={name} size={13} /> : <span>{name}</span>}</span>
    </a>
  )
}
