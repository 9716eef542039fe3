/** Which gates are replayed, and one gate's rule to change, with the plan's own figures beside. */
import { durationText } from '../../../shared/duration.ts'
import { metricInfo } from '../../../shared/metrics.ts'
import type { Gate, Plan } from '../../../shared/plan.ts'
import { Button, Segments, Select, TextField } from '../../parts/controls.tsx'
import { conditionText } from '../../parts/format.ts'
import { Panel } from '../../parts/panel.tsx'
import { asInPlan, barText, barUnit, timeText, times, type Draft, type Mistakes } from './rule.ts'
import { fill } from '../../words/fill.ts'
import { rulePanel as words } from '../../words/replay.ts'
import styles from './side.module.css'

const scopes = [{ id: 'one', title: words.thisGate }, { id: 'rollback', title: words.allThatRollBack }, { id: 'all', title: words.allGates }] as const
export type Scope = (typeof scopes)[number]['id']

const timeTitles = { for: words.for, window: words.window, keepFiringFor: words.keepsFiring } as const

type RulePanelProps = {
  readonly plan: Plan
  readonly gate: Gate
  readonly draft: Draft
  readonly mistakes: Mistakes
  readonly scope: Scope
  readonly changed: number
  readonly onGate: (id: string) => void
  readonly onDraft: (draft: Draft) => void
  readonly onScope: (scope: Scope) => void
}

export function RulePanel({ plan, gate, draft, mistakes, scope, changed, onGate, onDraft, onScope }: RulePanelProps) {
  const { unit } = barUnit(gate)
  const isChanged = Object.values(draft).some((text) => text.trim() !== '')
  return (
    <Panel title={words.rule} aside={changed > 0 && (changed === 1 ? words.oneRuleChanged : words.rulesChanged(changed))}>
      <div className={styles['stack']}>
        <Select label={words.gate} options={plan.gates.map(({ id, title }) => ({ id, title }))} value={gate.id} onChange={onGate} />
        <p className={styles['note']}>
          {fill(words.badWhileThenPlan, { title: metricInfo(gate.metric).title, statistic: gate.statistic, condition: conditionText(gate, plan.baselines), response: gate.response, duration: durationText(gate.window), part: gate.for === 0 ? 'at once' : words.heldFor(durationText(gate.for)) })}
        </p>
        <div className={styles['fields']}>
          <TextField
            label={words.bar(unit)} value={draft.bar} onChange={(bar) => onDraft({ ...draft, bar })} placeholder={barText(gate)} error={mistakes.bar} hint={words.plan(barText(gate), unit)}
          />
          {times.map((key) => (
            <TextField
              key={key} label={timeTitles[key]} value={draft[key]} onChange={(text) => onDraft({ ...draft, [key]: text })} placeholder={timeText(gate[key])} error={mistakes[key]} hint={words.planTime(timeText(gate[key]))}
            />
          ))}
        </div>
        {isChanged && <div><Button look="quiet" onPress={() => onDraft(asInPlan)}>{words.backPlansRule}</Button></div>}
        <div className={styles['labelled']}>
          <span className={styles['label']}>{words.replay}</span>
          <Segments label={words.gatesToReplay} options={scopes} value={scope} onChange={onScope} />
        </div>
      </div>
    </Panel>
  )
}
