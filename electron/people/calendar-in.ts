/**
 * Stand-ins out of a calendar file (RFC 5545). ical.js reads the values; what a line is worth to the rotation is decided here,
 * and every mistake says its line. Whole or not at all: a file with a mistake changes nothing.
 */
import ICAL from 'ical.js'
import { errorText } from '../../shared/error-text.ts'
import { turnsBetween, type Override } from '../../shared/on-call.ts'
import type { People, Rotation } from '../../shared/plan.ts'
import { addDays, dayIn, instantOf, isZone } from '../../shared/zoned.ts'

export type CalendarMistake = { readonly line: number; readonly message: string }
export type StandIn = { readonly duty: string; readonly contact: string; readonly from: number; readonly to: number; readonly line: number }
/** `already`: events that say what the rotation says anyway, are over, or were called off. */
export type CalendarRead = { readonly standIns: readonly StandIn[]; readonly already: number; readonly mistakes: readonly CalendarMistake[] }

/** A year of daily turns of a few duties is less than half of it. */
const limits = { characters: 1_000_000, events: 2_000, occurrences: 400, ahead: 366 } as const

type Line = { readonly line: number; readonly text: string }
type Block = { readonly kind: string; readonly lines: readonly Line[] }
class LineError extends Error {
  override readonly name = 'LineError'
  readonly line: number
  constructor(line: number, message: string) {
    super(message)
    this.line = line
  }
}

/** Lines as the RFC folds them, each with the number at which it begins in the file. */
function unfolded(text: string): readonly Line[] {
  const lines: { line: number; text: string }[] = []
  for (const [index, own] of text.split(/\r\n|\n|\r/).entries()) {
    const last = lines.at(-1)
    if (/^[ \t]/.test(own) && last !== undefined) last.text += own.slice(1)
    else lines.push({ line: index + 1, text: own })
  }
  return lines.filter((one) => one.text.trim() !== '')
}

/** The components right below the calendar. */
function blocksOf(lines: readonly Line[]): readonly Block[] {
  const [first] = lines
  if (first === undefined || first.text.replace(/^\uFEFF/, '').trim().toUpperCase() !== 'BEGIN:VCALENDAR') throw new LineError(first?.line ?? 1, 'this is no calendar: it should begin with BEGIN:VCALENDAR')
  const blocks: Block[] = []
  const open: Line[] = [first]
  let own: Line[] = []
  for (const line of lines.slice(1)) {
    const [, what, name = ''] = /^(BEGIN|END):(.*)$/i.exec(line.text.trim()) ?? []
    if (open.length === 0) throw new LineError(line.line, 'something follows the end of the calendar')
    if (what?.toUpperCase() === 'BEGIN') open.push(line)
    if (open.length > 1) own.push(line)
    if (what?.toUpperCase() !== 'END') continue
    const began = open.pop()
    if (began === undefined || nameOf(began) !== name.trim().toUpperCase()) throw new LineError(line.line, `END:${name} ends nothing that began: ${began ? `${nameOf(began)} of line ${began.line}` : 'nothing'} is open`)
    if (open.length === 1) {
      blocks.push({ kind: name.trim().toUpperCase(), lines: own })
      own = []
    }
  }
  const left = open.at(-1)
  if (left !== undefined) throw new LineError(left.line, `${nameOf(left)} begins here and does not end`)
  return blocks
}
const nameOf = ({ text }: Line): string => text.replace(/^\uFEFF/, '').trim().slice('BEGIN:'.length).toUpperCase()

function componentOf({ lines }: Block): ICAL.Component {
  try {
    return new ICAL.Component(ICAL.parse(lines.map(({ text }) => text).join('\r\n')) as unknown[])
  } catch (error) {
    const message = errorText(error)
    const bad = lines.find(({ text }) => message.includes(`'${text}'`) || message.includes(`"${text}"`)) ?? lines.find(({ text }) => !text.includes(':'))
    throw new LineError(bad?.line ?? lines[0]?.line ?? 1, message)
  }
}

const lineOf = ({ lines }: Block, property: string): number =>
  (lines.find(({ text }) => new RegExp(`^${property}[;:]`, 'i').test(text)) ?? lines[0])?.line ?? 1
const textOf = (event: ICAL.Component, property: string): string | undefined => {
  const value: unknown = event.getFirstPropertyValue(property)
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}
const same = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase()

function rotationOf(block: Block, event: ICAL.Component, people: Pick<People, 'rotation'>): Rotation {
  const duty = textOf(event, 'x-fifteen-duty')
  const summary = textOf(event, 'summary') ?? ''
  const found = people.rotation.find((one) => (duty === undefined ? [one.title, one.duty].some((name) => summary.toLowerCase().startsWith(name.toLowerCase())) : one.duty === duty))
  if (found === undefined) throw new LineError(lineOf(block, duty === undefined ? 'SUMMARY' : 'X-FIFTEEN-DUTY'), `this event names no duty of the plan: begin its title with one of ${people.rotation.map(({ title }) => title).join(', ')}`)
  return found
}

