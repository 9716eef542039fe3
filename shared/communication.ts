/**
 * The communication tree: which messages an incident asks for now. Pure: `due` in, entries out; asked again with what it
 * gave on the record it gives nothing, so that a restart, a second look or a late one says everything once.
 * Plan: "Communication Tree", "Post-Incident Review Process".
 */
import { messageWords, type Occasion, type Told } from './communication-text.ts'
import { echoes, type Incident } from './incident.ts'
import type { Draft } from './journal.ts'
import type { Message, Messages } from './messages.ts'
import type { Plan, Template } from './plan.ts'
import { audienceNamed } from './plan/channel-references.ts'
import type { Audience } from './plan/channels.ts'
import type { Run } from './rollback.ts'

type Sends = 'at once' | 'when due' | 'by hand'
/** One line of the tree for one audience. */
type Line = { readonly id: string; readonly within: number; readonly sends: Sends; readonly audience: Audience; readonly when: 'incident' | 'closed'; readonly template: Template | undefined }

export type TreeState = { readonly incidents: readonly Incident[]; readonly messages: Messages; readonly runs: readonly Run[] }
export type Decided = { readonly drafts: readonly Draft[]; readonly next: number | undefined }

const by = { kind: 'rule', name: 'communication-tree' } as const
/** An update is ready for review this share of the rhythm before it is due. */
const readyBefore = 1 / 3
/** What is older than this is news to nobody: no tree begins for it, and no closing is written. */
const newsFor = 86_400_000

/** What the plan asks for, in its order; a line to three audiences is three. */
export function linesOf(plan: Plan): readonly Line[] {
  const { internal, users } = plan.people.communication
  const named = (name: string): readonly Audience[] => [audienceNamed(plan, name)].flatMap((one) => one ?? [])
  return [
    ...internal.flatMap(({ id, within, sends, audience, template }) => audience.flatMap(named).map((audience): Line => ({ id, within, audience, template, when: 'incident', sends: sends ?? (within === 0 ? 'at once' : 'by hand') }))),
    ...users.flatMap(({ id, within, sends, audience, when, template }) => (audience === undefined ? [] : named(audience)).map((audience): Line => ({ id, within, audience, template, when, sends }))),
  ]
}

export const treeKey = (incident: string, part: string, audience: string): string => `${incident}/${part}/${audience}`

/** When the tree of an incident begins; undefined: not at all. */
export function beginsAt({ severity, openedAt, gradedAt, id }: Incident, { people }: Pick<Plan, 'people'>, runs: readonly Run[]): number | undefined {
  if (people.communication.severities.includes(severity)) return gradedAt ?? openedAt
  return runs.find((run) => run.incident === id)?.startedWall
}

export function communicationDue({ plan, state: { incidents, messages, runs }, wall }: { readonly plan: Plan; readonly state: TreeState; readonly wall: number }): Decided {
  const lines = linesOf(plan)
  if (lines.length === 0) return { drafts: [], next: undefined }
  const told = new Set(messages.flatMap(({ incident }) => incident ?? []))
  const echoed = echoes(incidents)
  const each = incidents.filter(({ id, closedAt }) => told.has(id) || (closedAt === undefined && !echoed.has(id))).map((incident) => ofIncident({ plan, lines, incident, runs, own: messages.filter((one) => one.incident === incident.id && one.id.startsWith(`${incident.id}/`)), wall }))
  const moments = each.flatMap(({ next }) => next ?? []).filter((at) => at > wall)
  return { drafts: each.flatMap(({ drafts }) => drafts), next: moments.length === 0 ? undefined : Math.min(...moments) }
}

type Asked = { readonly plan: Plan; readonly lines: readonly Line[]; readonly incident: Incident; readonly runs: readonly Run[]; readonly own: Messages; readonly wall: number }
/** `next`: wall ms of the update after it, where there is one to come. */
type Due = { readonly part: string; readonly audience: Audience; readonly due: number; readonly sends: Sends; readonly occasion: Occasion; readonly template: Template | undefined; readonly next: number | undefined }

function ofIncident(asked: Asked): Decided {
  const { plan, incident, runs, own, wall } = asked
  const begins = beginsAt(incident, plan, runs)
  if (own.length === 0 && (begins === undefined || incident.closedAt !== undefined || wall - begins > newsFor)) return { drafts: [], next: undefined }
  // What was said stands, even where the incident became a lesser one since.
  const begun = Math.min(begins ?? Infinity, ...own.map(({ at }) => at))
  const { updates } = plan.people.communication
  const turn = updates === undefined || incident.closedAt !== undefined ? undefined : turnOf(begun, updates.every, wall)
  const told: Told = { plan, incident, at: wall, run: runs.findLast((run) => run.incident === incident.id), next: undefined }
  const wanted = [...firstOf(asked, begun), ...(turn === undefined ? [] : updatesOf(asked, turn)), ...closingOf(asked)]
  const drafts = [...wanted.flatMap((due) => entryOf(due, told, asked)), ...overBy(asked)]
  const moments = [...wanted.flatMap(({ due, next }) => [due, next ?? 0]), ...(turn === undefined ? [] : [turn.ready])].filter((at) => at > wall)
  return { drafts, next: moments.length === 0 ? undefined : Math.min(...moments) }
}

