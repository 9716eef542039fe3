/** After an incident: its report, what is left to do; and the care for the record. */
import { randomBytes } from 'node:crypto'
import type { Action } from '../../shared/action.ts'
import { errorText } from '../../shared/error-text.ts'
import { conflict, notFound, os, personOf, unavailable, type CallContext } from './base.ts'

const incidentOf = ({ console }: CallContext, id: string): void => {
  if (!console.journal.state().incidents.some((incident) => incident.id === id)) throw notFound(`there is no incident ${id}`)
}
function openAction({ console }: CallContext, id: string): Action {
  const found = console.journal.state().actions.find((action) => action.id === id)
  if (found === undefined) throw notFound(`there is no action ${id}`)
  if (found.done !== undefined) throw conflict(`${found.title} is done already`)
  return found
}

export const reviews = {
  fields: os.reviews.fields.handler(({ context, input: { incident } }) => {
    incidentOf(context, incident)
    return context.console.reports.fields(incident)
  }),
  write: os.reviews.write.handler(({ context, input: { incident, field, text } }) => {
    incidentOf(context, incident)
    context.console.journal.append({ kind: 'report.written', who: personOf(context), incident, data: { field, text } })
  }),
  report: os.reviews.report.handler(async ({ context, input: { incident, format } }) => {
    const file = await context.console.reports.file(incident, format)
    if (file === undefined) throw notFound(`there is no incident ${incident}`)
    return file
  }),
  open: os.reviews.open.handler(({ context, input: { incident, title, due, owner } }) => {
    incidentOf(context, incident)
    const action = `${incident}/${randomBytes(3).toString('hex')}`
    const who = personOf(context)
    context.console.journal.appendAll([
      { kind: 'action.opened', who, incident, data: { action, title, due, from: 'person' } },
      ...(owner === undefined ? [] : [{ kind: 'action.owned' as const, who, incident, data: { action, owner } }]),
    ])
    return { action }
  }),
  own: os.reviews.own.handler(({ context, input: { action, owner } }) => {
    const { incident } = openAction(context, action)
    context.console.journal.append({ kind: 'action.owned', who: personOf(context), incident, data: { action, owner } })
  }),
  done: os.reviews.done.handler(({ context, input: { action, evidence } }) => {
    const { incident } = openAction(context, action)
    context.console.journal.append({ kind: 'action.done', who: personOf(context), incident, data: { action, evidence } })
  }),
}

export const care = {
  backups: os.care.backups.handler(({ context }) => context.console.backups.state()),
  record: os.care.record.handler(({ context }) => context.console.recordCare.state()),
  backup: os.care.backup.handler(async ({ context }) => {
    try {
      return { file: await context.console.backups.make() }
    } catch (error) {
      throw unavailable(`No backup was made: ${errorText(error)}`)
    }
  }),
  rotate: os.care.rotate.handler(({ context, input: { reason } }) => context.console.sealing.rotate(personOf(context), reason)),
}
