/**
 * Files of pilot users and of answers, as spreadsheets write them: UTF-8 or UTF-16, any of four separators, quotes. Nothing is
 * guessed and nothing lost in silence: what can't be taken is told with its line and column. Plan: "Pilot User Selection".
 */
import { createHash } from 'node:crypto'
import { CsvError, parse } from 'csv-parse/sync'
import { z } from 'zod'
import type { ImportRow, WrongRow } from '../../../shared/contract.ts'
import type { Draft, Actor } from '../../../shared/journal.ts'
import type { Pilot } from '../../../shared/pilot.ts'
import { experiences, person, pilotFields, progressStates, type Answers, type PilotFields, type Question } from '../../../shared/pilot-entries.ts'
import { answerOf, wrongAnswers, type Survey } from '../../../shared/survey.ts'

/** A file that can't be read at all. */
export class PilotFileError extends Error {
  override readonly name = 'PilotFileError'
}

const marks = [['utf-8', [0xef, 0xbb, 0xbf]], ['utf-16le', [0xff, 0xfe]], ['utf-16be', [0xfe, 0xff]]] as const

/** @throws PilotFileError for bytes that are no such text */
function textOf(bytes: Uint8Array): { readonly text: string; readonly encoding: string } {
  const found = marks.find(([, mark]) => mark.every((byte, at) => bytes[at] === byte))
  const encoding = found?.[0] ?? 'utf-8'
  if (found === undefined && bytes.includes(0)) throw new PilotFileError('The file has no byte order mark and holds zero bytes: save it as UTF-8, or as UTF-16 with its mark.')
  try {
    return { text: new TextDecoder(encoding, { fatal: true }).decode(bytes), encoding: encoding.toUpperCase() }
  } catch (error) {
    throw new PilotFileError(`The file is not ${encoding.toUpperCase()}: save it as UTF-8 and choose it again.`, { cause: error })
  }
}

export const separators = [',', ';', '\t', '|'] as const
const longestRow = 20_000
const mostRows = 5_000

type Row = { readonly line: number; readonly cells: readonly string[] }

/** @throws PilotFileError with the line, for a quote that stands where none may or is not closed */
function rowsOf(text: string, delimiter: string): readonly Row[] {
  try {
    const parsed = parse(text, { delimiter, info: true, relax_column_count: true, skip_empty_lines: true, trim: true, max_record_size: longestRow }) as unknown as readonly { readonly record: readonly string[]; readonly info: { readonly lines: number } }[]
    // The parser tells where a row ends; line breaks within its cells are part of it.
    return parsed.map(({ record, info }) => ({ cells: record, line: info.lines - record.reduce((sum, cell) => sum + (cell.match(/\r\n|\r|\n/g)?.length ?? 0), 0) }))
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw new PilotFileError(`${error.message}. Mend it in the file and choose it again.`, { cause: error })
  }
}

export type Table = { readonly encoding: string; readonly separator: string; readonly header: readonly string[]; readonly rows: readonly Row[] }

/** The separator is the one by which the header falls into the most columns. @throws PilotFileError */
export function readTable(bytes: Uint8Array): Table {
  const { text, encoding } = textOf(bytes)
  const first = text.split(/\r\n|\r|\n/, 1)[0] ?? ''
  const separator = separators.toSorted((a, b) => first.split(b).length - first.split(a).length)[0] ?? ','
  const [header, ...rows] = rowsOf(text, separator)
  if (header === undefined) throw new PilotFileError('The file is empty: its first line names the columns.')
  if (rows.length > mostRows) throw new PilotFileError(`The file has ${rows.length} rows: ${mostRows} at most.`)
  return { encoding, separator, header: header.cells.map((name) => name.toLowerCase()), rows }
}

const pilotColumns = ['name', 'email', 'user', 'profile', 'experience', 'cohort', 'support', 'consent', 'onboarding', 'training'] as const
type Column = (typeof pilotColumns)[number]

