/** Pilot users, their surveys, bugs, flags and A/B tests. */
import type { Imported, WrongRow } from '../../shared/contract.ts'
import type { Draft } from '../../shared/journal.ts'
import { proposeCohort } from '../../shared/pilot-select.ts'
import { isOpen } from '../../shared/survey.ts'
import { answersCsv, checkAnswers, checkPilots, importDrafts, PilotFileError, pilotsCsv, type Checked } from '../console/pilots/pilot-csv.ts'
import { conflict, notFound, os, personOf, type CallContext } from './base.ts'

const journalOf = ({ console }: CallContext) => console.journal
const roster = (context: CallContext) => journalOf(context).state().pilots.roster
const bytesOf = (base64: string): Uint8Array => Buffer.from(base64, 'base64')

/** A file that can't be read is told, and nothing of it was taken. */
function reading<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof PilotFileError) throw conflict(error.message)
    throw error
  }
}

const checked = (context: CallContext, base64: string): Checked => reading(() => checkPilots(bytesOf(base64), roster(context)))
const bugOf = (context: CallContext, id: string) => {
  const found = journalOf(context).state().pilots.bugs.list.find((one) => one.id === id)
  if (found === undefined) throw notFound(`there is no bug ${id}`)
  return found
}
const mayBearUser = (context: CallContext, user: string | undefined, own?: string): void => {
  const other = user === undefined ? undefined : roster(context).find((one) => one.user === user && one.id !== own)
  if (other) throw conflict(`${user} belongs to ${other.person.name} already`)
}
const add = (context: CallContext, draft: Draft): void => void journalOf(context).append(draft)

