/** One decision: exactly what will be frozen, who decides as what, who dissents and why. */
import { useState } from 'react'
import { actionsOf, authorityOf, decidersOf, frozen, type Standings } from '../../../shared/decide.ts'
import type { Phase } from '../../../shared/plan.ts'
import type { Decision } from '../../../shared/programme.ts'
import { useActs } from '../../act.tsx'
import { Actions, Button, controlStyles, Dialog, Segments, Select, TextField } from '../../parts/controls.tsx'
import { hashText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { Yes } from '../../parts/yes.tsx'
import { useView } from '../../store.ts'
import styles from './dialogs.module.css'
import { FrozenTable } from './frozen-table.tsx'
import type { Present } from './use-programme.ts'
import { verdictWords } from './words.ts'

type Dissent = { readonly id: number; readonly name: string; readonly why: string }
const whole = ({ name, why }: Dissent): boolean => name.trim() !== '' && why.trim().length >= 3

function DissentFields({ list, onChange }: { readonly list: readonly Dissent[]; readonly onChange: (list: readonly Dissent[]) => void }) {
  const change = (id: number, part: Partial<Dissent>): void => onChange(list.map((one) => (one.id === id ? { ...one, ...part } : one)))
  return (
    <div className={styles['stack']}>
      {list.map(({ id, name, why }) => (
        <div key={id} className={styles['dissent']}>
          <TextField label="Who dissents" value={name} onChange={(value) => change(id, { name: value })} autoFocus />
          <TextField label="Why" value={why} onChange={(value) => change(id, { why: value })} />
          <Button look="quiet" aria-label={`Take out the dissent of ${name === '' ? 'nobody yet' : name}`} onPress={() => onChange(list.filter((one) => one.id !== id))}>Take out</Button>
        </div>
      ))}
      <div><Button onPress={() => onChange([...list, { id: Math.max(0, ...list.map((one) => one.id)) + 1, name: '', why: '' }])}>Add a dissent</Button></div>
    </div>
  )
}

export function DecideDialog({ present: { plan, wall }, phase, standings, onClose }: { readonly present: Present; readonly phase: Phase; readonly standings: Standings; readonly onClose: () => void }) {
  const { act } = useActs()
  const hash = useView((view) => view.opened?.hash ?? '')
  const outcomes = phase.decision?.outcomes ?? []
  const roles = decidersOf(phase, plan)
  const [outcome, setOutcome] = useState<Decision['outcome']>(standings.verdict?.state === 'passes' ? 'GO' : (outcomes.find((one) => one !== 'GO') ?? 'GO'))
  const [role, setRole] = useState(roles[0] ?? '')
  const [reason, setReason] = useState('')
  const [dissent, setDissent] = useState<readonly Dissent[]>([])
  const [against, setAgainst] = useState(false)
  const [busy, setBusy] = useState(false)
  const { verdict, text } = standings
  if (verdict === undefined || phase.decision === undefined) return undefined
  const evidence = frozen(phase, standings.standings, plan)
  const isAgainst = outcome === 'GO' && verdict.state !== 'passes'
  const actions = actionsOf(phase, outcome, plan)
  const authority = authorityOf(role, phase, plan)
  const ready = reason.trim().length >= 3 && dissent.every(whole) && (!isAgainst || against) && !busy
  const send = (how: 'decide' | 'propose') => async (): Promise<void> => {
    setBusy(true)
    const done = how === 'propose'
      ? await act('The proposal', (client) => client.programme.propose({ phase: phase.id, outcome, reason: reason.trim() }), `${outcome} is proposed`)
      : await act('The decision', (client) => client.programme.decide({
        phase: phase.id, outcome, role, reason: reason.trim(), against: isAgainst,
        dissent: dissent.map(({ name, why }) => ({ name: name.trim(), why: why.trim() })), seen: Object.fromEntries(evidence.map(({ criterion, state }) => [criterion, state])),
      }), `${outcome} is decided`)
    setBusy(false)
    if (done) onClose()
  }
  return (
    <Dialog title={phase.decision.title} onClose={onClose} wide>
      <div className={styles['rule']}><Mark {...verdictWords[verdict.state]} word={<strong>The rule {verdict.state === 'undecided' ? 'is undecided' : verdictWords[verdict.state].word}</strong>} /><span>{text}.</span></div>
      <Segments label="Decision" options={outcomes.map((id) => ({ id, title: id }))} value={outcome} onChange={setOutcome} />
      {isAgainst && <Yes value={against} onChange={setAgainst}>Decide GO against the rule; the reason below says why</Yes>}
      <Select label="You decide as" options={roles.map((id) => ({ id, title: id }))} value={role} onChange={setRole} />
      {authority.length > 0 && <p className={controlStyles['text']}>{authority.join('; ')}</p>}
      <TextField label="Reason, for the record" value={reason} onChange={setReason} lines hint="Who reads the decision later sees it." />
      <DissentFields list={dissent} onChange={setDissent} />
      {actions.length > 0 && (
        <div className={controlStyles['text']}>What follows, each by a press of its own afterwards:<ul className={styles['actions']}>{actions.map(({ text: one }) => <li key={one}>{one}</li>)}</ul></div>
      )}
      <section className={styles['frozen']} aria-label="What will be frozen">
        <h3>This is frozen with it</h3>
        <FrozenTable evidence={evidence} wall={wall} />
        <p className={controlStyles['text']}>Plan {hashText(hash)}: the version of gates, criteria and rules.</p>
      </section>
      <Actions>
        <Button look="quiet" onPress={onClose}>Cancel</Button>
        <Button isDisabled={reason.trim().length < 3 || busy} onPress={() => void send('propose')()}>Propose it</Button>
        <Button look={outcome === 'NO-GO' ? 'danger' : 'primary'} isDisabled={!ready} onPress={() => void send('decide')()}>{busy ? 'Sending…' : `Decide ${outcome}`}</Button>
      </Actions>
    </Dialog>
  )
}
