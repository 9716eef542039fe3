/** A cohort for a phase as the plan wants it, with what it lacks; a person takes it, with a reason. */
import { useState } from 'react'
import { proposeCohort } from '../../../shared/pilot-select.ts'
import type { Pilot } from '../../../shared/pilot.ts'
import type { Plan } from '../../../shared/plan.ts'
import { useActs } from '../../act.tsx'
import { controlStyles, Select } from '../../parts/controls.tsx'
import { countText, percentText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import styles from './pilots-screen.module.css'

export function CohortDialog({ plan, roster, phase: present, onClose }: { readonly plan: Plan; readonly roster: readonly Pilot[]; readonly phase: string | null; readonly onClose: () => void }) {
  const { act } = useActs()
  const phases = plan.phases.filter(({ users }) => users !== undefined)
  const [chosen, setChosen] = useState(phases.find(({ id }) => id === present)?.id ?? phases[0]?.id ?? '')
  const phase = phases.find(({ id }) => id === chosen)
  const { users } = phase ?? {}
  const proposal = users && proposeCohort(roster, users)
  const ids = new Set(proposal?.chosen ?? [])
  const take = async (reason: string): Promise<boolean> => {
    if (proposal === undefined || proposal.chosen.length === 0) return false
    return (await act('The selection', (client) => client.pilots.select({ phase: chosen, cohort: chosen, pilots: [...proposal.chosen], reason }), `${countText(proposal.chosen.length, 'user')} are the cohort of ${phase?.title ?? chosen}`)) !== undefined
  }
  return (
    <ReasonDialog title="Select a cohort" action={`Take ${countText(ids.size, 'user')}`} onAct={take} onClose={onClose}>
      <Select label="Phase" options={phases.map(({ id, title }) => ({ id, title }))} value={chosen} onChange={setChosen} />
      {users && proposal && (
        <div className={styles['preview']} role="status">
          <p className={controlStyles['text']}>{users.min === users.max ? users.min : `${users.min} to ${users.max}`} users{users.mix && `: ${Object.entries(users.mix).map(([name, share]) => `${percentText(share, 0)} ${name.replaceAll('/', ' or ')}`).join(', ')}`}; {users.title}.</p>
          {proposal.shortfalls.map((text) => <p key={text}><Mark tone="warn" word={text} size={13} /></p>)}
          {proposal.shortfalls.length === 0 && <p><Mark tone="calm" word="All that the plan wants is there" size={13} /></p>}
          <ul className={styles['list']}>{roster.filter(({ id }) => ids.has(id)).map(({ id, person, profile, experience }) => <li key={id}><strong>{person.name}</strong>: {profile}, {experience}</li>)}</ul>
        </div>
      )}
    </ReasonDialog>
  )
}
