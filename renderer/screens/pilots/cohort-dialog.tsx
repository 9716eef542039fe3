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
import { fill } from '../../words/fill.ts'
import { cohortDialog as words } from '../../words/pilots.ts'
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
    return (await act(words.theSelection, (client) => client.pilots.select({ phase: chosen, cohort: chosen, pilots: [...proposal.chosen], reason }), words.areTheCohortOf(countText(proposal.chosen.length, 'user'), phase?.title ?? chosen))) !== undefined
  }
  return (
    <ReasonDialog title={words.selectACohort} action={words.take(countText(ids.size, 'user'))} onAct={take} onClose={onClose}>
      <Select label={words.phase} options={phases.map(({ id, title }) => ({ id, title }))} value={chosen} onChange={setChosen} />
      {users && proposal && (
        <div className={styles['preview']} role="status">
          <p className={controlStyles['text']}>{fill(words.users, { min: users.min === users.max ? users.min : words.to(users.min, users.max), mix: users.mix && `: ${Object.entries(users.mix).map(([name, share]) => `${percentText(share, 0)} ${name.replaceAll('/', ' or ')}`).join(', ')}`, title: users.title })}</p>
          {proposal.shortfalls.map((text) => <p key={text}><Mark tone="warn" word={text} size={13} /></p>)}
          {proposal.shortfalls.length === 0 && <p><Mark tone="calm" word={words.allPlanWants} size={13} /></p>}
          <ul className={styles['list']}>{roster.filter(({ id }) => ids.has(id)).map(({ id, person, profile, experience }) => <li key={id}><strong>{person.name}</strong>: {profile}, {experience}</li>)}</ul>
        </div>
      )}
    </ReasonDialog>
  )
}
