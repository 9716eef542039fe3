/** Who may roll back without asking anybody, and who decides the rest. Plan: "Execute rollback procedures without approval". */
import { onCallNow } from '../../../shared/on-call.ts'
import { Panel } from '../../parts/panel.tsx'
import { useNow } from '../../now.ts'
import { addressOf } from '../../route.ts'
import { useView } from '../../store.ts'
import { authority as words } from '../../words/rollback.ts'
import styles from './side.module.css'

export function AuthorityPanel() {
  const people = useView((view) => view.opened?.plan.people)
  const overrides = useView((view) => view.state?.onCall.duties.overrides)
  const { wall } = useNow(60_000)
  if (people === undefined) return undefined
  const on = onCallNow(people, overrides ?? [], wall)
  return (
    <Panel flush title={words.whoMayDoWhat} aside={<a href={addressOf('on-call')}>{words.onCall}</a>}>
      <ul className={styles['rows']}>
        {people.onCall.map(({ id, title, role, authority }) => (
          <li key={id} className={styles['row']}>
            <span><strong>{on.find(({ rotation }) => rotation.duty === id)?.contact.name ?? title}</strong>, {on.some(({ rotation }) => rotation.duty === id) ? title : role}: {authority.join('; ')}</span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
