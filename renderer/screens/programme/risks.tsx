/** The risk register: the plan's risks with owner, likelihood, impact and how far the mitigation is; a matrix beside it. */
import { useState } from 'react'
import { levels, mitigations } from '../../../shared/programme-entries.ts'
import type { PlanRisk } from '../../../shared/plan.ts'
import type { RiskState } from '../../../shared/programme.ts'
import { useActs } from '../../act.tsx'
import { Button, Dialog, Segments, TextField } from '../../parts/controls.tsx'
import { DialogActions } from '../../parts/dialog-actions.tsx'
import { countText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { useBusy } from '../../parts/use-busy.ts'
import { fill } from '../../words/fill.ts'
import { common } from '../../words/common.ts'
import { risks as words } from '../../words/programme.ts'
import styles from './risks.module.css'
import type { Present } from './use-programme.ts'

type Level = (typeof levels)[number]
type Now = { readonly risk: PlanRisk; readonly state: RiskState | undefined; readonly likelihood: Level; readonly impact: Level; readonly mitigation: RiskState['mitigation']; readonly owner: string }

const weight = { low: 1, medium: 2, high: 3 } as const
const gravity = ({ likelihood, impact }: Pick<Now, 'likelihood' | 'impact'>): number => weight[likelihood] * weight[impact]
const tones = { open: 'warn', 'under way': 'busy', 'in place': 'calm' } as const

const asIs = (risk: PlanRisk, state: RiskState | undefined): Now => ({
  risk, state, likelihood: state?.likelihood ?? risk.likelihood, impact: state?.impact ?? risk.impact, mitigation: state?.mitigation ?? 'open', owner: state?.owner ?? risk.owner ?? '',
})

function RiskDialog({ now, onClose }: { readonly now: Now; readonly onClose: () => void }) {
  const { act } = useActs()
  const [likelihood, setLikelihood] = useState(now.likelihood)
  const [impact, setImpact] = useState(now.impact)
  const [mitigation, setMitigation] = useState(now.mitigation)
  const [owner, setOwner] = useState(now.owner)
  const [note, setNote] = useState('')
  const [review, setReview] = useState(now.state?.review ?? '')
  const badDate = review !== '' && (!/^\d{4}-\d{2}-\d{2}$/.test(review) || Number.isNaN(Date.parse(review)))
  const [save, busy] = useBusy(async () => {
    const done = await act(words.theRisk, (client) => client.programme.risk({ risk: now.risk.id, likelihood, impact, mitigation, owner: owner.trim(), ...(note.trim() !== '' && { note: note.trim() }), ...(review !== '' && { review }) }), words.updated(now.risk.title))
    if (done) onClose()
  })
  return (
    <Dialog title={now.risk.title} onClose={onClose}>
      <p>{now.risk.mitigation}</p>
      <div>{words.likelihood}{' '}<Segments label={words.likelihood} options={levels.map((id) => ({ id, title: id }))} value={likelihood} onChange={setLikelihood} /></div>
      <div>{words.impact}{' '}<Segments label={words.impact} options={levels.map((id) => ({ id, title: id }))} value={impact} onChange={setImpact} /></div>
      <div>{words.mitigation}{' '}<Segments label={words.mitigation} options={mitigations.map((id) => ({ id, title: id }))} value={mitigation} onChange={setMitigation} /></div>
      <TextField label={words.owner} value={owner} onChange={setOwner} />
      <TextField label={words.note} value={note} onChange={setNote} lines />
      <TextField label={words.reviewOn} value={review} onChange={setReview} placeholder="2026-01-12" error={badDate ? words.dateFormat : undefined} />
      <DialogActions onCancel={onClose} onAct={save} action={words.record} isDisabled={badDate} busy={busy} />
    </Dialog>
  )
}

function Matrix({ all }: { readonly all: readonly Now[] }) {
  return (
    <table className={styles['matrix']}>
      <caption>{words.likelihoodImpactNumbersRisks}</caption>
      <thead><tr><td />{levels.map((impact) => <th key={impact} scope="col">{fill(words.impactImpact, { impact })}</th>)}</tr></thead>
      <tbody>
        {levels.toReversed().map((likelihood) => (
          <tr key={likelihood}>
            <th scope="row">{likelihood}</th>
            {levels.map((impact) => {
              const here = all.flatMap((one, index) => (one.likelihood === likelihood && one.impact === impact ? [index + 1] : []))
              return <td key={impact} data-gravity={gravity({ likelihood, impact }) >= 6 ? 'high' : gravity({ likelihood, impact }) >= 3 ? 'medium' : 'low'}>{here.join(', ')}</td>
            })}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

export function Risks({ present: { plan, programme, wall }, mayAct }: { readonly present: Present; readonly mayAct: boolean }) {
  const [asked, setAsked] = useState<Now>()
  const all = plan.risks.map((risk) => asIs(risk, programme.risks[risk.id])).toSorted((a, b) => gravity(b) - gravity(a))
  const open = all.filter((one) => gravity(one) >= 6 && one.mitigation !== 'in place').length
  const today = new Date(wall).toISOString().slice(0, 10)
  if (all.length === 0) return undefined
  return (
    <Panel flush title={words.risks} aside={open === 0 ? words.everyGraveRiskMitigation : words.withoutMitigationPlace(countText(open, words.graveRisk))}>
      <div className={styles['risks']}>
        <table className={styles['list']}>
          <thead><tr><th>{words.risk}</th><th>{words.likelihoodImpact}</th><th>{words.mitigation}</th><th>{words.owner}</th>{mayAct && <td />}</tr></thead>
          <tbody>
            {all.map((now, index) => {
              const { risk, likelihood, impact, mitigation, owner, state } = now
              return (
                <tr key={risk.id}>
                  <th scope="row">{index + 1}. {risk.title}<small>{risk.mitigation}{state?.note !== undefined && ` · ${state.note}`}</small></th>
                  <td className={styles['level']}>{likelihood} × {impact}</td>
                  <td><Mark tone={tones[mitigation]} word={mitigation} size={12} />{state?.review !== undefined && <small>{state.review < today ? words.reviewOverdueSince : words.reviewOnWord} {state.review}</small>}</td>
                  <td>{owner === '' ? <span className={styles['none']}>{common.nobodyYet}</span> : owner}</td>
                  {mayAct && <td className={styles['act']}><Button aria-label={words.updateTheRisk(risk.title)} onPress={() => setAsked(now)}>{words.updateAsk}</Button></td>}
                </tr>
              )
            })}
          </tbody>
        </table>
        <Matrix all={all} />
      </div>
      {asked && <RiskDialog now={asked} onClose={() => setAsked(undefined)} />}
    </Panel>
  )
}
