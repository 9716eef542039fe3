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
import { fill } from '../../words/fill.ts'
import { common } from '../../words/common.ts'
import { replayScreen as words } from '../../words/replay.ts'
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
  const copy = (): void => void act(words.copying, () => navigator.clipboard.writeText(yamlOf(changes)), words.changeCopiedStandsPlan)
  return (
    <Panel title={words.theChange}>
      <pre className={styles['yaml']} aria-label={words.theChangeAsYaml}>{yamlOf(changes)}</pre>
      <div className={styles['actions']}>
        <Button onPress={copy}>{words.copyAsYaml}</Button>
        {mayAct && <Button look="primary" onPress={() => setAsking(true)}>{words.toUseItFromNow}</Button>}
      </div>
      {asking && (
        <ReasonDialog
          title={words.toUseChangedRulesNow} action={words.toUseThem} onClose={() => setAsking(false)}
          text={words.theyWrittenIntoPlans}
          onAct={async (reason) => {
            const done = await act(words.changingThePlan, async (client) => {
              const applied = await client.replay.use({ changes: [...changes], reason })
              if (!applied.ok) throw new Error(applied.mistakes.map(({ line, message }) => words.line(line, message)).join('; '))
              return applied
            }, ({ from }) => (from === 'now' ? words.changedRulesJudgeNow : words.changedRulesJudgeOnce))
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
      <h1 className={styles['title']}>{words.replay}</h1>
      <div className={styles['grid']}>
        <div className={styles['side']}>
          <SourcePanel plan={plan} choice={choice} sources={sources} onChange={setChoice} />
          <RulePanel
            plan={plan} gate={gate} draft={drafts[gate.id] ?? asInPlan} mistakes={changeOf(gate, drafts[gate.id] ?? asInPlan).mistakes} scope={scope} changed={changes.length}
            onGate={setGateId} onDraft={onDraft} onScope={setScope}
          />
          <div className={styles['actions']}>
            {task.state === 'running'
              ? <><Button onPress={replay.cancel}>{common.cancel}</Button><span role="status">{fill(words.judged, { done: Math.round(task.done * 100) })}</span></>
              : <Button look="primary" isDisabled={source === undefined || mistaken} onPress={start}>{words.replay}</Button>}
          </div>
          {changes.length > 0 && <TakeOver changes={changes} />}
        </div>
        <div className={styles['main']}>
          {failure && <Panel title={words.notReadableNow}><Empty title={failure.what}>{failure.todo}</Empty></Panel>}
          {task.state === 'idle' && <Panel title={words.result}><Empty title={words.nothingReplayedYet}>{words.chooseSamplesGateChange}</Empty></Panel>}
          {task.state === 'running' && <Panel title={words.result}><Empty title={words.judgingSecondBySecondAsk}>{words.consoleGoesWatchingMeanwhile}</Empty></Panel>}
          {task.state === 'failed' && (
            <Panel title={words.notReplayed}>
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