/** The update that is due or ready for review, and when the one after it will be ready. */
type Turn = { readonly number: number; readonly due: number; readonly ready: number }
function turnOf(begun: number, every: number, wall: number): Turn {
  const lead = every * readyBefore
  const number = Math.floor((wall + lead - begun) / every)
  return { number, due: begun + number * every, ready: begun + (number + 1) * every - lead }
}

const messageOf = (own: Messages, incident: Incident, part: string, { id }: Audience): Message | undefined => own.find((one) => one.id === treeKey(incident.id, part, id))
const isOut = (message: Message | undefined, before = Infinity): boolean => message?.queuedAt !== undefined && message.state !== 'withdrawn' && message.queuedAt < before

function firstOf({ plan, lines, incident, own, wall }: Asked, begun: number): readonly Due[] {
  const every = incident.closedAt === undefined ? plan.people.communication.updates?.every : undefined
  // A draft that is late promises nothing more: it is not written anew with every turn of the rhythm.
  const nextOf = (due: number): number | undefined => (every === undefined ? undefined : stillToCome(begun + (Math.floor((Math.min(wall, due) - begun) / every) + 1) * every, wall))
  return lines.flatMap((line): readonly Due[] => {
    if (line.when === 'closed') return []
    // Nobody is told of an incident first after it is over, but by a draft that is there already.
    if (incident.closedAt !== undefined && messageOf(own, incident, line.id, line.audience) === undefined) return []
    return [{ part: line.id, audience: line.audience, due: begun + line.within, sends: line.sends, occasion: 'first', template: line.template, next: nextOf(begun + line.within) }]
  })
}

const stillToCome = (at: number, wall: number): number | undefined => (at > wall ? at : undefined)

/** To whoever was told before this moment of the rhythm. One that nobody sent yet stays until someone does, and follows what happens. */
function updatesOf({ plan, lines, incident, own, wall }: Asked, { number, due }: Turn): readonly Due[] {
  const { updates } = plan.people.communication
  if (updates === undefined || number < 1) return []
  return audiencesTold(lines, incident, own, due).map(({ audience }): Due => {
    const open = own.findLast(({ id, state, kind }) => kind === 'update' && state === 'draft' && id.endsWith(`/${audience.id}`))
    const at = open?.due ?? due
    return {
      part: open === undefined ? `update-${number}` : partOf(open), audience, due: at, sends: updates.sends, occasion: 'update', template: audience.public ? undefined : updates.template,
      next: stillToCome(at + updates.every, wall),
    }
  })
}
const partOf = ({ id }: Message): string => id.split('/').at(-2) ?? ''

/** Each audience once, with the first line that reached it. */
function audiencesTold(lines: readonly Line[], incident: Incident, own: Messages, before?: number): readonly Line[] {
  const reached = lines.filter((line) => line.when === 'incident' && isOut(messageOf(own, incident, line.id, line.audience), before))
  return reached.filter((line, index) => reached.findIndex(({ audience }) => audience.id === line.audience.id) === index)
}

function closingOf({ lines, incident, own, wall }: Asked): readonly Due[] {
  const { closedAt } = incident
  if (closedAt === undefined) return []
  const closing = audiencesTold(lines, incident, own, closedAt).map(({ audience, within, sends }): Due => ({ part: 'closed', audience, due: closedAt + within, sends, occasion: 'closed', template: undefined, next: undefined }))
  const after = lines.flatMap((line): readonly Due[] => (line.when === 'closed' ? [{ part: line.id, audience: line.audience, due: closedAt + line.within, sends: line.sends, occasion: 'after', template: line.template, next: undefined }] : []))
  return [...closing, ...after].filter(({ part, audience }) => wall - closedAt <= newsFor || messageOf(own, incident, part, audience) !== undefined)
}

/** The entry that a message needs now, if any: its draft, its draft in other words, or its way out. */
function entryOf({ part, audience, due, sends, occasion, template, next }: Due, told: Told, { incident, own, wall }: Asked): readonly Draft[] {
  const present = messageOf(own, incident, part, audience)
  if (present !== undefined && present.state !== 'draft') return []
  const clock = present?.due ?? due
  const words = present?.edited === true ? { title: present.title, text: present.text } : messageWords({ ...told, next, at: present?.at ?? told.at }, { occasion, isPublic: audience.public, template })
  const data = { message: treeKey(incident.id, part, audience.id), kind: occasion === 'update' ? 'update' as const : 'notice' as const, to: audience.id, channels: [...audience.channels], ...words, severity: incident.severity, due: clock }
  const common = { who: by, incident: incident.id, data }
  if (sends === 'at once' || (sends === 'when due' && wall >= clock)) return [{ kind: 'message.queued', ...common }]
  // A person's words stay as they are.
  if (present?.edited === true) return []
  const same = present !== undefined && present.title === data.title && present.text === data.text && present.severity === data.severity && present.channels.join(' ') === data.channels.join(' ')
  return same ? [] : [{ kind: 'message.drafted', ...common }]
}

/** Updates that nobody sent, of what is over. */
const overBy = ({ incident, own }: Asked): readonly Draft[] =>
  incident.closedAt === undefined ? [] : own.filter(({ state, kind }) => state === 'draft' && kind === 'update').map(({ id }): Draft =>
    ({ kind: 'message.withdrawn', who: by, incident: incident.id, why: 'the incident is closed', data: { message: id } }))