type Wanted = PilotFields & { readonly consent?: { readonly given: boolean; readonly on: string }; readonly onboarding?: (typeof progressStates)[number]; readonly training?: (typeof progressStates)[number] }
type Taken = { readonly line: number; readonly wanted: Wanted; readonly present?: Pilot }

const same = (a: string | undefined, b: string | undefined): boolean => a !== undefined && b !== undefined && a.toLowerCase() === b.toLowerCase()
const filled = (fields: Readonly<Record<string, string | undefined>>) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== ''))

const progress = z.enum(progressStates, { error: `expected one of ${progressStates.join(', ')}` })
const consentCell = z.union([z.iso.date().transform((on) => ({ given: true, on })), z.string().regex(/^withdrawn \d{4}-\d{2}-\d{2}$/).transform((text) => ({ given: false, on: text.slice('withdrawn '.length) }))], { error: 'expected the day, as 2026-01-24, or "withdrawn 2026-01-24"' })
const rowSchema = z.strictObject({
  name: z.string({ error: 'is missing' }).pipe(person.shape.name), email: person.shape.email, user: pilotFields.shape.user, profile: z.string({ error: 'is missing' }).pipe(pilotFields.shape.profile),
  experience: z.enum(experiences, { error: `expected one of ${experiences.join(', ')}` }), cohort: pilotFields.shape.cohort, support: pilotFields.shape.support,
  consent: consentCell.optional(), onboarding: progress.optional(), training: progress.optional(),
})

/** Who a row speaks of: by e-mail, else by user, else by name. */
const isSame = (a: PilotFields, b: PilotFields): boolean =>
  a.person.email !== undefined && b.person.email !== undefined ? same(a.person.email, b.person.email) : a.user !== undefined && b.user !== undefined ? a.user === b.user : same(a.person.name, b.person.name)

function differences({ wanted, present }: Taken): readonly string[] {
  if (present === undefined) return []
  const { person: { name, email }, user, profile, experience, cohort, support } = present
  const before: Readonly<Record<string, string | undefined>> = { name, email, user, profile, experience, cohort, support, consent: present.consent && JSON.stringify([present.consent.given, present.consent.on]), onboarding: present.progress.onboarding.state, training: present.progress.training.state }
  const after: Readonly<Record<string, string | undefined>> = { name: wanted.person.name, email: wanted.person.email, user: wanted.user, profile: wanted.profile, experience: wanted.experience, cohort: wanted.cohort, support: wanted.support, consent: wanted.consent && JSON.stringify([wanted.consent.given, wanted.consent.on]), onboarding: wanted.onboarding, training: wanted.training }
  // An empty cell says nothing: it takes nothing away.
  return Object.keys(after).filter((key) => after[key] !== undefined && after[key] !== before[key])
}

export type Checked = { readonly table: Table; readonly taken: readonly Taken[]; readonly wrong: readonly WrongRow[]; readonly unknownColumns: readonly string[]; readonly rows: readonly ImportRow[]; readonly hash: string }

