/** Every kind of target for people and forms: what it is for, what it brings, what it needs. */
import type { TargetKind, KindField } from '../../shared/contract/connections.ts'
import { target } from '../../shared/plan.ts'
import { aboutOf, fieldsOf } from './fields.ts'
import { settingsByKind } from './registry.ts'

const ofEvery: Readonly<Record<string, Pick<KindField, 'title' | 'help'>>> = {
  every: { title: 'Sampled every', help: 'How often it is asked.' },
  timeout: { title: 'Time for a sample', help: 'A sample that takes longer is missing; no other target waits for it.' },
  expect: { title: 'Expected identity', help: '{identity: …}: who must answer here. Another one answering is never acted upon.' },
}

/** Settings that every target has, beside its id and kind. */
const common = (): readonly KindField[] => fieldsOf(target).flatMap((field) => (ofEvery[field.name] ? [{ ...field, required: false, ...ofEvery[field.name] }] : []))

let described: readonly TargetKind[] | undefined
/** Made when it is first asked for: a start has no form to show. */
export const targetKinds = (): readonly TargetKind[] =>
  (described ??= Object.entries(settingsByKind).map(([kind, schema]) => ({ kind, ...aboutOf(schema), fields: [...fieldsOf(schema), ...common()] })))
