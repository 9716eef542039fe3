/** Builds a plan of one's own: each connection is tested as it is entered, the text is read before it is used. */
import { useState } from 'react'
import type { BuiltPlan, Secrets, TargetDraft, TargetKind } from '../../../shared/contract.ts'
import { useActs } from '../../act.tsx'
import { Button, Empty, TextField } from '../../parts/controls.tsx'
import { countText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { go } from '../../route.ts'
import { saveFile } from '../benchmarks/save-file.ts'
import { MistakeTable } from '../plan/mistake-table.tsx'
import styles from './plan-builder.module.css'
import { TargetForm } from './target-form.tsx'
import { usePlanDraft, type PlanDraft } from './use-plan-draft.ts'

type BuilderProps = { readonly kinds: readonly TargetKind[]; readonly secrets: Secrets; readonly file: string; readonly onSecret: () => void }

/** What a rollback needs, and who brings it. Without one its steps ask a person; the plan is valid all the same. */
const needed = [
  { id: 'blue', text: 'blue’s application: who is rolled back to', isMet: ({ kind, fields }: TargetDraft) => kind === 'app' && fields['environment'] === 'blue' },
  { id: 'green', text: 'green’s application: who is watched', isMet: ({ kind, fields }: TargetDraft) => kind === 'app' && fields['environment'] === 'green' },
  { id: 'balancer', text: 'the balancer: what is switched', isMet: ({ kind }: TargetDraft) => kind === 'haproxy' || kind === 'nginx' },
] as const

function Needs({ targets }: Pick<PlanDraft, 'targets'>) {
  return (
    <ul aria-label="What a rollback needs">
      {needed.map(({ id, text, isMet }) => {
        const met = targets.some(({ draft }) => isMet(draft))
        return <li key={id}><Mark tone={met ? 'calm' : 'off'} word={`${text}${met ? '' : ' (not yet)'}`} size={13} /></li>
      })}
    </ul>
  )
}

function Built({ built, title, file, onUsed }: { readonly built: BuiltPlan; readonly title: string; readonly file: string; readonly onUsed: () => void }) {
  const { act } = useActs()
  const [busy, setBusy] = useState(false)
  if (!built.ok)
    return (
      <Panel flush title="The plan is not valid yet" aside={<Mark tone="bad" word={countText(built.mistakes.length + built.fields.length, 'mistake')} size={13} />}>
        {built.fields.map(({ target, message, mend }) => <p key={`${target} ${message}`} role="alert">{target}: {message}. {mend}</p>)}
        {built.mistakes.length > 0 && <MistakeTable mistakes={built.mistakes} />}
      </Panel>
    )
  const use = async (): Promise<void> => {
    setBusy(true)
    const told = await act('Using the plan', (client) => client.plan.use({ text: built.text, way: 'built' }), (answer) => (answer.ok ? `${title} is in use ${answer.from}` : 'The plan was refused: see the mistakes'))
    setBusy(false)
    if (told?.answer.ok === true) onUsed()
  }
  const name = `${title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-|-$/g, '') || 'plan'}.yaml`
  return (
    <Panel title="The plan, as it will be written" aside={`${countText(built.text.split('\n').length, 'line')}, ${countText(built.findings.length, 'remark')} of its linter`}>
      <div className={styles['panel']}>
        <div className={styles['acts']}>
          <Button look="primary" isDisabled={busy} onPress={() => void use()}>{busy ? 'Taking it into use…' : 'Use this plan'}</Button>
          <Button onPress={() => saveFile({ name, type: 'application/yaml', text: built.text })}>Save a copy…</Button>
        </div>
        <p className={styles['note']}>In use it lies in <code>{file}</code>. A copy goes wherever you save it; <code>npm start -- --plan {name}</code> opens that one, and follows its changes.</p>
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, by the keyboard too */}
        <pre className={styles['text']} tabIndex={0} aria-label="Text of the plan">{built.text}</pre>
      </div>
    </Panel>
  )
}