/** @throws PilotFileError */
export function checkPilots(bytes: Uint8Array, roster: readonly Pilot[]): Checked {
  const table = readTable(bytes)
  const { header } = table
  const twice = header.find((name, at) => name !== '' && header.indexOf(name) !== at)
  if (twice !== undefined) throw new PilotFileError(`The column “${twice}” is there twice.`)
  const lacking = (['name', 'profile', 'experience'] as const).filter((column) => !header.includes(column))
  if (lacking.length > 0) throw new PilotFileError(`Line 1 lacks the column ${lacking.map((name) => `“${name}”`).join(', ')}. Columns are: ${pilotColumns.join(', ')}.`)
  const wrong: WrongRow[] = []
  const taken: Taken[] = []
  for (const { line, cells } of table.rows) {
    const text = cells.join(table.separator).slice(0, 200)
    if (cells.length !== header.length) {
      wrong.push({ line, message: `has ${cells.length} cells, the header ${header.length}`, text })
      continue
    }
    const read = rowSchema.safeParse(filled(Object.fromEntries(pilotColumns.map((column: Column) => [column, cells[header.indexOf(column)]]))))
    if (!read.success) {
      wrong.push(...read.error.issues.map((issue) => ({ line, column: String(issue.path[0] ?? ''), message: issue.message, text })))
      continue
    }
    const { name, email, consent, onboarding, training, user, cohort, support, ...rest } = read.data
    const wanted: Wanted = {
      ...rest, person: { name, ...(email !== undefined && { email }) }, ...(user !== undefined && { user }), ...(cohort !== undefined && { cohort }), ...(support !== undefined && { support }),
      ...(consent && { consent }), ...(onboarding && { onboarding }), ...(training && { training }),
    }
    const before = taken.find((one) => isSame(one.wanted, wanted))
    const present = roster.find((one) => isSame(one, wanted))
    const owner = wanted.user === undefined ? undefined : [...roster.filter((one) => one !== present), ...taken.map((one) => ({ ...one.wanted, id: '' }))].find((one) => one.user === wanted.user)
    if (before) wrong.push({ line, message: `is the same person as line ${before.line}`, text })
    else if (owner) wrong.push({ line, column: 'user', message: `${wanted.user} belongs to ${owner.person.name} already`, text })
    // An old list must not bring back what someone has taken back since.
    else if (wanted.consent?.given === true && present?.consent?.given === false && wanted.consent.on <= present.consent.on)
      wrong.push({ line, column: 'consent', message: `${present.person.name} withdrew on ${present.consent.on}: a consent of ${wanted.consent.on} is from before that`, text })
    else taken.push({ line, wanted, ...(present && { present }) })
  }
  return {
    table, taken, wrong, unknownColumns: header.filter((name) => !pilotColumns.some((column) => column === name)),
    rows: taken.map((one): ImportRow => {
      const changed = differences(one)
      return { line: one.line, name: one.wanted.person.name, does: one.present === undefined ? 'add' : changed.length === 0 ? 'same' : 'change', detail: changed.join(', ') }
    }),
    hash: createHash('sha256').update(bytes).update(JSON.stringify(roster.map(({ workflows: _, adoption: _a, ...shown }) => shown))).digest('hex'),
  }
}

/** The entries of an import: what each row adds or changes. */
export function importDrafts({ taken, rows, table }: Checked, { who, file, newId }: { readonly who: Actor; readonly file: string; readonly newId: () => string }): readonly Draft[] {
  const drafts = taken.flatMap((one): readonly Draft[] => {
    const { consent, onboarding, training, ...fields } = one.wanted
    const changed = differences(one)
    const pilot = one.present?.id ?? newId()
    const person = { ...one.present?.person, ...fields.person }
    const own = ['name', 'email', 'user', 'profile', 'experience', 'cohort', 'support'].some((key) => changed.includes(key))
    return [
      ...(one.present === undefined ? [{ kind: 'pilot.added', who, data: { ...fields, pilot } } as const] : own ? [{ kind: 'pilot.changed', who, data: { ...fields, person, pilot } } as const] : []),
      ...(consent && (one.present === undefined || changed.includes('consent')) ? [{ kind: 'pilot.consented', who, data: { pilot, ...consent } } as const] : []),
      ...([['onboarding', onboarding], ['training', training]] as const).flatMap(([part, state]) =>
        state !== undefined && (one.present === undefined ? state !== 'not begun' : changed.includes(part)) ? [{ kind: 'pilot.training', who, data: { pilot, part, state } } as const] : []),
    ]
  })
  const count = (does: ImportRow['does']): number => rows.filter((row) => row.does === does).length
  return [...drafts, { kind: 'pilot.imported', who, data: { file, rows: table.rows.length, added: count('add'), changed: count('change'), same: count('same'), wrong: table.rows.length - taken.length } }]
}

