/** One decision: exactly what will be frozen, who decides as what, who dissents and why. */
import { useState } from 'react'
import { actionsOf, authorityOf, decidersOf, frozen, type Standings } from '../../../shared/decide.ts'
import type { Phase } from '../../../shared/plan.ts'
import type { Decision } from '../../../shared/programme.ts'
import { useActs } from '../../act.tsx'
import { Button, controlStyles, Dialog, Segments, Select, TextField } from '../../parts/controls.tsx'
import { DialogActions } from '../../parts/dialog-actions.tsx'
import { hashText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { useBusy } from '../../parts/use-busy.ts'
import { Yes } from '../../parts/yes.tsx'
import { useView } from '../../store.ts'
import { fill } from '../../words/fill.ts'
import { common } from '../../words/common.ts'
import { decideDialog as words } from '../../words/programme.ts'
import styles from './dialogs.module.css'
import { FrozenTable } from './frozen-table.tsx'
import type { Present } from './use-programme.ts'
import { verdictWords } from '../../words/programme-states.ts'

type Dissent = { readonly id: number; readonly name: string; readonly why: string }
const whole = ({ name, why }: Dissent): boolean => name.trim() !== '' && why.trim().length >= 3

function DissentFields({ list, onChange }: { readonly list: readonly Dissent[]; readonly onChange: (list: readonly Dissent[]) => void }) {
  const change = (id: number, part: Partial<Dissent>): void => onChange(list.map((one) => (one.id === id ? { ...one, ...part } : one)))
  return (
    <div className={styles['stack']}>
      {list.map(({ id, name, why }) => (
        <div key={id} className={styles['dissent']}>
          <TextField label={words.whoDissents} value={name} onChange={(value) => change(id, { name: value })} autoFocus />
          <TextField label={words.why} value={why} onChange={(value) => change(id, { why: value })} />
          <Button look="quiet" aria-label={words.takeOutDissent(name === '' ? common.nobodyYet : name)} onPress={() => onChange(list.filter((one) => one.id !== id))}>{words.takeOut}</Button>
        </div>
      ))}
      <div><Button onPress={() => onChange([...list, { id: Math.max(0, ...list.map((one) => one.id)) + 1, name: '', why: '' }])}>{words.addADissent}</Button></div>
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
  const { verdict, text } = standings
  const evidence = frozen(phase, standings.standings, plan)
  const isAgainst = outcome === 'GO' && verdict?.state !== 'passes'
  const actions = actionsOf(phase, outcome, plan)
  const authority = authorityOf(role, phase, plan)
  const ready = reason.trim().length >= 3 && dissent.every(whole) && (!isAgainst || against)
  const [send, busy] = useBusy(async (how: 'decide' | 'propose') => {
    const done = how === 'propose'
      ? await act(words.theProposal, (client) => client.programme.propose({ phase: phase.id, outcome, reason: reason.trim() }), words.isProposed(outcome))
      : await act(words.theDecision, (client) => client.programme.decide({
        phase: phase.id, outcome, role, reason: reason.trim(), against: isAgainst,
        dissent: dissent.map(({ name, why }) => ({ name: name.trim(), why: why.trim() })), seen: Object.fromEntries(evidence.map(({ criterion, state }) => [criterion, state])),
      }), words.isDecided(outcome))
    if (done) onClose()
  })
  if (verdict === undefined || phase.decision === undefined) return undefined
  return (
    <Dialog title={phase.decision.title} onClose={onClose} wide>
      <div className={styles['rule']}><Mark {...verdictWords[verdict.state]} word={<strong>{fill(words.theRule, { word: verdict.state === 'undecided' ? words.isUndecided : verdictWords[verdict.state].word })}</strong>} /><span>{text}.</span></div>
      <Segments label={words.decision} options={outcomes.map((id) => ({ id, title: id }))} value={outcome} onChange={setOutcome} />
      {isAgainst && <Yes value={against} onChange={setAgainst}>{words.decideGoAgainstRule}</Yes>}
      <Select label={words.youDecideAs} options={roles.map((id) => ({ id, title: id }))} value={role} onChange={setRole} />
      {authority.length > 0 && <p className={controlStyles['text']}>{authority.join('; ')}</p>}
      <TextField label={common.reasonForRecord} value={reason} onChange={setReason} lines hint={words.whoReadsDecisionLater} />
      <DissentFields list={dissent} onChange={setDissent} />
      {actions.length > 0 && (
        <div className={controlStyles['text']}>{words.whatFollowsEachPress}<ul className={styles['actions']}>{actions.map(({ text: one }) => <li key={one}>{one}</li>)}</ul></div>
      )}
      <section className={styles['frozen']} aria-label={words.whatWillBeFrozen}>
        <h3>{words.thisIsFrozenWith}</h3>
        <FrozenTable evidence={evidence} wall={wall} />
        <p className={controlStyles['text']}>{fill(words.planVersionGatesCriteria, { hash: hashText(hash) })}</p>
      </section>
      <DialogActions onCancel={onClose} onAct={() => send('decide')} action={words.decide(outcome)} look={outcome === 'NO-GO' ? 'danger' : 'primary'} isDisabled={!ready} busy={busy}>
        <Button isDisabled={reason.trim().length < 3 || busy} onPress={() => void send('propose')}>{words.proposeIt}</Button>
      </DialogActions>
    </Dialog>
  )
}
