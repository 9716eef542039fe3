/** Stand-ins out of a calendar file: what it says is taken, what is wrong says its line, and nothing is taken by halves. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readCalendar } from '../../../../electron/people/calendar-in.ts'
import { calendarOf } from '../../../../shared/on-call-calendar.ts'
import { contact, rotation, type People } from '../../../../shared/plan.ts'

const wall = Date.UTC(2026, 2, 23, 12)
const day = 86_400_000
const people: Pick<People, 'contacts' | 'rotation'> = {
  contacts: [contact.parse({ id: 'ada', name: 'Ada Obi', email: 'ada@example.com' }), contact.parse({ id: 'bo', name: 'Bo; "the" Lindqvist, Å', email: 'bo@example.com' }), contact.parse({ id: 'cy', name: 'Cy' })],
  rotation: [
    rotation.parse({ duty: 'primary', title: 'Primary On-Call', zone: 'Europe/Berlin', from: '2026-01-05', handOver: { weekly: 'monday', at: '09:00' }, people: ['ada', 'bo'] }),
    rotation.parse({ duty: 'secondary', title: 'Secondary On-Call', zone: 'Europe/Berlin', from: '2026-01-05', handOver: { at: '09:00' }, people: ['bo', 'ada'] }),
  ],
}
const file = (...lines: readonly string[]): string => ['BEGIN:VCALENDAR', 'VERSION:2.0', ...lines, 'END:VCALENDAR', ''].join('\r\n')
const event = (...lines: readonly string[]): readonly string[] => ['BEGIN:VEVENT', 'UID:1', ...lines, 'END:VEVENT']
const read = (text: string) => readCalendar(text, people, [], wall)
const spans = (text: string): readonly string[] => read(text).standIns.map((one) => `${one.duty} ${one.contact} ${new Date(one.from).toISOString().slice(0, 16)} ${new Date(one.to).toISOString().slice(0, 16)}`)

describe('what an event says', () => {
  test.each([
    ['a person by name after the duty, in UTC', ['SUMMARY:Primary On-Call: Cy', 'DTSTART:20260324T080000Z', 'DTEND:20260324T160000Z'], 'primary cy 2026-03-24T08:00 2026-03-24T16:00'],
    ['at the clocks of the duty where no zone stands, over the night when they are set', ['SUMMARY:Primary On-Call: Cy', 'DTSTART:20260328T200000', 'DTEND:20260329T080000'], 'primary cy 2026-03-28T19:00 2026-03-29T06:00'],
    ['in a zone by its name', ['SUMMARY:secondary: Cy', 'DTSTART;TZID=America/New_York:20260324T080000', 'DURATION:PT4H'], 'secondary cy 2026-03-24T12:00 2026-03-24T16:00'],
    ['whole days', ['SUMMARY:Primary On-Call – Cy', 'DTSTART;VALUE=DATE:20260328', 'DTEND;VALUE=DATE:20260330'], 'primary cy 2026-03-27T23:00 2026-03-29T22:00'],
    ['by an invitation, in a line that is folded', ['SUMMARY:Primary On-Call, for the', ' week', 'ATTENDEE;CN=somebody:mailto:ada', ' @example.com', 'DTSTART:20260324T080000Z', 'DTEND:20260325T080000Z'], 'primary ada 2026-03-24T08:00 2026-03-25T08:00'],
  ])('%s', (_, lines, wanted) => {
    expect(read(file(...event(...lines))).mistakes).toEqual([])
    expect(spans(file(...event(...lines)))).toEqual([wanted])
  })

  test('a zone that the file itself describes', () => {
    const zone = ['BEGIN:VTIMEZONE', 'TZID:Office', 'BEGIN:STANDARD', 'DTSTART:19700101T000000', 'TZOFFSETFROM:+0330', 'TZOFFSETTO:+0330', 'END:STANDARD', 'END:VTIMEZONE']
    expect(spans(file(...zone, ...event('SUMMARY:Primary On-Call: Cy', 'DTSTART;TZID=Office:20260324T080000', 'DTEND;TZID=Office:20260324T090000')))).toEqual(['primary cy 2026-03-24T04:30 2026-03-24T05:30'])
  })

  test('one that repeats is each of its days, but those that are left out', () => {
    const text = file(...event('SUMMARY:Primary On-Call: Cy', 'DTSTART;TZID=Europe/Berlin:20260327T180000', 'DTEND;TZID=Europe/Berlin:20260327T200000', 'RRULE:FREQ=DAILY;COUNT=4', 'EXDATE;TZID=Europe/Berlin:20260328T180000'))
    expect(read(text).mistakes).toEqual([])
    expect(spans(text)).toEqual(['primary cy 2026-03-27T17:00 2026-03-27T19:00', 'primary cy 2026-03-29T16:00 2026-03-29T18:00', 'primary cy 2026-03-30T16:00 2026-03-30T18:00'])
  })

  test.each(['FREQ=WEEKLY;BYDAY=MO,WE;COUNT=3', 'FREQ=DAILY;INTERVAL=2;COUNT=3', 'FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR;COUNT=3', 'FREQ=MONTHLY;BYDAY=-1FR;COUNT=3', 'FREQ=MONTHLY;BYMONTHDAY=28;COUNT=3', 'FREQ=YEARLY;COUNT=1', 'FREQ=MONTHLY;COUNT=3'])('one that repeats by %s', (rule) =>
    expect(read(file(...event('SUMMARY:Primary On-Call: Cy', 'DTSTART:20260331T180000Z', 'DTEND:20260331T200000Z', `RRULE:${rule}`))).mistakes).toEqual([]))

  test.each(['FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30', 'FREQ=MONTHLY;BYMONTHDAY=31', 'FREQ=DAILY;INTERVAL=7;BYDAY=MO', 'FREQ=SECONDLY', 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30', 'FREQ=YEARLY;BYWEEKNO=53', 'FREQ=MONTHLY;BYDAY=5MO', 'FREQ=HOURLY;BYHOUR=3', 'FREQ=DAILY;BYSETPOS=9'])(
    'one that may have no next day is a mistake, and not looked for without end: %s', (rule) =>
      expect(read(file(...event('SUMMARY:Primary On-Call: Cy', 'DTSTART:20260324T180000Z', 'DTEND:20260324T200000Z', `RRULE:${rule}`))).mistakes).toMatchObject([{ line: 8, message: expect.stringMatching(/not taken here|invalid|BYSETPOS/i) }]))

  test('what the rotation says anyway, what is over and what was called off is nothing new', () => {
    const cancelled = event('SUMMARY:Primary On-Call: Cy', 'STATUS:CANCELLED', 'DTSTART:20260324T080000Z', 'DTEND:20260324T160000Z')
    const over = event('SUMMARY:Primary On-Call: Cy', 'DTSTART:20260301T080000Z', 'DTEND:20260301T160000Z')
    expect(read(file(...cancelled, ...over))).toEqual({ standIns: [], already: 2, mistakes: [] })
    const own = calendarOf(people, [], { from: wall, to: wall + 40 * day, stamp: wall, title: 'TBS' })
    const again = read(own)
    expect(again.mistakes).toEqual([])
    expect(again.standIns).toEqual([])
    expect(again.already).toBeGreaterThan(40)
  })
})

describe('a bad file takes nothing and says the line', () => {
  const good = event('SUMMARY:Primary On-Call: Cy', 'DTSTART:20260324T080000Z', 'DTEND:20260324T160000Z')
  test.each([
    ['no calendar', 'hello', 1, /BEGIN:VCALENDAR/],
    ['nothing', '', 1, /BEGIN:VCALENDAR/],
    ['no event', file(), 1, /no event/],
    ['an end that is missing', file('BEGIN:VEVENT', 'SUMMARY:x'), 5, /VEVENT of line 3 is open/],
    ['a line that is none', file(...event('SUMMARY:Primary On-Call: Cy', 'this is not a line', 'DTSTART:20260324T080000Z', 'DTEND:20260324T160000Z')), 6, /invalid line/],
    ['a duty that the plan has not', file(...event('SUMMARY:Tertiary: Cy', 'DTSTART:20260324T080000Z', 'DTEND:20260324T160000Z')), 5, /Primary On-Call, Secondary On-Call/],
    ['a person whom the plan has not', file(...good, ...event('SUMMARY:Primary On-Call: Zed', 'DTSTART:20260324T080000Z', 'DTEND:20260324T160000Z')), 11, /“Zed”/],
    ['no beginning', file(...event('SUMMARY:Primary On-Call: Cy')), 3, /DTSTART/],
    ['an end before the beginning', file(...event('SUMMARY:Primary On-Call: Cy', 'DTSTART:20260324T080000Z', 'DTEND:20260324T070000Z')), 7, /ends before/],
    ['a zone of nowhere', file(...event('SUMMARY:Primary On-Call: Cy', 'DTSTART;TZID=Nowhere:20260324T080000', 'DTEND;TZID=Nowhere:20260324T090000')), 6, /“Nowhere”/],
    ['one event of a series', file(...event('SUMMARY:Primary On-Call: Cy', 'RECURRENCE-ID:20260324T080000Z', 'DTSTART:20260324T080000Z', 'DTEND:20260324T090000Z')), 6, /of its own/],
    ['a date that there is not', file(...event('SUMMARY:Primary On-Call: Cy', 'DTSTART:20261345T080000Z', 'DTEND:20261346T090000Z')), 6, /./],
  ])('%s', (_, text, line, message) => {
    const { standIns, mistakes } = read(text)
    expect(standIns).toEqual([])
    expect(mistakes[0]?.line).toBe(line)
    expect(mistakes[0]?.message).toMatch(message)
  })
  test('whatever is in it, it is read or refused, and never throws', () => {
    const bits = fc.constantFrom('BEGIN:VEVENT', 'END:VEVENT', 'BEGIN:VTIMEZONE', 'END:VTIMEZONE', 'SUMMARY:Primary On-Call: Cy', 'DTSTART:20260324T080000Z', 'DTSTART;TZID=:x', 'DTEND:20260325', 'DURATION:-PT1H', 'RRULE:FREQ=SECONDLY', 'RRULE:FREQ=YEARLY;BYDAY=99MO', ' folded', 'X;="', 'ATTENDEE:mailto:ada@example.com', 'EXDATE:nothing', 'TZID:', 'UID:')
    fc.assert(fc.property(fc.array(fc.oneof(bits, fc.string()), { maxLength: 25 }), (lines) => {
      const { standIns, mistakes } = read(file(...lines))
      if (mistakes.length > 0) expect(standIns).toEqual([])
      for (const one of standIns) expect(one.to).toBeGreaterThan(one.from)
    }), { numRuns: 500 })
  })
})