export function PlanBuilder({ kinds, secrets, file, onSecret }: BuilderProps) {
  const { act } = useActs()
  const { plan, change, forget } = usePlanDraft(kinds)
  const [editing, setEditing] = useState<TargetDraft | 'new'>()
  const [built, setBuilt] = useState<BuiltPlan>()
  const [busy, setBusy] = useState(false)
  const { title, targets } = plan
  const changed = (more: Partial<PlanDraft>): void => {
    change(more)
    setBuilt(undefined)
  }
  const build = async (): Promise<void> => {
    setBusy(true)
    const told = await act('Building the plan', (client) => client.plan.build({ title: title.trim(), drafts: targets.map(({ draft }) => draft) }), (answer) => (answer.ok ? 'The plan is valid: read it, then use it' : 'The plan is not valid yet'))
    setBusy(false)
    if (told) setBuilt(told.answer)
  }
  const keep = (draft: TargetDraft, words: string, ok: boolean): void => {
    const one = { draft, words, ok }
    changed({ targets: targets.some((target) => target.draft.id === draft.id) ? targets.map((target) => (target.draft.id === draft.id ? one : target)) : [...targets, one] })
    setEditing(undefined)
  }
  if (editing !== undefined)
    return <TargetForm key={editing === 'new' ? 'new' : editing.id} kinds={kinds} secrets={secrets} blocked={undefined} onSecret={onSecret} {...(editing !== 'new' && { present: editing })} onSaved={() => undefined} onKeep={keep} onCancel={() => setEditing(undefined)} />
  return (
    <div className={styles['columns']}>
      <div className={styles['stack']}>
        <Panel title="1. Name it">
          <TextField label="Title of the plan" value={title} onChange={(next) => changed({ title: next })} placeholder="Orders: from monolith to services" hint="It stands in the bar and on every report." />
        </Panel>
        <Panel title="2. Connect your systems" aside={countText(targets.length, 'connection')}>
          <div className={styles['panel']}>
            <Needs targets={targets} />
            {targets.length === 0
              ? <Empty title="No connection yet">Each is tested as you enter it. A test connects once, reads, and writes nothing there.</Empty>
              : (
                <ul className={styles['list']} aria-label="Connections of the plan">
                  {targets.map(({ draft, words, ok }) => (
                    <li key={draft.id}>
                      <span><strong>{draft.id}</strong><small>{kinds.find(({ kind }) => kind === draft.kind)?.title ?? draft.kind}</small></span>
                      <Button aria-label={`Change ${draft.id}`} onPress={() => setEditing(draft)}>Change…</Button>
                      <Button look="quiet" aria-label={`Take out ${draft.id}`} onPress={() => changed({ targets: targets.filter((one) => one.draft.id !== draft.id) })}>Take out</Button>
                      <p className={styles['found']}><Mark tone={ok ? 'calm' : 'warn'} word={words} size={13} /></p>
                    </li>
                  ))}
                </ul>
              )}
            <div className={styles['acts']}><Button look={targets.length === 0 ? 'primary' : 'plain'} onPress={() => setEditing('new')}>Connect a system…</Button></div>
          </div>
        </Panel>
        <Panel title="3. Read it, use it">
          <div className={styles['panel']}>
            <p className={styles['note']}>Phases, gates, steps and people are those of the built-in plan: change them in the file afterwards, line by line. What only the practice lab has is left out: its benchmarks, checkpoints and logs.</p>
            <div className={styles['acts']}>
              <Button look={targets.length > 0 && title.trim() !== '' ? 'primary' : 'plain'} isDisabled={busy || targets.length === 0 || title.trim() === ''} onPress={() => void build()}>{busy ? 'Building…' : 'Build the plan'}</Button>
              <Button look="quiet" onPress={() => go('live')}>Not now</Button>
            </div>
          </div>
        </Panel>
      </div>
      {built
        ? <Built built={built} title={title.trim()} file={file} onUsed={() => { forget(); go('live') }} />
        : <Panel title="The plan, as it will be written"><Empty title="Nothing is built yet">Name it and connect one system at least; then it is built, checked, and shown before anything is written.</Empty></Panel>}
    </div>
  )
}