function contactOf(block: Block, event: ICAL.Component, people: Pick<People, 'contacts'>, rotation: Rotation): string {
  const id = textOf(event, 'x-fifteen-contact')
  const summary = textOf(event, 'summary') ?? ''
  const told = [rotation.title, rotation.duty].reduce((left, name) => (left.toLowerCase().startsWith(name.toLowerCase()) ? left.slice(name.length) : left), summary).replace(/^[\s:–-]+/, '')
  const mails = event.getAllProperties('attendee').flatMap((one) => { const value: unknown = one.getFirstValue(); return typeof value === 'string' ? [value.replace(/^mailto:/i, '')] : [] })
  const found = id === undefined
    ? people.contacts.find(({ email }) => email !== undefined && mails.some((mail) => same(mail, email))) ?? people.contacts.find((one) => same(one.name, told) || same(one.id, told))
    : people.contacts.find((one) => one.id === id)
  if (found === undefined) throw new LineError(lineOf(block, id === undefined ? 'SUMMARY' : 'X-FIFTEEN-CONTACT'), `this event names no contact of the plan${(id ?? told) === '' ? '' : `: “${id ?? told}”`}. Write the name as the plan has it after the duty, or invite the person's e-mail address`)
  return found.id
}

const two = (number: number): string => String(number).padStart(2, '0')

/** A moment of the file. Without a zone it is at the clocks of the duty. */
function momentOf(time: ICAL.Time, zones: ReadonlyMap<string, ICAL.Timezone>, tzid: string | undefined, rotation: Rotation, line: number): number {
  const day = `${String(time.year).padStart(4, '0')}-${two(time.month)}-${two(time.day)}`
  const at = time.isDate ? '00:00' : `${two(time.hour)}:${two(time.minute)}`
  const seconds = time.isDate ? 0 : time.second * 1_000
  if (!time.isDate && time.zone?.tzid === 'UTC') return Date.parse(`${day}T${at}:00Z`) + seconds
  if (tzid === undefined) return instantOf(rotation.zone, day, at) + seconds
  if (isZone(tzid)) return instantOf(tzid, day, at) + seconds
  const zone = zones.get(tzid)
  if (zone === undefined) throw new LineError(line, `the time zone “${tzid}” is neither known nor described in this file`)
  const zoned = time.clone()
  zoned.zone = zone
  return zoned.toUnixTime() * 1_000
}

/** ical.js takes the 45th of the 13th month for a day in February: what a calendar has not is a mistake here. */
function soundDate({ lines }: Block, property: string): void {
  const own = lines.find(({ text }) => new RegExp(`^${property}[;:]`, 'i').test(text))
  const [, year, month, day, hour = '00', minute = '00', second = '00'] = /:(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2}))?Z?\s*$/.exec(own?.text ?? '') ?? []
  if (own === undefined) return
  const at = `${year}-${month}-${day}T${hour}:${minute}:${second}`
  if (year === undefined || Number.isNaN(Date.parse(`${at}Z`)) || new Date(`${at}Z`).toISOString().slice(0, 19) !== at) throw new LineError(own.line, `${property} is no moment that a calendar has`)
}

const weekday = /^(?:MO|TU|WE|TH|FR|SA|SU)$/
const weekdayOfMonth = /^-?[1-4](?:MO|TU|WE|TH|FR|SA|SU)$/

/** Rules that have a next day within a month or a year, whatever stands in them: of the 30th of February ical.js looks for the next for ever. */
function isBounded({ freq, interval, parts }: ICAL.Recur): boolean {
  const by = Object.entries(parts).filter(([, values]) => values !== undefined)
  const all = (name: string, fits: (value: unknown) => boolean): boolean => by.every(([part, values]) => part === name && (values as readonly unknown[]).every(fits))
  const isWeekday = (value: unknown): boolean => typeof value === 'string' && weekday.test(value)
  if (!(interval >= 1 && interval <= 366)) return false
  if (freq === 'DAILY') return by.length === 0 || (interval % 7 !== 0 && all('BYDAY', isWeekday))
  if (freq === 'WEEKLY') return all('BYDAY', isWeekday)
  if (freq === 'YEARLY') return by.length === 0
  return freq === 'MONTHLY' && (all('BYMONTHDAY', (value) => typeof value === 'number' && value >= 1 && value <= 28) || all('BYDAY', (value) => typeof value === 'string' && weekdayOfMonth.test(value)))
}

function soundRules(block: Block, component: ICAL.Component): void {
  const rules = component.getAllProperties('rrule').map((one) => one.getFirstValue())
  if (rules.some((rule) => !(rule instanceof ICAL.Recur) || !isBounded(rule)))
    throw new LineError(lineOf(block, 'RRULE'), 'this repeats by a rule that is not taken here: repeat it by days, weeks or months (BYDAY, BYMONTHDAY to 28), or write its days as events of their own')
}

