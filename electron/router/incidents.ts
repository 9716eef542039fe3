/** Incidents and the record behind them. */
import type { Incident } from '../../shared/incident.ts'
import { runEnded } from '../../shared/rollback.ts'
import { pageAround } from '../console/around.ts'
import { shownEntry } from '../plan/shown.ts'
import { conflict, notFound, os, personOf, type CallContext } from './base.ts'

/** A mark is made of a moment that one has just seen, ms. */
const longestMark = 600_000

export function incidentOf({ console }: CallContext, id: string): Incident {
  const found = console.journal.state().incidents.find((incident) => incident.id === id)
  if (found === undefined) throw notFound(`there is no incident ${id}`)
  return found
}

function openIncidentOf(context: CallContext, id: string): Incident {
  const found = incidentOf(context, id)
  if (found.closedAt !== undefined) throw conflict(`${id} is closed; a note may still be added`)
  return found
}

export const incidents = {
  open: os.incidents.open.handler(({ context, input: { title, severity } }) => {
    const incident = context.console.newIncident()
    context.console.journal.append({ kind: 'incident.opened', who: personOf(context), incident, data: { title, severity, cause: 'opened by hand' } })
    return { incident }
  }),
  note: os.incidents.note.handler(async ({ context, input: { incident, text, corrects, pictures } }) => {
    const { firstSeq } = incidentOf(context, incident)
    if (corrects !== undefined) {
      const { entries: [corrected] } = context.console.journal.entries({ incident, after: Math.max(corrects, firstSeq) - 1, limit: 1 })
      if (corrected?.seq !== corrects) throw notFound(`${incident} has no entry ${corrects} to correct`)
    }
    for (const { sha } of pictures ?? [])
      if ((await context.console.attachments.get(sha)).state !== 'whole') throw conflict('a picture of this note is not on disk (any more): add it again')
    const { seq } = context.console.journal.append({
      kind: 'incident.note', who: personOf(context), incident, data: { text, ...(corrects !== undefined && { corrects }), ...(pictures && { pictures }) },
    })
    return { seq }
  }),
  role: os.incidents.role.handler(({ context, input: { incident, role, person } }) => {
    openIncidentOf(context, incident)
    context.console.journal.append({ kind: 'incident.role', who: personOf(context), incident, data: { role, person } })
  }),
  mark: os.incidents.mark.handler(({ context, input: { incident, label, at } }) => {
    openIncidentOf(context, incident)
    const now = context.console.clock.wall()
    const occurred = at === undefined ? now : Math.min(now, Math.max(now - longestMark, at))
    const { seq } = context.console.journal.append({ kind: 'incident.mark', who: personOf(context), incident, occurred, data: { label } })
    return { seq }
  }),
  decision: os.incidents.decision.handler(({ context, input: { incident, what, by } }) => {
    incidentOf(context, incident)
    const { seq } = context.console.journal.append({ kind: 'incident.decision', who: personOf(context), incident, data: { what, by } })
    return { seq }
  }),
  severity: os.incidents.severity.handler(({ context, input: { incident, severity } }) => {
    openIncidentOf(context, incident)
    context.console.journal.append({ kind: 'incident.severity', who: personOf(context), incident, data: { severity } })
  }),
  close: os.incidents.close.handler(({ context, input: { incident, summary } }) => {
    openIncidentOf(context, incident)
    const { run } = context.console.journal.state()
    if (run?.incident === incident && !runEnded(run)) throw conflict('its rollback is still running: an incident is closed after it')
    context.console.journal.append({ kind: 'incident.closed', who: personOf(context), incident, data: { summary } })
  }),
  timeline: os.incidents.timeline.handler(({ context, input }) => {
    // A forward run belongs to no incident: its entries bear its own name.
    const { incident, around, kinds, after, limit } = input
    const found = incident === undefined || context.console.journal.state().forward?.id === incident ? undefined : incidentOf(context, incident)
    const page = found !== undefined && around ? pageAround(context.console.journal, found, { kinds, after, limit })
      : context.console.journal.entries({ after, limit, ...(incident !== undefined && { incident }), ...(kinds && { kinds }) })
    return { ...page, entries: page.entries.map(shownEntry(context.role)) }
  }),
  search: os.incidents.search.handler(async ({ context, input: { before, skip, ...input }, signal }) => {
    const answer = await context.console.search.find({ ...input, ...(before && { before }), ...(skip && { skip }), ...(context.role === 'viewer' && { without: ['plan.pinned'] }) }, signal)
    if (!answer.ok) return answer
    const shown = shownEntry(context.role)
    return { ...answer, hits: answer.hits.map((hit) => (shown(hit.entry) === hit.entry ? hit : { ...hit, entry: shown(hit.entry), snippet: { ...hit.snippet, text: '', marks: [] } })) }
  }),
  verify: os.incidents.verify.handler(({ context }) => context.console.sealing.verify()),
}
