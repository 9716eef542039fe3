/** Who comes by the plan, how fast, and who does what here. Plan: "Escalation Matrix", "24/7 On-Call Rotation". */
import { useState } from 'react'
import { durationText } from '../../../shared/duration.ts'
import type { Incident, IncidentRole } from '../../../shared/incident.ts'
import { incidentRoles } from '../../../shared/journal.ts'
import { useActs, useMayAct } from '../../act.tsx'
import { Button, Dialog, TextField } from '../../parts/controls.tsx'
import { DialogActions } from '../../parts/dialog-actions.tsx'
import { common } from '../../words/common.ts'
import { roleWords } from '../../words/entry-text.ts'
import { Panel } from '../../parts/panel.tsx'
import { useBusy } from '../../parts/use-busy.ts'
import { useView } from '../../store.ts'
import { peoplePanel as words } from '../../words/incidents.ts'
import styles from './people-panel.module.css'

const title = (role: IncidentRole): string => `${roleWords[role].charAt(0).toUpperCase()}${roleWords[role].slice(1)}`

function Assign({ incident, role, present, onClose }: { readonly incident: string; readonly role: IncidentRole; readonly present: string | undefined; readonly onClose: () => void }) {
  const { act } = useActs()
  const me = useView((view) => view.me?.name) ?? ''
  const [name, setName] = useState(present ?? me)
  const [give, busy] = useBusy(async (person: string | null) => {
    const done = await act(words.theRole, (client) => client.incidents.role({ incident, role, person }), person === null ? words.nobodyIsNow(roleWords[role]) : words.is(person, roleWords[role]))
    if (done) onClose()
  })
  return (
    <Dialog title={title(role)} onClose={onClose}>
      <TextField label={words.who} value={name} onChange={setName} autoFocus error={name.trim().length > 80 ? common.atMostCharacters(80) : undefined} />
      <DialogActions onCancel={onClose} onAct={() => give(name.trim())} action={words.giveTheRole} isDisabled={name.trim() === '' || name.trim().length > 80} busy={busy}>
        {present !== undefined && <Button isDisabled={busy} onPress={() => void give(null)}>{words.nobodyAnyMore}</Button>}
      </DialogActions>
    </Dialog>
  )
}

export function PeoplePanel({ incident }: { readonly incident: Incident }) {
  const mayAct = useMayAct()
  const people = useView((view) => view.opened?.plan.people)
  const [asked, setAsked] = useState<IncidentRole>()
  const escalation = people?.escalation.find(({ severity }) => severity === incident.severity)
  const open = incident.closedAt === undefined
  return (
    <Panel title={words.people} aside={escalation && `${incident.severity}: ${escalation.title}`}>
      {escalation && (
        <ol className={styles['path']} aria-label={words.whoCalledPlan}>
          {escalation.path.map((step) => {
            const onCall = people?.onCall.find((one) => one.title === step)
            return (
              <li key={step}>
                {step}
                {onCall && <span>{onCall.role}{onCall.respondWithin !== undefined && words.within(durationText(onCall.respondWithin))}</span>}
              </li>
            )
          })}
        </ol>
      )}
      <dl className={styles['roles']}>
        {incidentRoles.map((role) => (
          <div key={role}>
            <dt>{title(role)}</dt>
            <dd>{incident.roles?.[role] ?? <span className={styles['nobody']}>{common.nobodyYet}</span>}</dd>
            {mayAct && open && <dd><Button look="quiet" aria-label={words.assign(roleWords[role])} onPress={() => setAsked(role)}>{words.assignAsk}</Button></dd>}
          </div>
        ))}
      </dl>
      {asked && <Assign incident={incident.id} role={asked} present={incident.roles?.[asked]} onClose={() => setAsked(undefined)} />}
    </Panel>
  )
}
