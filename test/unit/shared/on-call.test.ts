/** The rotation: exactly one on duty at every instant, stand-ins win, hand-overs go by the place's own clocks. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nextBusinessDay } from '../../../shared/business-day.ts'
import { onCallNow, onDuty, turnsBetween, type Override } from '../../../shared/on-call.ts'
import { calendarOf, escapedText, folded } from '../../../shared/on-call-calendar.ts'
import { rotation as rotationSchema, weekdays, type Rotation } from '../../../shared/plan.ts'
import { dayIn, instantOf, timeIn, weekdayOf } from '../../../shared/zoned.ts'

const hour = 3_600_000
const day = 24 * hour
const base = Date.UTC(2026, 0, 1)

const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Pacific/Apia', 'Africa/Cairo'] as const
const people = ['ada', 'bo', 'cy', 'di']
const rotations = fc.record({
  zone: fc.constantFrom(...zones), weekly: fc.option(fc.constantFrom(...weekdays), { nil: undefined }),
  at: fc.tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 })).map(([h, m]) => `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`),
  count: fc.integer({ min: 1, max: 4 }),
}).map(({ zone, weekly, at, count }): Rotation => rotationSchema.parse({ duty: 'primary', title: 'Primary', zone, from: '2026-01-05', handOver: { at, ...(weekly !== undefined && { weekly }) }, people: people.slice(0, count) }))
const moments = fc.integer({ min: -200, max: 800 }).chain((days) => fc.integer({ min: 0, max: day - 1 }).map((ms) => base + days * day + ms))
const overrides = fc.array(fc.record({ contact: fc.constantFrom(...people), from: moments, hours: fc.integer({ min: 1, max: 400 }) }), { maxLength: 5 })
  .map((list) => list.map(({ contact, from, hours }, index): Override => ({ id: `o-${index}`, duty: 'primary', contact, from, to: from + hours * hour, by: 'Ada', why: 'holiday', at: 0 })))

describe('at every instant', () => {
  test('exactly one has the duty: turns follow each other without a gap, and each agrees with who has it at any moment within', () => {
    fc.assert(fc.property(rotations, overrides, moments, fc.integer({ min: 1, max: 40 * day }), fc.double({ min: 0, max: 0.999_9, noNaN: true }), (rotation, own, from, ms, within) => {
      const to = from + ms
      const turns = turnsBetween(rotation, own, from, to)
      expect(turns[0]?.from).toBe(from)
      expect(turns.at(-1)?.to).toBe(to)
      for (const [index, turn] of turns.entries()) {
        expect(turn.to).toBeGreaterThan(turn.from)
        if (index > 0) expect(turn.from).toBe(turns[index - 1]?.to)
        expect(onDuty(rotation, own, Math.floor(turn.from + (turn.to - turn.from) * within)).contact).toBe(turn.contact)
      }
    }), { numRuns: 100 })
  })

  test('who stands in has it, the later word before the earlier one; taken back, the rotation has it again', () => {
    fc.assert(fc.property(rotations, overrides, moments, (rotation, own, wall) => {
      const asked = own.findLast((one) => one.from <= wall && wall < one.to)
      const plain = onDuty(rotation, [], wall).contact
      expect(onDuty(rotation, own, wall).contact).toBe(asked?.contact ?? plain)
      expect(onDuty(rotation, own.filter((one) => one !== asked && !(one.from <= wall && wall < one.to)), wall).contact).toBe(plain)
    }), { numRuns: 100 })
  })

  test('a turn begins when the clocks of the place show the hand-over, summer time or not; where they leave it out, right after', () => {
    fc.assert(fc.property(rotations, moments, (rotation, from) => {
      for (const turn of turnsBetween(rotation, [], from, from + 40 * day).slice(1)) {
        const shown = timeIn(rotation.zone, turn.from)
        const weekly = rotation.handOver.weekly
        // Up to an hour later where the clocks jump over it, and nowhere else.
        const late = (Date.parse(`1970-01-01T${shown}:00Z`) - Date.parse(`1970-01-01T${rotation.handOver.at}:00Z`) + day) % day
        if (late !== 0) {
          expect(late).toBeLessThanOrEqual(hour)
          expect(Array.from({ length: 240 }, (_, minute) => timeIn(rotation.zone, turn.from + (minute - 120) * 60_000))).not.toContain(rotation.handOver.at)
        }
        if (weekly !== undefined && late === 0) expect(weekdays[weekdayOf(dayIn(rotation.zone, turn.from))]).toBe(weekly)
      }
    }), { numRuns: 60 })
  })

  test('people follow each other in their order', () => {
    const rotation = rotationSchema.parse({ duty: 'primary', title: 'Primary', zone: 'UTC', from: '2026-01-05', handOver: { weekly: 'monday', at: '09:00' }, people: ['ada', 'bo', 'cy'] })
    const turns = turnsBetween(rotation, [], Date.UTC(2026, 0, 5, 9), Date.UTC(2026, 0, 26, 9))
    expect(turns.map(({ contact, from }) => `${contact} ${new Date(from).toISOString().slice(0, 16)}`)).toEqual(['ada 2026-01-05T09:00', 'bo 2026-01-12T09:00', 'cy 2026-01-19T09:00'])
  })
})

describe('the days on which clocks are set', () => {
  test.each([
    ['the night in Berlin is an hour shorter: the turn is 23 hours', 'Europe/Berlin', '2026-03-28', 23],
    ['and an hour longer in October', 'Europe/Berlin', '2026-10-24', 25],
    ['New York has other days for it', 'America/New_York', '2026-03-07', 23],
    ['Lord Howe sets its clocks by half an hour', 'Australia/Lord_Howe', '2026-04-04', 24.5],
  ])('%s', (_, zone, date, hours) => {
    const rotation = rotationSchema.parse({ duty: 'primary', title: 'Primary', zone, from: '2026-01-01', handOver: { at: '09:00' }, people: ['ada', 'bo'] })
    const from = instantOf(zone, date, '09:00')
    const [turn] = turnsBetween(rotation, [], from, from + 2 * day)
    expect(((turn?.to ?? 0) - from) / hour).toBe(hours)
  })
  test('a time that the clocks leave out is right after them; one that they show twice is the first', () => {
    expect(new Date(instantOf('Europe/Berlin', '2026-03-29', '02:30')).toISOString()).toBe('2026-03-29T01:30:00.000Z')
    expect(new Date(instantOf('Europe/Berlin', '2026-10-25', '02:30')).toISOString()).toBe('2026-10-25T00:30:00.000Z')
  })
})

test('who takes over next is told with the moment, and stand-ins count', () => {
  const rotation = rotationSchema.parse({ duty: 'primary', title: 'Primary', zone: 'UTC', from: '2026-01-05', handOver: { weekly: 'monday', at: '09:00' }, people: ['ada', 'bo'] })
  const contacts = ['ada', 'bo', 'cy'].map((id) => ({ id, name: id.toUpperCase(), channels: [], placeholder: false }))
  const wall = Date.UTC(2026, 0, 6)
  expect(onCallNow({ contacts, rotation: [rotation] }, [], wall)[0]).toMatchObject({ contact: { name: 'ADA' }, next: { at: Date.UTC(2026, 0, 12, 9), contact: { name: 'BO' } } })
  const own: Override = { id: 'o', duty: 'primary', contact: 'cy', from: wall + hour, to: wall + 2 * hour, by: 'Ada', why: 'dentist', at: 0 }
  expect(onCallNow({ contacts, rotation: [rotation] }, [own], wall)[0]?.next).toMatchObject({ at: wall + hour, contact: { name: 'CY' } })
})

describe('a business day', () => {
  const hours = { zone: 'Europe/Berlin', days: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'] as (typeof weekdays)[number][], from: '09:00', to: '17:00', holidays: ['2026-12-25'] }
  test.each([
    ['Friday night: Monday', '2026-11-20T23:30:00Z', '2026-11-23T08:00:00.000Z'],
    ['a minute after midnight: the day after, for the day itself has begun', '2026-11-23T23:01:00Z', '2026-11-25T08:00:00.000Z'],
    ['the day before a holiday and a weekend', '2026-12-24T12:00:00Z', '2026-12-28T08:00:00.000Z'],
  ])('%s', (_, at, from) => {
    expect(new Date(nextBusinessDay(hours, Date.parse(at))?.from ?? 0).toISOString()).toBe(from)
  })
  test('where every day is a holiday there is none', () => {
    expect(nextBusinessDay({ ...hours, days: ['monday'], holidays: Array.from({ length: 90 }, (_, index) => new Date(Date.UTC(2026, 10, 20) + index * day).toISOString().slice(0, 10)) }, Date.UTC(2026, 10, 20))).toBeUndefined()
  })
})

describe('the calendar file', () => {
  test('no line has more than 75 octets, no character is cut, and unfolded it is what it was', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }).map((text) => text.replaceAll(/[\r\n]/g, ' ')), (text) => {
      const lines = folded(text).split('\r\n')
      for (const line of lines) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75)
      expect(lines.map((line, index) => (index === 0 ? line : line.slice(1))).join('')).toBe(text)
      expect(folded(text)).not.toContain('\uFFFD')
    }))
  })
  test('text is escaped, so that a name is no line of its own', () => {
    expect(escapedText('a;b,c\\d\r\nEND:VEVENT')).toBe('a\\;b\\,c\\\\d\\nEND:VEVENT')
  })
  test('a turn is an event in UTC, with its person', () => {
    const rotation = rotationSchema.parse({ duty: 'primary', title: 'Primary On-Call', zone: 'Europe/Berlin', from: '2026-03-23', handOver: { weekly: 'monday', at: '09:00' }, people: ['ada'] })
    const text = calendarOf({ contacts: [{ id: 'ada', name: 'Ada', email: 'ada@example.com', channels: [], placeholder: false }], rotation: [rotation] }, [], { from: Date.UTC(2026, 2, 23, 8), to: Date.UTC(2026, 3, 6, 7), stamp: base, title: 'TBS' })
    expect(text.split('\r\n')).toEqual(expect.arrayContaining(['DTSTART:20260323T080000Z', 'DTEND:20260330T070000Z', 'DTSTART:20260330T070000Z', 'SUMMARY:Primary On-Call: Ada', 'ATTENDEE;CN="Ada":mailto:ada@example.com']))
  })
})
