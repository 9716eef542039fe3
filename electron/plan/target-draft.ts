/** What a person enters in a form, as a plan would write it, and back. Every mistake is told at its field. */
import { parseDocument, stringify } from 'yaml'
import type { FieldMistake, KindField, TargetDraft, TargetKind } from '../../shared/contract/connections.ts'
import type { WrittenTarget } from './target-text.ts'

/** A reference and nothing else: a value beside it, or a default in it, would stand in the plan. */
const referenceAlone = /^\$\{[A-Za-z_][A-Za-z0-9_]*\}$/
export const isReference = (value: unknown): boolean => typeof value === 'string' && referenceAlone.test(value)

export type FromDraft = { readonly target: WrittenTarget; readonly mistakes: readonly FieldMistake[] }

function valueOf({ name, type, title }: KindField, text: string): { readonly value: unknown } | FieldMistake {
  if (type === 'secret')
    return referenceAlone.test(text)
      ? { value: text }
      : { field: name, message: `${title} is a secret: the plan holds a reference to it, never the value`, mend: 'Enter a reference such as ${ORDERS_DB_PASSWORD}, and set that secret.' }
  // A number or a yes may come from the environment, too.
  if (type === 'number' && text.trim() !== '' && Number.isFinite(Number(text))) return { value: Number(text) }
  if (type === 'truth' && (text === 'true' || text === 'false')) return { value: text === 'true' }
  if (type !== 'yaml') return { value: text }
  const document = parseDocument(text, { stringKeys: true })
  const [wrong] = document.errors
  if (wrong) return { field: name, message: `${title} is not readable: ${wrong.message.split('\n')[0] ?? ''}`, mend: 'Write it as in a plan: {key: value}, [a, b], or a line for each key.' }
  return { value: document.toJS({ maxAliasCount: 10 }) as unknown }
}

/** @param literal secrets that stand in the plan itself: left empty in the form, they stay as they are */
export function targetOf(draft: TargetDraft, kinds: readonly TargetKind[], literal: WrittenTarget = {}): FromDraft {
  const kind = kinds.find((one) => one.kind === draft.kind)
  if (kind === undefined) return { target: {}, mistakes: [{ field: 'kind', message: `there is no kind ${draft.kind}`, mend: `Use one of: ${kinds.map((one) => one.kind).join(', ')}.` }] }
  const known = new Set(kind.fields.map(({ name }) => name))
  const mistakes: FieldMistake[] = Object.keys(draft.fields).filter((name) => !known.has(name)).map((name) => ({ field: name, message: `${kind.title} has no setting ${name}`, mend: 'Leave it out.' }))
  const settings = kind.fields.flatMap((field): readonly (readonly [string, unknown])[] => {
    const text = draft.fields[field.name]?.trim() ?? ''
    if (text === '') {
      const stays = field.type === 'secret' ? literal[field.name] : undefined
      if (field.required && stays === undefined) mistakes.push({ field: field.name, message: `${field.title} is missing`, mend: 'Enter it.' })
      return stays === undefined ? [] : [[field.name, stays]]
    }
    const read = valueOf(field, text)
    if ('value' in read) return [[field.name, read.value]]
    mistakes.push(read)
    return []
  })
  return { target: { id: draft.id, kind: draft.kind, ...Object.fromEntries(settings) }, mistakes }
}

/** A target of the plan as a form shows it; a secret that is no reference is left out. */
export function draftOf(target: WrittenTarget, fields: readonly KindField[]): TargetDraft {
  const text = (value: unknown): string => (typeof value === 'object' && value !== null ? stringify(value, { lineWidth: 0 }).trimEnd() : String(value))
  return {
    id: String(target['id']), kind: String(target['kind']),
    fields: Object.fromEntries(fields.flatMap(({ name, type }): readonly (readonly [string, string])[] => {
      const value = target[name]
      return value === undefined || value === null || (type === 'secret' && !isReference(value)) ? [] : [[name, text(value)]]
    })),
  }
}
