/** Who is named in rotations, and which duties in ways of escalation, must be there. */
import type { Plan } from '../plan.ts'
import { unknown, type ReferenceMistake } from './reference-mistake.ts'

/** Ids of the plan's channels; undefined where it has no such section. */
function channelIds(people: object): readonly string[] | undefined {
  if (!('channels' in people) || !Array.isArray(people.channels)) return undefined
  return people.channels.flatMap((one: unknown) => (typeof one === 'object' && one !== null && 'id' in one && typeof one.id === 'string' ? [one.id] : []))
}

export function onCallReferences({ people }: Plan): readonly ReferenceMistake[] {
  const { contacts, rotation, escalation, businessHours } = people
  const ids = contacts.map(({ id }) => id)
  const duties = rotation.map(({ duty }) => duty)
  const channels = channelIds(people)
  return [
    ...(channels === undefined ? [] : contacts.flatMap((contact, index) => contact.channels.flatMap((channel, at) =>
      channels.includes(channel) ? [] : [unknown(['people', 'contacts', index, 'channels', at], 'channel', channel, channels)]))),
    ...rotation.flatMap((one, index) => one.people.flatMap((person, at) =>
      ids.includes(person) ? [] : [unknown(['people', 'rotation', index, 'people', at], 'contact', person, ids)])),
    ...escalation.flatMap(({ levels, repeat, then }, index): readonly ReferenceMistake[] => [
      ...levels.flatMap(({ duty }, at) => (duties.includes(duty) ? [] : [unknown(['people', 'escalation', index, 'levels', at, 'duty'], 'rotation of a duty', duty, duties)])),
      ...(repeat !== undefined && levels.length === 0 ? [{ path: ['people', 'escalation', index, 'repeat'], message: 'there is no level that could be called again', mend: 'Add levels, or leave repeat out.' }] : []),
      ...(repeat !== undefined && repeat < 60_000 ? [{ path: ['people', 'escalation', index, 'repeat'], message: 'people are called again more often than once a minute', mend: 'Repeat after 1m at least.' }] : []),
      ...(then !== undefined && businessHours === undefined ? [{ path: ['people', 'escalation', index, 'then'], message: 'the plan does not say what a business day is', mend: 'Add people.businessHours.' }] : []),
    ]),
  ]
}
