/** The decisions on a phase, newest first: who, why, against whom, what was frozen, and what follows. */
import { useState } from 'react'
import type { Phase } from '../../../shared/plan.ts'
import { decayOf, decisionInForce, mayWithdraw, type Decision } from '../../../shared/programme.ts'
import { useActs } from '../../act.tsx'
import { Button } from '../../parts/controls.tsx'
import { countText, hashText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import { Time } from '../../parts/time.tsx'
import { addressOf } from '../../route.ts'
import { FrozenTable } from './frozen-table.tsx'
import { fill } from '../../words/fill.ts'
import { decisions as words } from '../../words/programme.ts'
import styles from './decisions.module.css'
import type { Present } from './use-programme.ts'
import { outcomeTone } from '../../words/programme-states.ts'

const doWords = { extend: words.extendAsk, repeat: words.repeatAsk, restart: words.restartAsk, rollback: words.rollBackAsk } as const
const effects = {
  extend: words.phaseEndsLaterAll,
  repeat: words.phaseBeginsAnewFull,
  restart: words.programmeBeginsAnewFirst,
  rollback: words.opensRollbackOnceUsers,
} as const

function Actions({ decision, mayAct }: { readonly decision: Decision; readonly mayAct: boolean }) {
  const { act } = useActs()
  const [asked, setAsked] = useState<number>()
  const { actions, carried, id } = decision
  const action = asked === undefined ? undefined : actions[asked]
  return (
    <ul className={styles['actions']}>
      {actions.map(({ text, does }, index) => {
        const done = carried[index]
        return (
          <li key={text}>
            <span>{text}</span>
            {done ? <Mark tone="calm" word={<>{fill(words.setOffBy, { by: done.by, run: done.run !== undefined && <>, <a href={addressOf('rollback', done.run)}>{done.run}</a></> })}</>} size={12} /> : does && mayAct && <Button look={does === 'rollback' ? 'danger' : 'plain'} onPress={() => setAsked(index)}>{doWords[does]}</Button>}
          </li>
        )
      })}
      {asked !== undefined && action?.does && (
        <ReasonDialog
          title={action.text} text={effects[action.does]} action={action.does === 'rollback' ? words.rollBackNow : words.doIt} danger={action.does === 'rollback'} onClose={() => setAsked(undefined)}
          onAct={async (reason) => (await act(words.theAction, (client) => client.programme.carry({ decision: id, action: asked, reason }), ({ run }) => (run === undefined ? words.done(action.text) : words.rollbackHasBegun(run)))) !== undefined}
        />
      )}
    </ul>
  )
}

type OneProps = { readonly decision: Decision; readonly inForce: boolean; readonly began: number | undefined; readonly wall: number; readonly mayAct: boolean }

function One({ decision, inForce, began, wall, mayAct }: OneProps) {
  const { act } = useActs()
  const [withdrawing, setWithdrawing] = useState(false)
  const { id, outcome, by, role, authority, at, why, verdict, against, dissent, evidence, plan, withdrawn, overtaken, actions } = decision
  const used = began !== undefined && began >= at
  const stale = inForce && outcome === 'GO' && !used ? decayOf(decision, wall) : []
  return (
    <li className={styles['one']} data-gone={!inForce || undefined}>
      <div className={styles['head']}>
        <Mark tone={outcomeTone(decision)} word={<strong>{outcome}</strong>} />
        <span>{fill(words.byAs, { against: against && words.againstTheRule, by, role })}</span>
        <span className={styles['dim']}><Time at={at} full /></span>
      </div>
      {withdrawn && <p><Mark tone="warn" word="withdrawn" size={12} />{' '}{fill(words.by, { by: withdrawn.by, why: withdrawn.why })}</p>}
      {overtaken !== undefined && <p><Mark tone="warn" word={words.neverHeld} size={12} />: {overtaken}</p>}
      {stale.length > 0 && <p role="status"><Mark tone="bad" word="decayed" size={12} /> {fill(words.wentStaleSinceDecide, { stale: stale.map(({ title }) => title).join(', ') })}</p>}
      <p>{why}</p>
      <p className={styles['dim']}>{verdict.text}{authority.length > 0 && ` · ${authority.join('; ')}`}</p>
      {dissent.map(({ name, why: reason }) => <p key={name}><Mark tone="warn" word={words.dissents(name)} size={12} />: {reason}</p>)}
      {actions.length > 0 && <Actions decision={decision} mayAct={mayAct && inForce} />}
      <details><summary>{fill(words.frozenPlan, { count: countText(evidence.length, 'criterion', 'criteria'), hash: hashText(plan) })}</summary><FrozenTable evidence={evidence} wall={wall} /></details>
      {mayAct && inForce && mayWithdraw(decision, began) && <div><Button look="quiet" onPress={() => setWithdrawing(true)}>{words.withdrawAsk}</Button></div>}
      {withdrawing && (
        <ReasonDialog
          title={words.withdrawThe(outcome)} text={words.decisionStaysRecordGoes} action={words.withdrawIt} onClose={() => setWithdrawing(false)}
          onAct={async (reason) => (await act(words.theWithdrawal, (client) => client.programme.withdraw({ decision: id, reason }), words.theIsWithdrawn(outcome))) !== undefined}
        />
      )}
    </li>
  )
}

export function Decisions({ present: { programme, plan, wall }, phase, mayAct }: { readonly present: Present; readonly phase: Phase; readonly mayAct: boolean }) {
  const own = programme.decisions.filter((one) => one.phase === phase.id).toReversed()
  const inForce = decisionInForce(programme, phase.id)
  const proposal = programme.proposals[phase.id]
  const next = plan.phases[plan.phases.indexOf(phase) + 1]
  const began = next && programme.lives[next.id]?.spans.at(-1)?.from
  return (
    <Panel flush title={words.decisions} aside={phase.decision?.title ?? words.noneIsDueHere}>
      {proposal && <p className={styles['said']}><Mark tone="busy" word={words.proposed(proposal.outcome)} size={12} />{' '}{fill(words.by, { by: proposal.by, why: proposal.why })}</p>}
      {own.length === 0
        ? <p className={styles['said']}>{phase.decision ? words.noneYetDecisionFreezes : words.phaseEndsWithoutDecision}</p>
        : <ol className={styles['all']}>{own.map((one) => <One key={one.id} decision={one} inForce={one === inForce} began={began} wall={wall} mayAct={mayAct} />)}</ol>}
    </Panel>
  )
}
