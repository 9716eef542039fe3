/** Connected systems: shown, tested, added, changed, removed; and their secrets, which go in and never out. */
import type { Applied, Connections, FieldMistake, Saved, Tested } from '../../shared/contract.ts'
import type { Mistake } from '../../shared/contract/plan.ts'
import { targetKinds } from '../connect/describe.ts'
import { connect } from '../connect/registry.ts'
import type { Console } from '../console.ts'
import { addressOf, connectionsOf, secretsOf } from '../console/connections/connections.ts'
import { needsOf } from '../console/connections/needs.ts'
import { systemTimers } from '../console/timers.ts'
import { settle, tryTarget } from '../console/connections/try-target.ts'
import { draftOf, isReference, targetOf } from '../plan/target-draft.ts'
import { addTarget, changeTarget, removeTarget, targetsIn, TargetTextError, writtenTarget, type WrittenTarget } from '../plan/target-text.ts'
import { namesIn } from '../plan/variables.ts'
import { conflict, notFound, os, personOf, type CallContext } from './base.ts'

const kindOf = (name: unknown) => targetKinds().find(({ kind }) => kind === name)
const secretFields = (kind: unknown) => kindOf(kind)?.fields.filter(({ type }) => type === 'secret') ?? []

/** Why nothing can be changed now: a file with mistakes would be written over by the plan that stands in for it. */
const blockedBy = ({ opened: { from, file, mistakes } }: Console): string | undefined =>
  mistakes.length > 0 && file !== undefined ? `${file} has mistakes, and the ${from} plan is in use in its place. Mend the file first.` : undefined

function mayChange({ console }: CallContext): void {
  const blocked = blockedBy(console)
  if (blocked !== undefined) throw conflict(blocked)
}

/** @throws CONFLICT for a text that a form can't change, NOT_FOUND for a target that is not in it */
function editing<T>(edit: () => T): T {
  try {
    return edit()
  } catch (error) {
    if (error instanceof TargetTextError) throw conflict(error.message)
    throw error
  }
}

const writtenOf = ({ console: { plan, plans } }: CallContext, id: string): WrittenTarget => {
  if (!plan.targets.some((target) => target.id === id) && !targetsIn(plans.text()).some((target) => target['id'] === id)) throw notFound(`the plan has no target ${id}`)
  return editing(() => writtenTarget(plans.text(), id))
}

/** Secrets that stand in the plan itself, by their setting. */
const literalsOf = (written: WrittenTarget): WrittenTarget =>
  Object.fromEntries(secretFields(written['kind']).flatMap(({ name }) => (written[name] === undefined || isReference(written[name]) ? [] : [[name, written[name]]])))

/** A mistake of the whole plan, at the form's field where it is this target's. */
function atField({ path, message, mend }: Mistake, index: number): FieldMistake {
  const own = `targets.${index}.`
  return path.startsWith(own) ? { field: path.slice(own.length).split('.')[0] ?? '', message, mend } : { message: path === '' ? message : `${path}: ${message}`, mend }
}
const savedBy = (applied: Applied, text: string, id: string): Saved =>
  applied.ok ? applied : { ok: false, mistakes: applied.mistakes.map((mistake) => atField(mistake, targetsIn(text).findIndex((target) => target['id'] === id))) }

const list = ({ console }: CallContext): Connections => {
  const { plan, plans, references, journal, lastFrame, labVariables } = console
  const blocked = blockedBy(console)
  return {
    targets: connectionsOf(plan, lastFrame(), journal.state().expected, console.hidden()),
    secrets: secretsOf(references, Object.keys(labVariables()), targetsIn(plans.text())),
    file: plans.file(), ...(blocked !== undefined && { blocked }),
  }
}