type Span = { readonly from: number; readonly to: number }

function spansOf(block: Block, component: ICAL.Component, zones: ReadonlyMap<string, ICAL.Timezone>, rotation: Rotation, wall: number): readonly Span[] {
  const line = lineOf(block, 'DTSTART')
  for (const property of ['DTSTART', 'DTEND']) soundDate(block, property)
  const start = component.getFirstProperty('dtstart')
  if (start === null || !(start.getFirstValue() instanceof ICAL.Time)) throw new LineError(line, 'this event has no DTSTART')
  if (component.getFirstProperty('recurrence-id') !== null) throw new LineError(lineOf(block, 'RECURRENCE-ID'), 'this changes one event of a series: make it an event of its own')
  const event = new ICAL.Event(component)
  const zoneOf = (property: string): string | undefined => {
    const tzid: unknown = component.getFirstProperty(property)?.getFirstParameter('tzid')
    return typeof tzid === 'string' && tzid !== '' ? tzid : undefined
  }
  const spanOf = (from: ICAL.Time, to: ICAL.Time): Span => {
    const span = { from: momentOf(from, zones, zoneOf('dtstart'), rotation, line), to: momentOf(to, zones, zoneOf('dtend') ?? zoneOf('dtstart'), rotation, lineOf(block, 'DTEND')) }
    if (span.to <= span.from) throw new LineError(lineOf(block, 'DTEND'), 'this event ends before it begins')
    return span
  }
  if (!event.isRecurring()) return [spanOf(event.startDate, event.endDate)]
  soundRules(block, component)
  const spans: Span[] = []
  const iterator = event.iterator()
  const until = instantOf(rotation.zone, addDays(dayIn(rotation.zone, wall), limits.ahead), '00:00')
  for (let next = iterator.next() as ICAL.Time | undefined, count = 0; next !== undefined && next !== null; next = iterator.next() as ICAL.Time | undefined, count += 1) {
    const { startDate, endDate } = event.getOccurrenceDetails(next)
    const span = spanOf(startDate, endDate)
    if (span.from > until) break
    if (count >= limits.occurrences) throw new LineError(lineOf(block, 'RRULE'), `this repeats more than ${limits.occurrences} times within a year`)
    spans.push(span)
  }
  return spans
}

/** @param wall now, ms: what is over is passed by; what repeats is read a year ahead */
export function readCalendar(text: string, people: Pick<People, 'contacts' | 'rotation'>, overrides: readonly Override[], wall: number): CalendarRead {
  if (text.length > limits.characters) return { standIns: [], already: 0, mistakes: [{ line: 1, message: `the file has more than ${limits.characters} characters` }] }
  const mistakes: CalendarMistake[] = []
  const tried = <T>(block: Block | undefined, work: () => T): T | undefined => {
    try {
      return work()
    } catch (error) {
      if (error instanceof LineError) mistakes.push({ line: error.line, message: error.message })
      // What else ical.js throws is about this component's values.
      else if (error instanceof Error && block !== undefined) mistakes.push({ line: block.lines[0]?.line ?? 1, message: error.message })
      else throw error
      return undefined
    }
  }
  const blocks = tried(undefined, () => blocksOf(unfolded(text))) ?? []
  const zones = new Map(blocks.filter(({ kind }) => kind === 'VTIMEZONE').flatMap((block) => {
    const zone = tried(block, () => new ICAL.Timezone(componentOf(block)))
    return zone === undefined ? [] : [[zone.tzid, zone] as const]
  }))
  const events = blocks.filter(({ kind }) => kind === 'VEVENT')
  if (events.length > limits.events) mistakes.push({ line: events[limits.events]?.lines[0]?.line ?? 1, message: `the file has more than ${limits.events} events` })
  else if (events.length === 0 && mistakes.length === 0) mistakes.push({ line: 1, message: 'this calendar has no event' })
  let already = 0
  const standIns: StandIn[] = []
  for (const block of events.slice(0, limits.events)) {
    tried(block, () => {
      const component = componentOf(block)
      if (textOf(component, 'status')?.toUpperCase() === 'CANCELLED') return void (already += 1)
      const rotation = rotationOf(block, component, people)
      const contact = contactOf(block, component, people, rotation)
      for (const { from, to } of spansOf(block, component, zones, rotation, wall)) {
        if (to <= wall || turnsBetween(rotation, overrides, from, to).every((turn) => turn.contact === contact)) already += 1
        else standIns.push({ duty: rotation.duty, contact, from, to, line: block.lines[0]?.line ?? 1 })
      }
    })
  }
  return mistakes.length > 0 ? { standIns: [], already, mistakes: mistakes.toSorted((a, b) => a.line - b.line) } : { standIns, already, mistakes }
}
