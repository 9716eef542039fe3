/** Replay: the plan's gates over recorded series, and a changed rule beside them, before it goes live. Issue 4, replay. */
import { useCallback, useContext, useEffect, useState } from 'react'
import type { ReplaySources } from '../../../shared/contract.ts'
import type { Plan } from '../../../shared/plan.ts'
import type { GateChange } from '../../../shared/replay.ts'
import { useActs, useMayAct } from '../../act.tsx'
import { Button, Empty } from '../../parts/controls.tsx'
import { failureOf, type Failure } from '../../parts/failure.ts'
import { Panel } from '../../parts/panel.tsx'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import { StoreContext, useView } from '../../store.ts'
import { HistoryPanel } from './history-panel.tsx'
import styles from './replay-screen.module.css'
import { Results } from './results.tsx'
import { asInPlan, changeOf, yamlOf, type Draft } from './rule.ts'
import { RulePanel, type Scope } from './rule-panel.tsx'
import { firstChoice, sourceOf, SourcePanel, type Choice } from './source-panel.tsx'
import { useHistory, useReplay } from './use-replay.ts'

function useSources(): { readonly sources?: ReplaySources; readonly failure?: Failure } {
  const { client } = useActs()
  const [read, setRead] = useState<{ readonly sources?: ReplaySources; readonly failure?: Failure }>({})
  useEffect(() => {
    const stop = new AbortController()
    client().replay.sources(undefined, { signal: stop.signal }).then(
      (sources) => setRead({ sources }),
      (error: unknown) => { if (!stop.signal.aborted) setRead({ failure: failureOf(error) }) },
    )
    return () => stop.abort()
  }, [client])
  return read
}

const chosenGates = (plan: Plan, scope: Scope, gate: string): readonly string[] =>
  scope === 'one' ? [gate] : plan.gates.filter(({ response }) => scope === 'all' || response === 'rollback').map(({ id }) => id)

function TakeOver({ changes }: { readonly changes: readonly GateChange[] }) {
  const { act } = useActs()
  const mayAct = useMayAct()
  const [asking, setAsking] = useState(false)
  const copy = (): void => void act('Copying', () => navigator.clipboard.writeText(yamlOf(changes)), 'The change is copied, as it stands in a plan file')
  return (
    <Panel title="The change">
      <pre className={styles['yaml']} aria-label="The change as YAML">{yamlOf(changes)}</pre>
      <div className={styles['actions']}>
        <Button onPress={copy}>Copy as YAML</Button>
        {mayAct && <Button look="primary" onPress={() => setAsking(true)}>Use it from now on…</Button>}
      </div>
      {asking && (
        <ReasonDialog
          title="Use the changed rules from now on" action="Use them" onClose={() => setAsking(false)}
          text="They are written into the plan’s file, and judge from the next second on, or after the run where one is under way."
          onAct={async (reason) => {
            const done = await act('Changing the plan', async (client) => {
              const applied = await client.replay.use({ changes: [...changes], reason })
              if (!applied.ok) throw new Error(applied.mistakes.map(({ line, message }) => `line ${line}: ${message}`).join('; '))
              return applied
            }, ({ from }) => (from === 'now' ? 'The changed rules judge from now on' : 'The changed rules judge once the run has ended'))
            return done !== undefined
          }}
        />
      )}
    </Panel>
  )
}

function Screen({ plan }: { readonly plan: Plan }) {
  const store = useContext(StoreContext)
  const { sources, failure } = useSources()
  const replay = useReplay()
  const history = useHistory()
  const [choice, setChoice] = useState<Choice>(firstChoice)
  const [scope, setScope] = useState<Scope>('one')
  const [gateId, setGateId] = useState(plan.gates.find(({ response }) => response === 'rollback')?.id ?? plan.gates[0]?.id ?? '')
  const [drafts, setDrafts] = useState<Readonly<Record<string, Draft>>>({})
  const gate = plan.gates.find(({ id }) => id === gateId) ?? plan.gates[0]
  const onDraft = useCallback((draft: Draft) => setDrafts((all) => ({ ...all, [gateId]: draft })), [gateId])
  if (gate === undefined) return undefined
  const read = plan.gates.map((one) => changeOf(one, drafts[one.id] ?? asInPlan))
  const changes = read.flatMap(({ change }) => change ?? [])
  const mistaken = read.some(({ mistakes }) => Object.keys(mistakes).length > 0)
  const source = sourceOf(choice, sources, store?.get().frame?.wall ?? Date.now())
  const { task } = replay
  const gates = chosenGates(plan, scope, gate.id)
  const start = (): void => {
    const now = sourceOf(choice, sources, store?.get().frame?.wall ?? Date.now())
    if (now) void replay.start({ source: now, gates, changes: changes.filter((change) => gates.includes(change.gate)) })
  }
  return (
    <div className={styles['screen']}>
      <h1 className={styles['title']}>Replay</h1>
      <div className={styles['grid']}>
        <div className={styles['side']}>
          <SourcePanel plan={plan} choice={choice} sources={sources} onChange={setChoice} />
          <RulePanel
            plan={plan} gate={gate} draft={drafts[gate.id] ?? asInPlan} mistakes={changeOf(gate, drafts[gate.id] ?? asInPlan).mistakes} scope={scope} changed={changes.length}
            onGate={setGateId} onDraft={onDraft} onScope={setScope}
          />
          <div className={styles['actions']}>
            {task.state === 'running'
              ? <><Button onPress={replay.cancel}>Cancel</Button><span role="status">{Math.round(task.done * 100)} % judged</span></>
              : <Button look="primary" isDisabled={source === undefined || mistaken} onPress={start}>Replay</Button>}
          </div>
          {changes.length > 0 && <TakeOver changes={changes} />}
        </div>
        <div className={styles['main']}>
          {failure && <Panel title="Not readable now"><Empty title={failure.what}>{failure.todo}</Empty></Panel>}
          {task.state === 'idle' && <Panel title="Result"><Empty title="Nothing replayed yet">Choose samples and a gate, change its rule if you like, and press Replay. Nothing here touches the deployment.</Empty></Panel>}
          {task.state === 'running' && <Panel title="Result"><Empty title="Judging second by second…">The console goes on watching meanwhile.</Empty></Panel>}
          {task.state === 'failed' && (
            <Panel title="Not replayed">
              <div role="alert"><ul className={styles['mistakes']}>{task.failure.what.split('; ').map((line) => <li key={line}>{line}</li>)}</ul></div>
              <p className={styles['todo']}>{task.failure.todo}</p>
            </Panel>
          )}
          {task.state === 'done' && <Results plan={plan} result={task.result} />}
          <HistoryPanel task={history.task} onStart={() => void history.start(changes)} onCancel={history.cancel} />
        </div>
      </div>
    </div>
  )
}

export function ReplayScreen() {
  const plan = useView((view) => view.opened?.plan)
  return plan && <Screen plan={plan} />
}
