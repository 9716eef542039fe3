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
import styles from './decisions.module.css'
import type { Present } from './use-programme.ts'
import { outcomeTone } from './words.ts'

const doWords = { extend: 'Extend…', repeat: 'Repeat…', restart: 'Restart…', rollback: 'Roll back…' } as const
const effects = {
  extend: 'The phase ends later, and all that follows with it.',
  repeat: 'The phase begins anew, with its full length. Evidence from before counts no more.',
  restart: 'The programme begins anew with its first phase. Evidence from before counts no more.',
  rollback: 'This opens the rollback at once: users are moved as soon as its first steps are done.',
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
            {done ? <Mark tone="calm" word={<>set off by {done.by}{done.run !== undefined && <>, <a href={addressOf('rollback', done.run)}>{done.run}</a></>}</>} size={12} /> : does && mayAct && <Button look={does === 'rollback' ? 'danger' : 'plain'} onPress={() => setAsked(index)}>{doWords[does]}</Button>}
          </li>
        )
      })}
      {asked !== undefined && action?.does && (
        <ReasonDialog
          title={action.text} text={effects[action.does]} action={action.does === 'rollback' ? 'Roll back now' : 'Do it'} danger={action.does === 'rollback'} onClose={() => setAsked(undefined)}
          onAct={async (reason) => (await act('The action', (client) => client.programme.carry({ decision: id, action: asked, reason }), ({ run }) => (run === undefined ? `Done: ${action.text}` : `Rollback ${run} has begun`))) !== undefined}
        />
      )}
    </ul>
  )
}

type OneProps = { readonly decision: Decision; readonly inForce: boolean; readonly began: number | undefined; readonly wall: number; readonly mayAct: boolean }

function One({ decision, inForce, began, wall, mayAct }: OneProps) {
  const { act } = useActs()
  const [withdrawing, setWithdrawing] = useState(false)
  const { id, outcome, by, role, authority, at, why, verdict, against, dissent, evidence, plan, withdrawn, actions } = decision
  const used = began !== undefined && began >= at
  const stale = inForce && outcome === 'GO' && !used ? decayOf(decision, wall) : []
  return (
    <li className={styles['one']} data-gone={!inForce || undefined}>
      <div className={styles['head']}>
        <Mark tone={outcomeTone(decision)} word={<strong>{outcome}</strong>} />
        <span>{against && 'against the rule, '}by {by} as {role}</span>
        <span className={styles['dim']}><Time at={at} full /></span>
      </div>
      {withdrawn && <p><Mark tone="warn" word="withdrawn" size={12} /> by {withdrawn.by}: {withdrawn.why}</p>}
      {stale.length > 0 && <p role="status"><Mark tone="bad" word="decayed" size={12} /> {stale.map(({ title }) => title).join(', ')} went stale since. Decide anew.</p>}
      <p>{why}</p>
      <p className={styles['dim']}>{verdict.text}{authority.length > 0 && ` · ${authority.join('; ')}`}</p>
      {dissent.map(({ name, why: reason }) => <p key={name}><Mark tone="warn" word={`${name} dissents`} size={12} />: {reason}</p>)}
      {actions.length > 0 && <Actions decision={decision} mayAct={mayAct && inForce} />}
      <details><summary>Frozen: {countText(evidence.length, 'criterion', 'criteria')}, plan {hashText(plan)}</summary><FrozenTable evidence={evidence} wall={wall} /></details>
      {mayAct && inForce && mayWithdraw(decision, began) && <div><Button look="quiet" onPress={() => setWithdrawing(true)}>Withdraw…</Button></div>}
      {withdrawing && (
        <ReasonDialog
          title={`Withdraw the ${outcome}`} text="The decision stays on the record; this goes beside it. Nothing has followed from it yet." action="Withdraw it" onClose={() => setWithdrawing(false)}
          onAct={async (reason) => (await act('The withdrawal', (client) => client.programme.withdraw({ decision: id, reason }), `The ${outcome} is withdrawn`)) !== undefined}
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
    <Panel flush title="Decisions" aside={phase.decision?.title ?? 'none is due here'}>
      {proposal && <p className={styles['said']}><Mark tone="busy" word={`${proposal.outcome} proposed`} size={12} /> by {proposal.by}: {proposal.why}</p>}
      {own.length === 0
        ? <p className={styles['said']}>{phase.decision ? 'None yet. A decision freezes what its criteria say at that moment.' : 'This phase ends without a decision.'}</p>
        : <ol className={styles['all']}>{own.map((one) => <One key={one.id} decision={one} inForce={one === inForce} began={began} wall={wall} mayAct={mayAct} />)}</ol>}
    </Panel>
  )
}
