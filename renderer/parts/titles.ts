/** What the plan calls its parts, for sentences that an entry tells in ids. An id is unique among its own kind only. */
import { itemKey } from '../../shared/checklist.ts'
import type { Plan } from '../../shared/plan.ts'
import { procedureOf } from '../../shared/procedure.ts'
import { useView } from '../store.ts'
import { titles as words } from '../words/parts.ts'

/** `trigger`: what a run was opened by, a gate or a manual trigger. `item`: by `checklist/item`. `recipient`: who is told, an audience or a contact. */
export type NamedKind = 'step' | 'stage' | 'phase' | 'checklist' | 'item' | 'gate' | 'trigger' | 'criterion' | 'risk' | 'contact' | 'duty' | 'recipient' | 'channel' | 'action'

/** The title of a part of the plan; its id where the plan has no such part. */
export type TitleOf = (kind: NamedKind, id: string) => string

export const idsOnly: TitleOf = (_kind, id) => id

type Named = { readonly id: string; readonly title: string }
const byId = (list: readonly Named[]): ReadonlyMap<string, string> => new Map(list.map(({ id, title }) => [id, title]))

/** A plan is one value as long as it is in use, so its names are made once. */
const made = new WeakMap<Plan, TitleOf>()

function titlesOf(plan: Plan): TitleOf {
  const present = made.get(plan)
  if (present) return present
  const { stages, manualTriggers } = plan.rollback
  const ramps = plan.ramps.flatMap((ramp) => procedureOf(ramp).stages)
  const titles: Readonly<Record<NamedKind, ReadonlyMap<string, string>>> = {
    step: byId([...ramps.flatMap(({ title, steps }) => steps.map((step) => ({ id: step.id, title: `${title}: ${step.title}` }))), ...stages.flatMap((stage) => stage.steps)]),
    stage: byId([...ramps, ...stages]),
    phase: byId(plan.phases),
    checklist: byId(plan.checklists),
    item: byId(plan.checklists.flatMap((list) => list.items.map(({ id, title }) => ({ id: itemKey(list.id, id), title })))),
    criterion: byId(plan.phases.flatMap((phase) => phase.criteria)),
    risk: byId(plan.risks),
    contact: byId(plan.people.contacts.map(({ id, name }) => ({ id, title: name }))),
    recipient: byId([...plan.people.contacts.map(({ id, name }) => ({ id, title: name })), ...plan.people.audiences]),
    channel: byId(plan.people.channels.map(({ id, title }) => ({ id, title: title ?? id }))),
    action: byId(plan.people.postIncident),
    duty: byId(plan.people.rotation.map(({ duty, title }) => ({ id: duty, title }))),
    gate: byId(plan.gates),
    trigger: byId([...plan.gates, ...manualTriggers, { id: 'button', title: words.theRollbackButton }]),
  }
  const titleOf: TitleOf = (kind, id) => titles[kind].get(id) ?? id
  made.set(plan, titleOf)
  return titleOf
}

export const useTitles = (): TitleOf => useView((view) => (view.opened ? titlesOf(view.opened.plan) : idsOnly))

/** Who opened an incident, as its entry has it: a rule by the title of its gate. */
export const openerText = (openedBy: string, titleOf: TitleOf): string => openedBy.replace(/^rule (.+)$/, (_, gate: string) => words.rule(titleOf('gate', gate)))
