/** Which gates are replayed, and one gate's rule to change, with the plan's own figures beside. */
import { durationText } from '../../../shared/duration.ts'
import { metricInfo } from '../../../shared/metrics.ts'
import type { Gate, Plan } from '../../../shared/plan.ts'
import { Button, Segments, Select, TextField } from '../../parts/controls.tsx'
import { conditionText } from '../../parts/format.ts'
import { Panel } from '../../parts/panel.tsx'
import { asInPlan, barText, barUnit, timeText, times, type Draft, type Mistakes } from './rule.ts'
import styles from './side.module.css'

export const scopes = [{ id: 'one', title: 'This gate' }, { id: 'rollback', title: 'All that roll back' }, { id: 'all', title: 'All gates' }] as const
export type Scope = (typeof scopes)[number]['id']

const timeTitles = { for: 'For', window: 'Window', keepFiringFor: 'Keeps firing' } as const

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
    <Panel title="Rule" aside={changed > 0 && (changed === 1 ? '1 rule changed' : `${changed} rules changed`)}>
      <div className={styles['stack']}>
        <Select label="Gate" options={plan.gates.map(({ id, title }) => ({ id, title }))} value={gate.id} onChange={onGate} />
        <p className={styles['note']}>
          {metricInfo(gate.metric).title} ({gate.statistic}), bad while {conditionText(gate, plan.baselines)}; then {gate.response}. In the plan: over {durationText(gate.window)}, {gate.for === 0 ? 'at once' : `for ${durationText(gate.for)}`}.
        </p>
        <div className={styles['fields']}>
          <TextField
            label={`Bar, ${unit}`} value={draft.bar} onChange={(bar) => onDraft({ ...draft, bar })} placeholder={barText(gate)} error={mistakes.bar} hint={`plan: ${barText(gate)} ${unit}`}
          />
          {times.map((key) => (
            <TextField
              key={key} label={timeTitles[key]} value={draft[key]} onChange={(text) => onDraft({ ...draft, [key]: text })} placeholder={timeText(gate[key])} error={mistakes[key]} hint={`plan: ${timeText(gate[key])}`}
            />
          ))}
        </div>
        {isChanged && <div><Button look="quiet" onPress={() => onDraft(asInPlan)}>Back to the plan’s rule</Button></div>}
        <div className={styles['labelled']}>
          <span className={styles['label']}>Replay</span>
          <Segments label="Gates to replay" options={scopes} value={scope} onChange={onScope} />
        </div>
      </div>
    </Panel>
  )
}