export const pilots = {
  now: os.pilots.now.handler(({ context }) => context.console.pilots.now()),
  add: os.pilots.add.handler(({ context, input }) => {
    mayBearUser(context, input.user)
    const pilot = context.console.pilots.newId('u')
    add(context, { kind: 'pilot.added', who: personOf(context), data: { ...input, pilot } })
    return { pilot }
  }),
  change: os.pilots.change.handler(({ context, input }) => {
    context.console.pilots.pilot(input.pilot)
    mayBearUser(context, input.user, input.pilot)
    add(context, { kind: 'pilot.changed', who: personOf(context), data: input })
  }),
  remove: os.pilots.remove.handler(({ context, input: { pilot, reason } }) => {
    context.console.pilots.pilot(pilot)
    add(context, { kind: 'pilot.removed', who: personOf(context), why: reason, data: { pilot } })
  }),
  consent: os.pilots.consent.handler(({ context, input }) => {
    context.console.pilots.pilot(input.pilot)
    add(context, { kind: 'pilot.consented', who: personOf(context), data: input })
  }),
  training: os.pilots.training.handler(({ context, input }) => {
    context.console.pilots.pilot(input.pilot)
    add(context, { kind: 'pilot.training', who: personOf(context), data: input })
  }),
  workflow: os.pilots.workflow.handler(({ context, input }) => {
    context.console.pilots.pilot(input.pilot)
    add(context, { kind: 'pilot.workflow', who: personOf(context), data: input })
  }),
  adoption: os.pilots.adoption.handler(({ context, input }) => {
    context.console.pilots.pilot(input.pilot)
    add(context, { kind: 'pilot.adoption', who: personOf(context), data: input })
  }),
  propose: os.pilots.propose.handler(({ context, input: { phase } }) => {
    const users = context.console.plan.phases.find(({ id }) => id === phase)?.users
    if (users === undefined) throw notFound(`the plan has no users in a phase ${phase}`)
    return proposeCohort(roster(context), users)
  }),
  select: os.pilots.select.handler(({ context, input: { phase, cohort, pilots: ids, reason } }) => {
    const users = context.console.plan.phases.find(({ id }) => id === phase)?.users
    if (users === undefined) throw notFound(`the plan has no users in a phase ${phase}`)
    const chosen = ids.map(context.console.pilots.pilot)
    const { shortfalls } = proposeCohort(chosen, users)
    add(context, { kind: 'pilot.selected', who: personOf(context), why: reason, data: { phase, cohort, pilots: ids, shortfalls: [...shortfalls] } })
  }),
  preview: os.pilots.preview.handler(({ context, input: { base64 } }) => {
    const { table, rows, wrong, unknownColumns, hash } = checked(context, base64)
    return { encoding: table.encoding, separator: table.separator, rows: table.rows.length, take: rows, wrong, unknownColumns, hash }
  }),
  import: os.pilots.import.handler(({ context, input: { base64, file, hash } }): Imported => {
    const found = checked(context, base64)
    if (found.hash !== hash) throw conflict('the file or the roster has changed since it was looked at: look at it again')
    journalOf(context).appendAll(importDrafts(found, { who: personOf(context), file, newId: () => context.console.pilots.newId('u') }))
    const count = (does: 'add' | 'change' | 'same'): number => found.rows.filter((row) => row.does === does).length
    return { added: count('add'), changed: count('change'), same: count('same'), wrong: found.wrong }
  }),
  export: os.pilots.export.handler(({ context }) => ({ name: 'pilot-users.csv', type: 'text/csv;charset=utf-8', text: pilotsCsv(roster(context)) })),
  flag: os.pilots.flag.handler(({ context, input: { pilots: ids, to, reason } }) =>
    context.console.pilots.flag(ids.map(context.console.pilots.pilot), to, { who: personOf(context), why: reason })),
  survey: os.pilots.survey.handler(({ context, input: { title, pilots: ids } }) => context.console.pilots.openSurvey(title, ids, personOf(context))),
  openDue: os.pilots.openDue.handler(({ context, input: { due } }) => context.console.pilots.openDue(due, personOf(context))),
  skipDue: os.pilots.skipDue.handler(({ context, input: { due, reason } }) => context.console.pilots.skipDue(due, { who: personOf(context), why: reason })),
  links: os.pilots.links.handler(({ context, input: { survey } }) => ({ links: context.console.pilots.newLinks(survey, personOf(context)) })),
  closeSurvey: os.pilots.closeSurvey.handler(({ context, input: { survey, reason } }) => {
    if (!isOpen(context.console.pilots.surveyOf(survey), context.console.clock.wall())) throw conflict('this survey is closed')
    add(context, { kind: 'survey.closed', who: personOf(context), why: reason, data: { survey } })
  }),
  answers: os.pilots.answers.handler(({ context, input: { survey: id, base64, file } }): Imported => {
    const survey = context.console.pilots.surveyOf(id)
    const { taken, same, wrong } = reading(() => checkAnswers(bytesOf(base64), survey, roster(context)))
    const why = `from the file ${file}`
    if (taken.length > 0) journalOf(context).appendAll(taken.map(({ pilot, answers }): Draft => ({ kind: 'survey.answered', who: personOf(context), why, data: { survey: id, pilot, answers, via: 'csv' } })))
    return { added: taken.length, changed: 0, same, wrong: wrong satisfies readonly WrongRow[] }
  }),
  exportAnswers: os.pilots.exportAnswers.handler(({ context, input: { survey: id } }) => {
    const survey = context.console.pilots.surveyOf(id)
    return { name: `survey-${id}.csv`, type: 'text/csv;charset=utf-8', text: answersCsv(survey, roster(context)) }
  }),
  reportBug: os.pilots.reportBug.handler(({ context, input }) => {
    const bug = context.console.pilots.newId('bug')
    add(context, { kind: 'bug.reported', who: personOf(context), data: { ...input, bug, via: 'hand' } })
    return { bug }
  }),
  resolveBug: os.pilots.resolveBug.handler(({ context, input: { bug, how } }) => {
    if (bugOf(context, bug).resolved) throw conflict('this bug is resolved')
    add(context, { kind: 'bug.resolved', who: personOf(context), data: { bug, how, via: 'hand' } })
  }),
  reopenBug: os.pilots.reopenBug.handler(({ context, input: { bug, reason } }) => {
    if (!bugOf(context, bug).resolved) throw conflict('this bug is open')
    add(context, { kind: 'bug.reopened', who: personOf(context), why: reason, data: { bug, via: 'hand' } })
  }),
  startExperiment: os.pilots.startExperiment.handler(({ context, input: { title, outcome, reason } }) => {
    const own = context.console.plan.pilots
    if (own === undefined) throw conflict('the plan has no section `pilots`, and so no margin')
    const experiment = context.console.pilots.newId('x')
    add(context, { kind: 'experiment.started', who: personOf(context), why: reason, data: { experiment, title, outcome, ...own.experiments } })
    return { experiment }
  }),
  endExperiment: os.pilots.endExperiment.handler(({ context, input: { experiment, reason } }) => context.console.pilots.endExperiment(experiment, { who: personOf(context), why: reason })),
}
