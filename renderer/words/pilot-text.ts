/** Sentences for entries about pilot users, surveys, bugs, flags and A/B tests. Who it is about stands by id: names are not told twice. Pure. */
import { actorText, type Entry, type EntryKind } from '../../shared/journal.ts'
import type { pilotEntries } from '../../shared/pilot-entries.ts'
import { countText, numberText } from '../parts/format.ts'
import type { TitleOf } from '../parts/titles.ts'
import type { Tone } from './states.ts'

export type PilotKind = keyof typeof pilotEntries
type PilotEntry = { readonly [K in PilotKind]: Entry<K> }[PilotKind]

const starts = ['pilot.', 'flag.', 'survey.', 'bug.', 'experiment.'] as const
export const isPilotEntry = (entry: Entry): entry is PilotEntry => starts.some((start) => entry.kind.startsWith(start))

const kinds = [
  'pilot.added', 'pilot.changed', 'pilot.removed', 'pilot.consented', 'pilot.imported', 'pilot.selected', 'pilot.training', 'pilot.workflow', 'pilot.adoption',
  'survey.opened', 'survey.linked', 'survey.answered', 'survey.closed', 'survey.skipped', 'bug.reported', 'bug.resolved', 'bug.reopened', 'experiment.started', 'experiment.ended',
] as const satisfies readonly EntryKind[]
export const pilotGroups = { ...(Object.fromEntries(kinds.map((kind) => [kind, 'people'])) as Record<(typeof kinds)[number], 'people'>), 'flag.intended': 'traffic', 'flag.outcome': 'traffic' } as const satisfies Record<PilotKind, string>

type Line = { readonly tone: Tone; readonly text: string; readonly detail?: string }
const because = (why: string | undefined): { readonly detail?: string } => (why === undefined ? {} : { detail: `Reason: ${why}` })

export function pilotLine(entry: PilotEntry, titleOf: TitleOf): Line {
  const who = entry.who.kind === 'rule' ? `Rule ${entry.who.name}` : actorText(entry.who)
  switch (entry.kind) {
    case 'pilot.added':
      return { tone: 'calm', text: `${who} added the pilot user ${entry.data.person.name}`, detail: `${entry.data.profile}, ${entry.data.experience}` }
    case 'pilot.changed':
      return { tone: 'calm', text: `${who} changed the pilot user ${entry.data.pilot}` }
    case 'pilot.removed':
      return { tone: 'warn', text: `${who} took the pilot user ${entry.data.pilot} off the roster`, ...because(entry.why) }
    case 'pilot.consented':
      return { tone: entry.data.given ? 'calm' : 'warn', text: `${who} recorded that ${entry.data.pilot} ${entry.data.given ? 'consented' : 'withdrew'} on ${entry.data.on}` }
    case 'pilot.imported': {
      const { file, rows, added, changed, same, wrong } = entry.data
      return { tone: wrong > 0 ? 'warn' : 'calm', text: `${who} imported pilot users from ${file}: ${countText(rows, 'row')}`, detail: `${added} added, ${changed} changed, ${same} as before, ${wrong} not taken` }
    }
    case 'pilot.selected':
      return { tone: entry.data.shortfalls.length > 0 ? 'warn' : 'calm', text: `${who} took ${countText(entry.data.pilots.length, 'user')} as ${entry.data.cohort} for ${titleOf('phase', entry.data.phase)}`, detail: [...entry.data.shortfalls, ...(entry.why === undefined ? [] : [`Reason: ${entry.why}`])].join('; ') }
    case 'pilot.training':
      return { tone: 'calm', text: `${who} recorded the ${entry.data.part} of ${entry.data.pilot}: ${entry.data.state}` }
    case 'pilot.workflow': {
      const { pilot, workflow, seconds, baseline, environment, ok } = entry.data
      return { tone: ok ? 'calm' : 'warn', text: `${who} timed ${workflow} of ${pilot} on ${environment}: ${ok ? `${numberText(seconds, 1)} s, ${numberText(baseline, 1)} s before` : 'it failed'}` }
    }
    case 'pilot.adoption':
      return { tone: 'calm', text: `${who} recorded that ${entry.data.pilot} ${entry.data.uses ? 'goes on using it' : 'does not go on using it'}` }
    case 'flag.intended':
      return { tone: 'busy', text: `${who} sends ${entry.data.users.length === 1 ? entry.data.users[0] : countText(entry.data.users.length, 'user')} to ${entry.data.to} by flag`, ...because(entry.why) }
    case 'flag.outcome':
      return { tone: entry.data.result === 'done' ? 'calm' : 'bad', text: entry.data.result === 'done' ? 'The flag is set' : 'The flag could not be set', detail: entry.data.detail }
    case 'survey.opened':
      return { tone: 'calm', text: `${who} opened the survey “${entry.data.title}”: ${countText(entry.data.asked.length, 'user')} asked` }
    case 'survey.linked':
      return { tone: 'calm', text: `${who} made ${countText(Object.keys(entry.data.digests).length, 'link')} to a survey` }
    case 'survey.answered':
      return { tone: 'calm', text: entry.data.via === 'link' ? `The link of ${entry.data.pilot} was answered` : `${who} brought an answer of ${entry.data.pilot}`, ...because(entry.why) }
    case 'survey.closed':
      return { tone: 'off', text: `${who} closed the survey ${entry.data.survey}`, ...because(entry.why) }
    case 'survey.skipped':
      return { tone: 'off', text: `${who} left out the survey ${entry.data.due} of the calendar`, ...because(entry.why) }
    case 'bug.reported':
      return { tone: entry.data.severity === 'critical' ? 'bad' : 'warn', text: `${who} reported a ${entry.data.severity} bug: ${entry.data.title}`, ...(entry.data.affects !== undefined && { detail: `touches ${countText(entry.data.affects, 'pilot user')}` }) }
    case 'bug.resolved':
      return { tone: 'calm', text: `${who} resolved the bug ${entry.data.bug}`, detail: entry.data.how }
    case 'bug.reopened':
      return { tone: 'warn', text: `${who} reopened the bug ${entry.data.bug}`, ...because(entry.why) }
    case 'experiment.started':
      return { tone: 'calm', text: `${who} began the A/B test “${entry.data.title}” on ${entry.data.outcome}`, ...because(entry.why) }
    case 'experiment.ended':
      return { tone: 'calm', text: `${who} ended an A/B test: ${entry.data.verdict}`, detail: `blue ${entry.data.counts.blue.good} of ${entry.data.counts.blue.of}, green ${entry.data.counts.green.good} of ${entry.data.counts.green.of}` }
  }
}