async function test(context: CallContext, draft: Parameters<typeof targetOf>[0]): Promise<Tested> {
  const { console } = context
  const before = targetsIn(console.plans.text()).find((target) => target['id'] === draft.id && target['kind'] === draft.kind)
  const { target: written, mistakes } = targetOf(draft, targetKinds(), before ? literalsOf(before) : {})
  if (mistakes.length > 0) return { outcome: 'mistaken', mistakes }
  const settled = settle(written, { ...console.labVariables(), ...console.references.env })
  if ('mistakes' in settled) return { outcome: 'mistaken', mistakes: settled.mistakes }
  const tested = await tryTarget(settled.target, { clock: console.clock, timers: systemTimers })
  const { outcome, words, detail = words, identity } = tested
  console.journal.append({
    kind: 'connection.tested', who: personOf(context),
    data: { target: draft.id, kind: draft.kind, address: addressOf(settled.target, console.hidden()), outcome, detail, ...(identity && { identity: identity.id }) },
  })
  return tested
}

export const connections = {
  kinds: os.connections.kinds.handler(() => targetKinds()),
  list: os.connections.list.handler(({ context }) => list(context)),
  draft: os.connections.draft.handler(({ context, input }) => {
    const written = writtenOf(context, input.target)
    return draftOf(written, kindOf(written['kind'])?.fields ?? [])
  }),
  test: os.connections.test.handler(({ context, input }) => test(context, input.draft)),
  save: os.connections.save.handler(async ({ context, input: { draft, replaces, reason } }): Promise<Saved> => {
    mayChange(context)
    const { plans, journal } = context.console
    const before = replaces ? writtenOf(context, draft.id) : undefined
    if (before && before['kind'] !== draft.kind) throw conflict(`${draft.id} is of kind ${String(before['kind'])}: remove it, then add it anew`)
    const { target, mistakes } = targetOf(draft, targetKinds(), before ? literalsOf(before) : {})
    if (mistakes.length > 0) return { ok: false, mistakes }
    const text = editing(() => (before ? changeTarget(plans.text(), target) : addTarget(plans.text(), target)))
    const applied = await plans.apply(text, { who: personOf(context), why: reason })
    if (applied.ok)
      journal.append({ kind: 'connection.saved', who: personOf(context), why: reason, data: { target: draft.id, kind: draft.kind, address: addressOf(target), replaced: replaces } })
    return savedBy(applied, text, draft.id)
  }),
  removal: os.connections.removal.handler(async ({ context, input }) => {
    const { plan, clock } = context.console
    writtenOf(context, input.target)
    const connectors = plan.targets.map((target) => connect(target, { clock }))
    const needs = needsOf(input.target, plan, connectors)
    await Promise.all(connectors.map((connector) => connector.stop()))
    return needs
  }),
  remove: os.connections.remove.handler(async ({ context, input: { target, reason } }): Promise<Saved> => {
    mayChange(context)
    const { plans, journal } = context.console
    writtenOf(context, target)
    const text = editing(() => removeTarget(plans.text(), target))
    const applied = await plans.apply(text, { who: personOf(context), why: reason })
    if (applied.ok) journal.append({ kind: 'connection.removed', who: personOf(context), why: reason, data: { target } })
    return savedBy(applied, text, target)
  }),
  expect: os.connections.expect.handler(({ context, input: { target, identity, reason } }) => {
    const { lastFrame, journal } = context.console
    const present = lastFrame()?.sources.find((source) => source.target === target)?.identity
    if (present === undefined) throw notFound(`${target} has not proven who it is`)
    if (present !== identity) throw conflict(`${present} answers as ${target} now`)
    journal.append({ kind: 'connection.expected', who: personOf(context), why: reason, data: { target, identity } })
  }),
  secret: os.connections.secret.handler(async ({ context, input: { name, value } }) => {
    const { references, plans, journal } = context.console
    if (references.from(name) === 'environment') throw conflict(`${name} comes from the environment of this console, which goes first. Take it out there.`)
    await references.set(name, value)
    journal.append({ kind: 'secret.set', who: personOf(context), data: { name } })
    // What is connected already goes by the value that it was connected with.
    if (blockedBy(context.console) !== undefined || !namesIn(plans.text()).includes(name)) return { applied: false }
    const applied = await plans.apply(plans.text(), { who: personOf(context), why: `the secret ${name} was set` })
    return { applied: applied.ok }
  }),
}