export type CheckedAnswers = { readonly taken: readonly { readonly pilot: string; readonly answers: Answers }[]; readonly same: number; readonly wrong: readonly WrongRow[]; readonly rows: number }

/** A row a person, named by e-mail, user or name; a column a question, by its id or its text. @throws PilotFileError */
export function checkAnswers(bytes: Uint8Array, survey: Survey, roster: readonly Pilot[]): CheckedAnswers {
  const { header, rows, separator } = readTable(bytes)
  const who = header.findIndex((column) => ['email', 'user', 'name', 'pilot'].includes(column))
  if (who === -1) throw new PilotFileError('Line 1 names no column email, user or name: whose answers are these?')
  const columns = header.map((name): Question | undefined => survey.questions.find(({ id, text }) => id === name || same(text, name)))
  const strange = header.filter((_, at) => at !== who && columns[at] === undefined)
  if (strange.length > 0) throw new PilotFileError(`Line 1: the survey has no question ${strange.map((name) => `“${name}”`).join(', ')}.`)
  const wrong: WrongRow[] = []
  const taken: { readonly pilot: string; readonly answers: Answers }[] = []
  let known = 0
  for (const { line, cells } of rows) {
    const text = cells.join(separator).slice(0, 200)
    const name = cells[who] ?? ''
    const found = roster.filter((one) => same(one.person.email, name) || one.user === name || one.id === name || same(one.person.name, name))
    const [pilot] = found
    const given = Object.fromEntries(columns.flatMap((question, at) => (question && cells[at] !== undefined && cells[at] !== '' ? [[question.id, question.kind === 'yes-no' ? cells[at].toLowerCase() : cells[at]]] : [])))
    const [mistake] = wrongAnswers(survey.questions, given)
    if (cells.length !== header.length) wrong.push({ line, message: `has ${cells.length} cells, the header ${header.length}`, text })
    else if (pilot === undefined || found.length > 1) wrong.push({ line, column: header[who] ?? '', message: pilot === undefined ? 'nobody on the roster is called so' : 'more than one on the roster is called so', text })
    else if (!survey.asked.includes(pilot.id)) wrong.push({ line, column: header[who] ?? '', message: 'was not asked in this survey', text })
    else if (taken.some((one) => one.pilot === pilot.id)) wrong.push({ line, message: 'this person has a row already', text })
    else if (mistake) wrong.push({ line, column: mistake.question, message: mistake.message, text })
    else if (answerOf(survey, pilot.id)) known += 1
    else if (Object.keys(given).length === 0) wrong.push({ line, message: 'holds no answer', text })
    else taken.push({ pilot: pilot.id, answers: given })
  }
  return { taken, same: known, wrong, rows: rows.length }
}

/** A cell that a spreadsheet would take for a formula gets an apostrophe, so that it stays a text (OWASP: CSV injection). */
const safe = (cell: string): string => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell)
const quoted = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)
const csvOf = (rows: readonly (readonly string[])[]): string => `\u{FEFF}${rows.map((row) => row.map((cell) => quoted(safe(cell))).join(',')).join('\r\n')}\r\n`

export const pilotsCsv = (roster: readonly Pilot[]): string =>
  csvOf([pilotColumns, ...roster.map(({ person: { name, email = '' }, user = '', profile, experience, cohort = '', support = '', consent, progress: { onboarding, training } }) =>
    [name, email, user, profile, experience, cohort, support, consent === undefined ? '' : consent.given ? consent.on : `withdrawn ${consent.on}`, onboarding.state, training.state])])

export const answersCsv = (survey: Survey, roster: readonly Pilot[]): string =>
  csvOf([['name', ...survey.questions.map(({ id }) => id), 'answered'], ...survey.asked.map((id) => {
    const answer = answerOf(survey, id)
    return [roster.find((one) => one.id === id)?.person.name ?? id, ...survey.questions.map((question) => answer?.answers[question.id] ?? ''), answer === undefined ? '' : new Date(answer.at).toISOString()]
  })])
