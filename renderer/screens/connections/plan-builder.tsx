/** Builds a plan of one's own: each connection is tested as it is entered, the text is read before it is used. */
import { useState } from 'react'
import type { BuiltPlan, Secrets, TargetDraft, TargetKind } from '../../../shared/contract.ts'
import { useActs } from '../../act.tsx'
import { Button, Empty, TextField } from '../../parts/controls.tsx'
import { countText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { useBusy } from '../../parts/use-busy.ts'
import { go } from '../../route.ts'
import { saveFile } from '../benchmarks/save-file.ts'
import { MistakeTable } from '../plan/mistake-table.tsx'
import { fill } from '../../words/fill.ts'
import { planBuilder as say } from '../../words/connections.ts'
import styles from './plan-builder.module.css'
import { TargetForm } from './target-form.tsx'
import { usePlanDraft, type PlanDraft } from './use-plan-draft.ts'

type BuilderProps = { readonly kinds: readonly TargetKind[]; readonly secrets: Secrets; readonly file: string; readonly onSecret: () => void }

/** What a rollback needs, and who brings it. Without one its steps ask a person; the plan is valid all the same. */
const needed = [
  { id: 'blue', text: say.needsBlue, isMet: ({ kind, fields }: TargetDraft) => kind === 'app' && fields['environment'] === 'blue' },
  { id: 'green', text: say.needsGreen, isMet: ({ kind, fields }: TargetDraft) => kind === 'app' && fields['environment'] === 'green' },
  { id: 'balancer', text: say.needsBalancer, isMet: ({ kind }: TargetDraft) => kind === 'haproxy' || kind === 'nginx' },
] as const

function Needs({ targets }: Pick<PlanDraft, 'targets'>) {
  return (
    <ul aria-label={say.whatARollbackNeeds}>
      {needed.map(({ id, text, isMet }) => {
        const met = targets.some(({ draft }) => isMet(draft))
        return <li key={id}><Mark tone={met ? 'calm' : 'off'} word={`${text}${met ? '' : say.notYet}`} size={13} /></li>
      })}
    </ul>
  )
}

function Built({ built, title, file, onUsed }: { readonly built: BuiltPlan; readonly title: string; readonly file: string; readonly onUsed: () => void }) {
  const { act } = useActs()
  const [use, busy] = useBusy(async (text: string) => {
    const told = await act(say.usingThePlan, (client) => client.plan.use({ text, way: 'built' }), (answer) => (answer.ok ? say.isInUse(title, answer.from) : say.planRefusedSeeMistakes))
    if (told?.answer.ok === true) onUsed()
  })
  if (!built.ok)
    return (
      <Panel flush title={say.planNotValidYet} aside={<Mark tone="bad" word={countText(built.mistakes.length + built.fields.length, 'mistake')} size={13} />}>
        {built.fields.map(({ target, message, mend }) => <p key={`${target} ${message}`} role="alert">{target}: {message}. {mend}</p>)}
        {built.mistakes.length > 0 && <MistakeTable mistakes={built.mistakes} />}
      </Panel>
    )
  const name = `${title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-|-$/g, '') || 'plan'}.yaml`
  return (
    <Panel title={say.planWillWritten} aside={say.linesAndRemarks(countText(built.text.split('\n').length, 'line'), countText(built.findings.length, 'remark'))}>
      <div className={styles['panel']}>
        <div className={styles['acts']}>
          <Button look="primary" isDisabled={busy} onPress={() => void use(built.text)}>{busy ? say.takingItIntoUseAsk : say.toUseThisPlan}</Button>
          <Button onPress={() => saveFile({ name, type: 'application/yaml', text: built.text })}>{say.saveACopyAsk}</Button>
        </div>
        <p className={styles['note']}>{fill(say.whereItLies, { file: <code>{file}</code>, name: <code>{fill(say.npmStartPlan, { name })}</code> })}</p>
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, by the keyboard too */}
        <pre className={styles['text']} tabIndex={0} aria-label={say.textOfThePlan}>{built.text}</pre>
      </div>
    </Panel>
  )
}

export function PlanBuilder({ kinds, secrets, file, onSecret }: BuilderProps) {
  const { act } = useActs()
  const { plan, change, forget } = usePlanDraft(kinds)
  const [editing, setEditing] = useState<TargetDraft | 'new'>()
  const [built, setBuilt] = useState<BuiltPlan>()
  const { title, targets } = plan
  const changed = (more: Partial<PlanDraft>): void => {
    change(more)
    setBuilt(undefined)
  }
  const [build, busy] = useBusy(async () => {
    const told = await act(say.buildingThePlan, (client) => client.plan.build({ title: title.trim(), drafts: targets.map(({ draft }) => draft) }), (answer) => (answer.ok ? say.planValidReadThen : say.planNotValidYet))
    if (told) setBuilt(told.answer)
  })
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
        <Panel title={say.nameIt}>
          <TextField label={say.titleOfThePlan} value={title} onChange={(next) => changed({ title: next })} placeholder={say.titleExample} hint={say.standsBarEveryReport} />
        </Panel>
        <Panel title={say.connectYourSystems} aside={countText(targets.length, 'connection')}>
          <div className={styles['panel']}>
            <Needs targets={targets} />
            {targets.length === 0
              ? <Empty title={say.noConnectionYet}>{say.eachTestedYouEnter}</Empty>
              : (
                <ul className={styles['list']} aria-label={say.connectionsOfThePlan}>
                  {targets.map(({ draft, words, ok }) => (
                    <li key={draft.id}>
                      <span><strong>{draft.id}</strong><small>{kinds.find(({ kind }) => kind === draft.kind)?.title ?? draft.kind}</small></span>
                      <Button aria-label={say.change(draft.id)} onPress={() => setEditing(draft)}>{say.changeAsk}</Button>
                      <Button look="quiet" aria-label={say.takeOut(draft.id)} onPress={() => changed({ targets: targets.filter((one) => one.draft.id !== draft.id) })}>{say.takeOutWord}</Button>
                      <p className={styles['found']}><Mark tone={ok ? 'calm' : 'warn'} word={words} size={13} /></p>
                    </li>
                  ))}
                </ul>
              )}
            <div className={styles['acts']}><Button look={targets.length === 0 ? 'primary' : 'plain'} onPress={() => setEditing('new')}>{say.connectASystemAsk}</Button></div>
          </div>
        </Panel>
        <Panel title={say.readItUseIt}>
          <div className={styles['panel']}>
            <p className={styles['note']}>{say.phasesGatesStepsPeople}</p>
            <div className={styles['acts']}>
              <Button look={targets.length > 0 && title.trim() !== '' ? 'primary' : 'plain'} isDisabled={busy || targets.length === 0 || title.trim() === ''} onPress={() => void build()}>{busy ? say.buildingAsk : say.buildThePlan}</Button>
              <Button look="quiet" onPress={() => go('live')}>{say.notNow}</Button>
            </div>
          </div>
        </Panel>
      </div>
      {built
        ? <Built built={built} title={title.trim()} file={file} onUsed={() => { forget(); go('live') }} />
        : <Panel title={say.planWillWritten}><Empty title={say.nothingIsBuiltYet}>{say.nameConnectOneSystem}</Empty></Panel>}
    </div>
  )
}
