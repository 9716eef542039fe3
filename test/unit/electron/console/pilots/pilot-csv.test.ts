import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { answersCsv, checkAnswers, checkPilots, importDrafts, pilotsCsv, readTable, separators } from '../../../../../electron/console/pilots/pilot-csv.ts'
import type { Actor, Draft, Entry } from '../../../../../shared/journal.ts'
import type { Pilot } from '../../../../../shared/pilot.ts'
import { emptyState, fold, type State } from '../../../../../shared/state.ts'
import { tbsPlan } from '../../../shared/plan/tbs-plan.ts'

const ada: Actor = { kind: 'person', name: 'Ada', role: 'operator' }
const after = (drafts: readonly Draft[], from = emptyState): State =>
  drafts.reduce((state, draft) => fold(state, { ...draft, seq: state.seq + 1, at: { occurred: 1, observed: 1, recorded: 1, mono: 0, boot: 'b' } } as Entry), from)

const utf8 = (text: string): Uint8Array => Buffer.from(text, 'utf8')
const utf16 = (text: string): Uint8Array => Buffer.from(`\u{FEFF}${text}`, 'utf16le')
let count = 0
const imported = (bytes: Uint8Array, roster: readonly Pilot[] = []): readonly Draft[] => importDrafts(checkPilots(bytes, roster), { who: ada, file: 'f.csv', newId: () => `u-${(count += 1)}` })
const wrongIn = (text: string, roster: readonly Pilot[] = []) => checkPilots(utf8(text), roster).wrong.map(({ line, column, message }) => [line, column, message])

const two = 'Name;E-Mail;email;profile;experience;consent\nZoë Ünal;x;zoe@desk.example;Trader;new;2026-01-05\n"Falk, Björn";y;bjorn@desk.example;"Trader; senior";experienced;'

describe('a file of pilot users', () => {
  test.each([['UTF-8', utf8(two)], ['UTF-8 with its mark', utf8(`\u{FEFF}${two}`)], ['UTF-16LE', utf16(two)], ['UTF-16BE', Buffer.from(utf16(two)).swap16()], ['CRLF', utf8(two.replaceAll('\n', '\r\n'))]])('in %s is read alike', (_, bytes) => {
    const { taken, wrong, unknownColumns, table } = checkPilots(bytes, [])
    expect([wrong, unknownColumns, table.separator]).toEqual([[], ['e-mail'], ';'])
    expect(taken.map(({ wanted: { person, profile, consent } }) => [person.name, person.email, profile, consent])).toEqual([
      ['Zoë Ünal', 'zoe@desk.example', 'Trader', { given: true, on: '2026-01-05' }], ['Falk, Björn', 'bjorn@desk.example', 'Trader; senior', undefined],
    ])
  })
  test('what can not be taken is told with line and column, and the others are taken', () => {
    expect(wrongIn(['name,email,user,profile,experience,consent', 'Ada,ada@x.example,ada,Trader,expert,', ',b@x.example,b,Trader,new,', 'Cy,nonsense,c,Trader,new,yesterday', 'Di,d@x.example,d,Trader,new', 'Ed,D2@x.example,e,Trader,new,', 'Ed again,d2@x.example,f,Trader,new,', 'Flo,f@x.example,e,Trader,new,'].join('\n'))).toEqual([
      [2, 'experience', 'expected one of experienced, intermediate, new'], [3, 'name', 'is missing'], [4, 'email', 'expected an e-mail address'], [4, 'consent', 'expected the day, as 2026-01-24, or "withdrawn 2026-01-24"'],
      [5, undefined, 'has 5 cells, the header 6'], [7, undefined, 'is the same person as line 6'], [8, 'user', 'e belongs to Ed already'],
    ])
  })
  test('a line break within quotes does not shift the lines that follow', () => {
    expect(wrongIn('name,profile,experience\n"Ada\nObi",Trader,new\nBo,Trader,what')).toEqual([[4, 'experience', 'expected one of experienced, intermediate, new']])
  })
  test.each([
    ['', 'The file is empty'], ['name,profile\nA,B', 'Line 1 lacks the column “experience”'], ['name,name,profile,experience\n', 'is there twice'],
    ['name,profile,experience\n"open,Trader,new', 'line 2'], ['name,profile,experience\nA "b" c,Trader,new', 'line 2'],
  ])('%j is refused as a whole, with the reason', (text, reason) => {
    expect(() => checkPilots(utf8(text), [])).toThrow(reason)
  })
  test('bytes that are no text are refused', () => {
    expect(() => readTable(Buffer.from([0x6e, 0xff, 0xfe, 0x80]))).toThrow('not UTF-8')
    expect(() => readTable(Buffer.from(two, 'utf16le'))).toThrow('zero bytes')
  })
  test('an import is whole, and the same file again changes nothing; an empty cell takes nothing away', () => {
    const { pilots: { roster } } = after(imported(utf8(two)))
    expect(roster.map(({ person }) => person.name)).toEqual(['Zoë Ünal', 'Falk, Björn'])
    expect(imported(utf8(two), roster).map(({ kind }) => kind)).toEqual(['pilot.imported'])
    const changes = imported(utf8('name,email,profile,experience,training\nZ. Ünal,ZOE@desk.example,Trader,experienced,completed'), roster)
    const { pilots } = after(changes, after(imported(utf8(two))))
    expect(changes.map(({ kind }) => kind)).toEqual(['pilot.changed', 'pilot.training', 'pilot.imported'])
    expect(pilots.roster).toHaveLength(2)
  })
  test('an old list brings back no consent that was taken back since, and a newer one does', () => {
    const file = (on: string): Uint8Array => utf8(`name,email,profile,experience,consent\nAda,ada@x.example,Trader,new,${on}`)
    const before = after(imported(file('2026-01-05')))
    const pilot = before.pilots.roster[0]?.id ?? ''
    const { pilots: { roster } } = after([{ kind: 'pilot.consented', who: ada, data: { pilot, given: false, on: '2026-01-20' } }], before)
    for (const on of ['2026-01-05', '2026-01-20']) expect(checkPilots(file(on), roster).wrong).toMatchObject([{ line: 2, column: 'consent', message: `Ada withdrew on 2026-01-20: a consent of ${on} is from before that` }])
    expect(checkPilots(file('2026-01-21'), roster).rows).toMatchObject([{ does: 'change', detail: 'consent' }])
    // Looked at before the withdrawal, it is not what is imported after it.
    expect(checkPilots(file('2026-01-21'), before.pilots.roster).hash).not.toBe(checkPilots(file('2026-01-21'), roster).hash)
  })
  test('whatever is exported is imported as it was, and no cell is a formula', () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).map((text) => text.replaceAll(/\p{Cc}/gu, ' ').trim()).filter((text) => text !== '' && !/^[=+\-@']/.test(text))
    fc.assert(fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 6, selector: (text) => text.toLowerCase() }), fc.constantFrom(...separators), (names, separator) => {
      const roster = names.map((one, at): Pilot => ({ id: `u-${at}`, user: `user${at}`, person: { name: one }, profile: `a${separator}"b"`, experience: 'new', addedAt: 0, workflows: [], progress: { onboarding: { state: 'completed' }, training: { state: 'under way' } }, consent: { given: false, on: '2026-01-05', at: 0, by: 'x' } }))
      const checked = checkPilots(utf8(pilotsCsv(roster)), roster)
      expect([checked.wrong, checked.rows.map(({ does }) => does)]).toEqual([[], names.map(() => 'same')])
    }))
    const [evil] = after(imported(utf8('name,profile,experience\n"=HYPERLINK(""http://x"")",@SUM(A1),new'))).pilots.roster
    const text = pilotsCsv(evil ? [evil] : [])
    expect(text).toContain(`"'=HYPERLINK(""http://x"")",,,'@SUM(A1),new`)
  })
})

