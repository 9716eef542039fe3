/** Adds a connection or changes one: its settings, a test that is real, and saving with a reason. */
import { useState } from 'react'
import type { FieldMistake, KindField, Secrets, TargetDraft, TargetKind, Tested as Found } from '../../../shared/contract.ts'
import { useActs } from '../../act.tsx'
import { Button, Select, TextField } from '../../parts/controls.tsx'
import { failureOf, type Failure } from '../../parts/failure.ts'
import { Panel } from '../../parts/panel.tsx'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import { useBusy } from '../../parts/use-busy.ts'
import { Field } from './field.tsx'
import { SecretDialog } from './secret-dialog.tsx'
import { fill } from '../../words/fill.ts'
import { common } from '../../words/common.ts'
import { targetForm as say } from '../../words/connections.ts'
import styles from './target-form.module.css'
import { Mistakes, Tested } from './tested.tsx'

type FormProps = {
  readonly kinds: readonly TargetKind[]
  readonly secrets: Secrets
  /** The target that is changed; without one it is a new one. */
  readonly present?: TargetDraft | undefined
  readonly blocked: string | undefined
  readonly onSecret: () => void
  readonly onSaved: (id: string) => void
  /** In place of saving: it is tested, and kept by the caller in a plan that is still being made. */
  readonly onKeep?: (draft: TargetDraft, words: string, ok: boolean) => void
  readonly onCancel: () => void
}

function mistakesOf(tested: Found | undefined, refused: readonly FieldMistake[]): readonly FieldMistake[] {
  return [...refused, ...(tested?.outcome === 'mistaken' ? tested.mistakes : [])]
}

const isWell = ({ outcome }: Found): boolean => outcome === 'ok' || outcome === 'slow'

export function TargetForm({ kinds, secrets, present, blocked, onSecret, onSaved, onKeep, onCancel }: FormProps) {
  const { act, client } = useActs()
  const offered = kinds.filter(({ practice, kind }) => !practice || kind === present?.kind)
  const [draft, setDraft] = useState<TargetDraft>(present ?? { id: '', kind: offered[0]?.kind ?? '', fields: {} })
  const [tested, setTested] = useState<Found>()
  const [failure, setFailure] = useState<Failure>()
  const [refused, setRefused] = useState<readonly FieldMistake[]>([])
  const [asking, setAsking] = useState<{ readonly what: 'save' } | { readonly what: 'secret'; readonly name: string }>()
  const kind = kinds.find((one) => one.kind === draft.kind)
  const mistakes = mistakesOf(tested, refused)
  const change = (more: Partial<TargetDraft>): void => {
    setDraft((before) => ({ ...before, ...more }))
    // A result is of what was tested, and of nothing else.
    setTested(undefined)
    setFailure(undefined)
    setRefused([])
  }
  const [test, busy] = useBusy(async (): Promise<Found | undefined> => {
    setRefused([])
    setFailure(undefined)
    // Its result stands right here and is worth no message beside it.
    try {
      const found = await client().connections.test({ draft })
      setTested(found)
      return found
    } catch (error) {
      setFailure(failureOf(error))
      return undefined
    }
  })
  const testAndKeep = async (): Promise<void> => {
    const found = tested ?? (await test())
    if (found && found.outcome !== 'mistaken' && isWell(found)) onKeep?.(draft, found.words, true)
  }
  const save = async (reason: string): Promise<boolean> => {
    const told = await act(say.saving, (client) => client.connections.save({ draft, replaces: present !== undefined, reason }), (answer) => (answer.ok ? say.savedPlanUse(draft.id, answer.from) : say.notSavedSeeMistakes(draft.id)))
    if (!told) return false
    if (told.answer.ok) onSaved(draft.id)
    else setRefused(told.answer.mistakes)
    return true
  }
  const field = (one: KindField) => (
    <Field
      key={one.name} field={one} value={draft.fields[one.name] ?? ''} secrets={secrets} mistake={mistakes.find((mistake) => mistake.field === one.name)}
      onChange={(value) => change({ fields: { ...draft.fields, [one.name]: value } })} onSecret={(name) => setAsking({ what: 'secret', name })}
    />
  )
  const named = /^[a-z0-9-]{1,60}$/.test(draft.id)
  const fields = kind?.fields ?? []
  return (
    <Panel title={present === undefined ? say.addAConnection : say.change(present.id)}>
      <form className={styles['form']} onSubmit={(event) => event.preventDefault()}>
        <div className={styles['columns']}>
          <div className={styles['groups']}>
            {present === undefined && (
              <div className={styles['fields']}>
                <Select label={say.kindOfSystem} value={draft.kind} onChange={(chosen) => change({ kind: chosen, fields: {} })} options={offered.map((one) => ({ id: one.kind, title: one.title }))} />
                <TextField label={say.name} value={draft.id} onChange={(id) => change({ id })} hint={say.nameHint} placeholder="orders-db" error={draft.id !== '' && !named ? say.nameFormat : undefined} />
              </div>
            )}
            <div className={styles['fields']}>{fields.filter(({ required }) => required).map(field)}</div>
            <h3>{say.mayBeLeftOut}</h3>
            <div className={styles['fields']}>{fields.filter(({ required }) => !required).map(field)}</div>
          </div>
          <div className={styles['side']}>
            {kind && <p className={styles['purpose']}>{fill(say.brings, { purpose: kind.purpose, line: <br />, brings: kind.brings })}</p>}
            <p className={styles['hint']}>{say.testConnectsOnceReads}</p>
            {blocked !== undefined && <p className={styles['error']}>{blocked}</p>}
            <div className={styles['acts']}>
              <Button isDisabled={!named || busy} onPress={() => void test()}>{busy ? say.testingAsk : say.test}</Button>
              {onKeep
                ? <Button look="primary" isDisabled={!named || busy} onPress={() => void testAndKeep()}>{say.testAndKeep}</Button>
                : <Button look="primary" isDisabled={!named || busy || blocked !== undefined} onPress={() => setAsking({ what: 'save' })}>{say.saveAsk}</Button>}
              {onKeep && tested && tested.outcome !== 'mistaken' && !isWell(tested) && <Button onPress={() => onKeep(draft, tested.words, false)}>{say.keepAllSame}</Button>}
              <Button look="quiet" onPress={onCancel}>{common.cancel}</Button>
            </div>
            {failure && <p className={styles['error']} role="alert">{fill(say.theTestFailed, { what: failure.what, todo: failure.todo })}</p>}
            {tested && <Tested tested={tested} />}
            <Mistakes mistakes={refused.filter((mistake) => mistake.field === undefined || !fields.some(({ name }) => name === mistake.field))} />
          </div>
        </div>
      </form>
      {asking?.what === 'save' && (
        <ReasonDialog
          title={present === undefined ? say.addToThePlan(draft.id) : say.changeInThePlan(draft.id)}
          text={tested && tested.outcome !== 'mistaken' ? say.lastTestTheseSettings(tested.words) : say.theseSettingsNotTested}
          action={say.save} onClose={() => setAsking(undefined)} onAct={save}
        />
      )}
      {asking?.what === 'secret' && <SecretDialog name={asking.name} onClose={() => setAsking(undefined)} onSet={onSecret} />}
    </Panel>
  )
}
