/** Turns as a calendar file (RFC 5545), for the calendars that people live by. Pure. */
import type { Contact, People } from './plan.ts'
import { turnsBetween, type Override, type Turn } from './on-call.ts'

/** Octets of a line, its end not counted. */
const longest = 75

const octets = (character: string): number => {
  const code = character.codePointAt(0) ?? 0
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x1_00_00 ? 3 : 4
}

/** A line of more than 75 octets goes on in the next, after a blank; no character is cut. */
export function folded(line: string): string {
  let written = ''
  let length = 0
  for (const character of line) {
    const size = octets(character)
    if (length + size > longest) {
      written += '\r\n '
      length = 1
    }
    written += character
    length += size
  }
  return written
}

/** A text value. */
// eslint-disable-next-line no-control-regex -- a line of a calendar can't hold them
export const escapedText = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll(';', '\\;').replaceAll(',', '\\,').replaceAll(/\r\n|\r|\n/g, '\\n').replaceAll(/[\u0000-\u0008\u000B-\u001F\u007F]/g, '')

/** A value of a parameter: within quotes, which it can't hold. */
const quoted = (text: string): string => `"${text.replaceAll(/["\r\n]/g, "'")}"`

/** "20260329T070000Z" */
const calendarTime = (wall: number): string => new Date(wall).toISOString().replaceAll(/[-:]|\.\d{3}/g, '')

const describe = ({ phone, email, placeholder }: Contact, { override, instead }: Turn, nameOf: (id: string) => string): string => [
  ...(phone === undefined ? [] : [`Phone: ${phone}`]), ...(email === undefined ? [] : [`E-mail: ${email}`]),
  ...(override ? [`Stands in for ${nameOf(instead ?? '')}: ${override.why}`] : []), ...(placeholder ? ['A placeholder of the plan, to be replaced'] : []),
].join('\n')

/** @param stamp wall ms at which it is made. @returns the whole file, its lines ended as the RFC wants */
export function calendarOf(people: Pick<People, 'contacts' | 'rotation'>, overrides: readonly Override[], { from, to, stamp, title }: { readonly from: number; readonly to: number; readonly stamp: number; readonly title: string }): string {
  const contactOf = (id: string): Contact => people.contacts.find((one) => one.id === id) ?? { id, name: id, channels: [], placeholder: false }
  const events = people.rotation.flatMap((rotation) => turnsBetween(rotation, overrides, from, to).flatMap((turn) => {
    const contact = contactOf(turn.contact)
    const text = describe(contact, turn, (id) => contactOf(id).name)
    return [
      'BEGIN:VEVENT',
      `UID:${turn.duty}-${calendarTime(turn.from)}@fifteen`,
      `DTSTAMP:${calendarTime(stamp)}`,
      `DTSTART:${calendarTime(turn.from)}`,
      `DTEND:${calendarTime(turn.to)}`,
      `SUMMARY:${escapedText(`${rotation.title}: ${contact.name}`)}`,
      ...(text === '' ? [] : [`DESCRIPTION:${escapedText(text)}`]),
      ...(contact.email === undefined ? [] : [`ATTENDEE;CN=${quoted(contact.name)}:mailto:${contact.email}`]),
      `X-FIFTEEN-DUTY:${turn.duty}`,
      `X-FIFTEEN-CONTACT:${turn.contact}`,
      'TRANSP:TRANSPARENT',
      'END:VEVENT',
    ]
  }))
  return ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Fifteen//On-call//EN', 'CALSCALE:GREGORIAN', `X-WR-CALNAME:${escapedText(`On-call: ${title}`)}`, ...events, 'END:VCALENDAR']
    .map((line) => `${folded(line)}\r\n`).join('')
}