describe('a file of answers', () => {
  const plan = tbsPlan()
  const { pilots } = after([
    ...imported(utf8('name,email,profile,experience,consent\nAda,ada@x.example,T,new,2026-01-05\nBo,bo@x.example,T,new,2026-01-05\nCy,cy@x.example,T,new,2026-01-05')),
  ])
  const { roster } = pilots
  const asked = roster.slice(0, 2).map(({ id }) => id)
  const { pilots: { surveys: [survey] } } = after([{ kind: 'survey.opened', who: ada, data: { survey: 's', title: 'Week 2', questions: plan.pilots?.surveys.questions ?? [], asked, closes: 9e12 } }])
  if (survey === undefined) throw new Error('no survey')
  test('is taken by id or text of the questions; strangers, nonsense and repeats are told', () => {
    const text = ['email,How satisfied are you with the new system?,prefers,comment', 'ada@x.example,5,Yes,"fine, thanks"', 'ADA@x.example,1,no,', 'bo@x.example,7,no,', 'cy@x.example,5,yes,', 'nobody@x.example,5,yes,'].join('\n')
    const { taken, wrong } = checkAnswers(utf8(text), survey, roster)
    expect(taken).toEqual([{ pilot: asked[0], answers: { satisfied: '5', prefers: 'yes', comment: 'fine, thanks' } }])
    expect(wrong.map(({ line, message }) => [line, message])).toEqual([[3, 'this person has a row already'], [4, 'expected a whole number from 1 to 5'], [5, 'was not asked in this survey'], [6, 'nobody on the roster is called so']])
    expect(() => checkAnswers(utf8('email,mood\nada@x.example,5'), survey, roster)).toThrow('no question “mood”')
  })
  test('an export of answers holds no formula', () => {
    const answered = { ...survey, answers: [{ pilot: asked[0] ?? '', at: 0, via: 'link' as const, seq: 1, answers: { comment: '=1+1\n"x"' } }] }
    expect(answersCsv(answered, roster)).toContain(`Ada,,,,"'=1+1\n""x""",1970-01-01T00:00:00.000Z\r\n`)
  })
})
